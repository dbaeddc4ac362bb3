"""Puts events into ascending order of time, in memory as long as they are few, else with sorted runs on disk."""

from __future__ import annotations

import heapq
import itertools
import tempfile
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import IO

import msgspec

from triage.model.events import LogEvent
from triage.sources.carriers.origin import BATCH

HELD_EVENTS = 50_000
HELD_CHARS = 16 << 20
"""Events (and characters of their messages) that are held in memory at once; also the length of a run on disk."""
_FRAME = 256
"""Events of one encoded frame of a run."""

_BY_TIME = attrgetter("timestamp")


class Ordering:
    """Takes events in any order; gives them back by time, ties in the order in which they came.

    An input that is longer than what is held and was in order so far is passed on with a reorder window of half of
    what is held (`single` says that nothing else follows it); all others go through runs in unnamed temporary files,
    which are exact. `late` counts events that came after the window had passed them by; they are handed out late."""

    def __init__(self, single: bool, held_events: int = HELD_EVENTS, held_chars: int = HELD_CHARS) -> None:
        self._single = single
        self._most = held_events
        self._most_chars = held_chars
        self._held: list[LogEvent] = []
        self._chars = 0
        self._runs: list[IO[bytes]] = []
        self._passing: bool | None = None
        self._passed = 0
        self.late = 0

    def push(self, events: Iterable[LogEvent]) -> Iterator[list[LogEvent]]:
        """Take events; give those whose turn has come."""
        new = events if isinstance(events, list) else list(events)
        self._held.extend(new)
        self._chars += sum(len(event.message) for event in new)
        if len(self._held) < self._most and self._chars < self._most_chars:
            return
        if self._passing is None:
            self._passing = self._single and _ascends(self._held)
        self._held.sort(key=_BY_TIME)
        if self._passing:
            yield from self._pass_on(len(self._held) // 2)
        else:
            self._spill()

    def finish(self) -> Iterator[list[LogEvent]]:
        """All that is left."""
        self._held.sort(key=_BY_TIME)
        if self._passing or not self._runs:
            yield from self._pass_on(len(self._held))
            return
        runs: list[Iterator[LogEvent]] = [_unpacked(run) for run in self._runs]
        yield from _batched(heapq.merge(*runs, iter(self._held), key=_BY_TIME))

    def close(self) -> None:
        """Let go of the temporary files."""
        for run in self._runs:
            run.close()
        self._runs, self._held = [], []

    def _pass_on(self, count: int) -> Iterator[list[LogEvent]]:
        out, self._held = self._held[:count], self._held[count:]
        self._chars = sum(len(event.message) for event in self._held)
        if out and out[0].timestamp < self._passed:
            self.late += sum(event.timestamp < self._passed for event in out)
        if out:
            self._passed = max(self._passed, out[-1].timestamp)
        for start in range(0, len(out), BATCH):
            yield out[start : start + BATCH]

    def _spill(self) -> None:
        run = tempfile.TemporaryFile(prefix="triage-")  # noqa: SIM115 - lives until the merge is over
        encode = msgspec.msgpack.Encoder().encode
        for start in range(0, len(self._held), _FRAME):
            frame = encode(self._held[start : start + _FRAME])
            run.write(len(frame).to_bytes(4, "big") + frame)
        self._runs.append(run)
        self._held, self._chars = [], 0


def _ascends(events: list[LogEvent]) -> bool:
    times = [event.timestamp for event in events]
    return all(left <= right for left, right in itertools.pairwise(times))


def _unpacked(run: IO[bytes]) -> Iterator[LogEvent]:
    decode: Callable[[bytes], list[LogEvent]] = msgspec.msgpack.Decoder(list[LogEvent]).decode
    run.seek(0)
    while size := int.from_bytes(run.read(4), "big"):
        yield from decode(run.read(size))


def _batched(events: Iterable[LogEvent]) -> Iterator[list[LogEvent]]:
    batch: list[LogEvent] = []
    for event in events:
        batch.append(event)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
