"""Plain text: one event a line, with the time that the line itself tells.

The rule: the time at the start of the line where one is recognised (see `times`), else the time of the line before it.
Lines before the first recognised time share that time; an input without any time has the time 0. Blank lines are no
events. `docker compose logs` and docker's json-file lines are unwrapped first."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from triage.model.events import LogEvent
from triage.sources.carriers.lines import text_lines
from triage.sources.carriers.origin import Batches, Faults, Origin, batched
from triage.sources.carriers.stamped import DOCKER, uncoloured
from triage.sources.carriers.times import LineClock, scaled
from triage.sources.opening import Unreadable

_UNTIMED = 20_000
"""Lines that are held while no time was seen."""
_COMPOSE = re.compile(r"([A-Za-z0-9][\w.-]{0,127}?) *\| ?", re.ASCII)
_INDEX = re.compile(r"(.{1,120}?)[-_](\d{1,4})")
_SAMPLE = 200


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
    """Lines as they are."""
    clock = LineClock(origin.year)
    parsed = ((clock.read(line), line, origin.log_stream) for line in text_lines(blocks, origin.limits.line_bytes))
    return batched(_timed(parsed, faults))


def read_compose(blocks: Iterator[bytes], origin: Origin, faults: Faults) -> Batches:
    """`web-1  | text`, where the stream becomes `web/1`; with the times of `--timestamps` or the lines' own."""
    return batched(_timed(_compose(blocks, origin), faults))


def read_docker(blocks: Iterator[bytes], origin: Origin, faults: Faults) -> Batches:
    """`{"log": text, "stream": ..., "time": ...}` a line; a line of any other kind is a fault."""
    return batched(_timed(_docker(blocks, origin, faults), faults))


Timed = tuple[int | None, str, str]
"""Time, text and stream of one line."""


def _timed(lines: Iterator[Timed], faults: Faults) -> Iterator[LogEvent]:
    """Every line an event, the times filled in."""
    untimed: list[tuple[str, str]] = []
    now: int | None = None
    try:
        for time, text, stream in lines:
            if not text or text.isspace():
                continue
            faults.read += 1
            if time is None and now is None and len(untimed) < _UNTIMED:
                untimed.append((text, stream))
                continue
            now = time if time is not None else now or 0
            if untimed:
                yield from _at(now, untimed)
                untimed = []
            yield LogEvent(now, text, "", stream)
    except Unreadable:
        yield from _at(now or 0, untimed)
        raise
    yield from _at(now or 0, untimed)


def _at(time: int, lines: list[tuple[str, str]]) -> Iterator[LogEvent]:
    return (LogEvent(time, text, "", stream) for text, stream in lines)


def _compose(blocks: Iterator[bytes], origin: Origin) -> Iterator[Timed]:
    clocks: dict[str, LineClock] = {}
    last: dict[str, int] = {}
    streams: dict[str, str] = {}
    stream = ""
    for line in text_lines(blocks, origin.limits.line_bytes):
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
        yield last.get(stream), text, stream


def _stream_of(container: str) -> str:
    """`web-1` is replica 1 of the service web."""
    found = _INDEX.fullmatch(container)
    return f"{found[1]}/{found[2]}" if found else container


def _docker(blocks: Iterator[bytes], origin: Origin, faults: Faults) -> Iterator[Timed]:
    decoder = msgspec.json.Decoder(DockerLine)
    for number, line in enumerate(text_lines(blocks, origin.limits.line_bytes), 1):
        try:
            row = decoder.decode(line)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            faults.add(number)
            continue
        yield scaled(row.time), row.log.rstrip("\r\n"), origin.log_stream
