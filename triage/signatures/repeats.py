"""Groups of tokens that are repeated: a list of like things is one thing, however many there are."""

from __future__ import annotations

from collections.abc import Iterable

from triage.signatures.lexing import WILDCARD

_SEPARATORS = frozenset(",;+|")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_LONGEST = 24
"""Tokens of a group that is looked for again."""


def without_repeats(tokens: Iterable[str]) -> list[str]:
    """The tokens with each run of equal groups as one group (`node[<*>], node[<*>]`, `(id: <*>) (id: <*>)`).

    A separator stands between them, or each is all in brackets. A group has a value in it; its first token may have a
    gap before it that the other's has not.
    """
    out: list[str] = []
    for token in tokens:
        out.append(token)
        length = _repeated(out)
        if length:
            del out[-length:]
            if out[-1] in _SEPARATORS:
                out.pop()
    return out


def _repeated(out: list[str]) -> int:
    """The length of the group at the end that stands before it, too, but for a separator; 0 if there is none."""
    closes = out[-1] in _CLOSING.values()
    for length in range(1, min(_LONGEST, len(out) // 2) + 1):
        apart = int(len(out) > 2 * length and out[-length - 1] in _SEPARATORS)
        if not apart and not (closes and _is_enclosed(out, length)):
            continue
        first, second = out[-2 * length - apart : len(out) - length - apart], out[-length:]
        if first[0].lstrip(" ") != second[0].lstrip(" ") or first[1:] != second[1:]:
            continue
        if any(WILDCARD in token for token in second):
            return length
    return 0


def _is_enclosed(out: list[str], length: int) -> bool:
    """Whether the last tokens are one pair of brackets, and what is in them."""
    closing = _CLOSING.get(out[-length].lstrip(" "))
    return length > 2 and closing == out[-1] and closing not in out[-length:-1]
