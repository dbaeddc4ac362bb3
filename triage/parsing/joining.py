"""Physical lines joined to what the program wrote at once, per stream, without relying on time stamps of the application."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator

import msgspec

from triage.model.events import Cut, LogEvent
from triage.parsing.ansi import without_ansi
from triage.parsing.envelopes import behind_stamp, fastcgi_link, inside
from triage.parsing.limits import BURST_MS, MAX_OPEN, MAX_STREAMS, PATIENCE_LINES, PATIENCE_MS
from triage.parsing.modes import CONTINUATIONS, ENTRY, NEXT, TRACES, UNFINISHED, Mode
from triage.parsing.openrecord import OpenRecord
from triage.parsing.partials import continues_partial, is_partial
from triage.parsing.prefixes import tag_of
from triage.parsing.shapes import METHODS, Shape, shape_of

_LONG_TAG = 18
"""Shorter tags name processes and threads, whose next line may well be another record."""
_STARTS = frozenset({Shape.START, Shape.ACCESS, Shape.JSON})
_OF_TRACES = frozenset(
    {Shape.FRAME, Shape.PY_FRAME, Shape.CAUSE, Shape.PY_CHAIN, Shape.SQL, Shape.TAIL, Shape.GOROUTINE, Shape.TRAILER}
)


class Joined(msgspec.Struct, frozen=True, gc=False):
    """The events of one record, in order; nothing is read yet."""

    log_group: str
    log_stream: str
    environment: str
    timestamp: int
    """Of the first event, milliseconds since the epoch, UTC."""
    end_timestamp: int
    """Of the last event."""
    lines: tuple[str, ...]
    """The messages of the events as they arrived, one entry per event."""
    events: int
    cuts: tuple[Cut, ...]


class Joiner:
    """Joins the events of many streams; the events of one stream arrive in order.

    Every event becomes part of exactly one `Joined`; those of a stream come out in the order of their first events.
    Memory is bounded: open records have limits, and of too many streams the longest unused one is flushed.
    """

    def __init__(self) -> None:
        self._streams: OrderedDict[tuple[str, str, str], _Stream] = OrderedDict()

    def add(self, events: Iterable[LogEvent]) -> Iterator[Joined]:
        """Yields the records whose end is sure."""
        streams = self._streams
        last = None
        stream = None
        for event in events:
            key = (event.log_group, event.log_stream, event.environment)
            if stream is None or key != last:
                stream = streams.get(key)
                if stream is None:
                    if len(streams) >= MAX_STREAMS:
                        yield from streams.popitem(last=False)[1].flush(window_cut=False)
                    stream = streams[key] = _Stream(*key)
                else:
                    streams.move_to_end(key)
                last = key
            if stream.take(event.timestamp, event.message):
                yield from stream.ready()

    def settle(self, before: int) -> Iterator[Joined]:
        """Yields what is open in streams whose last event is older than `before`: nothing of it is on its way."""
        for stream in self._streams.values():
            if stream.queue and stream.last < before:
                yield from stream.flush(window_cut=False)

    def pass_by(
        self, log_group: str, log_stream: str, environment: str, count: int, timestamp: int, latest: int = 0
    ) -> Iterator[Joined]:
        """Tells of the next `count` lines of a stream, each a record by itself that no line before or after belongs to.

        They are not handed out; `timestamp` is that of the last one, and `latest` the greatest of them where that is
        another one. Yields the records whose end is sure by now."""
        key = (log_group, log_stream, environment)
        stream = self._streams.get(key)
        if stream is None:
            if len(self._streams) >= MAX_STREAMS:
                yield from self._streams.popitem(last=False)[1].flush(window_cut=False)
            stream = self._streams[key] = _Stream(*key)
        else:
            self._streams.move_to_end(key)
        stream.pass_by(count, timestamp, max(timestamp, latest))
        yield from stream.ready()

    def must_see_next(self, log_group: str, log_stream: str, environment: str) -> bool:
        """Whether the last line of this stream was cut, so that any line may continue it."""
        stream = self._streams.get((log_group, log_stream, environment))
        return stream is not None and stream.current is not None and stream.current.partial

    def is_stamped(self, log_group: str, log_stream: str, environment: str) -> bool:
        """Whether lines of traces bear time stamps in this stream, so that what follows a stamp may continue a record."""
        stream = self._streams.get((log_group, log_stream, environment))
        return stream is not None and stream.stamped

    def assume_stamped(self, log_group: str, log_stream: str, environment: str) -> None:
        """Take a stream, nothing of which was seen yet, for one of those."""
        key = (log_group, log_stream, environment)
        self._streams[key] = _Stream(*key)
        self._streams[key].stamped = True

    def state(self) -> object:
        """All that joining further lines hangs on, to be compared: joiners of equal states go on alike."""
        return {key: stream.state() for key, stream in self._streams.items()}

    def quiet_line(self, log_group: str, log_stream: str, environment: str) -> str | None:
        """The last line of a stream, where it is a record that waits for nothing; empty before the first line.

        None where a line without a header might belong to what is open."""
        stream = self._streams.get((log_group, log_stream, environment))
        if stream is None or not stream.queue:
            return None if stream is not None and stream.overflowed else ""
        current = stream.current
        alone = current is not None and len(stream.queue) == 1 and len(current.lines) == 1
        return current.first if current is not None and alone and not current.waits and not current.partial else None

    def is_waiting(self, log_group: str, log_stream: str, environment: str) -> bool:
        """Whether records of a stream are kept open behind its last line."""
        stream = self._streams.get((log_group, log_stream, environment))
        return stream is not None and any(not record.ended and record.waits for record in stream.queue)

    def close(self, window_cut: bool = False) -> Iterator[Joined]:
        """Yields what is still open; with `window_cut`, unfinished records are marked as cut by the window's end."""
        while self._streams:
            yield from self._streams.popitem(last=False)[1].flush(window_cut)


