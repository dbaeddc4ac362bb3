"""The summary of a CI job: Markdown whose details stay folded."""

from triage.model.report import Report
from triage.render.markdown import written
from triage.render.options import RenderOptions


def render(report: Report, options: RenderOptions) -> str:
    """As `markdown`, everything below the causes behind one line to open."""
    return written(report, options, folded=True)
