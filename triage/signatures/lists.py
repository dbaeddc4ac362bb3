"""Lists of words in a message: however many items one has, it is one value."""

from __future__ import annotations

from collections.abc import Iterator

from triage.signatures.lexing import WILDCARD
from triage.signatures.vocabulary import is_place, tells

_CLOSING = {"[": "]", "{": "}", '"': '"', "'": "'", "`": "`"}
_QUOTES = frozenset("\"'`")
_LONGEST = 64
"""Tokens of a list that is looked at as one."""


def join_lists(tokens: tuple[str, ...]) -> Iterator[str]:
    """The tokens with the items of each list of words as one token: a wildcard if an item is one, else their text.

    A list is written with commas and is all there is between a pair of brackets or quotes, or between `=` and the
    next gap. Its items are single words, all of them quoted in the same way or none. A list with a word that says
    what happened stays as it is.
    """
    at = 0
    while at < len(tokens):
        opening = tokens[at].lstrip(" ")
        yield tokens[at]
        at += 1
        if opening in _CLOSING:
            end, items = _items(tokens, at)
            closed = tokens[end : end + 1] == (_CLOSING[opening],)
        elif opening == "=":
            end, items = _items(tokens, at)
            closed = not any(token[0] == " " for token in tokens[at:end]) and _goes_no_further(tokens, end)
        else:
            continue
        if closed and len(items) > 1 and not any(map(tells, items)):
            quote = tokens[at].lstrip(" ") if tokens[at].lstrip(" ") in _QUOTES else ""
            yield from (piece for piece in (quote, _one(items), quote) if piece)
            at = end


def _one(items: list[str]) -> str:
    return WILDCARD if WILDCARD in items else ", ".join(items)


def _items(tokens: tuple[str, ...], at: int) -> tuple[int, list[str]]:
    """The words of a list from here on, and the place behind them."""
    quote = tokens[at].lstrip(" ") if tokens[at : at + 1] and tokens[at].lstrip(" ") in _QUOTES else ""
    items: list[str] = []
    end = at
    last = min(len(tokens), at + _LONGEST)
    step = 2 if quote else 0
    while at + step < last:
        word = tokens[at + 1] if quote else tokens[at].lstrip(" ")
        quoted = not quote or (tokens[at].lstrip(" ") == quote and tokens[at + 2] == quote)
        if not is_place(word) or not quoted:
            break
        items.append(word)
        at = end = at + 1 + step
        if tokens[at : at + 1] != (",",):
            break
        at += 1
    return end, items


def _goes_no_further(tokens: tuple[str, ...], end: int) -> bool:
    """Whether a gap or a closing mark follows."""
    return end == len(tokens) or tokens[end][0] == " " or tokens[end] in _CLOSING.values()
