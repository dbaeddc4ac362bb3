"""One cause on the terminal: its first screen, then everything else that is known about it."""

from triage.model.findings import Evidence, Finding, Role, ScoredHypothesis, Source, Step
from triage.model.report import Change, Report
from triage.model.rules import StepKind
from triage.render import safe_text
from triage.render.columns import clip, pad
from triage.render.console_link import console_link
from triage.render.histogram import bars, histogram, unit, unread
from triage.render.options import RenderOptions
from triage.render.outline import Branch, Excerpt, excerpt, next_step, proof, steps_of, way_on
from triage.render.paper import LABEL, Paper
from triage.render.terminal_factors import factors
from triage.render.words import (
    ROLE_WORDS,
    STEP_WORDS,
    clock,
    counted,
    exact_clock,
    happening,
    is_timeless,
    kind_text,
    nature,
    needs_text,
    number,
    sureness,
    tasks_text,
)

_SCREEN = 24
_SYMPTOMS = 20
_CHANGE_LEAD = 3_600_000
_NOTHING_NEW = ("The above exception", "During handling of", "Traceback (most recent")


def first_screen(paper: Paper, report: Report, branch: Branch, first: bool = True, place: str = "") -> None:
    """What a tired person needs; the first of a report ends within 24 rows of the screen where its command allows."""
    finding = branch.finding
    paper.blank()
    sure = finding.role is Role.ROOT_CAUSE
    above = paper.height() if first else 5
    head = paper.draft()
    name = (ROLE_WORDS[finding.role].upper() + place) if sure else "MOST LIKELY PLACE TO LOOK"
    head.titled(name, finding.title, "red" if sure else "yellow", most=1)
    _facts(head, report, finding)
    _histogram(head, report, finding)
    command = _next_rows(paper, report, finding)
    spare = _SCREEN - above - head.height() - command.height()
    evidence = proof(finding)
    shown = paper.draft()
    if evidence:
        _proof(shown, report, evidence, max(1, min(3, spare - 2)))
    paper.rows += head.rows + _perhaps(paper, finding, spare - shown.height()) + shown.rows + command.rows


def _perhaps(paper: Paper, finding: Finding, room: int) -> list[str]:
    """The most likely explanations, at most two, in at most `room` rows."""
    draft = paper.draft()
    for at, one in enumerate(finding.hypotheses[:2]):
        if (left := room - draft.height()) > 0:
            draft.labelled("perhaps" if at == 0 else "", _hypothesis(one), most=min(2, left))
    return draft.rows


def _facts(paper: Paper, report: Report, finding: Finding) -> None:
    paper.labelled("what", kind_text(finding), most=1)
    count = counted(finding.count, "record")
    if is_timeless(report.window):
        paper.labelled("seen", " · ".join(part for part in (count, finding.seen) if part), "bold", most=1)
    else:
        seen = f"{clock(finding.first_seen, report.window)} UTC"
        paper.labelled("since", f"{seen} · {count} · {happening(finding, report)}", "bold", most=1)
    paper.labelled("where", _where(finding), most=1)
    paper.labelled("how sure", sureness(finding, report.complete), most=2)
    for change in _changes_before(report, finding)[-1:]:
        text = f"{clock(change.timestamp, report.window)} {change.what} ({change.source})"
        paper.labelled("before", text, "yellow", most=1)


def _where(finding: Finding) -> str:
    revision = f"revision {', '.join(finding.revisions[:3])}" if finding.revisions else ""
    parts = [", ".join(finding.services), revision, tasks_text(finding)]
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
        marks[onset] = "◈" if marks[onset] == "◆" else "▲"
    words = {"▲": "▲ first seen", "◆": "◆ change", "◈": "◈ change, then first seen"}
    legend = "  ".join(text for sign, text in words.items() if sign in marks)
    paper.raw(" " * LABEL + "".join(marks) + "  " + paper.paint(legend, "dim"))


def _hypothesis(one: ScoredHypothesis) -> str:
    return one.says + (f" ({'; '.join(one.supported_by)})" if one.supported_by else "")


