"""The report as the responder reads it: the top cause, its proof and the next command on the first screen."""

from triage.model.report import Report, VerdictStatus
from triage.render import terminal_sections as sections
from triage.render.options import RenderOptions
from triage.render.outline import Branch, outline
from triage.render.paper import Paper
from triage.render.terminal_cause import cause_details, first_screen
from triage.render.terminal_factors import ranking
from triage.render.words import (
    VERDICT_WORDS,
    completeness,
    counted,
    full_report_hint,
    tally,
    target_text,
    window_text,
)

_LEADS_IN_FULL = 3
_STYLES = {
    VerdictStatus.INCIDENT: "alarm",
    VerdictStatus.UNEXPLAINED: "doubt",
    VerdictStatus.HEALTHY: "good",
    VerdictStatus.NO_DATA: "doubt",
}


def render(report: Report, options: RenderOptions) -> str:
    """Plain rows, coloured only where `options` says so; findings past the first hundreds are counted, not listed."""
    paper = Paper(options)
    plan = outline(report)
    _verdict(paper, report)
    shown = plan.leads[:_LEADS_IN_FULL]
    for at, branch in enumerate(shown):
        place = f" {at + 1} of {len(plan.leads)}" if len(plan.leads) > 1 else ""
        first_screen(paper, report, branch, len(paper.rows) if at == 0 else 0, place)
        cause_details(paper, report, branch, options)
    left = (*plan.leads[len(shown) :], *plan.rest)
    if left:
        sections.findings(paper, report, left, options)
    if options.explain:
        ranking(paper, report)
    sections.unmatched(paper, report)
    sections.checks(paper, report)
    sections.changes(paper, report)
    sections.gaps(paper, report)
    sections.coverage(paper, report)
    _way_on(paper, report, shown)
    return paper.finished()


def _verdict(paper: Paper, report: Report) -> None:
    word = VERDICT_WORDS[report.verdict.status].upper()
    paper.titled(word, report.verdict.headline, _STYLES[report.verdict.status], most=2)
    paper.text(target_text(report), style="dim")
    whole = "" if report.complete else "red"
    paper.text(f"{window_text(report.window)} · {completeness(report)}", style=whole)
    if not report.complete:
        first = report.gaps[0]
        paper.labelled("gap", f"{first.scope}: {first.reason}", "red", most=1)
    paper.text(tally(report))


def _way_on(paper: Paper, report: Report, shown: tuple[Branch, ...]) -> None:
    paper.blank()
    if report.run:
        paper.text(f"Saved as run {report.run.id}: {full_report_hint(report, 'html')}", style="dim")
    if not shown and report.verdict.status is VerdictStatus.UNEXPLAINED and report.unmatched:
        paper.text(f"Next: read the {counted(len(report.unmatched), 'unknown signature')} above.", style="dim")
