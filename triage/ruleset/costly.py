"""What makes a search take forever on a hostile text, told from a pattern's parse tree."""

import re._constants as sre
from collections.abc import Callable, Iterator
from typing import Any

ENDLESS = 1000
"""A repeat that may go this far counts as without end."""
MOST_NESTED = 20_000
"""How often a repeat inside repeats may go round in all."""
MOST_ENDLESS = 2
"""Repeats without end in one pattern: each further one makes the search a degree slower."""
WIDE = 60
"""Characters that a repeat takes, from which it counts among them: blanks and digits are soon at their end."""
MOST_EMPTY = 30
"""How often something may be repeated that may be empty."""

_CLASSES: dict[Any, Callable[[str], bool]] = {
    sre.CATEGORY_DIGIT: str.isdigit,
    sre.CATEGORY_SPACE: str.isspace,
    sre.CATEGORY_WORD: lambda c: c.isalnum() or c == "_",
    sre.CATEGORY_NOT_DIGIT: lambda c: not c.isdigit(),
    sre.CATEGORY_NOT_SPACE: lambda c: not c.isspace(),
    sre.CATEGORY_NOT_WORD: lambda c: not (c.isalnum() or c == "_"),
}
_ASCII = frozenset(range(128))


def faults(tree: Any) -> Iterator[str]:
    """Why a pattern of the dialect is too slow all the same, in plain words."""
    if _endless(tree) > MOST_ENDLESS:
        yield f"holds more than {MOST_ENDLESS} endless repeats, which together take forever; bound them"
    yield from _nested(tree, 1)


def _endless(nodes: Any) -> int:
    """Repeats without end, over many characters, that one match can go through."""
    total = 0
    for op, argument in nodes:
        if op is sre.BRANCH:
            total += max(map(_endless, argument[1]), default=0)
        elif op is sre.SUBPATTERN:
            total += _endless(argument[3])
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            wide = len(_first(argument[2])) >= WIDE
            total += (argument[1] >= ENDLESS and wide) + _endless(argument[2])
    return total


def _nested(nodes: Any, around: int) -> Iterator[str]:
    for op, argument in nodes:
        if op is sre.BRANCH:
            for branch in argument[1]:
                yield from _nested(branch, around)
        elif op is sre.SUBPATTERN:
            yield from _nested(argument[3], around)
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            low, high, body = argument
            rounds = around * min(int(high), ENDLESS) if high > low else around
            if around > 1 and rounds > MOST_NESTED:
                yield f"repeats a repeat (up to {rounds} rounds), which can take forever; bound one of them"
                continue
            if high > MOST_EMPTY and body.getwidth()[0] == 0:
                yield "repeats what may be empty, which can take forever; ask for a character of it"
            if high >= ENDLESS and _ambiguous(body):
                yield "repeats alternatives that begin alike, which can take forever; bound the repeat"
            yield from _nested(body, rounds)


def _ambiguous(nodes: Any) -> bool:
    """Whether two alternatives inside may begin with the same character, or are both empty."""
    for op, argument in nodes:
        if op is sre.SUBPATTERN and _ambiguous(argument[3]):
            return True
        if op is sre.BRANCH:
            seen: set[int] = set()
            empty = 0
            for branch in argument[1]:
                first = _first(branch)
                empty += branch.getwidth()[0] == 0
                if seen & first or empty > 1:
                    return True
                seen |= first
    return False


def _first(nodes: Any) -> frozenset[int]:
    """ASCII characters that a match may begin with."""
    found: frozenset[int] = frozenset()
    for op, argument in nodes:
        if op is sre.AT:
            continue
        found |= _of_node(op, argument)
        if not _may_be_empty(op, argument):
            break
    return found


def _of_node(op: Any, argument: Any) -> frozenset[int]:
    if op is sre.LITERAL:
        return frozenset([argument])
    if op is sre.NOT_LITERAL:
        return _ASCII - {argument}
    if op is sre.IN:
        return _set(argument)
    if op is sre.SUBPATTERN:
        return _first(argument[3])
    if op is sre.BRANCH:
        return frozenset().union(*map(_first, argument[1]))
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        return _first(argument[2])
    return _ASCII


def _set(items: Any) -> frozenset[int]:
    found: set[int] = set()
    for kind, value in items:
        if kind is sre.LITERAL:
            found.add(value)
        elif kind is sre.RANGE:
            found.update(range(value[0], min(value[1], 127) + 1))
        elif kind is sre.CATEGORY:
            found.update(code for code in _ASCII if _CLASSES[value](chr(code)))
    return _ASCII - found if items and items[0][0] is sre.NEGATE else frozenset(found)


def _may_be_empty(op: Any, argument: Any) -> bool:
    if op is sre.SUBPATTERN:
        return bool(argument[3].getwidth()[0] == 0)
    if op is sre.BRANCH:
        return any(branch.getwidth()[0] == 0 for branch in argument[1])
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        return bool(argument[0] == 0 or argument[2].getwidth()[0] == 0)
    return False
