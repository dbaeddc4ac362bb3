"""Objects as programs print them: the name of a class with what it holds is one value, whatever that is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from triage.signatures.lexing import WILDCARD
from triage.signatures.vocabulary import asks_what_happened, reports, tells

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_BRACKETS = frozenset(_CLOSING)
_CLOSERS = frozenset(_CLOSING.values())
_ANGLES = frozenset(("<", " <"))
_BUILT_IN = frozenset(("bytearray", "dict", "frozenset", "list", "set", "tuple"))
_LONGEST = 200
"""Tokens of a print."""


def join_prints(tokens: tuple[str, ...]) -> Iterator[str]:
    """The tokens with each print of an object as one wildcard.

    `Ship@<*>[...]`, `Ship[Deck[a]]`, `Ship[a].Deck[b]`, `[Ship[a]]`, `Ship(name=a)`, `Ship()`, `set({a})`,
    `<Ship name=a>`, `<ship at <*>>`. One that says that something is wrong, or how something ended, stays as it is.
    """
    closed = {} if _BRACKETS.isdisjoint(tokens) else _closed(tokens)
    if not closed and _ANGLES.isdisjoint(tokens) and "@" not in "".join(tokens):
        yield from tokens
        return
    at = 0
    while at < len(tokens):
        end = _angled(tokens, at) if tokens[at].endswith("<") else _print(tokens, at, closed)
        if end and not _has_news(tokens[at:end]):
            yield f" {WILDCARD}" if tokens[at][0] == " " else WILDCARD
            at = end
        else:
            yield tokens[at]
            at += 1


def _print(tokens: Sequence[str], at: int, closed: dict[int, int]) -> int:
    """The end of the print that starts with a name here; 0 for others."""
    name, mark, behind = tokens[at].lstrip(" ").partition("@")
    if not _is_class(name):
        return 0
    end = closed.get(at + 1, 0)
    if mark and behind == WILDCARD:
        return end or at + 1
    if mark or not end or end - at > _LONGEST:
        return 0
    opening, inside = tokens[at + 1], tokens[at + 2 : end - 1]
    if opening == "[" and name not in _BUILT_IN:
        chained = 0
        while end < len(tokens) and tokens[end][0] == "." and _is_class(tokens[end][1:]) and end + 1 in closed:
            end = chained = closed[end + 1]
        nested = any(_opens(tokens, place, closed) for place in range(at + 2, end - 1))
        alone = at > 0 and tokens[at - 1].lstrip(" ") == "[" and tokens[end : end + 1] == ("]",)
        return end if chained or nested or alone else 0
    if opening == "(" and (name in _BUILT_IN or not inside or "=" in inside or inside[0] in _CLOSING):
        return end
    if opening == "(" and any(_opens(tokens, place, closed) for place in range(at + 2, end - 1)):
        return end
    return 0


def _opens(tokens: Sequence[str], at: int, closed: dict[int, int]) -> bool:
    """Whether a class and its bracket stand here."""
    return at + 1 in closed and _is_class(tokens[at].lstrip(" "))


def _is_class(name: str) -> bool:
    """Whether a word is the name of a class: its last part starts with a capital, or it is one of a language."""
    last = name.replace("$", ".").rsplit(".", 1)[-1].lstrip("_")
    return name in _BUILT_IN or (last[:1].isupper() and not last.isupper() and last.isalnum() and not tells(name))


def _angled(tokens: Sequence[str], at: int) -> int:
    """The end of `<Name key=value ...>`, or of what ends in `at` and an address; 0 for others."""
    depth = 0
    for place in range(at, min(len(tokens), at + _LONGEST)):
        mark = tokens[place].lstrip(" ")
        depth += (mark == "<") - (mark == ">" and not tokens[place - 1].endswith("-"))
        if not depth:
            inside = tokens[at + 1 : place]
            if len(inside) < 3 or inside[0][0] == " ":
                return 0
            addressed = tuple(inside[-2:]) == (" at", f" {WILDCARD}")
            named = _is_class(inside[0]) and (inside[1] == "(" or (inside[1][0] == " " and inside[2] == "="))
            return place + 1 if addressed or named else 0
    return 0


def _closed(tokens: Sequence[str]) -> dict[int, int]:
    """Of each bracket that is closed and has no gap before it, the place behind the one that closes it."""
    closed: dict[int, int] = {}
    open_: list[int] = []
    for at, token in enumerate(tokens):
        mark = token.lstrip(" ")
        if mark in _CLOSING:
            open_.append(at)
        elif mark in _CLOSERS and open_ and _CLOSING[tokens[open_[-1]].lstrip(" ")] == mark:
            start = open_.pop()
            if tokens[start] in _CLOSING:
                closed[start] = at + 1
    return closed


def _has_news(tokens: Sequence[str]) -> bool:
    """Whether a print says that something is wrong, or how something ended (`state=done`)."""
    words = [token.lstrip(" ") for token in tokens]
    for at, word in enumerate(words):
        if tells(word) and (not reports(word) or (words[at - 1] == "=" and asks_what_happened(words[at - 2]))):
            return True
    return False
