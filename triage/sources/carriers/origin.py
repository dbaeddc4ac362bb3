"""What a carrier is told about its input, and the count of what it could not read there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from triage.model.events import LogEvent
from triage.model.lines import Lines
from triage.sources.opening import Limits, Unreadable

BATCH = 5_000
LinesOf = Callable[[Iterator[bytes], int, str], Iterator[Lines]]
"""Blocks of whole lines, year and stream -> all lines with their times, in order; what came before an error is given
before it is raised."""
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Origin:
    """Where bytes come from."""

    path: str
    """As people wrote it; `-` for standard input."""
    log_stream: str = ""
    """Known from the folder of an S3 export; empty otherwise."""
    exported: bool = False
    """True when the path is that of an S3 export file."""
    year: int = 1972
    """Of times that carry none (a leap year, so that every day exists)."""
    limits: Limits = field(default_factory=Limits)
    lines: LinesOf | None = None
    """How blocks of plain text become lines; None: one block after the other."""


def batched(events: Iterator[LogEvent]) -> Batches:
    """Events in batches; what came before an error is handed on before it is raised."""
    batch: list[LogEvent] = []
    try:
        for event in events:
            batch.append(event)
            if len(batch) >= BATCH:
                yield batch
                batch = []
    except Unreadable:
        yield batch
        raise
    yield batch


class Faults:
    """Lines (or JSON values) of one input that could not be read."""

    def __init__(self, path: str) -> None:
        self._path = path
        self.read = 0
        self.unreadable = 0
        self.places: list[str] = []

    def add(self, place: int) -> None:
        """One unreadable line; `place` counts from 1."""
        self.unreadable += 1
        if len(self.places) < _NAMED:
            self.places.append(f"{self._path}:{place}")


Batches = Iterator[Sequence[LogEvent]]
Carrier = Callable[[Iterator[bytes], Origin, Faults], Batches]
"""Blocks of bytes -> batches of events in the order of the input; raises Unreadable."""
