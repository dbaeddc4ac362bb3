"""Blocks of facts that both forms of the document are made of."""

from triage.model.findings import Finding, Source, Step
from triage.model.rules import StepKind
from triage.postmortem import proofs
from triage.postmortem.case import Case
from triage.postmortem.document import (
    Block,
    Code,
    Heading,
    Item,
    Items,
    Line,
    Mark,
    Mono,
    Paragraph,
    Strong,
    Table,
    Words,
    bullets,
    facts,
    line,
    paragraph,
)
from triage.render.console_link import console_link
from triage.render.outline import excerpt
from triage.render.words import counted, duration, iso, nature, number, status_word
from triage.runs import SavedRun

ROWS = 20
LINES = 30
VALUES = 5
NO_CAUSE = "No cause was found in what was read."


def span_text(start: int, end: int) -> str:
    return f"{iso(start)} to {iso(end)} ({duration(end - start)})"


def identity(case: Case) -> list[Block]:
    """What, where, when and how bad."""
    report, lead = case.report, case.lead
    groups = report.target.log_groups[:5]
    rows: list[tuple[str, Line]] = [
        ("Verdict", line(status_word(report.verdict))),
        ("Environment", line(Mono(case.environment)) if case.environment else ()),
        ("Region", line(Mono(report.target.region)) if report.target.region else ()),
        ("Window read", line(span_text(report.window.start, report.window.end))),
        ("Read whole", line("yes" if case.complete else f"NO: {counted(len(case.gaps), 'gap')}")),
        ("Log groups", tuple(Mono(group) for group in groups)),
    ]
    if lead is not None:
        rows += [
            ("Severity, layer, category", line(nature(lead))),
            ("Services", tuple(Mono(one) for one in lead.services[:8])),
            ("Revisions", tuple(Mono(one) for one in lead.revisions[:5])),
            ("First match", line(iso(case.first_seen))),
            ("Last match", line(iso(case.last_seen))),
        ]
    return [facts(rows)]


def symptoms(case: Case) -> list[Block]:
    """What was seen from outside: folded findings and failing routes."""
    blocks: list[Block] = []
    if case.symptoms:
        rows = tuple(_finding_row(one) for one in case.symptoms[:ROWS])
        blocks.append(Table(("Records", "Symptom", "Services", "First", "Last"), rows))
    if case.failing:
        blocks.append(routes(case))
    return blocks or [paragraph("No symptom beside it is in what was read.")]


def routes(case: Case) -> Table:
    rows = tuple(
        (
            line(Mono(one.name)),
            tuple(map(Mono, one.services[:4])),
            line(number(one.failed.count)),
            line(number(one.answered.count)),
            line(iso(one.failed.first)),
            line(iso(one.failed.last)),
        )
        for one in case.failing[:ROWS]
    )
    return Table(("Path", "Services", "Failed (5xx)", "Answered", "First failure", "Last failure"), rows)


def _finding_row(one: Finding) -> tuple[Line, ...]:
    services = tuple(Mono(service) for service in one.services[:4])
    return line(number(one.count)), line(one.title), services, line(iso(one.first_seen)), line(iso(one.last_seen))


def smoking_gun(case: Case) -> list[Block]:
    """One event in its own words."""
    proof = case.proof
    if proof is None or case.lead is None:
        return [paragraph("No single event proves a cause."), proofs.of_runs(case)]
    part = excerpt(proof, LINES)
    rows: list[tuple[str, Line]] = [
        ("Time", line(iso(proof.timestamp))),
        ("Log group", line(Mono(proof.log_group)) if proof.log_group else ()),
        ("Stream", line(Mono(proof.log_stream)) if proof.log_stream else ()),
        ("Resource", line(Mono(proof.ref)) if proof.ref and proof.source is not Source.LOGS else ()),
        ("Console", line(Mono(link)) if (link := console_link(proof, case.report.target)) else ()),
    ]
    left_out = part.above + part.below
    note: list[Block] = [paragraph(f"{counted(left_out, 'line')} around it left out.")] if left_out else []
    return [facts(rows), Code(part.text[:6000]), *note, proofs.smoking_gun(case)]


def cause(case: Case) -> list[Block]:
    """The leading finding and what it rules out."""
    lead = case.lead
    if lead is None:
        return [paragraph(NO_CAUSE), proofs.of_runs(case)]
    sure = "Root cause, as the evidence shows it" if case.is_sure else "Most likely place to look, not proven"
    rows = [(name.replace("_", " ").capitalize(), _few(values)) for name, values in lead.entities]
    rows.append(("Rule", line(Mono(lead.rule_id)) if lead.rule_id else ()))
    rows.append(("Records", line(number(lead.count))))
    return [
        Paragraph((Strong(f"{sure}:"), Words(lead.title))),
        *([paragraph(lead.explain)] if lead.explain else []),
        facts(rows),
        proofs.matches(case),
    ]


