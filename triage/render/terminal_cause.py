"""One cause on the terminal: its first screen, then everything else that is known about it."""

from triage.model.findings import Evidence, Finding, Role, ScoredHypothesis, Step
from triage.model.report import Change, Report
from triage.model.rules import StepKind
from triage.render import safe_text
from triage.render.columns import clip, pad
from triage.render.console_link import console_link
from triage.render.histogram import bars, histogram, unit, unread
from triage.render.options import RenderOptions
from triage.render.outline import Branch, excerpt, next_step, proof, steps_of
from triage.render.paper import LABEL, Paper
from triage.render.terminal_factors import factors
from triage.render.words import (
    ROLE_WORDS,
    STEP_WORDS,
    clock,
    counted,
    entity_texts,
    exact_clock,
    happening,
    nature,
    needs_text,
    number,
)

_SCREEN = 24
_SYMPTOMS = 20
_LEAD = 30
_CHANGE_LEAD = 3_600_000


def first_screen(paper: Paper, report: Report, branch: Branch, used: int, place: str = "") -> None:
    """What a tired person needs; together with `used` rows above it at most 24 rows."""
    finding = branch.finding
    paper.blank()
    sure = finding.role is Role.ROOT_CAUSE
    name = (ROLE_WORDS[finding.role].upper() + place) if sure else "MOST LIKELY PLACE TO LOOK"
    paper.titled(name, finding.title, "red" if sure else "yellow", most=1)
    _facts(paper, report, finding)
    _histogram(paper, report, finding)
    command = _next_rows(paper, finding)
    spare = _SCREEN - (len(paper.rows) if used else 18) - len(command)
    evidence = proof(finding)
    hypotheses = min(2, len(finding.hypotheses), max(0, spare - 3))
    for at, one in enumerate(finding.hypotheses[:hypotheses]):
        paper.labelled("perhaps" if at == 0 else "", _hypothesis(one), most=1)
    if evidence:
        _proof(paper, report, evidence, max(1, min(4, spare - hypotheses - 1)))
    paper.rows += command


def _facts(paper: Paper, report: Report, finding: Finding) -> None:
    paper.labelled("what", " · ".join([*_entities(finding), nature(finding)]), most=2)
    seen = f"{clock(finding.first_seen, report.window)} UTC"
    paper.labelled(
        "since", f"{seen} · {counted(finding.count, 'record')} · {happening(finding, report.window)}", "bold"
    )
    paper.labelled("where", _where(finding), most=1)
    for change in _changes_before(report, finding)[-1:]:
        text = f"{clock(change.timestamp, report.window)} {change.what} ({change.source})"
        paper.labelled("before", text, "yellow", most=1)


def _entities(finding: Finding) -> list[str]:
    return [f"{name} {values}" for name, values in entity_texts(finding)[:4]]


def _where(finding: Finding) -> str:
    parts = [", ".join(finding.services)]
    if finding.tasks:
        parts.append(f"{counted(len(finding.tasks), 'task')} {', '.join(finding.tasks[:2])}")
    if finding.revisions:
        parts.append(f"revision {', '.join(finding.revisions[:3])}")
    return " · ".join(part for part in parts if part) or "not told by the logs"


def _changes_before(report: Report, finding: Finding) -> list[Change]:
    """Changes of the last hour before the onset, oldest first."""
    first = finding.first_seen
    return [one for one in report.changes if first - _CHANGE_LEAD <= one.timestamp <= first]


def _histogram(paper: Paper, report: Report, finding: Finding) -> None:
    shape = histogram(finding.trend, report.window, paper.width - LABEL - 25)
    if not shape.most:
        return
    drawn = bars(shape, unread(shape, report.gaps))
    most = f"  most {number(shape.most)}" + ("  ░ not read" if "░" in drawn else "")
    paper.raw(paper.paint(pad("  " + clip(unit(shape), LABEL - 3), LABEL), "dim") + drawn + most)
    marks = [" "] * len(drawn)
    for change in report.changes:
        if (at := shape.column(change.timestamp)) is not None:
            marks[at] = "◆"
    onset = shape.column(finding.first_seen)
    if onset is not None:
        marks[onset] = "▲"
    legend = "▲ first seen" + ("  ◆ change" if "◆" in marks else "")
    paper.raw(" " * LABEL + "".join(marks) + "  " + paper.paint(legend, "dim"))


def _hypothesis(one: ScoredHypothesis) -> str:
    return one.says + (f" ({'; '.join(one.supported_by)})" if one.supported_by else "")


