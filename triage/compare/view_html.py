"""A comparison as one HTML page: no script, no request, only its own style."""

import base64
import hashlib
from typing import TYPE_CHECKING

from triage import resources
from triage.compare import outline
from triage.compare.model import Comparison, Tell
from triage.compare.wording import counted, interval_text, p_text, ratio_text, route_name, share_text, tell_text
from triage.render import safe_text
from triage.render.options import RenderOptions
from triage.render.words import needs_text

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment


def render(comparison: Comparison, options: RenderOptions) -> str:
    """One self-contained page in the look of the reports."""
    from markupsafe import Markup

    del options
    style = resources.template("html/style.css") + resources.template("compare/compare.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        _environment()
        .get_template("compare.html.j2")
        .render(
            comparison=comparison,
            outline=outline,
            word=outline.word(comparison),
            parts=outline.parts(comparison),
            same=Tell.SAME,
            next=comparison.next,
            needs=needs_text(comparison.next) if comparison.next else "",
            style=Markup(style),  # noqa: S704 our own files, shipped with the product
            style_hash=digest,
        )
    )


def _environment() -> "SandboxedEnvironment":
    """Escaping always on, unknown names an error, every printed text neutralised first."""
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    made = SandboxedEnvironment(
        loader=FunctionLoader(lambda name: resources.template(f"compare/{name}")),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_neutral,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(
        counted=counted,
        interval=interval_text,
        p=p_text,
        ratio=ratio_text,
        route=route_name,
        share=share_text,
        side=outline.side_text,
        tell=tell_text,
        note=outline.setting_note,
        verdict=outline.verdict_word,
    )
    return made


def _neutral(value: object) -> object:
    from markupsafe import Markup

    return safe_text.block(value) if isinstance(value, str) and not isinstance(value, Markup) else value
