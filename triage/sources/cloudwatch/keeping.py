"""Keeps what a run has read on disk until the run is complete, so that another run need not read it again."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from triage.model.events import LogEvent
from triage.model.report import Gap, Window
from triage.sources.cloudwatch.lanes import LaneKey

CHUNK_EVENTS = 5_000
UNTOUCHED_SECONDS = 5.0
"""A run that is over sooner leaves nothing behind, and pays nothing for the keeping."""
UNTOUCHED_EVENTS = 50_000
"""Unless so many wait in memory."""
MOST_WAITING_BYTES = 48 * 1024 * 1024
"""Compressed, in memory: what is to be redacted and written when there is time."""
_SHARE = 0.1
"""Of the time of a run that redacting and writing may take while it reads; most runs end well and need nothing."""
FINISH_SECONDS = 5.0
"""That they may take when a run has broken off."""
MOST_BYTES = 128 * 1024 * 1024
"""Of one run on disk, compressed; what comes after it is not kept."""
EXPIRES_SECONDS = 24 * 3600
_MOST_CHUNK_BYTES = 256 * 1024 * 1024
"""Of one chunk in memory: more is not unpacked."""
_MANIFEST = "run.json"

Row = tuple[int, str, str, int, str]
"""Time, stream, event id, time of ingestion, redacted text."""


class Manifest(msgspec.Struct, frozen=True):
    """Which run is kept."""

    version: int
    environment: str
    window: Window


class Chunk(msgspec.Struct, frozen=True):
    """All events of one lane in a span, without those of the gaps in it."""

    version: int
    lane: LaneKey
    covered: tuple[Window, ...]
    rows: list[Row]


class ChunkHead(msgspec.Struct, frozen=True):
    """A chunk without its rows."""

    version: int
    lane: LaneKey
    covered: tuple[Window, ...]


VERSION = 1
T = TypeVar("T", Chunk, ChunkHead)


def folder_of(root: Path, environment: str) -> Path:
    """Where the last run of an environment is kept."""
    return root / "reading" / hashlib.blake2b(environment.encode("utf-8", "replace"), digest_size=8).hexdigest()


class Keeper:
    """Writes the chunks of one run; mode 0600, redacted, bounded. A full disk ends the keeping, never the run."""

    def __init__(
        self,
        folder: Path,
        environment: str,
        window: Window,
        redact: Callable[[str], str],
        more: bool = False,
        most_bytes: int = MOST_BYTES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`more`: add to what an earlier run has kept, instead of dropping it."""
        self._folder = folder
        self._redact = redact
        self._pending: dict[LaneKey, list[LogEvent]] = {}
        self._starts: dict[LaneKey, int] = {}
        self._ends: dict[LaneKey, int] = {}
        """Lanes that are over."""
        self._left = most_bytes
        self._waiting = 0
        self._clock = clock
        self._began = clock()
        self._number = 0
        self._packed: deque[tuple[LaneKey, tuple[Window, ...], bytes]] = deque()
        self._packed_bytes = 0
        self._spent = 0.0
        self.problem = ""
        """Why no more is kept."""
        try:
            if not more:
                drop(folder)
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._number = len(list(folder.glob("*.chunk")))
        except OSError as error:
            self.problem = error.strerror or str(error)
        self._environment = environment
        self.move(window)

    def move(self, window: Window) -> None:
        """The run is about another window than was said; before anything is kept."""
        if self.problem:
            return
        try:
            self._write(_MANIFEST, msgspec.json.encode(Manifest(VERSION, self._environment, window)))
        except OSError as error:
            self.problem = error.strerror or str(error)

    def begin(self, lane: LaneKey, start: int) -> None:
        """The events of the lane are going to come from this time on."""
        self._starts[lane] = start
        self._pending[lane] = []
        self._ends.pop(lane, None)

    def add(self, lane: LaneKey, events: Sequence[LogEvent], gaps: Iterable[Gap]) -> None:
        """The next events of a lane, in order; `gaps`: what is known to be missing so far."""
        if self.problem or lane not in self._starts:
            return
        self._pending[lane] += events
        self._waiting += len(events)
        if self._clock() - self._began < UNTOUCHED_SECONDS and self._waiting < UNTOUCHED_EVENTS:
            return
        for one in sorted(self._starts):
            if len(pending := self._pending[one]) >= CHUNK_EVENTS:
                self._pack(one, pending[-1].timestamp, gaps)
        while self._packed and self._spent < _SHARE * (self._clock() - self._began):
            self._write_one()

    def forget(self, lane: LaneKey) -> None:
        """The lane is not going to be read under this key."""
        self._waiting -= len(self._pending.pop(lane, ()))
        self._starts.pop(lane, None)

    def end(self, lane: LaneKey, end: int, gaps: Iterable[Gap]) -> None:
        """All of the lane up to `end` has come."""
        if not self.problem and lane in self._starts:
            self._ends[lane] = end
            self.add(lane, (), gaps)

    def stop(self, gaps: Iterable[Gap]) -> None:
        """Nothing more comes for now: hold on to what is sure."""
        known = list(gaps)
        for lane in sorted(self._starts):
            edge = self._ends.get(lane, self._pending[lane][-1].timestamp if self._pending[lane] else 0)
            if edge > self._starts[lane] and not self.problem:
                self._pack(lane, edge, known)

    def finish(self) -> None:
        """The run is over and not complete: write what is held, for a bounded time."""
        until = self._clock() + FINISH_SECONDS
        while self._packed and not self.problem:
            if self._clock() > until:
                self.problem = "it is more than can be written in time"
                return
            self._write_one()

    def discard(self) -> None:
        """The run is complete: nothing has to be kept."""
        self._packed.clear()
        drop(self._folder)

    def _pack(self, lane: LaneKey, edge: int, gaps: Iterable[Gap]) -> None:
        """Set aside what lies before `edge`: of its own millisecond more may come."""
        start, pending = self._starts[lane], self._pending[lane]
        missing = [Window(gap.start, gap.end) for gap in gaps if gap.scope == lane.scope]
        covered = tuple(without(Window(start, edge), missing))
        rows = [
            (e.timestamp, e.log_stream, e.event_id, e.ingestion_time, e.message)
            for e in pending
            if any(span.holds(e.timestamp) for span in covered)
        ]
        self._pending[lane] = [event for event in pending if event.timestamp >= edge]
        self._waiting -= len(pending) - len(self._pending[lane])
        self._starts[lane] = max(start, edge)
        if not covered:
            return
        packed = zlib.compress(msgspec.json.encode(rows), 1)
        self._packed_bytes += len(packed)
        if self._packed_bytes > MOST_WAITING_BYTES:
            self.problem = "it comes faster than it can be written"
            return
        self._packed.append((lane, covered, packed))

    def _write_one(self) -> None:
        """Redact the oldest part that was set aside, and write it."""
        began = self._clock()
        lane, covered, packed = self._packed.popleft()
        self._packed_bytes -= len(packed)
        rows = msgspec.json.decode(zlib.decompress(packed), type=list[Row])
        redacted = [(at, stream, name, arrived, self._redact(text)) for at, stream, name, arrived, text in rows]
        packed = zlib.compress(msgspec.json.encode(Chunk(VERSION, lane, covered, redacted)), 1)
        self._left -= len(packed)
        if self._left < 0:
            self.problem = "it is larger than what is kept"
            return
        try:
            self._write(f"{self._number:06d}.chunk", packed)
            self._number += 1
        except OSError as error:
            self.problem = error.strerror or str(error)
        self._spent += self._clock() - began

    def _write(self, name: str, content: bytes) -> None:
        handle, temporary = tempfile.mkstemp(dir=self._folder, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(content)
            Path(temporary).replace(self._folder / name)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


class Kept:
    """What an earlier run left; damaged files count as not there."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._chunks: dict[LaneKey, list[tuple[Window, Path]]] = {}
        self.manifest: Manifest | None = None
        try:
            content = (folder / _MANIFEST).read_bytes()
            if clock() - (folder / _MANIFEST).stat().st_mtime > EXPIRES_SECONDS:
                return
            manifest = msgspec.json.decode(content, type=Manifest)
            names = sorted(folder.glob("*.chunk"))
        except (OSError, msgspec.DecodeError):
            return
        self.manifest = manifest if manifest.version == VERSION else None
        for path in names if self.manifest else ():
            if (head := _read(path, ChunkHead)) is not None:
                for span in head.covered:
                    self._chunks.setdefault(head.lane, []).append((span, path))
        for spans in self._chunks.values():
            spans.sort(key=lambda one: (one[0].start, one[0].end))

    def missing(self, lane: LaneKey, window: Window) -> list[Window]:
        """What of the window still has to be read, in order."""
        return without(window, [span for span, _ in self._chunks.get(lane, [])])

    def events(self, lane: LaneKey, window: Window, environment: str) -> Iterator[list[LogEvent]]:
        """The kept events of a lane in the window, in order."""
        for span, path in self._chunks.get(lane, []):
            if span.end <= window.start or span.start >= window.end:
                continue
            chunk = _read(path, Chunk)
            batch = [
                LogEvent(at, text, lane.log_group, stream, name, arrived, environment)
                for at, stream, name, arrived, text in (chunk.rows if chunk else ())
                if span.holds(at) and window.holds(at)
            ]
            if batch:
                yield batch


def without(window: Window, spans: Iterable[Window]) -> list[Window]:
    """The parts of a window that lie in none of the spans, in order."""
    left, at = [], window.start
    for span in sorted(spans, key=lambda one: (one.start, one.end)):
        if span.start > at:
            left.append(Window(at, min(span.start, window.end)))
        at = max(at, span.end)
        if at >= window.end:
            break
    if at < window.end:
        left.append(Window(at, window.end))
    return [one for one in left if one.start < one.end]


def drop(folder: Path) -> None:
    """Forget a run."""
    shutil.rmtree(folder, ignore_errors=True)


def drop_expired(root: Path, clock: Callable[[], float] = time.time) -> None:
    """Forget every run that nobody took up again in time."""
    for manifest in sorted((root / "reading").glob(f"*/{_MANIFEST}")):
        try:
            if clock() - manifest.stat().st_mtime > EXPIRES_SECONDS:
                drop(manifest.parent)
        except OSError:
            continue


def _read(path: Path, kind: type[T]) -> T | None:
    try:
        unpacker = zlib.decompressobj()
        content = unpacker.decompress(path.read_bytes(), _MOST_CHUNK_BYTES)
        found = msgspec.json.decode(content, type=kind)
    except (OSError, zlib.error, msgspec.DecodeError):
        return None
    return found if found.version == VERSION else None
