"""The report as a Slack message: Block Kit JSON within the documented limits, written out and never sent."""

import json

from triage.model.findings import Finding, Role
from triage.model.report import Report, VerdictStatus
from triage.model.rules import StepKind
from triage.render import safe_text
from triage.render.options import RenderOptions
from triage.render.outline import Branch, excerpt, next_step, outline, proof, steps_of, way_on
from triage.render.words import (
    clock,
    completeness,
    counted,
    coverage_text,
    entity_texts,
    full_report_hint,
    headline,
    nature,
    number,
    plural_gap,
    share_text,
    since_text,
    status_word,
    tally,
    target_text,
    window_text,
)

BLOCKS, BLOCK_TEXT, WHOLE = 50, 3_000, 12_000
_HEADER = 150
_LEADS, _ROWS, _TEXT, _COMMAND = 3, 8, 700, 1_800
Block = dict[str, object]
_SIGNS = {
    VerdictStatus.INCIDENT: "\U0001f534",
    VerdictStatus.UNEXPLAINED: "\U0001f7e0",
    VerdictStatus.HEALTHY: "\U0001f7e2",
    VerdictStatus.NO_DATA: "⚪",
}


def render(report: Report, options: RenderOptions) -> str:
    """`{"text": ..., "blocks": [...]}`; log text stands in code or plain text, where nothing is a mention or link."""
    said = f"{status_word(report.verdict)}: {headline(report)}"
    head, end = _head(report, said), _end(report)
    middle = [block for part in _parts(report, options) for block in part]
    blocks = _within_limits(head, middle, end, report)
    message = {"text": escaped(_short(safe_text.line(said), 300)), "blocks": blocks}
    return safe_text.json_escaped(json.dumps(message, ensure_ascii=False, indent=2)) + "\n"


