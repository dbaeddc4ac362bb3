"""Events -> the records that matter, joined, and the ordinary events, which nothing has to be joined for."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

import msgspec

from triage.engine.familiar import Familiar
from triage.engine.kinds import Kind, Told
from triage.engine.screen import Screen, Screened
from triage.engine.standing import among_stamped, takes
from triage.model.events import LogEvent
from triage.model.lines import Lines, message_of
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
    told: dict[int, tuple[Told, list[int]]] = {}
    """What they tell, by its identity, with all its times."""

    def add(self, timestamp: int, told: Told | None) -> None:
        self.add_all(1, timestamp, timestamp)
        if told is not None:
            self.tell(timestamp, told)

    def tell(self, timestamp: int, told: Told) -> None:
        same = self.told.get(id(told))
        if same is None:
            self.told[id(told)] = told, [timestamp]
        else:
            same[1].append(timestamp)

    def add_all(self, count: int, first: int, last: int) -> None:
        self.first = min(self.first, first) if self.count else first
        self.last = max(self.last, last) if self.count else last
        self.count += count


_CUTS_FROM = 4_096
"""A line this long may have been cut by a driver: what comes next may be its rest."""
_ORDINARY_RUN = re.compile(bytes((Kind.ORDINARY,)) + b"*")
_READ_RUN = re.compile(b"[" + bytes((Kind.READ, Kind.BEGINS)) + b"]*")
_Key = tuple[str, str, str]
_Message = Callable[[int], str]


class Carried(msgspec.Struct, frozen=True):
    """What a sieve keeps of the lines so far."""

    held: dict[_Key, tuple[int, Told | None, LogEvent]]
    """Of each stream its last event, where that is ordinary: its time, what it tells, and the event."""
    cut: set[_Key]
    """Streams of which the joiner must see the next event."""
    stamped: set[_Key]
    """Streams in which lines of traces bear time stamps of their own."""


class Sieve:
    """Gives a joiner the events that matter and the line before each; tells it of the others without handing them over.

    The last ordinary event of a stream is held until it is known that none continues it.
    """

    def __init__(self, joiner: Joiner, matcher: Matcher) -> None:
        self._screen = Screen(matcher)
        self.familiar = Familiar()
        self._passed: dict[_Key, Passed] = {}
        self.resume(joiner, Carried({}, set(), set()))

    @property
    def carried(self) -> Carried:
        """What was kept of the lines so far for those to come; besides it, the joiner's state counts."""
        return Carried(self._held.copy(), self._cut.copy(), self._stamped.copy())

    def resume(self, joiner: Joiner, carried: Carried) -> None:
        """Go on with a joiner behind lines that were seen elsewhere."""
        self._joiner = joiner
        self._held, self._cut, self._stamped = carried.held, carried.cut, carried.stamped

    def assume_stamped(self, log_stream: str) -> None:
        """Before its first line: in this stream of lines of a text, lines of traces bear time stamps."""
        key = ("", log_stream, "")
        self._joiner.assume_stamped(*key)
        self._stamped.add(key)

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
        screened = self._screen.sort(events)
        met = screened.met
        self.familiar.meet(met.words, met.steps, met.leaves)
        if isinstance(events, Lines):
            yield from self._stream(("", events.log_stream, ""), events, screened)
            return
        keys = [(event.log_group, event.log_stream, event.environment) for event in events]
        streams: dict[_Key, list[int]] = {key: [] for key in dict.fromkeys(keys)}
        if len(streams) == 1:
            yield from self._stream(keys[0], events, screened)
            return
        for place, key in enumerate(keys):
            streams[key].append(place)
        kinds, told = screened.kinds, screened.told
        for key, places in streams.items():
            own = {at: told[place] for at, place in enumerate(places) if place in told} if told else told
            part = Screened(bytearray([kinds[place] for place in places]), own, met)
            yield from self._stream(key, [events[place] for place in places], part)

    def _stream(self, key: _Key, events: Sequence[LogEvent], screened: Screened) -> Iterator[Joined]:
        """The events of one stream, in order."""
        kinds, told = screened.kinds, screened.told
        message = message_of(events)
        telling = sorted(told)
        skipped: int | None = None
        latest = 0
        at = 0
        while at < len(events):
            end = at if key in self._cut else self._run(key, at, message, kinds)
            if end > at:
                count, last = self._skip(key, events, at, end, told, telling)
                skipped, latest, at = (skipped or 0) + count, max(latest, last), end
                continue
            end = _end_of(_READ_RUN, kinds, at + 1)
            kind = Kind(kinds[at])
            if key in self._stamped and kind is Kind.BEGINS:
                ordinary = among_stamped(message(at), Kind.ORDINARY) is Kind.ORDINARY
                kind = Kind.BEGINS if ordinary else Kind.READ
            read = events[at:end]
            for place, event in enumerate(read, at):
                if kinds[place] >= Kind.ORDINARY and place not in told:
                    self.familiar.vouch(event.message)
            yield from self._read(key, list(read), kind, skipped or 0, latest)
            skipped, latest, at = None, 0, end
        if skipped is not None:
            yield from self._joiner.pass_by(*key, skipped, self._held[key][0], latest)

    def _run(self, key: _Key, start: int, message: _Message, kinds: bytearray) -> int:
        """Where the ordinary events that begin at `start` end."""
        if key in self._stamped:
            return self._run_among_stamped(key, start, message, kinds)
        at = _end_of(_ORDINARY_RUN, kinds, start)
        while at < len(kinds) and kinds[at] == Kind.WORDS and self._stands(key, at, start, message):
            at = _end_of(_ORDINARY_RUN, kinds, at + 1)
        return at

    def _run_among_stamped(self, key: _Key, start: int, message: _Message, kinds: bytearray) -> int:
        for at in range(start, len(kinds)):
            kind = kinds[at]
            if kind >= Kind.ORDINARY:
                kind = among_stamped(message(at), Kind(kind))
            if kind <= Kind.BEGINS or (kind == Kind.WORDS and not self._stands(key, at, start, message)):
                return at
        return len(kinds)

    def _stands(self, key: _Key, at: int, start: int, message: _Message) -> bool:
        """Whether nothing of its stream takes the words at a place; what stands from `start` on is ordinary."""
        held = self._held.get(key)
        if at > start:
            before: str | None = message(at - 1)
        else:
            before = held[2].message if held is not None else self._joiner.quiet_line(*key)
        if before is None or takes(before, message(at)):
            return False
        return (held is None and at == start) or not self._joiner.is_waiting(*key)

    def _skip(
        self, key: _Key, events: Sequence[LogEvent], start: int, end: int, told: dict[int, Told], telling: list[int]
    ) -> tuple[int, int]:
        """Lets ordinary events of one stream pass, but for the last; gives how many passed, the one held included, and
        the latest time of these.

        `telling` are the places of `told`, ascending."""
        before = self._held.get(key)
        latest = 0
        if before is not None:
            self._pass(key).add(before[0], before[1])
            latest = before[0]
        last = events[end - 1]
        if end - start > 1:
            times = _times(events, start, end - 1)
            passed = self._pass(key)
            newest = max(times)
            latest = max(latest, newest)
            passed.add_all(len(times), min(times), newest)
            for place in telling[bisect_left(telling, start) : bisect_left(telling, end - 1)]:
                passed.tell(times[place - start], told[place])
        self._held[key] = (last.timestamp, told.get(end - 1), last)
        return end - start - (before is None), latest

    def _pass(self, key: _Key) -> Passed:
        found = self._passed.get(key)
        if found is None:
            found = self._passed[key] = Passed(key[0], key[1])
        return found

    def _read(self, key: _Key, events: list[LogEvent], kind: Kind, count: int, latest: int) -> Iterator[Joined]:
        """Hands events to the joiner, after what the first may belong to; `count` lines before that passed by, the
        latest of them at `latest`."""
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
                yield from joiner.pass_by(*key, count + begins, before[0], latest)
        yield from joiner.add(events)
        if joiner.is_stamped(*key):
            self._stamped.add(key)
        if len(events[-1].message) >= _CUTS_FROM or joiner.must_see_next(*key):
            self._cut.add(key)
        else:
            self._cut.discard(key)


def _end_of(run: re.Pattern[bytes], kinds: bytearray, start: int) -> int:
    found = run.match(kinds, start)
    return found.end() if found is not None else start


def _times(events: Sequence[LogEvent], start: int, end: int) -> list[int]:
    if isinstance(events, Lines):
        times: list[int] = events.times[start:end].tolist()
        return times
    return [event.timestamp for event in events[start:end]]
