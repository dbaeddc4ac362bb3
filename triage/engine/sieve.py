"""Events -> the records that matter, joined, and the ordinary events, which nothing has to be joined for."""

from collections.abc import Iterator, Sequence

from triage.engine.screen import Answer, Kind, Screen
from triage.model.events import LogEvent
from triage.parsing.joining import Joined, Joiner
from triage.ruleset.matching import Matcher

Passed = tuple[LogEvent, Answer | None]
"""An ordinary event, and the request it tells."""

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
        self._held: dict[_Key, Passed] = {}
        self._passed: list[Passed] = []
        self._whole: set[_Key] = set()
        """Streams of which the joiner must see the next event, or all."""

    def ordinary(self) -> list[Passed]:
        """The ordinary events since the last call."""
        passed, self._passed = self._passed, []
        return passed

    def settle(self, before: int | None = None) -> Iterator[Joined]:
        """Lets go of the last events of streams that are silent since `before`, or of all; `ordinary` gives them."""
        keys = [key for key, (event, _) in self._held.items() if before is None or event.timestamp < before]
        for key in keys:
            event, answer = self._held.pop(key)
            self._passed.append((event, answer))
            yield from self._joiner.pass_by(*key, 1, event.timestamp)

    def add(self, events: Sequence[LogEvent]) -> Iterator[Joined]:
        """Yields the records whose end is sure."""
        screened = self._screen.sort([event.message for event in events])
        answers, held, passed = screened.answers, self._held, self._passed
        skipped: dict[_Key, int] = {}
        for place, (event, kind) in enumerate(zip(events, screened.kinds, strict=True)):
            key = (event.log_group, event.log_stream, event.environment)
            if kind is Kind.ORDINARY and key not in self._whole:
                before = held.get(key)
                if before is not None:
                    passed.append(before)
                skipped[key] = skipped.get(key, 0) + (before is not None)
                held[key] = (event, answers.get(place))
                continue
            yield from self._read(key, event, kind, skipped.pop(key, 0))
        for key, count in skipped.items():
            yield from self._joiner.pass_by(*key, count, held[key][0].timestamp)

    def _read(self, key: _Key, event: LogEvent, kind: Kind, count: int) -> Iterator[Joined]:
        """Hands an event to the joiner, after what it may belong to; `count` lines before that passed by."""
        joiner = self._joiner
        before = self._held.pop(key, None)
        begins = before is not None and kind is Kind.BEGINS
        if before is not None:
            if begins:
                self._passed.append(before)
            if count + begins:
                yield from joiner.pass_by(*key, count + begins, before[0].timestamp)
        yield from joiner.add((event,) if before is None or begins else (before[0], event))
        if len(event.message) >= _CUTS_FROM or joiner.must_see_all(*key):
            self._whole.add(key)
        else:
            self._whole.discard(key)