class _Stream:
    """The open records of one stream."""

    __slots__ = ("count", "current", "environment", "group", "last", "overflowed", "queue", "stamped", "stream")

    def __init__(self, group: str, stream: str, environment: str) -> None:
        self.group = group
        self.stream = stream
        self.environment = environment
        self.count = 0
        self.last = 0
        self.stamped = False
        """Whether lines of traces bear a time stamp of their own here."""
        self.overflowed = False
        """Whether the last line filled its record up."""
        self.current: OpenRecord | None = None
        self.queue: list[OpenRecord] = []
        """Records not handed out yet, by first event; the current one is among them."""

    def take(self, timestamp: int, message: str) -> bool:
        """Puts an event into a record; True when a record may be ready."""
        gap = timestamp - self.last if self.count else 1 << 40
        self.last = timestamp
        self.count += 1
        current = self.current
        if current is not None and current.partial and continues_partial(gap):
            current.take(message, message, timestamp, current.mode, Shape.TEXT, self.count)
            current.partial = is_partial(message) and not current.full
            return self._if_full(current)
        line = without_ansi(message) if "\x1b" in message else message
        if line[-1:] == "\r":
            line = line[:-1]
        rest = ""
        if "\n" in line:
            line, _, rest = line.rstrip("\n").partition("\n")
        shape = shape_of(line)
        mark, stamped = "", False
        if shape is Shape.START or shape is Shape.JSON or shape is Shape.TEXT:
            inner = inside(line, shape)
            if inner is not None:
                line, mark, shape, stamped = inner
        self.stamped = self.stamped or stamped
        if current is None:
            self._begin(message, line, timestamp, shape)
        elif shape in _STARTS:
            if not self._rejoins(current, message, line, timestamp, gap):
                self._begin(message, line, timestamp, shape)
        else:
            self._continue(message, line, timestamp, shape, mark, gap)
        record = self.current
        if record is not None:
            if rest:
                _walk(record, rest)
            if len(message) >= 4096 and is_partial(message):
                record.partial = True
            if record.full:
                return self._if_full(record)
        return len(self.queue) > 1

    def state(self) -> tuple[object, ...]:
        """As in `Joiner`."""
        current = self.queue.index(self.current) if self.current is not None else None
        records = [record.state(self.count) for record in self.queue]
        return self.last, self.count > 0, self.stamped, self.overflowed, current, records

    def pass_by(self, count: int, timestamp: int, latest: int) -> None:
        """As in `Joiner`."""
        self.last = timestamp
        self.count += count
        self.overflowed = False
        if self.current is not None and not self.current.waits:
            self.current.ended = True
        self.current = None
        if self.queue:
            self._expire(latest)

    def _rejoins(self, current: OpenRecord, message: str, line: str, timestamp: int, gap: int) -> bool:
        """Takes a line with a header of its own that nevertheless continues a record."""
        inner = behind_stamp(line) if self.stamped and line is message else None
        if inner is not None and inner.shape not in _STARTS:
            record, mode = self._choose(inner.text, timestamp, inner.shape, inner.mark, gap)
            if mode is not None:
                self._give(record, message, inner.text, timestamp, mode, inner.shape)
                return True
            if inner.shape is not Shape.TEXT:
                self._begin(message, inner.text, timestamp, inner.shape)
                return True
        bare = inner.text if inner else line
        if bare[:1] == "[" and (tag := tag_of(bare)) and tag in current.first[:400]:
            return self._continues_tagged(current, message, bare[len(tag) :], tag, timestamp, gap)
        if current.expects_second_line(bare):
            current.take(message, line, timestamp, Mode.LINE, Shape.START, self.count)
            current.alarm = "SEVERE: " in line or "WARNING: " in line
            current.header = True
            return True
        if len(current.lines) == 1 and current.first.endswith("panic recovered:") and bare.startswith(METHODS):
            current.take(message, line, timestamp, Mode.DUMP, Shape.TEXT, self.count)
            return True
        link = fastcgi_link(line)
        if link and link in current.first and timestamp - current.end <= BURST_MS:
            current.take(message, line, timestamp, current.mode, Shape.TEXT, self.count)
            return True
        return False

    def _continues_tagged(
        self, current: OpenRecord, message: str, rest: str, tag: str, timestamp: int, gap: int
    ) -> bool:
        """Takes a line that begins with the tag of the record's first line: Rails repeats the id of the request."""
        shape = shape_of(rest)
        own_header = not current.first.startswith(tag)
        mode = current.next_mode(shape, rest, timestamp, gap) if shape not in _STARTS else None
        if mode is None or (shape is Shape.TEXT and not own_header):
            if not (own_header and len(tag) > _LONG_TAG and gap <= BURST_MS):
                return False
            mode = mode if mode is not None else current.mode
        current.take(message, rest, timestamp, mode, shape, self.count)
        return True

    def _begin(self, message: str, line: str, timestamp: int, shape: Shape) -> None:
        current = self.current
        mode = ENTRY[shape]
        if shape is Shape.START:
            if " HTTP/" in line and '"' in line and "FastCGI" not in line:
                mode = Mode.DONE
            elif line.endswith("Traceback (most recent call last):"):
                mode = Mode.PY_FRAMES
            elif line.endswith("panic recovered:"):
                mode = Mode.DUMP
        record = OpenRecord(message, line, timestamp, mode, shape is Shape.START, self.count)
        if mode is not Mode.LINE and mode is not Mode.DONE:
            record.after(line)
        if self.overflowed and shape not in _STARTS:
            record.cuts = (Cut.SIZE,)
        elif self.count == 1 and shape in CONTINUATIONS:
            record.cuts = (Cut.START,)
        self.overflowed = False
        if current is not None and not current.waits:
            current.ended = True
        self.queue.append(record)
        self.current = record
        if len(self.queue) > 1:
            self._expire(timestamp)

    def _continue(self, message: str, line: str, timestamp: int, shape: Shape, mark: str, gap: int) -> None:
        current = self.current
        assert current is not None
        if shape is Shape.BLANK:
            current.take(message, line, timestamp, current.mode, shape, self.count)
            return
        if len(self.queue) > 1 or mark:
            self._expire(timestamp)
            record, mode = self._choose(line, timestamp, shape, mark, gap)
        else:
            record, mode = current, current.next_mode(shape, line, timestamp, gap)
        if mode is None:
            self._begin(message, line, timestamp, shape)
        else:
            self._give(record, message, line, timestamp, mode, shape)

    def _give(self, record: OpenRecord, message: str, line: str, timestamp: int, mode: Mode, shape: Shape) -> None:
        """Lets a record take the line and makes it the current one."""
        record.take(message, line, timestamp, mode, shape, self.count)
        current = self.current
        if record is not current:
            if current is not None and not current.waits:
                current.ended = True
            self.current = record

    def _choose(self, line: str, timestamp: int, shape: Shape, mark: str, gap: int) -> tuple[OpenRecord, Mode | None]:
        """The record among the open ones that takes the line, and its mode afterwards."""
        current = self.current
        assert current is not None
        others = [record for record in reversed(self.queue) if not record.ended and record is not current]
        fits = not mark or mark in current.lines[0]
        if fits and current.mode is Mode.LINE and not current.alarming:
            for record in others:
                awaits = record.mode in TRACES or record.alarming
                wants = record.mode in UNFINISHED or (shape in _OF_TRACES and awaits)
                if wants and (mode := record.resumes(shape, line, timestamp)) is not None:
                    return record, mode
        if fits and (mode := current.next_mode(shape, line, timestamp, gap)) is not None:
            return current, mode
        for record in others:
            if mark and mark not in record.lines[0]:
                continue
            mode = record.resumes(shape, line, timestamp) if not mark else record.next_mode(shape, line, timestamp, gap)
            if mode is not None:
                return record, mode
        return current, None

    def _expire(self, timestamp: int) -> None:
        """Ends records that waited too long, and the oldest of too many."""
        waiting = 0
        for record in reversed(self.queue):
            if record.ended or record is self.current:
                continue
            waiting += 1
            late = self.count - record.touched > PATIENCE_LINES or timestamp - record.end > PATIENCE_MS
            if late or waiting >= MAX_OPEN:
                record.ended = True

    def _if_full(self, record: OpenRecord) -> bool:
        """Ends a record that reached a limit, and opens another one in the same state with the next line."""
        if record.full:
            record.cuts = (*record.cuts, Cut.SIZE)
            record.ended = True
            if self.current is record:
                self.current = None
                self.overflowed = True
            return True
        return False

    def ready(self) -> Iterator[Joined]:
        """Hands out the records at the head of the queue that are over."""
        queue = self.queue
        done = 0
        while done < len(queue) and queue[done].ended:
            done += 1
        for record in queue[:done]:
            yield self._joined(record)
        del queue[:done]

    def flush(self, window_cut: bool) -> Iterator[Joined]:
        """Hands out everything."""
        for record in self.queue:
            if record.unfinished and not record.ended and (window_cut or record.mode is not Mode.PY_CHAIN):
                record.cuts = (*record.cuts, Cut.END)
            yield self._joined(record)
        self.queue = []
        self.current = None

    def _joined(self, record: OpenRecord) -> Joined:
        lines = tuple(record.lines)
        return Joined(
            self.group, self.stream, self.environment, record.start, record.end, lines, len(lines), record.cuts
        )


def _walk(record: OpenRecord, rest: str) -> None:
    """Brings the mode of a record forward over further lines of the same event."""
    lines = rest.split("\n") if len(rest) < 65_536 else rest[-65_536:].split("\n")
    for line in lines:
        shape = shape_of(line)
        if shape is Shape.BLANK:
            continue
        taken = NEXT[record.mode][shape]
        record.mode = taken if taken is not None else ENTRY[shape]
        record.after(line)
