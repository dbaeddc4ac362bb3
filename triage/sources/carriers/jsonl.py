"""Event JSONL: one event a line, decoded block by block."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec

from triage.model.events import LogEvent
from triage.sources.carriers.lines import whole_lines
from triage.sources.carriers.origin import Batches, Faults, Origin
from triage.sources.carriers.rows import event_of
from triage.sources.reading import LAST_MS


class _Row(msgspec.Struct, gc=False):
    """The usual form; anything else about a line is left to `event_of`."""

    timestamp: int
    message: str
    logGroup: str = ""
    logGroupName: str = ""
    logStream: str = ""
    logStreamName: str = ""
    environment: str = ""
    eventId: str = ""
    id: str = ""
    ingestionTime: int = 0


class _Reader:
    """Decodes lines; names that repeat are kept once, because they repeat in every event."""

    def __init__(self, origin: Origin, faults: Faults) -> None:
        self._decoder = msgspec.json.Decoder(_Row)
        self._names: dict[str, str] = {}
        self._stream = origin.log_stream
        self._faults = faults
        self._line = 0

    def block(self, block: bytes) -> list[LogEvent]:
        try:
            rows = self._decoder.decode_lines(block)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return list(self._one_by_one(block))
        self._line += block.count(b"\n")
        known = self._names.setdefault
        events = [
            LogEvent(
                row.timestamp,
                row.message,
                known(group := row.logGroupName or row.logGroup, group),
                known(stream := row.logStreamName or row.logStream or self._stream, stream),
                row.eventId or row.id,
                row.ingestionTime,
                known(row.environment, row.environment),
            )
            for row in rows
        ]
        if any(not 0 <= event.timestamp < LAST_MS for event in events):
            self._line -= block.count(b"\n")
            return list(self._one_by_one(block))
        self._faults.read += len(events)
        return events

    def _one_by_one(self, block: bytes) -> Iterator[LogEvent]:
        first = self._line + 1
        self._line += block.count(b"\n")
        for number, line in enumerate(block.split(b"\n"), first):
            if not line.strip():
                continue
            event = self._lenient(line)
            if event is None:
                self._faults.add(number)
            else:
                self._faults.read += 1
                yield event

    def _lenient(self, line: bytes) -> LogEvent | None:
        try:
            value = json.loads(line.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            return None
        event = event_of(value, stream=self._stream)
        if event is None:
            return None
        known = self._names.setdefault
        return msgspec.structs.replace(
            event,
            log_group=known(event.log_group, event.log_group),
            log_stream=known(event.log_stream, event.log_stream),
        )


def read_jsonl(blocks: Iterator[bytes], origin: Origin, faults: Faults) -> Batches:
    """Events in the order of the lines; a line that holds none is a fault."""
    reader = _Reader(origin, faults)
    for block in whole_lines(blocks, origin.limits.line_bytes):
        yield reader.block(block)
