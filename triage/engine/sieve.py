"""Events -> the records that matter, joined, and the ordinary events, which nothing has to be joined for."""

from collections.abc import Iterator, Sequence

import msgspec

from triage.engine.screen import Answer, Kind, Screen
from triage.model.events import LogEvent
from triage.parsing.joining import Joined, Joiner
from triage.ruleset.matching import Matcher


class Passed(msgspec.Struct, gc=False):
    """Ordinary events of one stream."""

    log_group: str
    log_stream: str
    count: int = 0
    first: int = 0
    """Time of the earliest, milliseconds since the epoch."""
    last: int = 0
    answers: list[tuple[int, Answer]] = []
    """The requests that they tell, each with its time."""

    def add(self, timestamp: int, answer: Answer | None) -> None:
        if not self.count or timestamp < self.first:
            self.first = timestamp
        if not self.count or timestamp > self.last:
            self.last = timestamp
        self.count += 1
        if answer is not None:
            self.answers.append((timestamp, answer))

    def add_all(self, timestamps: list[int], start: int, answers: dict[int, Answer]) -> None:
        """Events one after the other; `answers` by place, the first event being at `start`."""
        low, high = min(timestamps), max(timestamps)
        self.first = min(self.first, low) if self.count else low
        self.last = max(self.last, high) if self.count else high
        self.count += len(timestamps)
        if answers:
            for place, timestamp in enumerate(timestamps, start):
                if place in answers:
                    self.answers.append((timestamp, answers[place]))


_CUTS_FROM = 4_096
"""A line this long may have been cut by a driver: what comes next may be its rest."""
_Key = tuple[str, str, str]


class Sieve:
    """Gives a joiner the events that matter and the line before each; tells it of the others without handing them over.

    The last ordinary event of a stream is held until it is known that none continues it.
    """

    def __init__(self, joiner: Joiner, matcher: Matcher) -> None:
        self._joiner = joiner
        self._screen = Screen(matcher)
        self._held: dict[_Key, tuple[int, Answer | None, LogEvent]] = {}
        self._passed: dict[_Key, Passed] = {}
        self._whole: set[_Key] = set()
        """Streams of which the joiner must see the next event, or all."""

    def ordinary(self) -> list[Passed]:
        """The ordinary events since the last call, by stream."""
        passed, self._passed = self._passed, {}
        return list(passed.values())

    def settle(self, before: int | None = None) -> Iterator[Joined]:
        """Lets go of the last events of streams that are silent since `before`, or of all; `ordinary` gives them."""
        keys = [key for key, (timestamp, _, _) in self._held.items() if before is None or timestamp < before]
        for key in keys:
            timestamp, answer, _ = self._held.pop(key)
            self._pass(key).add(timestamp, answer)
            yield from self._joiner.pass_by(*key, 1, timestamp)

    def add(self, events: Sequence[LogEvent]) -> Iterator[Joined]:
        """Yields the records whose end is sure."""
        screened = self._screen.sort([event.message for event in events])
        kinds = screened.kinds
        keys = [(event.log_group, event.log_stream, event.environment) for event in events]
        skipped: dict[_Key, int] = {}
        place, end = 0, len(events)
        while place < end:
            start, key = place, keys[place]
            place += 1
            if kinds[start] is not Kind.ORDINARY or key in self._whole:
                yield from self._read(key, events[start], kinds[start], skipped.pop(key, 0))
                continue
            while place < end and kinds[place] is Kind.ORDINARY and keys[place] == key:
                place += 1
            skipped[key] = skipped.get(key, 0) + self._skip(key, events, start, place, screened.answers)
        for key, count in skipped.items():
            yield from self._joiner.pass_by(*key, count, self._held[key][0])

    def _skip(self, key: _Key, events: Sequence[LogEvent], start: int, end: int, answers: dict[int, Answer]) -> int:
        """Lets ordinary events of one stream pass, but for the last; gives how many passed, the one held included."""
        before = self._held.get(key)
        if before is not None:
            self._pass(key).add(before[0], before[1])
        if end - start > 1:
            self._pass(key).add_all([event.timestamp for event in events[start : end - 1]], start, answers)
        last = events[end - 1]
        self._held[key] = (last.timestamp, answers.get(end - 1), last)
        return end - start - (before is None)

    def _pass(self, key: _Key) -> Passed:
        found = self._passed.get(key)
        if found is None:
            found = self._passed[key] = Passed(key[0], key[1])
        return found

    def _read(self, key: _Key, event: LogEvent, kind: Kind, count: int) -> Iterator[Joined]:
        """Hands an event to the joiner, after what it may belong to; `count` lines before that passed by."""
        joiner = self._joiner
        before = self._held.pop(key, None)
        begins = before is not None and kind is Kind.BEGINS
        if before is not None:
            if begins:
                self._pass(key).add(before[0], before[1])
            if count + begins:
                yield from joiner.pass_by(*key, count + begins, before[0])
        yield from joiner.add((event,) if before is None or begins else (before[2], event))
        if len(event.message) >= _CUTS_FROM or joiner.must_see_all(*key):
            self._whole.add(key)
        else:
            self._whole.discard(key)
