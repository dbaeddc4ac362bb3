"""The template environment of HTML pages: escaping always on, every printed text neutralised first."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from triage import resources
from triage.render import safe_text

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment


def templates(folder: str, filters: Mapping[str, Callable[..., Any]]) -> "SandboxedEnvironment":
    """The templates of one folder; an unknown name in them is an error. Compiled at first use: keep what this gives."""
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    made = SandboxedEnvironment(
        loader=FunctionLoader(lambda name: resources.template(f"{folder}/{name}")),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_neutral,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(filters)
    return made


def _neutral(value: object) -> object:
    from markupsafe import Markup

    return safe_text.block(value) if isinstance(value, str) and not isinstance(value, Markup) else value
