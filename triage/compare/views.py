"""A comparison in, text out: one module per format."""

from triage.compare import view_html, view_json, view_markdown, view_terminal
from triage.compare.model import Comparison
from triage.errors import UsageError
from triage.render.options import RenderOptions

VIEWS = {
    "terminal": view_terminal.render,
    "markdown": view_markdown.render,
    "html": view_html.render,
    "json": view_json.render,
}


def render(comparison: Comparison, name: str, options: RenderOptions | None = None) -> str:
    """The comparison in the format `name`. Raises UsageError for a format that is not there."""
    if name not in VIEWS:
        raise UsageError(f"a comparison has no format {name}", f"Choose one of {', '.join(VIEWS)}.")
    return VIEWS[name](comparison, options or RenderOptions())
