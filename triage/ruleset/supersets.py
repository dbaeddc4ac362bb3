"""A pattern of the dialect as one for hyperscan: in bytes, without groups, a match wherever the pattern has one."""

import re
import re._constants as sre
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from triage.ruleset import dialect

MAX_REPEAT = 15
"""A repeat that may go further is taken as one without end: cheaper to scan for, and right in more places."""
MAX_BYTES = 4
"""Bytes of one character."""
_ANY_BYTE = r"[\x00-\xff]"
_CATEGORIES = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}
_WIDE = frozenset({sre.CATEGORY_NOT_DIGIT, sre.CATEGORY_NOT_SPACE, sre.CATEGORY_NOT_WORD})


@lru_cache(maxsize=16_384)
def superset_of(pattern: str) -> str | None:
    """Such a pattern, or None where there is none: the pattern is outside the dialect, or may match nothing at all.

    A match of the result may end before that of the pattern, since what is optional at its end is left out."""
    parsed = dialect.parsed(pattern)
    if parsed is None:
        return None
    flags = parsed.state.flags
    return superset_of_nodes(list(parsed), bool(flags & re.IGNORECASE), bool(flags & re.DOTALL))


def superset_of_nodes(nodes: list[Any], caseless: bool, dotall: bool) -> str | None:
    """The same of a part of a pattern's tree."""
    kept = _without_tail(nodes)
    text = _sequence(kept, dotall)
    if text is None or _least(kept) == 0:
        return None
    return f"(?i:{text})" if caseless else text


def _least(nodes: Any) -> int:
    """The fewest characters that the nodes match."""
    total = 0
    for op, argument in nodes:
        if op is sre.SUBPATTERN:
            total += _least(argument[3])
        elif op is sre.BRANCH:
            total += min(map(_least, argument[1]))
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            total += argument[0] * _least(argument[2])
        elif op is not sre.AT:
            total += 1
    return total


def _without_tail(nodes: list[Any]) -> list[Any]:
    """The nodes up to the last one that must match something."""
    kept = list(nodes)
    while kept and _least(kept[-1:]) == 0 and kept[-1][0] is not sre.AT:
        kept.pop()
    if kept and kept[-1][0] in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        op, (low, _high, body) = kept[-1]
        kept[-1] = (op, (low, low, body))
    elif kept and kept[-1][0] is sre.SUBPATTERN:
        group, added, removed, body = kept[-1][1]
        kept[-1] = (sre.SUBPATTERN, (group, added, removed, _without_tail(list(body))))
    return kept


def _sequence(nodes: Any, dotall: bool) -> str | None:
    parts = [_node(op, argument, dotall) for op, argument in nodes]
    return None if any(part is None for part in parts) else "".join(part for part in parts if part)


def _node(op: Any, argument: Any, dotall: bool) -> str | None:
    if op is sre.LITERAL:
        return _literal(argument)
    if op is sre.AT:
        return {sre.AT_BOUNDARY: r"\b", sre.AT_NON_BOUNDARY: r"\B"}.get(argument, "")
    if op is sre.SUBPATTERN:
        return _group(argument, dotall)
    if op is sre.BRANCH:
        branches = [_sequence(branch, dotall) for branch in argument[1]]
        return (
            None if any(b is None for b in branches) else "(?:" + "|".join(b for b in branches if b is not None) + ")"
        )
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        low, high, body = argument
        return _repeat(low, high, list(body), dotall)
    single = _single(op, argument, dotall)
    if single is None:
        return None
    text, wide = single
    return text + f"{{1,{MAX_BYTES}}}" if wide else text


def _literal(code: int) -> str:
    char = chr(code)
    if code < 128:
        return re.escape(char) if char.isprintable() and char != "/" else f"\\x{code:02x}"
    return "(?:" + "".join(f"\\x{byte:02x}" for byte in char.encode("utf-8", "replace")) + ")"


def _group(argument: Any, dotall: bool) -> str | None:
    _number, added, removed, body = argument
    inner = _sequence(body, (dotall or bool(added & re.DOTALL)) and not removed & re.DOTALL)
    if inner is None:
        return None
    flag = "i" if added & re.IGNORECASE else "-i" if removed & re.IGNORECASE else ""
    return f"(?{flag}:{inner})"


def _repeat(low: int, high: Any, nodes: list[Any], dotall: bool) -> str | None:
    single = _single(nodes[0][0], nodes[0][1], dotall) if len(nodes) == 1 else None
    wide = single is not None and single[1]
    inner = single[0] if single is not None else _wrapped(_sequence(nodes, dotall))
    if inner is None:
        return None
    most = int(high) * MAX_BYTES if wide else int(high)
    if int(high) > MAX_REPEAT:
        return f"{inner}*" if low == 0 else f"{inner}{{{min(low, MAX_REPEAT)},}}"
    return f"{inner}{{{low},{most}}}"


def _wrapped(text: str | None) -> str | None:
    return None if text is None else f"(?:{text})"


def _single(op: Any, argument: Any, dotall: bool) -> tuple[str, bool] | None:
    """One character as a class of bytes, and whether the character may have several; None for anything else."""
    if op is sre.ANY:
        return (_ANY_BYTE if dotall else r"[^\n]"), True
    if op is sre.NOT_LITERAL:
        return (f"[^{_in_class(argument)}]" if argument < 128 else _ANY_BYTE), True
    if op is not sre.IN:
        return None
    negated = argument[0][0] is sre.NEGATE
    items = argument[1:] if negated else argument
    parts: list[str] = []
    wide = negated
    for kind, value in items:
        text, is_wide = _CLASS_ITEMS[kind](value)
        if not (negated and is_wide and kind is not sre.CATEGORY):
            parts.append(text)
        wide = wide or is_wide
    body = "".join(parts)
    if negated:
        return (f"[^{body}]" if body else _ANY_BYTE), True
    return f"[{body}{_HIGH if wide else ''}]", wide


_HIGH = r"\x80-\xff"


def _in_class(code: int) -> str:
    return f"\\x{code:02x}"


def _class_literal(code: int) -> tuple[str, bool]:
    return (_in_class(code), False) if code < 128 else ("", True)


def _class_range(bounds: tuple[int, int]) -> tuple[str, bool]:
    low, high = bounds
    text = f"{_in_class(low)}-{_in_class(min(high, 127))}" if low < 128 else ""
    return text, high > 127


def _class_category(category: Any) -> tuple[str, bool]:
    return _CATEGORIES[category], category in _WIDE


_CLASS_ITEMS: dict[Any, Callable[[Any], tuple[str, bool]]] = {
    sre.LITERAL: _class_literal,
    sre.RANGE: _class_range,
    sre.CATEGORY: _class_category,
}