def _proof(paper: Paper, report: Report, evidence: Evidence, rows: int) -> None:
    place = " in ".join(part for part in (evidence.log_stream, evidence.log_group) if part) or evidence.ref
    paper.labelled(
        "proof", f"{exact_clock(evidence.timestamp, report.window)} {place or evidence.source.value}", most=1
    )
    text, span = _telling(evidence, (paper.width - LABEL - 2) * rows)
    paper.quoted(text, span, rows, LABEL)


def _telling(evidence: Evidence, room: int) -> tuple[str, tuple[int, int]]:
    """The message from the line of its matched part on; in a line longer than `room`, from just before the match."""
    part = excerpt(evidence, 1)
    text = "\n".join(evidence.message.rstrip("\n").split("\n")[part.above :])
    start, end = part.span
    cut = start - _LEAD
    if cut <= 0 or end <= room:
        return text, part.span
    return f"…{text[cut:]}", (start - cut + 1, end - cut + 1)


def _next_rows(paper: Paper, finding: Finding) -> list[str]:
    step = next_step(finding)
    if step is None:
        return []
    draft = paper.draft()
    draft.labelled("next", step.title, most=1)
    _command(draft, step, LABEL)
    return draft.rows


def _command(paper: Paper, step: Step, indent: int) -> None:
    """The command behind a prompt, or why there is none."""
    if not step.command:
        paper.text(needs_text(step), indent, "dim")
        return
    paper.command(step.command, indent)


def cause_details(paper: Paper, report: Report, branch: Branch, options: RenderOptions) -> None:
    """Meaning, explanations, more evidence, all steps, and what this cause explains."""
    finding = branch.finding
    if finding.explain:
        paper.heading("What it means")
        paper.text(finding.explain)
    _explanations(paper, finding)
    _evidence(paper, report, finding)
    _steps(paper, finding)
    _folded(paper, report, branch)
    if options.explain:
        paper.heading("Why it ranks here", f"score {finding.score:g}")
        factors(paper, finding, 2)


def _explanations(paper: Paper, finding: Finding) -> None:
    if not finding.hypotheses:
        return
    paper.heading("Explanations", "most likely first")
    for at, one in enumerate(finding.hypotheses, 1):
        paper.text(f"{at}. {one.says}", hang=3)
        if one.supported_by:
            paper.text(f"for it: {'; '.join(one.supported_by)}", 5)
        if one.check:
            paper.text(f"to prove it: {one.check}", 5, "dim")


def _evidence(paper: Paper, report: Report, finding: Finding) -> None:
    if not finding.evidence:
        return
    paper.heading("Evidence", f"{len(finding.evidence)} of {counted(finding.count, 'record')} kept")
    for evidence in finding.evidence[:5]:
        place = " ".join(part for part in (evidence.log_group, evidence.log_stream, evidence.ref) if part)
        source = evidence.source.value
        paper.text(f"{exact_clock(evidence.timestamp, report.window)} {source} {place}", style="dim", hang=2)
        part = excerpt(evidence, 12)
        paper.quoted(part.text, part.span, 16, 4)
        if link := console_link(evidence, report.target):
            paper.raw(paper.paint(link, "dim"), 4)


def _steps(paper: Paper, finding: Finding) -> None:
    for kind in StepKind:
        steps = steps_of(finding, kind)
        if not steps:
            continue
        paper.heading(STEP_WORDS[kind])
        for step in steps:
            paper.text(step.title, hang=2)
            _command(paper, step, 4)
            for label, text in (("risk", step.risk), ("undo", step.undo)):
                if text:
                    paper.text(f"{label}: {text}", 4, "yellow" if label == "risk" else "", hang=6)


def _folded(paper: Paper, report: Report, branch: Branch) -> None:
    if not branch.folded:
        return
    total = sum(finding.count for finding in branch.folded)
    link = "Symptoms of it" if report.complete else "Possibly symptoms of it"
    paper.heading(link, f"{counted(len(branch.folded), 'finding')}, {counted(total, 'record')}")
    for finding in branch.folded[:_SYMPTOMS]:
        finding_row(paper, report, finding)
    if len(branch.folded) > _SYMPTOMS:
        paper.text(f"and {number(len(branch.folded) - _SYMPTOMS)} more, folded")


def finding_row(paper: Paper, report: Report, finding: Finding) -> None:
    """One finding on one row: count, title, where, since when."""
    since = f"since {clock(finding.first_seen, report.window)}"
    tail = clip(" · ".join(part for part in (", ".join(finding.services), since) if part), paper.width // 2)
    count = f"{number(finding.count):>7}×"
    title = clip(safe_text.line(finding.title), paper.width - len(count) - len(tail) - 6)
    paper.raw(f"  {count} {title}  {paper.paint(safe_text.line(tail), 'dim')}")
