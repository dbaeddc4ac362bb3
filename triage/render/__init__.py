"""Report in, text out: one module per format."""

from triage.errors import UsageError
from triage.model.report import Report
from triage.render import github, html, json_report, markdown, slack, terminal
from triage.render.options import Renderer, RenderOptions
from triage.render.timeless import without_times
from triage.render.words import is_timeless

RENDERERS: dict[str, Renderer] = {
    "terminal": terminal.render,
    "markdown": markdown.render,
    "html": html.render,
    "json": json_report.render,
    "slack": slack.render,
    "github": github.render,
}

__all__ = ["RENDERERS", "RenderOptions", "Renderer", "render"]


def render(report: Report, name: str, options: RenderOptions | None = None) -> str:
    """The report in the format `name`; ends with a newline. Raises `UsageError` for a format that is not there."""
    renderer = RENDERERS.get(name)
    if renderer is None:
        raise UsageError(f"There is no format {name!r}.", f"Choose one of {', '.join(RENDERERS)}.")
    if name != "json" and is_timeless(report.window):
        report = without_times(report)
    return renderer(report, options or RenderOptions())
