"""What a text must hold for a condition to match: the literals that gate a rule."""

import re
import re._constants as sre
from functools import lru_cache
from re._parser import SubPattern
from typing import Any

import msgspec

from triage.model.rules import All, AnyOf, Condition, Contains, FieldTest, Not, Regex
from triage.ruleset import dialect

MIN_LENGTH = 4
"""Shorter literals are too common to gate with."""
_LAST_ASCII, _LAST_WIDE = 0x7F, 0x10FFFF


class Literal(msgspec.Struct, frozen=True, order=True):
    text: str
    caseless: bool = False


Gate = frozenset[Literal]
"""Every match holds at least one of these."""


def gate_of(condition: Condition) -> Gate | None:
    """Literals of MIN_LENGTH or more, one of which every match of `condition` must hold; None without such."""
    match condition:
        case Contains(text):
            return frozenset([Literal(text)]) if len(text) >= MIN_LENGTH else None
        case Regex(pattern):
            return _of_pattern(pattern)
        case FieldTest():
            return None
        case Not():
            return None
        case All(parts):
            return _best([g for g in map(gate_of, parts) if g])
        case AnyOf(parts):
            gates = [gate_of(part) for part in parts]
            return _union(gates)


def _union(gates: list[Gate | None]) -> Gate | None:
    if not gates or any(g is None for g in gates):
        return None
    return frozenset().union(*(g for g in gates if g))


def _best(gates: list[Gate]) -> Gate | None:
    """The set whose shortest literal is longest; small sets win a tie."""
    if not gates:
        return None
    return max(gates, key=lambda g: (min(12, min(len(x.text) for x in g)), -len(g), sorted(g)))


@lru_cache(maxsize=16_384)
def _of_pattern(pattern: str) -> Gate | None:
    return _best(gates_of_pattern(pattern))


@lru_cache(maxsize=16_384)
def wide_gate_of(pattern: str) -> Gate | None:
    """The same for a pattern, where literals may hold letters beyond ASCII, whose case counts."""
    return _best(gates_of_pattern(pattern, last=_LAST_WIDE))


def gates_of_pattern(pattern: str, least: int = MIN_LENGTH, last: int = _LAST_ASCII) -> list[Gate]:
    """All the sets of literals of `least` or more characters up to `last` in a pattern: every match holds a literal of
    each."""
    parsed = dialect.parsed(pattern)
    if parsed is None:
        return []
    return _sets(parsed, bool(parsed.state.flags & re.IGNORECASE), least, last)


def _sets(node: Any, caseless: bool, least: int, last: int) -> list[Gate]:
    found: list[Gate] = []
    run: list[str] = []

    def end_run() -> None:
        if len(run) >= least:
            found.append(frozenset([Literal("".join(run), caseless)]))
        run.clear()

    for op, argument in node:
        if op is sre.LITERAL and argument <= last:
            run.append(chr(argument))
            continue
        if op is sre.AT:
            continue
        end_run()
        if op is sre.SUBPATTERN:
            _group, added, removed, body = argument
            inner = (caseless or bool(added & re.IGNORECASE)) and not removed & re.IGNORECASE
            found.extend(_sets(body, inner, least, last))
        elif op is sre.BRANCH:
            union = _union([_best(_sets(branch, caseless, least, last)) for branch in argument[1]])
            if union:
                found.append(union)
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT) and argument[0] > 0:
            found.extend(_sets(argument[2], caseless, least, last))
    end_run()
    return found


def shape_of(pattern: str) -> str:
    """Equal for patterns that differ only in what they capture: where one has no match, the others have none."""
    if "(?P<" not in pattern:
        return pattern
    parsed = dialect.parsed(pattern)
    if parsed is None:
        return pattern
    return f"{parsed.state.flags & ~re.UNICODE} {_uncaptured(parsed)}"


def _uncaptured(node: Any) -> Any:
    """A part of a tree as lists, without its groups."""
    if isinstance(node, SubPattern):
        parts: list[Any] = []
        for op, argument in node:
            if op is sre.SUBPATTERN and not argument[1] and not argument[2]:
                parts.extend(_uncaptured(argument[3]))
            else:
                parts.append([str(op), _uncaptured(argument)])
        return parts
    return [_uncaptured(one) for one in node] if isinstance(node, tuple | list) else str(node)
