"""The parts of the terminal report below the causes."""

from triage.model.report import CheckVerdict, Report
from triage.render import safe_text
from triage.render.columns import clip, pad, wrap
from triage.render.histogram import bars, histogram
from triage.render.options import RenderOptions
from triage.render.outline import Branch, next_step
from triage.render.paper import LABEL, Paper
from triage.render.terminal_cause import finding_row
from triage.render.terminal_factors import factors
from triage.render.words import (
    CHECK_WORDS,
    ROLE_WORDS,
    clock,
    counted,
    coverage_text,
    full_report_hint,
    note_text,
    number,
    plural_gap,
    seen_text,
    share_text,
    window_text,
)

_FINDINGS = 25
_UNMATCHED = 10
_GAPS = 20
_VERDICT = 16
_CHECK_STYLES = {CheckVerdict.IMPLICATED: "red", CheckVerdict.UNKNOWN: "yellow"}


def findings(paper: Paper, report: Report, left: tuple[Branch, ...], options: RenderOptions) -> None:
    """The other findings, a row each, with the next command and what they explain."""
    paper.heading("OTHER FINDINGS", counted(len(left), "finding"))
    for branch in left[:_FINDINGS]:
        finding = branch.finding
        finding_row(paper, report, finding)
        paper.text(f"{ROLE_WORDS[finding.role].lower()}, {finding.severity.word}", 11, "dim")
        step = next_step(finding)
        if step and step.command:
            paper.command(step.command, 11)
        if branch.folded:
            paper.text(f"explains {counted(len(branch.folded), 'finding')}", 11, "dim")
        if options.explain:
            factors(paper, finding, 11)
    _more(paper, report, len(left), _FINDINGS)


def unmatched(paper: Paper, report: Report) -> None:
    if not report.unmatched:
        return
    total = sum(cluster.count for cluster in report.unmatched)
    paper.heading(
        "UNKNOWN SIGNATURES",
        f"{counted(len(report.unmatched), 'signature')} that no rule knows, {counted(total, 'record')}",
    )
    for cluster in report.unmatched[:_UNMATCHED]:
        about = (cluster.level or "no level", ", ".join(cluster.services), seen_text(cluster), cluster.signature)
        paper.text(f"{number(cluster.count):>7}× {' · '.join(filter(None, about))}", 2, "yellow")
        shape = histogram(cluster.trend, report.window, 30)
        if shape.most:
            first = f"since {clock(cluster.first_seen, report.window)}"
            paper.raw(paper.paint(f"{bars(shape)}  {first}", "dim"), LABEL)
        paper.raw("│ " + clip(safe_text.line(cluster.template), paper.width - LABEL - 2), LABEL)
        paper.raw(paper.paint("│ e.g. " + clip(safe_text.line(cluster.sample), paper.width - LABEL - 7), "dim"), LABEL)
    _more(paper, report, len(report.unmatched), _UNMATCHED)
    if report.run is not None:
        where = f"--from-signature SIGNATURE --run {report.run.id}"
        paper.text(f"Make one a rule: triage rules new TECHNOLOGY.FAULT {where}", 2, "dim")


def checks(paper: Paper, report: Report, options: RenderOptions) -> None:
    """The layers around the logs: what is implicated or could not be told; the rest counted, unless all is asked."""
    if not report.checks:
        return
    telling = [one for one in report.checks if options.explain or one.verdict in _CHECK_STYLES]
    if not options.explain:
        telling.sort(key=lambda one: one.verdict is not CheckVerdict.IMPLICATED)
    paper.heading("CHECKS", "infrastructure, application, data")
    for check in telling:
        style = _CHECK_STYLES.get(check.verdict, "")
        name = paper.paint(pad(CHECK_WORDS[check.verdict], _VERDICT), style)
        paper.raw(name + clip(safe_text.line(check.hypothesis), paper.width - 2 - _VERDICT), 2)
        reason = f" ({check.reason})" if check.reason else ""
        paper.text(f"{check.layer.value}: {check.finding}{reason}", 2 + _VERDICT, "dim")
        paper.command(check.command, 2 + _VERDICT)
    for verdict in (CheckVerdict.RULED_OUT, CheckVerdict.NOT_APPLICABLE):
        left = [one.hypothesis for one in report.checks if one.verdict is verdict and one not in telling]
        if left:
            text = safe_text.line(f"{number(len(left))}: {'; '.join(left)}"[:2_000])
            for at, part in enumerate(wrap(text, paper.width - 2 - _VERDICT)):
                paper.raw(pad("" if at else CHECK_WORDS[verdict], _VERDICT) + part, 2)
    if len(telling) < len(report.checks):
        paper.text(f"each with its command: {full_report_hint(report, 'html')}", 2 + _VERDICT, "dim")


def changes(paper: Paper, report: Report) -> None:
    if not report.changes:
        return
    paper.heading("CHANGES", "inside or just before the window")
    for change in report.changes[:_FINDINGS]:
        paper.text(f"{clock(change.timestamp, report.window)} {change.what} ({change.source})", hang=9)
    _more(paper, report, len(report.changes), _FINDINGS)


def gaps(paper: Paper, report: Report) -> None:
    """What could not be read, as loud as a finding."""
    if report.complete:
        return
    paper.blank()
    paper.titled("NOT READ", plural_gap(report), "alarm", most=3)
    for gap in report.gaps[:_GAPS]:
        when = "the whole window"
        if gap.end > gap.start:
            when = f"{clock(gap.start, report.window)} to {clock(gap.end, report.window)}"
        paper.text(f"{gap.scope} · {when}: {gap.reason}", hang=2, style="red")
        if gap.hint:
            paper.text(gap.hint, 4)
    _more(paper, report, len(report.gaps), _GAPS)


def coverage(paper: Paper, report: Report) -> None:
    """What was read, kept out and redacted, and by which versions."""
    paper.heading("COVERAGE", window_text(report.window))
    paper.text(f"{coverage_text(report)} {share_text(report)}")
    for diagnostic in report.diagnostics[:_GAPS]:
        paper.text(f"note: {note_text(diagnostic)}", hang=6)
    for muted in report.suppressed[:_GAPS]:
        paper.text(
            f"kept out: {muted.rule_id} until {muted.until}, {counted(muted.count, 'record')}: {muted.reason}", hang=10
        )
    if report.redactions:
        kinds = ", ".join(f"{number(count)} {kind}" for kind, count in report.redactions)
        paper.text(f"redacted: {kinds}", hang=10)
    paper.text(f"{report.tool.name} {report.tool.version}, rules {report.tool.ruleset_version}", style="dim")


def _more(paper: Paper, report: Report, total: int, shown: int) -> None:
    if total > shown:
        paper.text(f"and {number(total - shown)} more: {full_report_hint(report)}", style="bold")
