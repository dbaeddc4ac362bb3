"""Text in which a carrier put its own time before each event: `aws logs tail`, S3 exports, `docker logs -t`.

A line without such a time continues the event before it, as a multi-line message is printed raw. What stands before the
first time (the input began inside an event) becomes an event of that first time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from triage.model.events import LogEvent
from triage.sources.carriers.lines import text_lines
from triage.sources.carriers.origin import Batches, Carrier, Faults, Origin, batched
from triage.sources.opening import Unreadable
from triage.timespan import to_ms

_SECONDS = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"
_COLOUR = re.compile(r"\x1b\[[0-9;]{0,20}m")
_NO_STREAM = re.compile(r"[:*\"'\[\](){}<>=,;|]")
_LEVELS = frozenset(["TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "WARNING", "ERROR", "CRITICAL", "FATAL", "PANIC"])
MESSAGE_CHARS = 1 << 18
"""Of a joined message; what follows begins another event of the same time."""
_SAMPLE = 400
_COMMON = 0.2
"""Share of lines that must carry the time: fewer, and it is the program's own."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """One layout of the carrier's time."""

    name: str
    pattern: re.Pattern[str]
    named: bool = False
    """The stream's name follows the time."""


DETAILED = Stamp("tail", re.compile(rf"({_SECONDS}(?:\.\d{{6}})?\+00:00) (\S{{1,512}})(?: |$)", re.ASCII), named=True)
SHORT = Stamp("tail short", re.compile(rf"({_SECONDS}) ", re.ASCII))
EXPORT = Stamp("export", re.compile(rf"({_SECONDS}\.\d{{3}}Z) ", re.ASCII))
DOCKER = Stamp("docker", re.compile(rf"({_SECONDS}\.\d{{6}}\d{{3}}Z) ", re.ASCII))
STAMPS = (DETAILED, SHORT, EXPORT, DOCKER)


def recognise(lines: list[str], exported: bool) -> Carrier | None:
    """The carrier whose time stands before the first of the sample's lines; None for any other text."""
    sample = [plain for line in lines[:_SAMPLE] if (plain := uncoloured(line))]
    if exported and any(EXPORT.pattern.match(line) for line in sample):
        return _carrier(EXPORT)
    for stamp in STAMPS:
        hits = [found for line in sample if (found := stamp.pattern.match(line))]
        if stamp.named and hits and _name_streams([found[2] for found in hits]):
            return _carrier(stamp)
        if not stamp.named and hits and stamp.pattern.match(sample[0]) and len(hits) >= _COMMON * len(sample):
            return _carrier(stamp)
    return None


def uncoloured(line: str) -> str:
    """The line without colours in its first part, where the carrier puts them."""
    if "\x1b" not in line[:200]:
        return line
    return _COLOUR.sub("", line[:600], count=6) + line[600:]


def _name_streams(names: list[str]) -> bool:
    """True when the words behind the times can be names of streams rather than words of a message."""
    if any(_NO_STREAM.search(name) or name.upper() in _LEVELS for name in names):
        return False
    if all("/" in name for name in names):
        return True
    return all(any(not c.isalpha() for c in name.strip(".")) and not name.isdigit() for name in names)


def _carrier(stamp: Stamp) -> Carrier:
    def read(blocks: Iterator[bytes], origin: Origin, faults: Faults) -> Batches:
        return batched(_events(stamp, blocks, origin, faults))

    return read


def _events(stamp: Stamp, blocks: Iterator[bytes], origin: Origin, faults: Faults) -> Iterator[LogEvent]:
    reader = _Reader(stamp, origin)
    try:
        for line in text_lines(blocks, origin.limits.line_bytes):
            faults.read += 1
            yield from reader.line(line)
    except Unreadable:
        yield from reader.finish()
        raise
    yield from reader.finish()


class _Reader:
    """Holds the event that may go on in the next line."""

    def __init__(self, stamp: Stamp, origin: Origin) -> None:
        self._stamp = stamp
        self._origin_stream = origin.log_stream
        self._names: dict[str, str] = {}
        self._time: int | None = None
        self._stream = origin.log_stream
        self._parts: list[str] = []
        self._size = 0
        self._second = ("", 0)

    def line(self, line: str) -> tuple[LogEvent, ...]:
        """Take a line; the event that it ends, if any."""
        text = uncoloured(line) if line.startswith("\x1b") else line
        found = self._stamp.pattern.match(text)
        time = self._clock(found[1]) if found else None
        if found is None or time is None:
            ended = self.finish() if self._size + len(line) > MESSAGE_CHARS and self._time is not None else ()
            self._parts.append(line)
            self._size += len(line) + 1
            return ended
        if self._time is None:
            self._time = time
        ended = self.finish()
        self._time = time
        if self._stamp.named:
            self._stream = self._names.setdefault(found[2], found[2])
        rest = text[found.end() :]
        self._parts, self._size = [rest], len(rest)
        return ended

    def finish(self) -> tuple[LogEvent, ...]:
        """The held event; its time is 0 when no line named one."""
        if not self._parts:
            return ()
        event = LogEvent(self._time or 0, _message(self._parts), "", self._stream)
        self._parts, self._size = [], 0
        return (event,)

    def _clock(self, text: str) -> int | None:
        """Milliseconds since the epoch; lines of one second share the work."""
        if text[:19] != self._second[0]:
            time = _time(text[:19])
            if time is None:
                return None
            self._second = (text[:19], time)
        return self._second[1] + (int(text[20:23]) if text[19:20] == "." else 0)


def _message(parts: list[str]) -> str:
    """Joined lines; JSON that `--format json` spread over lines becomes one line again."""
    if len(parts) > 1 and not parts[0] and parts[1][:1] in ("{", "["):
        text = "\n".join(parts[1:])
        try:
            return json.dumps(json.loads(text), ensure_ascii=False)
        except (ValueError, RecursionError):
            return text
    return "\n".join(parts)


def _time(text: str) -> int | None:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return to_ms(time.replace(tzinfo=UTC))