def _few(values: tuple[str, ...]) -> Line:
    more = f"and {len(values) - VALUES} more" if len(values) > VALUES else ""
    return (*map(Mono, values[:VALUES]), *line(more))


def hints(case: Case) -> list[Block]:
    """Hypotheses about the reason behind the cause, and what changed before: hints, not judgements."""
    lead = case.lead
    blocks: list[Block] = []
    if lead is not None and lead.hypotheses:
        blocks.append(paragraph("Hints, most likely first. None of them is proven by the logs alone."))
        blocks.append(Items(tuple(Item(_hint(case, at), Mark.NUMBER) for at in range(len(lead.hypotheses)))))
    elif lead is not None:
        blocks.append(paragraph("The rule offers no hypothesis: the reason behind it is for people to find."))
    else:
        blocks.append(paragraph(NO_CAUSE))
    before = [one for one in case.changes if not case.first_seen or one.timestamp <= case.first_seen]
    if before:
        blocks.append(paragraph("Changed before the first match (near in time is not yet a reason):"))
        blocks.append(bullets(*(line(iso(one.timestamp), f"{one.what} ({one.source})") for one in before[-ROWS:])))
    else:
        blocks.append(paragraph("No change just before it is in what was read."))
    if case.others:
        blocks.append(paragraph("Other findings of the same time, which may have contributed:"))
        blocks.append(
            bullets(
                *(line(one.title, f"({one.role.value}, {counted(one.count, 'record')})") for one in case.others[:10])
            )
        )
    return [*blocks, proofs.of_runs(case)]


def _hint(case: Case, at: int) -> Line:
    assert case.lead is not None
    one = case.lead.hypotheses[at]
    support = f"For it: {'; '.join(one.supported_by)}." if one.supported_by else ""
    command = dict(case.commands(StepKind.INSPECT)).get(one.check, "")
    proof = f"To prove it: {one.check}." if one.check else ""
    return line(one.says, support, proof, Mono(command) if command else "")


def resolution(case: Case) -> list[Block]:
    """The steps that change things, as the rule and the project's runbook word them."""
    steps = [one for one in (case.lead.remediation if case.lead else ()) if one.kind is StepKind.CHANGE]
    if not steps:
        return [paragraph("No step that changes something is known for it."), proofs.of_runs(case)]
    blocks: list[Block] = [paragraph("Known steps. Whether one of them was taken is for people to say.")]
    for step in steps:
        blocks.append(Heading(step.title or "Change"))
        blocks.append(Code(step.command, "sh") if step.command else paragraph(_no_command(step)))
        rows = [(name, line(text)) for name, text in (("Risk", step.risk), ("Undo", step.undo)) if text]
        if rows:
            blocks.append(facts(rows))
    return [*blocks, proofs.of_runs(case)]


def _no_command(step: Step) -> str:
    if step.needs:
        return f"A command for it needs {', '.join(step.needs)}."
    return "It is no single command: a change of the code, the settings or the data."


def verification(case: Case) -> list[Block]:
    """The last match, the quiet since, and what later runs saw."""
    if case.lead is None:
        return [paragraph(NO_CAUSE), proofs.of_runs(case)]
    end = max(run.report.window.end for run in case.runs)
    still = case.lead.trend.still_happening and not case.later
    rows: list[tuple[str, Line]] = [
        ("Last match", line(iso(case.last_seen))),
        ("Read until", line(iso(end))),
        ("Quiet since", line("NOT YET: it was still matching" if still else duration(end - case.last_seen))),
    ]
    blocks: list[Block] = [facts(rows)]
    blocks += [paragraph(*_later(case, run)) for run in case.later]
    if not case.later:
        blocks.append(paragraph("No later saved run shows the environment after it."))
    commands = [(title, command) for title, command in case.commands(StepKind.VERIFY)]
    if commands:
        blocks.append(paragraph("To be seen before it is called repaired:"))
        blocks += [part for title, command in commands for part in (paragraph(f"{title}:"), Code(command, "sh"))]
    return [*blocks, proofs.of_runs(case)]


def _later(case: Case, run: SavedRun) -> list[str | Mono]:
    names = {(one.method, one.route) for one in case.failing}
    asked = [one for one in run.traffic if (one.method, one.route) in names]
    answered, failed = sum(one.answered.count for one in asked), sum(one.failed.count for one in asked)
    text = f"({span_text(run.report.window.start, run.report.window.end)}): no match"
    if asked:
        text += f"; on the paths that had failed {number(answered)} answered, {number(failed)} failed"
    else:
        text += "; no request on the paths that had failed"
    return ["Later run", Mono(run.id), text + ("." if run.report.complete else "; it was not read whole.")]
