"""Lists of words in a message: however many items one has, it is one value."""

from __future__ import annotations

from collections.abc import Iterator

from triage.signatures.lexing import WILDCARD
from triage.signatures.vocabulary import is_place, tells

_CLOSING = {"[": "]", "{": "}", '"': '"', "'": "'", "`": "`"}
_QUOTES = frozenset("\"'`")
_LONGEST = 64
"""Tokens of a list that is looked at as one."""

Found = tuple[int, list[str]]
"""The items of a list and the place behind it; no items where there is no list."""


def join_lists(tokens: tuple[str, ...]) -> Iterator[str]:
    """The tokens with the items of each list of words as one token: a wildcard if an item is one, else their text.

    A list is written with commas. It is all there is between a pair of brackets or quotes, or between `=` and the next
    gap, or each of its items is quoted; items are single words. A list with a word that says what happened stays as
    it is.
    """
    at = 0
    while at < len(tokens):
        end, items = _quoted(tokens, at)
        if not items:
            yield tokens[at]
            at += 1
            end, items = _enclosed(tokens, at)
        if items:
            yield from _joined(tokens[at], items)
            at = end


def _joined(first: str, items: list[str]) -> tuple[str, ...]:
    one = WILDCARD if WILDCARD in items else ", ".join(items)
    mark = first.lstrip(" ")
    if mark in _QUOTES:
        return first, one, mark
    return (f" {one}",) if first[0] == " " else (one,)


def _quoted(tokens: tuple[str, ...], at: int) -> Found:
    """The list of quoted words that starts at a quote."""
    return _list(tokens, at) if tokens[at].lstrip(" ") in _QUOTES else (at, [])


def _enclosed(tokens: tuple[str, ...], at: int) -> Found:
    """The list that starts behind an opening mark and ends before its closing one."""
    opening = tokens[at - 1].lstrip(" ")
    if opening not in _CLOSING and opening != "=":
        return at, []
    end, items = _list(tokens, at)
    if opening == "=":
        whole = not any(token[0] == " " for token in tokens[at:end]) and _goes_no_further(tokens, end)
    else:
        whole = tokens[end : end + 1] == (_CLOSING[opening],)
    return (end, items) if whole else (at, [])


def _list(tokens: tuple[str, ...], at: int) -> Found:
    """Two or more words with commas between them, none of which says what happened."""
    quote = tokens[at].lstrip(" ") if tokens[at : at + 1] and tokens[at].lstrip(" ") in _QUOTES else ""
    items: list[str] = []
    end = at
    step = 2 if quote else 0
    last = min(len(tokens), at + _LONGEST)
    while at + step < last:
        word = tokens[at + 1] if quote else tokens[at].lstrip(" ")
        quoted = not quote or (tokens[at].lstrip(" ") == quote and tokens[at + 2] == quote)
        if not quoted or not is_place(word) or tells(word) or (quote and _is_key(tokens, at)):
            break
        items.append(word)
        end = at + 1 + step
        if tokens[end : end + 1] != (",",):
            return (end, items) if len(items) > 1 else (end, [])
        at = end + 1
    return end, []


def _goes_no_further(tokens: tuple[str, ...], end: int) -> bool:
    """Whether a gap or a closing mark follows."""
    return end == len(tokens) or tokens[end][0] == " " or tokens[end] in _CLOSING.values()


def _is_key(tokens: tuple[str, ...], at: int) -> bool:
    """Whether the quoted word that starts here names the value behind a colon."""
    return tokens[at + 3 : at + 4] != () and tokens[at + 3].startswith(":")
