"""The documentation as data: pages, their code blocks and their links."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

CHECKOUT = Path(__file__).parents[2]
DOCS = CHECKOUT / "docs"
_ANCHOR = re.compile(r"[^\w\- ]")


class Block(NamedTuple):
    """A code block: the word behind its fence, its text, and the line it begins on."""

    page: Path
    language: str
    text: str
    line: int

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(CHECKOUT)}:{self.line}"


def pages() -> list[Path]:
    """The README, the architecture and every page under docs/."""
    return [CHECKOUT / "README.md", CHECKOUT / "ARCHITECTURE.md", *sorted(DOCS.rglob("*.md"))]


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@cache
def tokens(path: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(path.read_text(encoding="utf-8"))


def blocks(*languages: str, path: Path | None = None) -> list[Block]:
    """Code blocks in the order of the pages; an indented block has the language ""."""
    found = []
    for one in [path] if path else pages():
        for token in tokens(one):
            if token.type in ("fence", "code_block"):
                language = (token.info or "").split(" ")[0]
                if not languages or language in languages:
                    found.append(Block(one, language, token.content, token.map[0] + 1 if token.map else 0))
    return found


def spans(path: Path) -> list[str]:
    """Every `code span` of a page."""
    return [child.content for token in tokens(path) for child in token.children or () if child.type == "code_inline"]


def links(path: Path) -> list[str]:
    """Targets of links and pictures."""
    return [
        str(child.attrs.get("href") or child.attrs.get("src"))
        for token in tokens(path)
        for child in token.children or ()
        if child.type in ("link_open", "image")
    ]


def anchors(path: Path) -> set[str]:
    """The anchors that a renderer gives to the headings."""
    found = tokens(path)
    headings = [found[at + 1].content for at, token in enumerate(found) if token.type == "heading_open"]
    return {_ANCHOR.sub("", text.lower()).replace(" ", "-") for text in headings}
