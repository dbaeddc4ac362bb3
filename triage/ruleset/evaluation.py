"""Does one record satisfy one condition, and what did it capture?"""

from collections.abc import Container
from functools import cached_property
from typing import Any

import regex

from triage.model.events import LogRecord
from triage.model.rules import All, AnyOf, Condition, Contains, FieldTest, Not, On, Regex
from triage.ruleset.fields import value_of

MAX_TEXT = 64 * 1024
"""Characters of a record that are matched."""
DEADLINE = 0.05
"""Seconds for one pattern on one record."""
LAST_DEADLINE = 1.0
"""Seconds for the second try."""


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


class View:
    """The texts of one record that leaves look at, each made once."""

    def __init__(self, record: LogRecord, gated: Container[str] = (), found: Container[str] = ()) -> None:
        """Of the patterns in `gated`, only those in `found` could have a match in the text."""
        self.record = record
        self._gated = gated
        self._found = found
        self.text = record.text[:MAX_TEXT].rstrip("\n")

    def lacks(self, pattern: str) -> bool:
        """True where the pattern is known to have no match in the text."""
        return pattern in self._gated and pattern not in self._found

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


class Patterns:
    """Compiled patterns, each compiled when it is first needed."""

    def __init__(self) -> None:
        self._compiled: dict[str, Any] = {}

    def search(self, pattern: str, text: str) -> Any:
        """The first match or None; raises TimeoutError past both deadlines.

        The clock is the wall's, and a busy machine may use up the short deadline on any text: so a search that
        ran into it is tried once more with the long one, and only a pattern that is really slow fails.
        """
        compiled = self._compiled.get(pattern)
        if compiled is None:
            compiled = self._compiled[pattern] = regex.compile(pattern, regex.ASCII | regex.VERSION0)
        try:
            return compiled.search(text, timeout=DEADLINE)
        except TimeoutError:
            return compiled.search(text, timeout=LAST_DEADLINE)


def evaluate(condition: Condition, view: View, patterns: Patterns) -> Hit | None:
    """The hit, or None. Raises TimeoutError when a pattern is past its deadline."""
    match condition:
        case Contains(text, on):
            return _contains(text, on, view)
        case Regex(pattern, on):
            return _regex(pattern, on, view, patterns)
        case FieldTest():
            return Hit() if _field(condition, view.record, patterns) else None
        case Not(part):
            return None if evaluate(part, view, patterns) else Hit()
        case All(parts):
            return _all(parts, view, patterns)
        case AnyOf(parts):
            hits = [hit for part in parts if not _is_out(part, view) and (hit := evaluate(part, view, patterns))]
            return _joined(hits) if hits else None


def _contains(text: str, on: On, view: View) -> Hit | None:
    where = view.of(on).find(text)
    if where < 0:
        return None
    if on is not On.ANY:
        where = max(view.text.find(text), 0)
    return Hit(where, where + len(text))


def _regex(pattern: str, on: On, view: View, patterns: Patterns) -> Hit | None:
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


def _is_out(part: Condition, view: View) -> bool:
    """True for a pattern that is known to have no match: most of a rule's, so that it has to be said quickly."""
    return type(part) is Regex and part.on is On.ANY and view.lacks(part.pattern)


def _all(parts: tuple[Condition, ...], view: View, patterns: Patterns) -> Hit | None:
    hits = []
    for part in parts:
        hit = evaluate(part, view, patterns)
        if hit is None:
            return None
        hits.append(hit)
    return _joined(hits)


def _joined(hits: list[Hit]) -> Hit:
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
            return patterns.search(str(wanted), value) is not None
        case "gte" | "lte":
            return _compare(value, test.op, wanted)
        case _:
            return False


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
