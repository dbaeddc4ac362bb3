"""Marks that stand for values: a root path, a hyphen for what is missing."""

from __future__ import annotations

from collections.abc import Iterator

from triage.signatures.lexing import WILDCARD
from triage.signatures.vocabulary import METHODS, is_plain

_MARKS = frozenset("/.*-#")
_WRITTEN = frozenset((*_MARKS, *(f" {mark}" for mark in _MARKS)))
"""With a gap before them or not."""
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_OPENING = frozenset((*_CLOSING, '"', "'", "`"))


def join_marks(tokens: tuple[str, ...]) -> Iterator[str]:
    """The tokens with each mark that stands for a value as one: all there is between brackets (`[/]`, `(.)`), a slash
    with gaps around it, or where a hyphen stands for what is missing behind a value."""
    if _WRITTEN.isdisjoint(tokens):
        yield from tokens
        return
    for at, token in enumerate(tokens):
        mark = token.lstrip(" ")
        if mark in _MARKS and at:
            before, after = tokens[at - 1].lstrip(" "), tokens[at + 1] if at + 1 < len(tokens) else " "
            enclosed = _CLOSING.get(before) == after
            root = mark == "/" and after[0] == " " and (before == "=" or (token[0] == " " and _may_lead(before)))
            missing = mark == "-" and token[0] == " " and before == WILDCARD and (after == " " or after[1:] in _OPENING)
            if enclosed or root or missing:
                yield token[:-1] + WILDCARD
                continue
        yield token


def _may_lead(before: str) -> bool:
    """Whether a path may follow a word, so that a slash behind it is one and does not stand between two words."""
    return before in METHODS or not is_plain(before)
