"""Plain text: one event a line, with the time that the line itself tells.

The rule: the time at the start of the line where one is recognised (see `times`), else the time of the line before it.
Lines before the first recognised time share that time; an input without any time has the time 0. Blank lines are no
events. `docker compose logs` and docker's json-file lines are unwrapped first."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
import numpy as np

from triage.model.events import LogEvent
from triage.model.lines import Lines, Places
from triage.sources.carriers.clocks import UNKNOWN, BlockClock
from triage.sources.carriers.lines import line_blocks, whole_lines
from triage.sources.carriers.origin import Batches, Faults, Origin
from triage.sources.carriers.stamped import DOCKER, uncoloured
from triage.sources.carriers.times import LineClock, Years, scaled
from triage.sources.opening import Unreadable

_UNTIMED = 20_000
_UNTIMED_BYTES = 16 << 20
"""Lines, and bytes of blocks, that are held while no time was seen."""
_COMPOSE = re.compile(r"([A-Za-z0-9][\w.-]{0,127}?) *\| ?", re.ASCII)
_INDEX = re.compile(r"(.{1,120}?)[-_](\d{1,4})")
_SAMPLE = 200
DatingState = tuple[int, Years]
"""The latest time, and see LineClock."""
_MAY_BE_SPACE = (np.arange(256) <= ord(" ")) | (np.arange(256) >= 0x80)


class DockerLine(msgspec.Struct, gc=False):
    """One line of docker's json-file driver."""

    log: str
    time: str
    stream: str = ""


def is_compose(lines: list[str]) -> bool:
    """True when (nearly) every line begins with a container's name and a bar."""
    sample = [uncoloured(line) for line in lines[:_SAMPLE]]
    hits = [found[1] for line in sample if (found := _COMPOSE.match(line))]
    if not hits or len(hits) < 0.9 * len(sample):
        return False
    return len(set(hits)) <= len(hits) // 2 or all(map(_INDEX.fullmatch, hits))


def read_plain(blocks: Iterator[bytes], origin: Origin, faults: Faults) -> Batches:
    """Lines as they are, in the order in which they were written."""
    whole = whole_lines(blocks, origin.limits.line_bytes)
    for lines in (origin.lines or one_by_one)(whole, origin.year, origin.log_stream):
        faults.read += len(lines)
        yield lines


def one_by_one(blocks: Iterator[bytes], year: int, stream: str) -> Iterator[Lines]:
    """See LinesOf."""
    dating = Dating(year, stream)
    failure: Unreadable | None = None
    try:
        for block in blocks:
            yield from dating.read(block)
    except Unreadable as error:
        failure = error
    yield from dating.rest()
    if failure is not None:
        raise failure


class Dating:
    """Blocks of one input, in order -> their lines with their times."""

    def __init__(self, year: int, stream: str = "", years: Years | None = None) -> None:
        """`year` is that of times which name none; with `years`, these times go on as behind such lines."""
        self._clock = BlockClock(year)
        if years is not None:
            self._clock.resume(years)
        self._stream = stream
        self._now = UNKNOWN
        self._waiting: list[Lines] = []
        """Blocks without any time, from the beginning on."""

    def read(self, block: bytes) -> Iterator[Lines]:
        """The lines of a block of whole lines, behind those that waited for a first time; none as long as they wait."""
        if not block:
            return
        starts, ends = spans_of(block)
        lines = Lines(block, starts, ends, self._clock.read(block, starts, ends), self._stream)
        if not lines:
            return
        known = lines.times[lines.times != UNKNOWN]
        if self._now == UNKNOWN and not len(known) and sum(len(one.block) for one in self._waiting) < _UNTIMED_BYTES:
            self._waiting.append(lines)
            return
        if self._now == UNKNOWN and len(known):
            self._now = int(known[0])
        yield from self.rest()
        _fill(lines, self._now)
        yield lines
        self._now = int(known[-1]) if len(known) else self._now

    def rest(self) -> Iterator[Lines]:
        """The lines that wait; when none of them tells a time, all have the time 0."""
        self._now = max(self._now, 0)
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            _fill(one, self._now)
            yield one

    @property
    def years(self) -> Years:
        """See LineClock."""
        return self._clock.years

    @property
    def state(self) -> DatingState | None:
        """What the times of further lines hang on; None while lines wait."""
        return None if self._now == UNKNOWN else (self._now, self.years)

    def resume(self, state: DatingState) -> None:
        """Go on as one with that state does."""
        self._now = state[0]
        self._clock.resume(state[1])


