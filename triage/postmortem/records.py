"""Lists of what was seen: the checklist of layers, the timeline, and the runs behind the document."""

from triage.model.findings import Finding
from triage.model.report import Check, CheckVerdict
from triage.model.rules import Layer
from triage.postmortem import proofs
from triage.postmortem.case import Case
from triage.postmortem.document import Block, Heading, Item, Items, Mark, Mono, Proof, Strong, Table, line, paragraph
from triage.postmortem.facts import ROWS, span_text
from triage.render.words import CHECK_WORDS, counted, duration, iso, number


def check_items(case: Case, layer: Layer) -> tuple[Item, ...]:
    """The checklist of one layer: ticked where it was ruled out."""
    items = [
        Item(
            line(Strong(f"{CHECK_WORDS[one.verdict]}:"), f"{one.hypothesis}. {_sentence(one)}", Mono(one.command)),
            _mark(one),
        )
        for one in case.checks_of(layer)
    ]
    if case.lead is not None and case.lead.layer is layer:
        items.append(Item(line(Strong("at fault:" if case.is_sure else "suspected:"), case.lead.title), Mark.OPEN))
    if not items:
        items.append(Item(line(Strong("not checked:"), "no check of this layer is in the saved runs."), Mark.OPEN))
    return tuple(items)


def _mark(check: Check) -> Mark:
    return Mark.DONE if check.verdict in (CheckVerdict.RULED_OUT, CheckVerdict.NOT_APPLICABLE) else Mark.OPEN


def _sentence(check: Check) -> str:
    return f"{check.finding} ({check.reason})." if check.reason else f"{check.finding}." if check.finding else ""


def checklist(case: Case) -> list[Block]:
    blocks: list[Block] = []
    for layer in Layer:
        blocks += [Heading(layer.value.capitalize()), Items(check_items(case, layer))]
    return [*blocks, proofs.of_runs(case)]


def timeline(case: Case) -> list[Block]:
    """Everything with a time, in order; times are UTC."""
    rows: set[tuple[int, str, str]] = set()
    for run in case.runs:
        window = run.report.window
        rows.add((window.start, f"Reading begins: run {run.id}", "triage"))
        rows.add((window.end, f"Reading ends: run {run.id}", "triage"))
    rows |= {(one.timestamp, one.what, one.source) for one in case.changes[:ROWS]}
    for _, gap in case.gaps[:ROWS]:
        if gap.end > gap.start:
            rows.add((gap.start, f"Not read until {iso(gap.end)}: {gap.scope}", "gap"))
    for one in ([case.lead] if case.lead else []) + list(case.symptoms[:8]) + list(case.others[:8]):
        what = f"{one.title}, in {', '.join(one.services[:4])}" if one.services else one.title
        rows.add((one.first_seen, f"First: {what}", "logs"))
        if one.last_seen > one.first_seen:
            rows.add((one.last_seen, f"Last: {what}", "logs"))
    if case.lead is not None and case.lead.trend.buckets:
        rows.add(_peak(case.lead))
    if case.detected_at:
        rows.add((case.detected_at, "Detected", "told on the command line"))
    table = Table(
        ("Time (UTC)", "What", "Source"),
        tuple((line(iso(at)), line(what), line(source)) for at, what, source in sorted(rows)),
    )
    return [table, proofs.matches(case)]


def _peak(lead: Finding) -> tuple[int, str, str]:
    """The fullest bucket, the first of equals; it begins no earlier than the fault itself."""
    most = max(lead.trend.buckets, key=lambda one: (one.count, -one.start))
    said = f"Most records in {duration(lead.trend.width)} ({number(most.count)}): {lead.title}"
    return max(most.start, lead.first_seen), said, "logs"


def evidence(case: Case) -> list[Block]:
    """Which runs, how whole, by which rules, and how much is hidden."""
    rows = tuple(
        (
            line(Mono(run.id)),
            line(span_text(run.report.window.start, run.report.window.end)),
            line(number(run.report.coverage.events)),
            line("yes" if run.report.complete else f"NO: {counted(len(run.report.gaps), 'gap')}"),
            line(f"{run.report.tool.name} {run.report.tool.version}, rules {run.report.tool.ruleset_version}"),
        )
        for run in case.runs
    )
    blocks: list[Block] = [Table(("Run", "Window (UTC)", "Events", "Read whole", "Made by"), rows)]
    if case.rule is not None:
        blocks.append(
            paragraph("Rule", Mono(case.rule.id), f"version {case.rule.metadata.version}, {case.rule.status.value}.")
        )
    for run, gap in case.gaps[:ROWS]:
        blocks.append(paragraph(Strong("Not read:"), Mono(gap.scope), f"in run {run.id}: {gap.reason}"))
    hidden = ", ".join(f"{number(count)} {kind}" for kind, count in case.report.redactions)
    blocks.append(paragraph(f"Hidden before anything was saved: {hidden}." if hidden else "Nothing had to be hidden."))
    again = [
        ("the same window, read again while the logs are kept", command)
        for run in case.runs
        if (command := proofs.read_again(run))
    ]
    return [*blocks, Proof((*proofs.saved(*case.runs), *again))]
