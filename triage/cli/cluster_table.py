"""The table of `triage cluster` for people: template, count, share, first and last seen, sample."""

from collections.abc import Callable, Iterable

import msgspec

from triage.model.events import Level, LogRecord
from triage.parsing.joining import Joiner
from triage.parsing.reading import read
from triage.redaction import Redactor
from triage.render.safe_text import line as safe_line
from triage.render.words import counted
from triage.signatures.merging import merge_templates
from triage.signatures.records import sign
from triage.sources.reading import ALL_TIME, LogSource, ReadLog
from triage.summary.times import WIDTHS, TimeCounts
from triage.timespan import iso

_BARS = "▁▂▃▄▅▆▇█"
_SPARKS = 16


class Row(msgspec.Struct):
    """One cluster while it is counted."""

    signature: str
    template: str
    count: int = 0
    first: int = 0
    last: int = 0
    times: TimeCounts = msgspec.field(default_factory=TimeCounts)
    sample: str = ""


def table(source: LogSource, level: str | None, sort: str, limit: int) -> str:
    """The whole table as text."""
    log = ReadLog()
    rows = _rows(_records(source, log), Level[level.upper()] if level else None)
    total = sum(row.count for row in rows)
    ordered = sorted(rows, key=lambda r: (_key(r, sort), r.template))
    redact = Redactor().redact
    text = "".join(_lines(row, total, redact) for row in ordered[:limit])
    more = f"... {len(rows) - limit} more; --limit shows them\n" if len(rows) > limit else ""
    gaps = "".join(f"not read: {safe_line(gap.scope)}: {safe_line(gap.reason)}\n" for gap in log.gaps)
    return f"{counted(total, 'record')} in {counted(len(rows), 'cluster')}\n\n{text}{more}{gaps}"


def _records(source: LogSource, log: ReadLog) -> Iterable[LogRecord]:
    joiner = Joiner()
    for batch in source.events(ALL_TIME, log):
        yield from map(read, joiner.add(batch))
    yield from map(read, joiner.close())


def _rows(records: Iterable[LogRecord], level: Level | None) -> list[Row]:
    rows: dict[str, Row] = {}
    for record in records:
        if level is not None and (record.level or 0) < level:
            continue
        signature = sign(record)
        row = rows.setdefault(signature.id, Row(signature.id, signature.template, first=record.timestamp))
        _count(row, record)
    return _merged(rows)


def _count(row: Row, record: LogRecord) -> None:
    row.count += 1
    row.first = min(row.first, record.timestamp)
    row.last = max(row.last, record.timestamp)
    row.times.add(record.timestamp)
    row.sample = row.sample or record.raw.split("\n", 1)[0][:500]


def _merged(rows: dict[str, Row]) -> list[Row]:
    """Rows of one final template as one."""
    final = merge_templates({row.template: row.count for row in rows.values()})
    joined: dict[str, Row] = {}
    for row in rows.values():
        template = final.get(row.template, row.template)
        mine = joined.get(template)
        if mine is None:
            row.template = template
            joined[template] = row
            continue
        mine.count += row.count
        mine.first, mine.last = min(mine.first, row.first), max(mine.last, row.last)
        mine.times.absorb(row.times)
    return list(joined.values())


def _key(row: Row, sort: str) -> int:
    return {"count": -row.count, "first": row.first, "last": -row.last}[sort]


def _lines(row: Row, total: int, redact: Callable[[str], str]) -> str:
    share = 100 * row.count / max(1, total)
    times = f"{iso(row.first)[11:19]} to {iso(row.last)[11:19]}"
    head = f"{row.count:>8,}  {share:5.1f} %  {times}  {_spark(row):<{_SPARKS}}  {row.signature}"
    template, sample = (safe_line(redact(text))[:300] for text in (row.template, row.sample))
    return f"{head}\n          {template}\n          e.g. {sample}\n\n"


def _spark(row: Row) -> str:
    span = max(1, row.last - row.first)
    width = next((w for w in WIDTHS if span / w < _SPARKS and w >= row.times.width), WIDTHS[-1])
    counts = row.times.at_width(width)
    start = row.first - row.first % width
    most = max(counts.values())
    places = range(start, row.last + 1, width)
    return "".join(_BARS[(counts[p] * 7) // most] if p in counts else " " for p in places)[:_SPARKS]
