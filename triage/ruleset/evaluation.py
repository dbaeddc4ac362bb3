"""Does one record satisfy one condition, and what did it capture?"""

from collections.abc import Callable, Sequence, Set
from functools import cached_property
from typing import Any, NamedTuple

import msgspec
import regex

from triage.model.events import LogRecord
from triage.model.rules import All, AnyOf, Condition, Contains, FieldTest, Not, On, Regex
from triage.ruleset.candidates import Candidates
from triage.ruleset.fields import value_of
from triage.ruleset.literals import gates_of_pattern, shape_of

MAX_TEXT = 64 * 1024
"""Characters of a record that are matched."""
DEADLINE = 0.05
"""Seconds for one pattern on one record."""
LAST_DEADLINE = 1.0
"""Seconds for the second try."""
_SHORTEST_WORD = 2
"""Characters of a word that a text is asked for before it is searched."""
MAX_VALUE, MAX_FOUND = 200, 10_000
"""Characters of a value of a field that is remembered with a pattern, and how many of these are."""


class Hit:
    """A satisfied condition: captured groups, and where its longest leaf stands in the text."""

    __slots__ = ("captures", "end", "start")

    def __init__(self, start: int = 0, end: int = 0, captures: dict[str, str] | None = None) -> None:
        self.start = start
        self.end = end
        self.captures = captures or {}

    def join(self, other: "Hit") -> "Hit":
        """Both hits as one: the first value of a name stays, the longer span stays."""
        wider = other if other.end - other.start > self.end - self.start else self
        return Hit(wider.start, wider.end, {**other.captures, **self.captures})


_HELD = Hit()
"""Of a condition that holds and captures nothing."""


_NONE = Candidates()


class View:
    """The texts of one record that leaves look at, each made once."""

    def __init__(self, record: LogRecord, gated: Set[str] = frozenset(), found: Candidates = _NONE) -> None:
        """Of the leaves in `gated`, named by `key_of`, only those of `found` could have a match in the text."""
        self.record = record
        self._gated = gated
        self._found = found
        self.text = record.text[:MAX_TEXT].rstrip("\n")

    def without(self, start: int, end: int) -> "View":
        """The same with blanks in a part of the text."""
        blanked = f"{self.text[:start]}{' ' * (end - start)}{self.text[end:]}"
        return View(msgspec.structs.replace(self.record, text=blanked), self._gated, self._found)

    def lacks(self, leaf: str) -> bool:
        """True where a leaf, named by `key_of`, is known to have no match in the text."""
        return leaf in self._gated and leaf not in self._found.patterns

    def left(self, known: "Alternatives") -> list[Condition]:
        """Those of the alternatives that could hold, in order."""
        parts, places, others = known
        if not self._gated:
            return list(parts)
        left = self._found.alternatives.get(id(parts))
        if left is None:
            hits = self._found.patterns.intersection(places)
            chosen = sorted([*others, *[place for leaf in hits for place in places[leaf]]])
            left = self._found.alternatives[id(parts)] = [parts[place] for place in chosen]
        return left

    @cached_property
    def exception(self) -> str:
        return "\n".join(f"{e.type}: {e.message}" for e in self.record.exceptions)[:MAX_TEXT]

    @cached_property
    def root_exception(self) -> str:
        root = self.record.root_exception
        return f"{root.type}: {root.message}"[:MAX_TEXT] if root else ""

    def of(self, on: On) -> str:
        match on:
            case On.ANY:
                return self.text
            case On.MESSAGE:
                return self.record.message
            case On.EXCEPTION:
                return self.exception
            case On.ROOT_EXCEPTION:
                return self.root_exception


class Alternatives(NamedTuple):
    """The parts of an `any`: gated leaves by their keys, and the others."""

    parts: tuple[Condition, ...]
    places: dict[str, list[int]]
    others: list[int]