def escaped(text: str) -> str:
    """The three characters that Slack reads as control characters."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _head(report: Report, said: str) -> list[Block]:
    sign = _SIGNS[report.verdict.status]
    title = f"{sign} {safe_text.line(said)}"
    blocks: list[Block] = [{"type": "header", "text": _plain(title, _HEADER - 10)}]
    where = f"{target_text(report)} · {window_text(report.window)} · {completeness(report)}"
    blocks.append({"type": "context", "elements": [_plain(_short(where, 600)), _plain(tally(report))]})
    if not report.complete:
        first = report.gaps[0]
        loud = f"⚠️ {plural_gap(report)} First: {_short(first.scope, 200)}: {_short(first.reason, 300)}"
        blocks.append({"type": "section", "text": _plain(loud)})
    return blocks


def _parts(report: Report, options: RenderOptions) -> list[list[Block]]:
    plan = outline(report)
    parts = [_cause(report, branch, options) for branch in plan.leads[:_LEADS]]
    left = (*plan.leads[_LEADS:], *plan.rest)
    if left:
        rows = [_row(report, branch.finding) for branch in left[:_ROWS]]
        parts.append([_titled("Other findings", rows, len(left), report)])
    if report.unmatched:
        rows = [f"{number(one.count)}× {one.level} {_short(one.template, 160)}" for one in report.unmatched[:_ROWS]]
        parts.append([_titled("Unknown signatures", rows, len(report.unmatched), report)])
    return parts


def _cause(report: Report, branch: Branch, options: RenderOptions) -> list[Block]:
    finding = branch.finding
    name = "Root cause" if finding.role is Role.ROOT_CAUSE else "Most likely place to look"
    since = f"since {since_text(finding, report)}"
    facts = [f"{label}: {_short(values, 120)}" for label, values in entity_texts(finding)[:4]]
    facts += [nature(finding), f"{counted(finding.count, 'record')} in {', '.join(finding.services[:4])}"]
    blocks: list[Block] = [
        {"type": "divider"},
        {"type": "section", "text": _plain(f"{name}: {_short(finding.title, 300)}\n{since}\n{' · '.join(facts)}")},
    ]
    if finding.explain:
        blocks.append({"type": "section", "text": _plain(_short(finding.explain, 600))})
    if (evidence := proof(finding)) is not None:
        part = excerpt(evidence, 6, _TEXT)
        blocks.append(_code("Proof", part.text))
    title, command = way_on(report, finding)
    if command:
        blocks.append(_command(f"Next: {title}", command, report))
    for other in (one for kind in (StepKind.CHANGE, StepKind.VERIFY) for one in steps_of(finding, kind)[:2]):
        if other.command and other is not next_step(finding):
            label = "Changes things" if other.kind is StepKind.CHANGE else "Verify"
            risk = f" Risk: {_short(other.risk, 200)}" if other.risk else ""
            blocks.append(_command(f"{label}: {other.title}.{risk}", other.command, report))
    if branch.folded:
        word = "Symptoms of it" if report.complete else "Possibly symptoms of it"
        rows = [_row(report, one) for one in branch.folded[:_ROWS]]
        blocks.append(_titled(word, rows, len(branch.folded), report))
    if options.explain and finding.why:
        rows = [f"{one.value:+g} {one.factor}: {_short(one.text, 160)}" for one in finding.why[:12]]
        blocks.append(_titled(f"Why it ranks here, score {finding.score:g}", rows, len(rows), report))
    return blocks


def _end(report: Report) -> list[Block]:
    notes = [coverage_text(report), share_text(report)]
    if report.redactions:
        notes.append("Redacted: " + ", ".join(f"{number(count)} {kind}" for kind, count in report.redactions[:20]))
    notes.append(f"{report.tool.name} {report.tool.version}, rules {report.tool.ruleset_version}.")
    notes.append(f"Everything: {full_report_hint(report, 'html')}")
    return [{"type": "divider"}, {"type": "context", "elements": [_plain(_short(" ".join(notes), 1200))]}]


def _row(report: Report, finding: Finding) -> str:
    services = ", ".join(finding.services[:3])
    since = clock(finding.first_seen, report.window)
    return f"{number(finding.count)}× {_short(finding.title, 160)} · {services} · since {since}"


def _titled(title: str, rows: list[str], total: int, report: Report) -> Block:
    """Rows of plain text under a title, what is left out said."""
    lines = [title, *(safe_text.line(row) for row in rows)]
    if total > len(rows):
        lines.append(f"and {number(total - len(rows))} more: {full_report_hint(report)}")
    return {"type": "section", "text": _plain("\n".join(lines))}


def _plain(text: str, most: int = BLOCK_TEXT - 50) -> Block:
    """Text that Slack shows as it is: no markup, no mention, no emoji codes."""
    safe = escaped(safe_text.block(text))
    return {"type": "plain_text", "text": _bounded(safe, most) or "-", "emoji": False}


def _code(title: str, text: str, most: int = _TEXT) -> Block:
    """A title and a code block; a backtick in it is drawn by its look-alike, since Slack has no longer fence."""
    name = _bounded(escaped(safe_text.line(title).replace("`", "ˋ").replace("*", "∗")), 600)
    body = escaped(_short(safe_text.block(text), most).replace("`", "ˋ"))
    block = f"{name}\n```\n{_bounded(body, BLOCK_TEXT - 800)}\n```"
    return {"type": "section", "text": {"type": "mrkdwn", "text": block, "verbatim": True}}


def _command(title: str, command: str, report: Report) -> Block:
    """A command whole, or none: half a command is worse than where to find it."""
    if len(escaped(command)) <= _COMMAND:
        return _code(title, command, _COMMAND)
    return {"type": "section", "text": _plain(f"{_short(title, 300)}\nToo long here: {full_report_hint(report)}")}


def _bounded(text: str, most: int) -> str:
    """At most `most` characters, never in the middle of an escape."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    at = cut.rfind("&", -6)
    return (cut[:at] if at >= 0 and ";" not in cut[at:] else cut) + "…"


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _within_limits(head: list[Block], middle: list[Block], end: list[Block], report: Report) -> list[Block]:
    """Blocks in order until the message is full; a last line says how many were left out."""
    room = WHOLE - 600 - sum(_length(block) for block in (*head, *end))
    kept: list[Block] = []
    for block in middle:
        if len(kept) + len(head) + len(end) + 1 >= BLOCKS or _length(block) > room:
            break
        kept.append(block)
        room -= _length(block)
    left = len(middle) - len(kept)
    if left:
        note = f"{counted(left, 'block')} cut to fit a message: {full_report_hint(report)}"
        kept.append({"type": "context", "elements": [_plain(note)]})
    return [*head, *kept, *end]


def _length(block: Block) -> int:
    """Characters of the block as JSON: never less than what Slack counts."""
    return len(json.dumps(block, ensure_ascii=False))
