"""One scan over a batch of messages: which are ordinary, which begin a record, which need their neighbours."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from enum import IntEnum
from itertools import accumulate

import msgspec

from triage.engine.forms import FORM, LONGEST, is_complete
from triage.engine.objects import Objects, spoken
from triage.model.rules import All, AnyOf, Condition, FieldTest
from triage.ruleset.matching import Matcher

_BETWEEN = "\x1e"
"""Stands between two messages of a block; a message that holds it is read in full."""
_UNPLAIN = re.compile(r"[\n\r\x1b\x1e]")


def _is_clean(messages: Sequence[str]) -> bool:
    """Whether the messages are plain text on one line each, without colours."""
    text = "".join(messages)
    return text.isascii() and _UNPLAIN.search(text) is None


class Kind(IntEnum):
    """What the engine does with an event."""

    READ = 0
    """Read it, with the line before it."""
    BEGINS = 1
    """Read it; it begins a record, whatever stood before."""
    ORDINARY = 2
    """Count it: a record by itself that no rule knows, below a warning, without exception, request, release or step
    in the life of a process."""


class Answer(msgspec.Struct, frozen=True, gc=False):
    """The request that an ordinary access line tells."""

    method: str
    path: str
    """Without the query string."""
    status: int
    """100 to 399."""


class Screened(msgspec.Struct, frozen=True):
    """The kinds of the events of a batch, in order, and the requests among the ordinary ones by place."""

    kinds: list[Kind]
    answers: dict[int, Answer]


class Screen:
    """Tells the events that matter from the ordinary ones: never calls an event ordinary that reading would not."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._objects = Objects()

    @staticmethod
    def fits(matcher: Matcher) -> bool:
        """False where a rule could match an ordinary line without a gate; everything must be read then."""
        return all(cannot_hold(rule.match) for rule in matcher.ungated())

    def sort(self, messages: Sequence[str]) -> Screened:
        """The kinds of some messages, each the whole text of an event."""
        kinds = [Kind.ORDINARY] * len(messages)
        texts = list(messages)
        answers: dict[int, Answer] = {}
        clean = _is_clean(messages)
        for place, message in enumerate(messages):
            if not message or len(message) > LONGEST or not (clean or _is_clean((message,))):
                ordinary = False
            elif message[0] == "{":
                if ordinary := self._objects.is_ordinary(message):
                    texts[place] = spoken(message)
            else:
                ordinary = self._is_ordinary(place, message, answers)
            if not ordinary:
                kinds[place], texts[place] = Kind.READ, ""
        self._hear(kinds, texts, answers)
        return Screened(kinds, answers)

    @staticmethod
    def _is_ordinary(place: int, message: str, answers: dict[int, Answer]) -> bool:
        """Whether a line that is no JSON is ordinary by its form alone."""
        found = FORM.match(message)
        if found is None:
            return False
        form = found.lastgroup or ""
        if not is_complete(form, message):
            return False
        if form == "access":
            answers[place] = Answer(found["method"], found["path"].partition("?")[0], int(found["status"]))
        return True

    def _hear(self, kinds: list[Kind], texts: list[str], answers: dict[int, Answer]) -> None:
        """Takes back the kind of the messages that hold a gate or a marker."""
        ends = list(accumulate(len(text) + 1 for text in texts))
        signs = self._matcher.signs(_BETWEEN.join(texts).encode())
        for end in set(signs.loud):
            self._take_back(bisect_left(ends, end), kinds, texts)
        for end in set(signs.requests):
            place = bisect_left(ends, end)
            if place not in answers:
                self._take_back(place, kinds, texts)
        for place in [place for place in answers if kinds[place] is not Kind.ORDINARY]:
            del answers[place]

    @staticmethod
    def _take_back(place: int, kinds: list[Kind], texts: list[str]) -> None:
        if kinds[place] is Kind.ORDINARY:
            text = texts[place]
            kinds[place] = Kind.READ if "FastCGI" in text or text[0] == "{" else Kind.BEGINS


def cannot_hold(condition: Condition) -> bool:
    """True when the condition is false for every ordinary line, whatever it says."""
    match condition:
        case All(parts):
            return any(map(cannot_hold, parts))
        case AnyOf(parts):
            return all(map(cannot_hold, parts))
        case FieldTest():
            return _is_refuted(condition)
        case _:
            return False


_EMPTY = ("exception.", "frame.", "life.")


def _is_refuted(test: FieldTest) -> bool:
    """Whether a field of an ordinary line fails the test: no exception, no step of life, no status from 400 up."""
    wanted = test.value
    if test.path == "http.status":
        return test.op == "gte" and isinstance(wanted, int | float) and wanted >= 400
    if test.path == "level":
        words = wanted if isinstance(wanted, tuple) else (wanted,)
        return test.op in ("equals", "in") and all(word in ("warning", "error", "critical") for word in words)
    if not test.path.startswith(_EMPTY):
        return False
    match test.op:
        case "exists":
            return bool(wanted)
        case "equals" | "contains":
            return bool(wanted)
        case "in":
            return isinstance(wanted, tuple) and all(wanted)
        case "regex":
            return re.search(str(wanted), "") is None
        case _:
            return True
