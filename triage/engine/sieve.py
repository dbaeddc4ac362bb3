"""Events -> the records that matter, joined, and the ordinary events, which nothing has to be joined for."""

from collections.abc import Iterator, Sequence

import msgspec

from triage.engine.kinds import Kind, Told
from triage.engine.screen import Screen, Screened
from triage.engine.standing import takes
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
    told: list[tuple[int, Told]] = []
    """What they tell, each with its time."""

    def add(self, timestamp: int, told: Told | None) -> None:
        self.add_all([timestamp])
        if told is not None:
            self.told.append((timestamp, told))

    def add_all(self, timestamps: list[int]) -> None:
        low, high = min(timestamps), max(timestamps)
        self.first = min(self.first, low) if self.count else low
        self.last = max(self.last, high) if self.count else high
        self.count += len(timestamps)


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
        self.familiar = self._screen.familiar
        self._held: dict[_Key, tuple[int, Told | None, LogEvent]] = {}
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
            timestamp, told, _ = self._held.pop(key)
            self._pass(key).add(timestamp, told)
            yield from self._joiner.pass_by(*key, 1, timestamp)

    def add(self, events: Sequence[LogEvent]) -> Iterator[Joined]:
        """Yields the records whose end is sure."""
        screened = self._screen.sort([event.message for event in events])
        keys = [(event.log_group, event.log_stream, event.environment) for event in events]
        streams: dict[_Key, list[int]] = {key: [] for key in dict.fromkeys(keys)}
        if len(streams) == 1:
            streams[keys[0]] = list(range(len(keys)))
        else:
            for place, key in enumerate(keys):
                streams[key].append(place)
        for key, places in streams.items():
            yield from self._stream(key, places, events, screened)

    def _stream(self, key: _Key, places: list[int], events: Sequence[LogEvent], screened: Screened) -> Iterator[Joined]:
        """The events of one stream, in order."""
        kinds = screened.kinds
        skipped: int | None = None
        at = 0
        while at < len(places):
            end = at if key in self._whole else self._run(key, places, at, events, kinds)
            if end > at:
                skipped = (skipped or 0) + self._skip(key, events, places[at:end], screened.told)
                at = end
                continue
            end = at + 1
            while end < len(places) and kinds[places[end]] <= Kind.BEGINS:
                end += 1
            for place in places[at:end]:
                if kinds[place] >= Kind.ORDINARY and place not in screened.told:
                    self.familiar.vouch(events[place].message)
            yield from self._read(key, [events[place] for place in places[at:end]], kinds[places[at]], skipped or 0)
            skipped, at = None, end
        if skipped is not None:
            yield from self._joiner.pass_by(*key, skipped, self._held[key][0])

    def _run(self, key: _Key, places: list[int], start: int, events: Sequence[LogEvent], kinds: list[Kind]) -> int:
        """Where the ordinary events that begin at `start` end."""
        for at in range(start, len(places)):
            kind = kinds[places[at]]
            if kind is not Kind.ORDINARY and not (kind is Kind.WORDS and self._stands(key, places, at, start, events)):
                return at
        return len(places)

    def _stands(self, key: _Key, places: list[int], at: int, start: int, events: Sequence[LogEvent]) -> bool:
        """Whether nothing of its stream takes the words at a place; what stands from `start` on is ordinary."""
        held = self._held.get(key)
        if at > start:
            before: str | None = events[places[at - 1]].message
        else:
            before = held[2].message if held is not None else self._joiner.quiet_line(*key)
        if before is None or takes(before, events[places[at]].message):
            return False
        return (held is None and at == start) or not self._joiner.is_waiting(*key)

    def _skip(self, key: _Key, events: Sequence[LogEvent], places: list[int], told: dict[int, Told]) -> int:
        """Lets ordinary events of one stream pass, but for the last; gives how many passed, the one held included."""
        before = self._held.get(key)
        if before is not None:
            self._pass(key).add(before[0], before[1])
        last = events[places[-1]]
        if len(places) > 1:
            passed = self._pass(key)
            passed.add_all([events[place].timestamp for place in places[:-1]])
            if told:
                passed.told += [(events[place].timestamp, told[place]) for place in places[:-1] if place in told]
        self._held[key] = (last.timestamp, told.get(places[-1]), last)
        return len(places) - (before is None)

    def _pass(self, key: _Key) -> Passed:
        found = self._passed.get(key)
        if found is None:
            found = self._passed[key] = Passed(key[0], key[1])
        return found

    def _read(self, key: _Key, events: list[LogEvent], kind: Kind, count: int) -> Iterator[Joined]:
        """Hands events to the joiner, after what the first may belong to; `count` lines before that passed by."""
        joiner = self._joiner
        before = self._held.pop(key, None)
        if before is not None:
            begins = kind is Kind.BEGINS
            if begins:
                self._pass(key).add(before[0], before[1])
            else:
                events = [before[2], *events]
                if before[1] is None:
                    self.familiar.vouch(before[2].message)
            if count + begins:
                yield from joiner.pass_by(*key, count + begins, before[0])
        yield from joiner.add(events)
        if len(events[-1].message) >= _CUTS_FROM or joiner.must_see_all(*key):
            self._whole.add(key)
        else:
            self._whole.discard(key)
