"""Text as Markdown: what could be read as markup, a mention or a link stands in code."""

import re

from triage.render import safe_text

_PLAIN_WORD = re.compile(r"[\w.,;:'\"()/+=?%·…×→░▁▂▃▄▅▆▇█-]+")
_REFERENCE = re.compile(r"(?i)://|www\.|_|^\W*(?:gh-\d|[0-9a-f]{7,}\W*$)")
_BLOCK_START = re.compile(r"(?:[-+=]|\d{1,9}[.)]$)")
LONGEST = 2_000
"""Characters of one running text."""
_BACKTICKS = re.compile("`+")


def prose(text: str) -> str:
    """One line of running text, cut at 2,000 characters; a word of more than letters and punctuation becomes code."""
    words: list[str] = []
    code: list[str] = []
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]} … (cut)"
    for word in safe_text.line(text).split():
        if _harmless(word) and not (not words and not code and _BLOCK_START.match(word)):
            words += _coded(code)
            code = []
            words.append(word)
        else:
            code.append(word)
    return " ".join(words + _coded(code))


def _coded(code: list[str]) -> list[str]:
    """Some words as one piece of code; what ends a sentence or a bracket stands behind it."""
    text = " ".join(code)
    inner = text.rstrip(".,;:)")
    if inner.count("(") > inner.count(")"):
        inner = text.rstrip(".,;:")
    return [span(inner) + text[len(inner) :]] if inner else [span(text)] if text else []


def _harmless(word: str) -> bool:
    return bool(_PLAIN_WORD.fullmatch(word)) and not _REFERENCE.search(word)


def span(text: str) -> str:
    """`text` as inline code on one line; nothing where it is empty."""
    content = safe_text.line(text).strip()
    if not content:
        return ""
    fence = "`" * (_longest_run(content) + 1)
    edge = " " if content.startswith("`") or content.endswith("`") else ""
    return f"{fence}{edge}{content}{edge}{fence}"


def cell(markdown: str) -> str:
    """Markdown for a table cell: no pipe ends the cell."""
    return markdown.replace("\\|", "\\ |").replace("|", "\\|")


def fence(text: str, language: str = "text") -> list[str]:
    """Lines of one code block that no line of `text` can end."""
    content = safe_text.block(text).rstrip("\n")
    mark = "`" * max(3, _longest_run(content) + 1)
    return [mark + language, *content.split("\n"), mark]


def _longest_run(text: str) -> int:
    return max((len(run) for run in _BACKTICKS.findall(text)), default=0)


def table(heads: list[str], rows: list[list[str]]) -> list[str]:
    """A table of cells that are Markdown already."""
    ruler = "|" + " --- |" * len(heads)
    return [f"| {' | '.join(heads)} |", ruler, *(f"| {' | '.join(cell(one) for one in row)} |" for row in rows)]
