"""The document as one HTML page: no script, no request, and the same marks, so that it too can be refreshed."""

import base64
import hashlib
import re
from functools import cache
from typing import TYPE_CHECKING

from triage import resources
from triage.postmortem import blocks
from triage.postmortem.case import Case
from triage.postmortem.document import Auto, Document, Human, Line, Section
from triage.postmortem.title import title_of
from triage.render import safe_text
from triage.render.pages import templates

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment


_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]{8,12}Z")


def render(case: Case, document: Document) -> str:
    """One self-contained page."""
    from markupsafe import Markup

    style = resources.template("postmortem/style.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    macros = _templates().get_template("blocks.html.j2").module
    title = blocks.auto("title", f"<h1>{_escaped(title_of(case, document))}</h1>\n")
    page = _templates().get_template("document.html.j2")
    return page.render(
        name=document.name,
        header=Markup(blocks.header(document.style, "html")),  # noqa: S704 made of our own words
        style=Markup(style),  # noqa: S704 our own file, shipped with the product
        style_hash=digest,
        title=Markup(title),  # noqa: S704 escaped above
        sections=[(one.title, Markup(_section(one, macros))) for one in document.sections],  # noqa: S704 the same
    )


def _section(section: Section, macros: object) -> str:
    return "".join(_part(part, macros) for part in section.parts)


def _part(part: Auto | Human, macros: object) -> str:
    if isinstance(part, Auto):
        return blocks.auto(part.key, _ended(str(macros.auto(part.blocks))))  # type: ignore[attr-defined]
    word = blocks.OPEN_WORD if part.required else f"{blocks.OPEN_WORD}, optional"
    body = blocks.human(part.key, part.required, f"<p>{word}: {_escaped(part.prompt)}</p>\n")
    return f'<div class="human">\n{body}</div>\n'


def _ended(text: str) -> str:
    """Without trailing blanks and empty lines, ended by a line feed."""
    rows = [row.rstrip() for row in text.strip().split("\n")]
    return "\n".join(rows) + "\n"


def _escaped(text: str) -> str:
    from markupsafe import escape

    return str(escape(safe_text.line(text)))


@cache
def _templates() -> "SandboxedEnvironment":
    return templates("postmortem", {"kind": lambda value: type(value).__name__, "is_time": _is_time})


def _is_time(cell: Line) -> bool:
    return len(cell) == 1 and _TIME.fullmatch(cell[0].text) is not None
