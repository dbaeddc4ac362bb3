"""`--output text` of filter-log-events and get-log-events: rows of tab-separated fields that begin with EVENTS."""

from __future__ import annotations

from collections.abc import Iterator

from triage.model.events import LogEvent
from triage.sources.carriers.lines import text_lines
from triage.sources.carriers.origin import Batches, Faults, Origin, batched
from triage.sources.carriers.rows import milliseconds

START = "EVENTS\t"
_OTHERS = ("SEARCHEDLOGSTREAMS\t", "NEXTTOKEN\t")
_ROW_CHARS = 1 << 21


def is_tab_rows(lines: list[str]) -> bool:
    """True when the first lines (the tokens may stand before the events) hold such a row."""
    return any(line.startswith(START) and line.count("\t") >= 3 for line in lines[:3])


def read_tab_rows(blocks: Iterator[bytes], origin: Origin, faults: Faults) -> Batches:
    """One event a row; a message with line ends goes on until the line that ends in the event's time."""
    return batched(_events(blocks, origin, faults))


def _events(blocks: Iterator[bytes], origin: Origin, faults: Faults) -> Iterator[LogEvent]:
    held: list[str] = []
    size = began = 0
    for number, line in enumerate(text_lines(blocks, origin.limits.line_bytes), 1):
        if line.startswith(START):
            if held:
                faults.add(began)
            held, size, began = [line], len(line), number
        elif held and not line.startswith(_OTHERS) and size + len(line) <= _ROW_CHARS:
            held.append(line)
            size += len(line) + 1
        else:
            continue
        # Joined only where the row can end: a row of many lines costs no more than its length.
        if _number(line[line.rfind("\t") + 1 :]) is None:
            continue
        if (event := _event("\n".join(held), origin.log_stream)) is not None:
            faults.read += 1
            yield event
        else:
            faults.add(began)
        held = []
    if held:
        faults.add(began)


def _event(row: str, stream: str) -> LogEvent | None:
    """Fields stand in the order of their names: eventId, ingestionTime, logStreamName, message, timestamp.

    get-log-events has neither id nor stream name."""
    cut = row.rfind("\t")
    time = _number(row[cut + 1 :])
    if time is None:
        return None
    fields = row[len(START) : max(cut, len(START))].split("\t", 3)
    if len(fields) == 4 and (ingested := _number(fields[1])) is not None and fields[0].isdigit():
        return LogEvent(time, fields[3], "", fields[2], fields[0], ingested)
    fields = row[len(START) : max(cut, len(START))].split("\t", 1)
    if len(fields) == 2 and (ingested := _number(fields[0])) is not None:
        return LogEvent(time, fields[1], "", stream, "", ingested)
    return None


def _number(text: str) -> int | None:
    return milliseconds(text) if text.isdigit() and len(text) in (12, 13) else None