class Patterns:
    """What conditions come to once it was needed: compiled patterns, and alternatives by their gates."""

    def __init__(self, gated: Set[str] = frozenset()) -> None:
        self._gated = gated
        self._compiled: dict[str, tuple[Any, tuple[_Words, ...], int]] = {}
        self._shapes: dict[str, int] = {}
        self._missed: set[int] = set()
        """Shapes of patterns without a match in the text that was searched last, which is `_searched`."""
        self._searched = ""
        self._latest = "", ""
        self._found: dict[tuple[str, str], bool] = {}
        self._alternatives: dict[int, Alternatives] = {}

    def alternatives(self, parts: tuple[Condition, ...]) -> Alternatives:
        known = self._alternatives.get(id(parts))
        if known is None or known.parts is not parts:
            known = self._alternatives[id(parts)] = Alternatives(parts, {}, [])
            for place, part in enumerate(parts):
                leaf = key_of(part)
                if leaf in self._gated:
                    known.places.setdefault(leaf, []).append(place)
                else:
                    known.others.append(place)
        return known

    def search(self, pattern: str, text: str) -> Any:
        """The first match or None; raises TimeoutError past both deadlines.

        The clock is the wall's, and a busy machine may use up the short deadline on any text: so a search that
        ran into it is tried once more with the long one, and only a pattern that is really slow fails.
        """
        known = self._compiled.get(pattern)
        if known is None:
            compiled = regex.compile(pattern, regex.ASCII | regex.VERSION0)
            shape = self._shapes.setdefault(shape_of(pattern), len(self._shapes))
            known = self._compiled[pattern] = compiled, _words_of(pattern), shape
        compiled, words, shape = known
        if self._searched is not text:
            self._searched = text
            self._missed.clear()
        elif shape in self._missed:
            return None
        for caseless, some in words:
            within = self._small(text) if caseless else text
            for word in some:
                if word in within:
                    break
            else:
                return None
        try:
            found = compiled.search(text, timeout=DEADLINE)
        except TimeoutError:
            found = compiled.search(text, timeout=LAST_DEADLINE)
        if found is None:
            self._missed.add(shape)
        return found

    def finds(self, pattern: str, value: str) -> bool:
        """Whether a pattern has a match in the value of a field: such values repeat, and short ones are remembered.

        Raises what `search` raises."""
        if len(value) > MAX_VALUE:
            return self.search(pattern, value) is not None
        known = self._found.get((pattern, value))
        if known is None:
            known = self.search(pattern, value) is not None
            if len(self._found) >= MAX_FOUND:
                self._found.clear()
            self._found[pattern, value] = known
        return known

    def _small(self, text: str) -> str:
        """The text in small letters; several patterns ask for the same one."""
        if self._latest[0] is not text:
            self._latest = text, text.lower()
        return self._latest[1]


_Words = tuple[bool, tuple[str, ...]]
"""Whether the case of some words does not matter (they are small then), and the words."""


def _words_of(pattern: str) -> tuple[_Words, ...]:
    """Sets of words, of each of which one is in every text that the pattern matches: looking for them costs a tenth of
    a search with a deadline. The smallest set comes first."""
    found: set[_Words] = set()
    for gate in gates_of_pattern(pattern, _SHORTEST_WORD):
        caseless = any(literal.caseless for literal in gate)
        words = {literal.text.lower() if caseless else literal.text for literal in gate}
        found.add((caseless, tuple(sorted(words))))
    return tuple(sorted(found, key=lambda one: (len(one[1]), one)))


def key_of(condition: Condition) -> str:
    """A name for a leaf that looks at the whole text; empty for every other condition."""
    match condition:
        case Regex(pattern, On.ANY):
            return pattern
        case Contains(text, On.ANY):
            return "\0" + text
        case _:
            return ""


def needs_of(condition: Condition, gated: Set[str]) -> tuple[frozenset[str], ...]:
    """Sets of gated leaves, of each of which one is in every text that satisfies the condition."""
    match condition:
        case Regex() | Contains():
            leaf = key_of(condition)
            return (frozenset((leaf,)),) if leaf in gated else ()
        case All(parts):
            return tuple(need for part in parts for need in needs_of(part, gated))
        case AnyOf(parts):
            each = [needs_of(part, gated) for part in parts]
            return (frozenset().union(*(needs[0] for needs in each)),) if each and all(each) else ()
        case _:
            return ()


