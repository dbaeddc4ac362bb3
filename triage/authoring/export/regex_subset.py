"""A pattern of a rule as alternatives in the regular expressions of filter patterns, which have no groups."""

import re
import re._constants as sre
from collections.abc import Iterable
from itertools import product
from typing import Any

import msgspec

from triage.ruleset import dialect

MOST_ALTERNATIVES = 48
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:_#=@/;,-")
_CLASSES = {
    sre.CATEGORY_DIGIT: r"\d", sre.CATEGORY_NOT_DIGIT: r"\D", sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S", sre.CATEGORY_WORD: r"\w", sre.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


_ONE = r"(?:\[(?:[^\]\\]|\\.)*\]|\\x[0-9a-f]{2}|\\[dDsSwW]|[A-Za-z0-9:_#=@/;,.-])"
_NONE_NEEDED = r"(?:\*|\?|\{0,\d+\})"
_OPTIONAL_START = re.compile(rf"^{_ONE}{_NONE_NEEDED}")
_OPTIONAL_END = re.compile(rf"(?<!\\){_ONE}{_NONE_NEEDED}$")
_FIXED = re.compile(r"(?:\\x[0-9a-f]{2}|[A-Za-z0-9:_#=@/;,-])+")
_TELLING = re.compile(r"(?:(?:\\x[0-9a-f]{2}|[A-Za-z0-9:_#=@/;,-])(?![*?{])){4}")
_ANY_CHARACTER = ".{1,4}"
"""One character of several bytes, however it is counted."""


class Impossible(Exception):
    """The pattern has no counterpart."""


class Translated(msgspec.Struct, frozen=True):
    """What to join with `|`; `exact` is False when they match more than the pattern."""

    alternatives: tuple[str, ...]
    exact: bool


def translate(pattern: str) -> Translated | None:
    """None for a pattern without a counterpart: a line break, too many alternatives, or nothing fixed in one."""
    try:
        parsed = dialect.tree(pattern)
        writer = _Writer()
        alternatives = writer.sequence(parsed, bool(parsed.state.flags & re.IGNORECASE))
    except (Impossible, re.error, RecursionError, OverflowError):
        return None
    made = shortened(alternatives)
    return Translated(tuple(made), writer.exact) if all(map(is_telling, made)) else None


def shortened(alternatives: Iterable[str]) -> list[str]:
    """The same alternatives without optional ends, and without those that hold another one as it stands."""
    bare = list(dict.fromkeys(_bare(one) for one in alternatives))
    fixed = [one for one in bare if _FIXED.fullmatch(one)]
    return [one for one in bare if not any(other != one and other in one for other in fixed)]


def compact(alternatives: Iterable[str]) -> list[str]:
    """Fewer characters, and a little wider: any gap for a blank, anything for what is not in a set."""
    return shortened(re.sub(r"\[\^(?:[^\]\\]|\\.)*\]", ".", one).replace(r"\x20", r"\s") for one in alternatives)


def is_telling(alternative: str) -> bool:
    """True when four fixed characters in a row must stand in what it finds."""
    return _TELLING.search(re.sub(r"\[(?:[^\]\\]|\\.)*\]|\\[dDsSwW]", "|", alternative)) is not None


def _bare(alternative: str) -> str:
    while (cut := _OPTIONAL_END.sub("", _OPTIONAL_START.sub("", alternative))) != alternative:
        alternative = cut
    return alternative


def literal(text: str, caseless: bool = False) -> str | None:
    """A fixed text; None when it is not ASCII."""
    try:
        return "".join(_character(ord(c), caseless) for c in text)
    except Impossible:
        return None


class _Writer:
    """Writes a parse tree; notes when something had to become wider."""

    def __init__(self) -> None:
        self.exact = True

    def sequence(self, nodes: Any, caseless: bool) -> list[str]:
        done = [""]
        for op, argument in nodes:
            pieces = self.node(op, argument, caseless)
            if len(done) * len(pieces) > MOST_ALTERNATIVES:
                raise Impossible
            done = [a + b for a, b in product(done, pieces)]
        return done

    def node(self, op: Any, argument: Any, caseless: bool) -> list[str]:
        if op is sre.LITERAL:
            return [self.character(argument, caseless)]
        if op is sre.NOT_LITERAL:
            return [f"[^{_inside(argument, caseless)}]"]
        if op is sre.ANY:
            return ["."]
        if op is sre.IN:
            return [self.set(argument, caseless)]
        if op is sre.AT:
            self.exact = False  # \b and anchors of lines have no counterpart
            return [""]
        if op is sre.SUBPATTERN:
            _, added, removed, body = argument
            return self.sequence(body, (caseless or bool(added & re.IGNORECASE)) and not removed & re.IGNORECASE)
        if op is sre.BRANCH:
            return [one for branch in argument[1] for one in self.sequence(branch, caseless)]
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            low, high, body = argument
            return self.repeat(low, high, body, caseless)
        raise Impossible

    def character(self, code: int, caseless: bool) -> str:
        if code > 126:
            self.exact = False
            return _ANY_CHARACTER
        return _character(code, caseless)

    def set(self, items: Any, caseless: bool) -> str:
        try:
            return _set(items, caseless)
        except Impossible:
            self.exact = False
            return _ANY_CHARACTER

    def repeat(self, low: int, high: Any, body: Any, caseless: bool) -> list[str]:
        inner = self.sequence(body, caseless)
        if inner == [_ANY_CHARACTER]:
            return [".*" if low == 0 else ".+"]
        if len(body) == 1 and body[0][0] in (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN) and len(inner) == 1:
            return [inner[0] + _times(low, high)]
        if (low, high) == (0, 1):
            return ["", *inner]
        if (low, high) == (1, 1):
            return inner
        self.exact = False
        return [".*"] if low == 0 else [f"{one}.*" for one in inner]


def _times(low: int, high: Any) -> str:
    if high is sre.MAXREPEAT:
        return {0: "*", 1: "+"}.get(low, f"{{{low},}}")
    if (low, high) == (0, 1):
        return "?"
    return f"{{{low}}}" if low == high else f"{{{low},{high}}}"


def _character(code: int, caseless: bool) -> str:
    if code > 126 or code < 32:
        raise Impossible
    letter = chr(code)
    if caseless and letter.isalpha():
        return f"[{letter.upper()}{letter.lower()}]"
    return letter if letter in _PLAIN else f"\\x{code:02x}"


def _inside(code: int, caseless: bool) -> str:
    """A character within brackets."""
    if code > 126:
        raise Impossible
    letter = chr(code)
    if caseless and letter.isalpha():
        return letter.upper() + letter.lower()
    return letter if letter.isalnum() or letter == "_" else f"\\x{code:02x}"


def _set(items: Any, caseless: bool) -> str:
    negated = bool(items) and items[0][0] is sre.NEGATE
    inner = "".join(_member(op, argument, caseless, negated) for op, argument in items[negated:])
    if not inner:
        raise Impossible
    if len(inner) == 2 and inner[0] == "\\" and not negated:
        return inner
    return f"[{'^' if negated else ''}{inner}]"


def _member(op: Any, argument: Any, caseless: bool, negated: bool) -> str:
    """A member of a set; one outside ASCII is left out of a negated set, which excludes it anyway for one byte."""
    if op is sre.CATEGORY:
        return _CLASSES[argument]
    if op is sre.RANGE:
        low, high = argument
        if high > 126:
            raise Impossible
        text = f"{_inside(low, False)}-{_inside(high, False)}"
        if caseless and chr(low).isalpha() and chr(high).isalpha():
            return f"{chr(low).lower()}-{chr(high).lower()}{chr(low).upper()}-{chr(high).upper()}"
        return text
    if argument > 126:
        if negated:
            return ""
        raise Impossible
    return _inside(argument, caseless)
