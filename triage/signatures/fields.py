"""Objects printed as their fields in braces: one value, unless a field says what happened."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from triage.signatures.lexing import WILDCARD
from triage.signatures.vocabulary import asks_what_happened, is_constant, is_place, pieces, tells
from triage.signatures.wording import MISSING

_LONGEST = 24
"""Tokens of the print of an object that is one value."""
_KINDS = frozenset(("alert", "alertname", "category", "class", "kind", "type"))
"""Names in a printed object whose values tell one case from another."""
_QUOTES = frozenset("\"'`")
_MARKS = frozenset(":=")


def join_fields(tokens: tuple[str, ...]) -> Iterator[str]:
    """The tokens with each print of an object as one value: after `=` (`=Name{a, b}`), or with its names, quoted
    (`{"a": 1}`) or not (`{a=1 b=2}`, `{ a: 1 }`), of which none and no value says what happened."""
    closed = _closed(tokens)
    spoken = list(accumulate((_speaks(tokens, place) for place in range(len(tokens))), initial=0)) if closed else []
    at = 0
    while at < len(tokens):
        end = closed.get(at, 0)
        named = _names_in_quotes(tokens, at + 1) or _is_named(tokens, at + 1)
        if end and named and spoken[at] == spoken[end]:
            yield tokens[at][:-1] + WILDCARD
            at = end
            continue
        yield tokens[at]
        at += 1
        if tokens[at - 1] == "=" and tokens[at + 1 : at + 2] == ("{",) and tokens[at][:1].isupper():
            end = closed.get(at + 1, 0)
            if 0 < end <= at + 1 + _LONGEST:
                yield WILDCARD
                at = end


def _speaks(tokens: tuple[str, ...], place: int) -> bool:
    """Whether a value says what happened, or a name asks for it."""
    word = tokens[place].lstrip(" ")
    if place and _names_in_quotes(tokens, place - 1):
        values = [token.lstrip(" ") for token in tokens[place + 3 : place + 5] if is_place(token)]
        return asks_what_happened(word) and bool(values) and values[0] != WILDCARD and values[0] not in MISSING
    if _is_named(tokens, place):
        value = tokens[place + 2].lstrip(" ") if place + 2 < len(tokens) else ""
        is_kind = value != WILDCARD and not _KINDS.isdisjoint(pieces(word))
        return is_kind or is_constant(value) or asks_what_happened(word) or tells(word)
    return tells(word)


def _names_in_quotes(tokens: tuple[str, ...], at: int) -> bool:
    """Whether a quoted name and a colon stand here, as at the beginning of an object in JSON."""
    quote = tokens[at].lstrip(" ") if at < len(tokens) else ""
    return quote in _QUOTES and tuple(tokens[at + 2 : at + 4]) == (quote, ":")


def _is_named(tokens: tuple[str, ...], at: int) -> bool:
    """Whether a name stands here, with `=` or a colon behind it."""
    return at + 1 < len(tokens) and tokens[at + 1] in _MARKS and is_place(tokens[at])


def _closed(tokens: tuple[str, ...]) -> dict[int, int]:
    """Of each brace that is closed, the place behind the one that closes it."""
    closed: dict[int, int] = {}
    open_: list[int] = []
    for at, token in enumerate(tokens):
        if token.lstrip(" ") == "{":
            open_.append(at)
        elif open_ and token.lstrip(" ") == "}":
            closed[open_.pop()] = at + 1
    return closed