def _proof(paper: Paper, report: Report, evidence: Evidence, rows: int) -> None:
    place = " in ".join(part for part in (evidence.log_stream, evidence.log_group) if part) or evidence.ref
    when = "" if is_timeless(report.window) else f"{exact_clock(evidence.timestamp, report.window)} "
    paper.labelled("proof", f"{when}{place or evidence.source.value}", most=1)
    text, span = _telling(evidence, (paper.width - LABEL - 26) * rows)
    paper.quoted(text, span, rows, LABEL)


def _telling(evidence: Evidence, room: int) -> tuple[str, tuple[int, int]]:
    """The message from the line of its matched part to where a trace says nothing new; of a line longer than `room`,
    from just before the match."""
    part = excerpt(evidence, 1, room)
    others = evidence.message.rstrip("\n").split("\n")[part.above + 1 :][:40]
    ends = (at for at, line in enumerate(others) if not line.strip() or line.startswith(_NOTHING_NEW))
    return "\n".join([part.text, *others[: next(ends, len(others))]]), part.span


def _next_rows(paper: Paper, report: Report, finding: Finding) -> Paper:
    """The next command; where the logs alone do not fill it, what is missing and the command that finds it."""
    draft = paper.draft()
    step = next_step(finding)
    if step is None:
        return draft
    draft.labelled("next", step.title, most=1)
    if step.command:
        draft.command(step.command, LABEL)
        return draft
    draft.labelled("", needs_text(step), "dim", most=1)
    reading, command = way_on(report, finding)
    if command:
        draft.labelled("", f"{reading}:", "dim", 1)
        draft.command(command, LABEL)
    return draft


def command_rows(paper: Paper, step: Step, indent: int) -> None:
    """The command behind a prompt, or why there is none."""
    if not step.command:
        paper.text(needs_text(step), indent, "dim")
        return
    paper.command(step.command, indent)


def cause_details(paper: Paper, report: Report, branch: Branch, options: RenderOptions) -> None:
    """Meaning, explanations, more evidence, all steps, and what this cause explains."""
    finding = branch.finding
    if finding.explain:
        paper.heading("What it means", nature(finding))
        paper.text(finding.explain)
    if finding.seen:
        paper.text(f"{finding.seen[0].upper()}{finding.seen[1:]}.")
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
    for at, evidence in enumerate(finding.evidence[:5]):
        place = " ".join(part for part in (evidence.log_group, evidence.log_stream, evidence.ref) if part)
        source = evidence.source.value
        when = "" if is_timeless(report.window) else f"{exact_clock(evidence.timestamp, report.window)} "
        paper.text(f"{when}{source} {place}", style="dim", hang=2)
        rows = 2 if at else 16
        part = excerpt(evidence, 1 if at and evidence.source is Source.LOGS else 12, (paper.width - 6) * rows)
        paper.quoted(*_marked(part), rows, 4)
        if link := console_link(evidence, report.target):
            paper.raw(paper.paint(link, "dim"), 4)


def _marked(part: Excerpt) -> tuple[str, tuple[int, int]]:
    """The lines and the matched part, a mark where others were left out."""
    lead, end = "… " if part.above else "", " …" if part.below else ""
    start, stop = (at + len(lead) if part.span[1] else at for at in part.span)
    return f"{lead}{part.text}{end}", (start, stop)


def _steps(paper: Paper, finding: Finding) -> None:
    for kind in StepKind:
        steps = steps_of(finding, kind)
        if not steps:
            continue
        paper.heading(STEP_WORDS[kind])
        for step in steps:
            paper.text(step.title, hang=2)
            command_rows(paper, step, 4)
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
    since = "" if is_timeless(report.window) else f"since {clock(finding.first_seen, report.window)}"
    tail = clip(" · ".join(part for part in (", ".join(finding.services), since) if part), paper.width // 2)
    count = f"{number(finding.count):>7}×"
    title = clip(safe_text.line(finding.title), paper.width - len(count) - len(tail) - 6)
    paper.raw(f"  {count} {title}  {paper.paint(safe_text.line(tail), 'dim')}")