def fields_of(condition: Condition) -> tuple[tuple[FieldTest, ...], ...]:
    """Sets of tests of fields, of each of which every record that satisfies the condition passes one."""
    match condition:
        case FieldTest():
            return ((condition,),)
        case All(parts):
            return tuple(tests for part in parts for tests in fields_of(part))
        case AnyOf(parts):
            tests = tuple(part for part in parts if isinstance(part, FieldTest))
            return (tests,) if tests and len(tests) == len(parts) else ()
        case _:
            return ()


def passes(tests: Sequence[tuple[FieldTest, ...]], record: LogRecord, patterns: Patterns) -> bool:
    """Whether a record passes one of each set of tests; raises TimeoutError when a pattern is past its deadline."""
    for some in tests:
        for test in some:
            if _field(test, record, patterns):
                break
        else:
            return False
    return True


def evaluate(condition: Condition, view: View, patterns: Patterns) -> Hit | None:
    """The hit, or None. Raises TimeoutError when a pattern is past its deadline."""
    hit: Hit | None = _EVALUATE[type(condition)](condition, view, patterns)
    return hit


def _test(condition: FieldTest, view: View, patterns: Patterns) -> Hit | None:
    return _HELD if _field(condition, view.record, patterns) else None


def _not(condition: Not, view: View, patterns: Patterns) -> Hit | None:
    part = condition.part
    return None if _EVALUATE[type(part)](part, view, patterns) else _HELD


def _all(condition: All, view: View, patterns: Patterns) -> Hit | None:
    hits = []
    for part in condition.parts:
        hit = _EVALUATE[type(part)](part, view, patterns)
        if hit is None:
            return None
        if hit is not _HELD:
            hits.append(hit)
    return _joined(hits)


def _any(condition: AnyOf, view: View, patterns: Patterns) -> Hit | None:
    left = view.left(patterns.alternatives(condition.parts))
    hits = [hit for part in left if (hit := _EVALUATE[type(part)](part, view, patterns))]
    return _joined(hits) if hits else None


def _contains(condition: Contains, view: View, _patterns: Patterns) -> Hit | None:
    text, on = condition.text, condition.on
    where = view.of(on).find(text)
    if where < 0:
        return None
    if on is not On.ANY:
        where = max(view.text.find(text), 0)
    return Hit(where, where + len(text))


def _regex(condition: Regex, view: View, patterns: Patterns) -> Hit | None:
    pattern, on = condition.pattern, condition.on
    if on is On.ANY and view.lacks(pattern):
        return None
    found = patterns.search(pattern, view.of(on))
    if found is None:
        return None
    captures = {name: value.strip() for name, value in found.groupdict().items() if value}
    start, end = found.span()
    if on is not On.ANY:
        where = view.text.find(found.group())
        start, end = (where, where + end - start) if where >= 0 else (0, end - start)
    return Hit(start, end, captures)


def _joined(hits: list[Hit]) -> Hit:
    if not hits:
        return _HELD
    whole = hits[0]
    for hit in hits[1:]:
        whole = whole.join(hit)
    return whole


def _field(test: FieldTest, record: LogRecord, patterns: Patterns) -> bool:
    value = value_of(record, test.path)
    wanted = test.value
    match test.op:
        case "exists":
            return bool(value) == bool(wanted)
        case "equals":
            return value == _text(wanted)
        case "in":
            return isinstance(wanted, tuple) and value in [_text(w) for w in wanted]
        case "contains":
            return str(wanted) in value
        case "regex":
            return patterns.finds(str(wanted), value)
        case "gte" | "lte":
            return _compare(value, test.op, wanted)
        case _:
            return False


_EVALUATE: dict[type, Callable[[Any, View, Patterns], Hit | None]] = {
    Contains: _contains,
    Regex: _regex,
    FieldTest: _test,
    Not: _not,
    All: _all,
    AnyOf: _any,
}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _compare(value: str, op: str, wanted: object) -> bool:
    if not isinstance(wanted, int | float):
        return False
    try:
        number = float(value)
    except ValueError:
        return False
    return number >= wanted if op == "gte" else number <= wanted
