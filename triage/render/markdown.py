"""The report as Markdown that GitHub and GitLab render."""

from triage.model.report import Report
from triage.render import markdown_sections as sections
from triage.render.options import RenderOptions
from triage.render.outline import outline
from triage.render.words import full_report_hint

LIMIT = 60_000
"""Characters: what a comment or description of the code hosts takes, with room to spare."""
_LEADS = 10


def render(report: Report, options: RenderOptions) -> str:
    """Fewer than 60,000 characters; what is cut says so and how to get it."""
    return written(report, options, folded=False)


def written(report: Report, options: RenderOptions, folded: bool) -> str:
    """The document; `folded` hides everything below the first cause behind a summary line."""
    plan = outline(report)
    parts = [sections.verdict(report)]
    parts += [sections.cause(report, branch, at, options) for at, branch in enumerate(plan.leads[:_LEADS], 1)]
    later = [
        sections.others(report, (*plan.leads[_LEADS:], *plan.rest), options),
        sections.unmatched(report),
        sections.checks(report),
        sections.changes(report),
    ]
    end = [sections.gaps(report), sections.coverage(report)]
    later = [part for part in later if part]
    if folded and later:
        later = [["<details><summary>Other findings, unknown signatures, checks</summary>", ""], *later, ["</details>"]]
    return _bounded([*parts, *later], [part for part in end if part], report)


def _bounded(parts: list[list[str]], end: list[list[str]], report: Report) -> str:
    """Whole sections in order as long as they fit, the end always."""
    last = _joined(end)
    room = LIMIT - len(last) - 200
    kept: list[str] = []
    left = 0
    for part in parts:
        text = _joined([part])
        if len(text) <= room:
            kept.append(text)
            room -= len(text) + 1
        else:
            left += 1
    if left:
        one = "1 section is" if left == 1 else f"{left} sections are"
        kept.append(f"> **Cut:** {one} left out here; `{full_report_hint(report)}` has everything.\n")
    return "\n".join([*kept, last])


def _joined(parts: list[list[str]]) -> str:
    return "\n".join("\n".join(part) + "\n" for part in parts)
