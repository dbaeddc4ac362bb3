"""Words written together with commas between them: one value, whatever its parts."""

from __future__ import annotations

from collections.abc import Iterator

from triage.signatures.lexing import WILDCARD
from triage.signatures.vocabulary import is_instance, is_place, tells

_LONG = 3
"""Parts from which a tuple is a value though its words do not look like one."""


def join_tuples(tokens: tuple[str, ...]) -> Iterator[str]:
    """The tokens with each tuple (`orders,east,<*>`) as one wildcard.

    A tuple has no gaps and a value in it. It ends before a key (`a=<*>,b=<*>`) and before a word that says what
    happened.
    """
    at = 0
    while at < len(tokens):
        end, parts = _tuple(tokens, at)
        if WILDCARD in parts and (
            len(parts) >= _LONG or all(WILDCARD in part or is_instance(part) or _has_digit(part) for part in parts)
        ):
            yield f" {WILDCARD}" if tokens[at][0] == " " else WILDCARD
            at = end
        else:
            yield from tokens[at : max(end, at + 1)]
            at = max(end, at + 1)


def _tuple(tokens: tuple[str, ...], start: int) -> tuple[int, list[str]]:
    """The end and the parts of the words with commas between them that start here; an empty part counts."""
    parts: list[str] = []
    end = at = start
    while at < len(tokens) and (at == start or tokens[at][0] != " "):
        word = tokens[at].lstrip(" ")
        if word == "," and parts:
            parts.append("")
        elif not is_place(word) or tells(word) or _is_pair(word) or tokens[at + 1 : at + 2] == ("=",):
            break
        else:
            parts.append(word)
            end = at = at + 1
            if tokens[at : at + 1] != (",",):
                return end, parts
        at += 1
    return end, parts[: _parts_before(parts)]


def _parts_before(parts: list[str]) -> int:
    """How many parts there are up to the last word."""
    return len(parts) - next((n for n, part in enumerate(reversed(parts)) if part), len(parts))


def _has_digit(part: str) -> bool:
    return any(c.isdigit() for c in part)


def _is_pair(word: str) -> bool:
    return f":{WILDCARD}" in word
