"""The report as the responder reads it: the top cause, its proof and the next command on the first screen."""

from triage.model.report import Report, VerdictStatus
from triage.render import terminal_sections as sections
from triage.render.options import RenderOptions
from triage.render.outline import Branch, outline, way_on
from triage.render.paper import Paper
from triage.render.terminal_cause import cause_details, first_screen
from triage.render.terminal_factors import ranking
from triage.render.terminal_signature import signature_screen
from triage.render.words import (
    completeness,
    full_report_hint,
    headline,
    status_word,
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
    shown = plan.leads[:_LEADS_IN_FULL]
    _verdict(paper, report, bool(shown))
    if not shown and report.unmatched:
        signature_screen(paper, report, report.unmatched[0])
    for at, branch in enumerate(shown):
        place = f" {at + 1} of {len(plan.leads)}" if len(plan.leads) > 1 else ""
        first_screen(paper, report, branch, at == 0, place)
        cause_details(paper, report, branch, options)
    left = (*plan.leads[len(shown) :], *plan.rest)
    if left:
        sections.findings(paper, report, left, options)
    if options.explain:
        ranking(paper, report)
    sections.unmatched(paper, report)
    sections.checks(paper, report, options)
    sections.changes(paper, report)
    sections.gaps(paper, report)
    sections.coverage(paper, report)
    _way_on(paper, report, shown)
    return paper.finished()


def _verdict(paper: Paper, report: Report, told: bool) -> None:
    """Status, window, completeness; the headline where no cause below says the same."""
    word, style = status_word(report.verdict).upper(), _STYLES[report.verdict.status]
    paper.titled(word, tally(report) if told else headline(report), style, most=2)
    whole = "" if report.complete else "red"
    paper.text(target_text(report), style="dim")
    paper.text(f"{window_text(report.window)} · {completeness(report)}", style=whole)
    if not report.complete:
        first = report.gaps[0]
        paper.labelled("gap", f"{first.scope}: {first.reason}", "red", most=1)
    if not told and report.verdict.status is VerdictStatus.UNEXPLAINED:
        paper.text(tally(report))


def _way_on(paper: Paper, report: Report, shown: tuple[Branch, ...]) -> None:
    """The end is what stands above the prompt: the answer once more, and where the whole report is kept."""
    paper.blank()
    if shown:
        paper.titled("IN SHORT", report.verdict.headline, _STYLES[report.verdict.status], most=3)
        title, command = way_on(report, shown[0].finding)
        if command:
            paper.text(f"Next: {title}")
            paper.command(command, 2)
    if report.run:
        paper.text(f"Saved as run {report.run.id}: {full_report_hint(report, 'html')}", style="dim")
