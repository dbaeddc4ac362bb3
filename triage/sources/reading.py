"""What every source offers, and the log of one reading: gaps, notices and counts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import msgspec

from triage.model.events import LogEvent
from triage.model.lines import Lines, size_of
from triage.model.report import Coverage, Diagnostic, Gap, Target, Window

LAST_MS = 253_402_300_800_000
"""The year 10000: no event can be at or after it."""
ALL_TIME = Window(0, LAST_MS)
"""For carriers that bring their own span."""
MAX_GAPS = 1_000
"""Gaps kept one by one; what comes after them is told as one."""

Batch = Sequence[LogEvent]


class LogSource(Protocol):
    """Something that can be read once from front to back."""

    def describe(self) -> Target:
        """What is going to be read, as far as that is known before reading."""
        ...

    def events(self, window: Window, log: ReadLog) -> Iterator[Batch]:
        """Distinct events of the window, in batches.

        Per stream (log group and log stream) timestamps ascend across all batches, ties in the order of arrival; the
        lines of one text file come as they stand there. Streams may be mixed. Whatever cannot be read is a gap in
        `log` by the time the iterator ends or is closed."""
        ...


class Progress(msgspec.Struct, frozen=True):
    """How far a reading has come; a snapshot for people."""

    groups: int = 0
    groups_done: int = 0
    slices: int = 0
    """Known so far: busy groups are cut further while they are read."""
    slices_done: int = 0
    pages: int = 0
    events: int = 0
    throttled: int = 0
    rate: float = 0.0
    """Requests a second, over the last seconds."""
    quota: float = 0.0
    """Requests a second that the reading allows itself."""
    done: float = 0.0
    """Estimated share of the work done, 0 to 1."""
    waiting: str = ""
    """Why nothing moves, where that is so."""


ProgressCall = Callable[[Progress], None]


class ReadLog:
    """What happened while a source was read. One thread writes it: the one that pulls the events."""

    def __init__(self) -> None:
        self.events = 0
        self.bytes = 0
        self.requests = 0
        self.throttled = 0
        self.retries = 0
        self.duplicates = 0
        self.credentials_expired = False
        self.interrupted = False
        self._first: int | None = None
        self._last = 0
        self._gaps: list[Gap] = []
        self._more_gaps = 0
        self._diagnostics: list[Diagnostic] = []
        self._streams: set[tuple[str, str]] = set()
        self._groups: set[str] = set()
        self._environments: set[str] = set()
        self._stop = threading.Event()

    def stop(self) -> None:
        """Ask the source to read no further; what is missing becomes gaps. Safe from any thread or signal."""
        self._stop.set()

    def part(self) -> ReadLog:
        """A log of its own for one step of the reading; a stop of this one is a stop of both."""
        step = ReadLog()
        step._stop = self._stop
        return step

    def pause(self, seconds: float) -> bool:
        """Wait so long, or until the reading is asked to stop: then True, at once."""
        return self._stop.wait(seconds)

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    def deliver(self, batch: Batch) -> Batch:
        """Count a batch that goes to the reader, and return it."""
        if not batch:
            return batch
        self.events += len(batch)
        self.bytes += size_of(batch)
        if isinstance(batch, Lines):
            named = {("", batch.log_stream, "")}
            times = batch.times[batch.times > 0].tolist()
        else:
            named = {(event.log_group, event.log_stream, event.environment) for event in batch}
            times = [event.timestamp for event in batch if event.timestamp]
        fresh = {(group, stream) for group, stream, _ in named} - self._streams
        if fresh:
            self._streams |= fresh
            self._groups |= {group for group, _ in fresh if group}
        self._environments |= {environment for _, _, environment in named}
        if times:  # 0: a line of a text without any time
            first = min(times)
            self._first = first if self._first is None else min(first, self._first)
            self._last = max(self._last, max(times))
        return batch

    def gap(self, gap: Gap) -> None:
        """Something could not be read. Neighbouring gaps of one scope and reason become one."""
        if self._gaps and (joined := _joined(self._gaps[-1], gap)) is not None:
            self._gaps[-1] = joined
        elif len(self._gaps) < MAX_GAPS:
            self._gaps.append(gap)
        else:
            self._more_gaps += 1

    def notice(self, code: str, text: str, hint: str = "") -> None:
        """Something worth telling that is no gap."""
        self._diagnostics.append(Diagnostic(code, text, hint))

    @property
    def gaps(self) -> tuple[Gap, ...]:
        if not self._more_gaps:
            return tuple(self._gaps)
        return (*self._gaps, Gap("", f"{self._more_gaps} further gaps are not listed"))

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        return tuple(self._diagnostics)

    @property
    def log_groups(self) -> tuple[str, ...]:
        """Log groups that events came from, sorted."""
        return tuple(sorted(self._groups))

    @property
    def environments(self) -> tuple[str, ...]:
        """Environments that events named, sorted."""
        return tuple(sorted(self._environments - {""}))

    def span(self) -> Window | None:
        """From the first event to the last one that have a time; None without such."""
        return None if self._first is None else Window(self._first, self._last + 1)

    def coverage(self) -> Coverage:
        """The counts of the reading; the counts of records are the pipeline's."""
        return Coverage(
            events=self.events,
            bytes=self.bytes,
            log_groups=len(self._groups),
            streams=len(self._streams),
            requests=self.requests,
            throttled=self.throttled,
        )


def _joined(left: Gap, right: Gap) -> Gap | None:
    same = (left.scope, left.reason, left.hint) == (right.scope, right.reason, right.hint)
    if same and left.end and left.start <= right.start <= left.end:
        return msgspec.structs.replace(left, end=max(left.end, right.end))
    return None
