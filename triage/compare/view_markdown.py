"""A comparison as Markdown."""

from triage.compare import outline
from triage.compare.model import Comparison
from triage.compare.wording import interval_text, ratio_text, route_name, share_text, tell_text
from triage.render.markdown_text import fence, prose, span, table
from triage.render.options import RenderOptions
from triage.render.words import needs_text


def render(comparison: Comparison, options: RenderOptions) -> str:
    """Headings, lists and tables; nothing of a log is read as markup."""
    del options
    rows = [f"# {prose(outline.title(comparison))}", "", f"**{prose(comparison.conclusion.headline)}**", ""]
    for side in (comparison.a, comparison.b):
        rows.append(f"- {prose(side.label)}: {prose(outline.side_text(side))}")
    for _, title, sentences in outline.parts(comparison):
        rows += ["", f"## {title}", "", *(f"- {prose(sentence)}" for sentence in sentences)]
    for section in (_faults, _routes, _settings, _checks):
        if found := section(comparison):
            rows += ["", *found]
    if step := comparison.next:
        rows += ["", "## Next", "", prose(step.title), ""]
        rows += fence(step.command, "sh") if step.command else [prose(needs_text(step))]
    tool = comparison.tool
    return "\n".join([*rows, "", f"{tool.name} {tool.version}, rules {prose(tool.ruleset_version)}"]) + "\n"


def _faults(comparison: Comparison) -> list[str]:
    a, b = comparison.a.label, comparison.b.label
    rows = [
        [
            prose(one.title),
            tell_text(one.tell, prose(a), prose(b)),
            (one.role_a or one.role_b).replace("_", " "),
            f"{one.rate.count_a:,}",
            f"{one.rate.count_b:,}",
            ratio_text(one.rate),
            f"{one.rate.p:.2g}",
        ]
        for one in outline.faults(comparison)[: outline.FAULT_ROWS]
    ]
    heads = ["Fault", "Where", "Role", prose(a), prose(b), "Ratio", "p"]
    return ["## Faults side by side", "", *table(heads, rows)] if rows else []


def _routes(comparison: Comparison) -> list[str]:
    rows = [
        [
            f"{span(route_name(row))} of {prose(row.service)}",
            f"{share_text(row.answered_a, row.failed_a)} {interval_text(row.share_a)}".strip(),
            f"{share_text(row.answered_b, row.failed_b)} {interval_text(row.share_b)}".strip(),
            f"{row.p:.2g}",
        ]
        for row in outline.telling_routes(comparison)
    ]
    heads = ["Route", prose(comparison.a.label), prose(comparison.b.label), "p"]
    return ["## Requests answered", "", *table(heads, rows)] if rows else []


def _settings(comparison: Comparison) -> list[str]:
    if not comparison.settings:
        return []
    rows = [
        [prose(row.place), f"{row.kind} {span(row.name)}", span(row.a), span(row.b), outline.setting_note(row)]
        for row in outline.telling_settings(comparison)[: outline.SETTING_ROWS]
    ]
    heads = ["Where", "Setting", prose(comparison.a.label), prose(comparison.b.label), "Result"]
    head = ["## Task definitions", "", outline.equal_text(comparison.settings)]
    return [*head, "", *table(heads, rows)] if rows else head


def _checks(comparison: Comparison) -> list[str]:
    rows = [
        [
            pair.layer.value,
            prose(pair.hypothesis),
            f"{outline.verdict_word(pair.verdict_a)}: {prose(pair.finding_a)}",
            f"{outline.verdict_word(pair.verdict_b)}: {prose(pair.finding_b)}",
        ]
        for pair in comparison.checks
    ]
    heads = ["Layer", "Hypothesis", prose(comparison.a.label), prose(comparison.b.label)]
    return ["## Checks side by side", "", *table(heads, rows)] if rows else []
