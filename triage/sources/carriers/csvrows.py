"""CSV as the console exports it: results of Logs Insights, or the events of a log group, under a row of names."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from triage.model.events import LogEvent
from triage.sources.carriers.lines import text_lines
from triage.sources.carriers.origin import Batches, Faults, Origin, batched
from triage.sources.carriers.rows import event_of

_MARK = "\ufeff"


def is_csv_rows(lines: list[str]) -> bool:
    """True when the first line names a column of times and one of messages."""
    names = _names(lines[0]) if lines else []
    return {"@timestamp", "@message"} <= set(names) or names[:2] == ["timestamp", "message"]


def read_csv_rows(blocks: Iterator[bytes], origin: Origin, faults: Faults) -> Batches:
    """One event a row; a message in quotes may span lines."""
    return batched(_events(blocks, origin, faults))


def _events(blocks: Iterator[bytes], origin: Origin, faults: Faults) -> Iterator[LogEvent]:
    lines = (f"{line}\n" for line in text_lines(blocks, origin.limits.line_bytes))
    names = _names(next(lines, ""))
    rows = csv.reader(lines)
    while True:
        try:
            row = next(rows, None)
        except csv.Error:  # a quote that nothing closes within the reader's bound
            faults.add(rows.line_num + 1)
            continue
        if row is None:
            return
        if not row:
            continue
        event = event_of(dict(zip(names, row, strict=False)), stream=origin.log_stream)
        if event is None:
            faults.add(rows.line_num + 1)
            continue
        faults.read += 1
        yield event


def _names(line: str) -> list[str]:
    try:
        return next(csv.reader([line.removeprefix(_MARK)]), [])
    except csv.Error:
        return []
