"""Reads log events from files, folders and standard input, in every form in which people save them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from triage.aws.session import AwsSession
from triage.errors import InputError
from triage.model.lines import Lines
from triage.model.report import Gap, Target, Window
from triage.sources.carriers.detect import carrier_of
from triage.sources.carriers.origin import Faults, LinesOf, Origin
from triage.sources.carriers.plain import read_plain
from triage.sources.distinct import Distinct
from triage.sources.objects import SCHEME, ObjectStore, S3Objects
from triage.sources.opening import Limits, NotLogs, Unreadable, blocks
from triage.sources.ordering import HELD_EVENTS, Ordering
from triage.sources.parts import Part
from triage.sources.reading import ALL_TIME, Batch, ReadLog
from triage.sources.walking import STDIN, Input, inputs

_NAMED = 3
_INTERRUPTED = ("interrupted before all of it was read", "run it again")
_HINT_LINES = "look at those lines; the rest was read"
_HINT_NONE = "look at those lines, or give another file"


def target_of(paths: Sequence[str]) -> Target:
    """What people call the inputs: the names of the first few."""
    names = ["standard input" if path == "-" else Path(path).name or path for path in paths[:_NAMED]]
    return Target(source="files", files=tuple(names))


class FileSource:
    """The events of some files. `-` is standard input; folders are read recursively, in sorted order."""

    def __init__(
        self,
        paths: Sequence[str],
        limits: Limits | None = None,
        stdin: Callable[[], BinaryIO] | None = None,
        year: int = 1972,
        held_events: int = HELD_EVENTS,
        objects: ObjectStore | None = None,
        part: Part | None = None,
        lines: LinesOf | None = None,
    ) -> None:
        """`year` is that of times which name none; `held_events` bounds what is sorted in memory; `objects` reads
        `s3://` paths, by default with the credentials and Region of the AWS configuration. With a `part`, that is
        read, and the paths are not looked at; `lines` tells how plain text becomes lines."""
        self._paths = tuple(paths)
        self._part = part
        self._objects = objects or objects_of(paths if part is None else [one.path for one in part.inputs])
        self._limits = limits or Limits()
        self._stdin = stdin or (lambda: sys.stdin.buffer)
        self._year = year
        self._held_events = held_events
        self._lines = lines

    def describe(self) -> Target:
        return target_of(self._paths)

    def events(self, window: Window, log: ReadLog) -> Iterator[Batch]:
        """See LogSource. Raises InputError when there is a single input and it cannot be read, or none exists.

        An interrupt while it reads is swallowed: `log.interrupted` is set, and what was read is handed on."""
        part = self._part or self._whole(window, log)
        todo, alone = part.inputs, part.alone
        ordering = Ordering(len(todo) == 1, self._held_events)
        distinct = Distinct()
        try:
            for number, one in enumerate(todo):
                if self._stopped(log, todo[number:]):
                    break
                for events in self._read(one, window, log, alone):
                    if isinstance(events, Lines) and len(todo) == 1:
                        if events:
                            yield log.deliver(events)
                        continue
                    for batch in ordering.push(part.own(events)):
                        yield from _deliver(batch, distinct, log)
            for batch in ordering.finish():
                yield from _deliver(batch, distinct, log)
        finally:
            ordering.close()
        _tell_late(ordering.late, log)

    def _whole(self, window: Window, log: ReadLog) -> Part:
        found = inputs(self._paths, self._objects, window)
        tell_left_out(found.left_out, log)
        return Part(tuple(found.files), alone=len(found.files) == 1)

    def _stopped(self, log: ReadLog, rest: Sequence[Input]) -> bool:
        if log.stopping:
            log.interrupted = True
            for one in rest:
                log.gap(Gap(one.path, *_INTERRUPTED))
        return log.stopping

    def _read(self, one: Input, window: Window, log: ReadLog, alone: bool) -> Iterator[Batch]:
        """Events of one input inside the window, as they stand there; what goes wrong is a gap, or raised if alone."""
        faults = Faults(one.path)
        origin = Origin(one.path, one.log_stream, one.exported, self._year, self._limits, self._lines)
        try:
            with _Opened(one.path, self._stdin, self._objects) as raw:
                for events in _decoded(raw, origin, faults):
                    yield _inside(events, window)
                    if log.stopping:
                        log.interrupted = True
                        raise Unreadable(*_INTERRUPTED)
        except KeyboardInterrupt:
            log.stop()
            log.interrupted = True
            log.gap(Gap(one.path, *_INTERRUPTED))
        except OSError as error:
            failure = NotLogs(f"it cannot be opened ({error.strerror or error})", "check the path and its permissions")
            _refused(one, failure, log, alone)
        except NotLogs as error:
            _refused(one, error, log, alone)
        except Unreadable as error:
            log.gap(Gap(one.path, error.reason, error.hint))
        _tell_faults(one, faults, log, alone)
        if not alone and not one.size and _must_hold_something(one):
            log.gap(Gap(one.path, "it is empty", "whatever wrote it did not finish"))


def streams_in(one: Input, year: int = 1972) -> frozenset[tuple[str, str]]:
    """Log group and stream of every event that can be read from one input; all of it is read."""
    found: set[tuple[str, str]] = set()
    origin = Origin(one.path, one.log_stream, one.exported, year)
    try:
        with _Opened(one.path, lambda: sys.stdin.buffer, objects_of([one.path])) as raw:
            for events in _decoded(raw, origin, Faults(one.path)):
                found.update((event.log_group, event.log_stream) for event in events)
    except (OSError, Unreadable):
        pass  # whoever reads its events tells what is wrong
    return frozenset(found)


def is_plain(one: Input, year: int = 1972) -> bool:
    """Whether an input is plain text, each line an event of one stream; False where it cannot be read."""
    try:
        with _Opened(one.path, lambda: sys.stdin.buffer, objects_of([one.path])) as raw:
            head = next(blocks(raw, Limits()), b"")
        return carrier_of(head, Origin(one.path, one.log_stream, one.exported, year)) is read_plain
    except (OSError, Unreadable):
        return False  # whoever reads its events tells what is wrong


def streams_at_head(one: Input, year: int = 1972) -> int:
    """How many streams the first events of an input are of; 0 where none can be read."""
    origin = Origin(one.path, one.log_stream, one.exported, year)
    try:
        with _Opened(one.path, lambda: sys.stdin.buffer, objects_of([one.path])) as raw:
            events = next(_decoded(raw, origin, Faults(one.path)), [])
    except (OSError, Unreadable):
        return 0  # whoever reads its events tells what is wrong
    return len({(event.log_group, event.log_stream) for event in events})


def objects_of(paths: Sequence[str]) -> ObjectStore | None:
    """S3 with the credentials and Region of the AWS configuration, if one of the paths needs it."""
    return S3Objects(AwsSession()) if any(path.startswith(SCHEME) for path in paths) else None


def tell_left_out(left_out: int, log: ReadLog) -> None:
    """Say how many files were not opened because of the dates in their paths."""
    if left_out:
        log.notice(
            "input.dates",
            f"{left_out} files in folders of dates outside the window (by more than a day) were not opened",
            "for events that arrived later than that, widen --since and --until",
        )


def _must_hold_something(one: Input) -> bool:
    """Deliveries and packed files are never empty; a log file may be. A file that is not there was told before."""
    if one.path.startswith(SCHEME):
        return True
    return one.path.endswith(".gz") and Path(one.path).is_file()


def _decoded(raw: BinaryIO, origin: Origin, faults: Faults) -> Iterator[Batch]:
    source = blocks(raw, origin.limits)
    head = next(source, b"")
    return carrier_of(head, origin)(chain((head,), source), origin, faults)


def _inside(events: Batch, window: Window) -> Batch:
    if window == ALL_TIME:
        return events
    start, end = window.start, window.end
    if isinstance(events, Lines):
        return events.where((events.times >= start) & (events.times < end))
    return [event for event in events if start <= event.timestamp < end]


def _deliver(batch: Batch, distinct: Distinct, log: ReadLog) -> Iterator[Batch]:
    fresh = distinct.fresh(batch)
    log.duplicates += len(batch) - len(fresh)
    if fresh:
        yield log.deliver(fresh)


def _refused(one: Input, error: Unreadable, log: ReadLog, alone: bool) -> None:
    if alone:
        raise InputError(f"{_shown(one.path)}: {error.reason}", error.hint) from error
    log.gap(Gap(one.path, error.reason, error.hint))


def _tell_faults(one: Input, faults: Faults, log: ReadLog, alone: bool) -> None:
    if not faults.unreadable:
        return
    if not faults.read and alone:
        raise InputError(f"{_shown(one.path)}: none of its {faults.unreadable} lines is a log event", _HINT_NONE)
    total = faults.read + faults.unreadable
    log.gap(Gap(one.path, f"{faults.unreadable} of {total} lines could not be read", _HINT_LINES))
    more = ", ..." if faults.unreadable > len(faults.places) else ""
    log.notice("input.lines", f"unreadable: {', '.join(faults.places)}{more}", _HINT_LINES)


def _tell_late(late: int, log: ReadLog) -> None:
    if late:
        log.notice(
            "input.order",
            f"{late} events stood so far from their place that they were read out of order",
            "sort the file by time, or split it",
        )


def _shown(path: str) -> str:
    return "standard input" if path == STDIN else path


class _Opened:
    """A file or an object, closed afterwards; or standard input, left open."""

    def __init__(self, path: str, stdin: Callable[[], BinaryIO], objects: ObjectStore | None) -> None:
        self._path = path
        self._stdin = stdin
        self._objects = objects

    def __enter__(self) -> BinaryIO:
        if self._path == STDIN:
            self._raw = self._stdin()
        elif self._objects is not None and self._path.startswith(SCHEME):
            self._raw = self._objects.open(self._path)
        else:
            self._raw = Path(self._path).open("rb")
        return self._raw

    def __exit__(self, *_: object) -> None:
        if self._path != STDIN:
            self._raw.close()