def read_compose(blocks: Iterator[bytes], origin: Origin, faults: Faults) -> Batches:
    """`web-1  | text`, where the stream becomes `web/1`; with the times of `--timestamps` or the lines' own."""
    return _events(_compose(blocks, origin), faults)


def read_docker(blocks: Iterator[bytes], origin: Origin, faults: Faults) -> Batches:
    """`{"log": text, "stream": ..., "time": ...}` a line; a line of any other kind is a fault."""
    return _events(_docker(blocks, origin, faults), faults)


def spans_of(block: bytes) -> tuple[Places, Places]:
    """Where the lines of a block that are not blank begin and end."""
    data = np.frombuffer(block, dtype=np.uint8)
    ends = np.flatnonzero(data == ord("\n"))
    if not block.endswith(b"\n"):
        ends = np.append(ends, len(block))
    starts = np.concatenate(([0], ends[:-1] + 1))
    ends = ends - ((ends > starts) & (data[ends - 1] == ord("\r")))
    kept = ends > starts
    starts, ends = starts[kept], ends[kept]
    kept = np.ones(len(starts), dtype=np.bool_)
    for at in np.flatnonzero(_MAY_BE_SPACE[data[starts]] & _MAY_BE_SPACE[data[ends - 1]]).tolist():
        kept[at] = not block[starts[at] : ends[at]].decode("utf-8", "replace").isspace()
    return starts[kept], ends[kept]


def _fill(lines: Lines, before: int) -> None:
    """Lines without a time get that of the line before them, the first ones `before`."""
    times = lines.times
    latest = np.maximum.accumulate(np.where(times == UNKNOWN, -1, np.arange(len(times))))
    lines.times = np.where(latest < 0, before, times[latest])


Timed = tuple[int | None, str, str]
"""Time, text and stream of one line."""


def _events(blocks: Iterator[list[Timed]], faults: Faults) -> Batches:
    """Every line an event, the times filled in."""
    untimed: list[tuple[str, str]] = []
    now: int | None = None
    try:
        for block in blocks:
            events: list[LogEvent] = []
            for time, text, stream in block:
                if text.isspace() or not text:
                    continue
                if time is not None:
                    now = time
                elif now is None and len(untimed) < _UNTIMED:
                    untimed.append((text, stream))
                    continue
                if untimed:
                    events += _at(now or 0, untimed)
                    untimed = []
                events.append(LogEvent(now or 0, text, "", stream))
            faults.read += len(events)
            yield events
    except Unreadable:
        faults.read += len(untimed)
        yield _at(now or 0, untimed)
        raise
    faults.read += len(untimed)
    yield _at(now or 0, untimed)


def _at(time: int, lines: list[tuple[str, str]]) -> list[LogEvent]:
    return [LogEvent(time, text, "", stream) for text, stream in lines]


def _compose(blocks: Iterator[bytes], origin: Origin) -> Iterator[list[Timed]]:
    clocks: dict[str, LineClock] = {}
    last: dict[str, int] = {}
    streams: dict[str, str] = {}
    stream = ""
    for block in line_blocks(blocks, origin.limits.line_bytes):
        timed: list[Timed] = []
        for line in block:
            text = uncoloured(line)
            if found := _COMPOSE.match(text):
                name, text = found[1], text[found.end() :]
                stream = streams.get(name) or streams.setdefault(name, _stream_of(name))
            clock = clocks.get(stream) or clocks.setdefault(stream, LineClock(origin.year))
            time = clock.read(text)
            if DOCKER.pattern.match(text):
                text = text.split(" ", 1)[1]
            if time is not None:
                last[stream] = time
            timed.append((last.get(stream), text, stream))
        yield timed


def _stream_of(container: str) -> str:
    """`web-1` is replica 1 of the service web."""
    found = _INDEX.fullmatch(container)
    return f"{found[1]}/{found[2]}" if found else container


def _docker(blocks: Iterator[bytes], origin: Origin, faults: Faults) -> Iterator[list[Timed]]:
    decoder = msgspec.json.Decoder(DockerLine)
    before = 0
    for block in line_blocks(blocks, origin.limits.line_bytes):
        timed: list[Timed] = []
        for number, line in enumerate(block, before + 1):
            try:
                row = decoder.decode(line)
            except (msgspec.MsgspecError, ValueError, RecursionError):
                faults.add(number)
                continue
            timed.append((scaled(row.time), row.log.rstrip("\r\n"), origin.log_stream))
        before += len(block)
        yield timed
