"""What a recording holds: the events in order of arrival, and how they are written down."""

from __future__ import annotations

import json
import re
import threading
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Stream:
    """Where a container's lines go, as the awslogs driver names it."""

    environment: str
    log_group: str
    log_stream: str


@dataclass(frozen=True, slots=True)
class Event:
    """One line as one CloudWatch Logs event; `timestamp` is its arrival in ms since 1970."""

    environment: str
    logGroup: str
    logStream: str
    timestamp: int
    message: str


@dataclass(frozen=True, slots=True)
class Cause:
    """One root cause of a recording, in the words of the fault categories."""

    title: str
    root_cause_category: str
    faulty_service: str
    entities: dict[str, str]
    fault_at: str
    evidence_pattern: str
    symptoms: list[str]
    remediation_must_mention: list[str]
    also_accept: list[str] = field(default_factory=list)


def moment(milliseconds: int) -> str:
    """ISO 8601 in UTC with milliseconds."""
    instant = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def now() -> int:
    return time.time_ns() // 1_000_000


class Recording:
    """Collects events from many reader threads; order of arrival is kept within a millisecond."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._lock = threading.Lock()

    def add(self, stream: Stream, line: bytes) -> None:
        """Take one line without its newline. A blank line is no event, as with the awslogs driver."""
        if not line:
            return
        message = line.decode("utf-8", "replace")
        with self._lock:
            self._events.append(Event(stream.environment, stream.log_group, stream.log_stream, now(), message))

    def of(self, environment: str) -> list[Event]:
        with self._lock:
            events = [event for event in self._events if event.environment == environment]
        return sorted(events, key=lambda event: event.timestamp)

    def write_events(self, environment: str, path: Path) -> list[Event]:
        events = self.of(environment)
        lines = [json.dumps(asdict(event), ensure_ascii=False) + "\n" for event in events]
        path.write_text("".join(lines), encoding="utf-8")
        return events


def write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def truth_of(cause: Cause, events: list[Event]) -> dict[str, object]:
    """A cause as truth.json holds it; `first_error_at` is the first event that shows it."""
    pattern = re.compile(cause.evidence_pattern)
    shown = next((event for event in events if pattern.search(event.message)), None)
    if shown is None:
        raise SystemExit(f"no recorded event shows the cause: {cause.evidence_pattern}")
    return {**asdict(cause), "first_error_at": moment(shown.timestamp)}
