"""The table of `triage cluster` for people: template, count, share, first and last seen, values, sample."""

from collections.abc import Callable

from triage.model.events import Level
from triage.redaction import Redactor
from triage.render.safe_text import line as safe_line
from triage.render.words import counted
from triage.signatures.values import ValueCounts
from triage.sources.reading import ALL_TIME, LogSource, ReadLog
from triage.summary.clusters import OTHER, Cluster, clusters_of, records_of, shares
from triage.summary.times import WIDTHS
from triage.timespan import iso

_BARS = "▁▂▃▄▅▆▇█"
_SPARKS = 16
_WIDE = 90
"""Columns from which there is room for all of them."""
_DAY = 86_400_000
_MARGIN = " " * 10
_MOST_VALUES = 2
_MOST_PLACES = 4
_MOST_FORMS = 5


def table(source: LogSource, level: str | None, sort: str, limit: int, width: int, why: bool) -> str:
    """The whole table as text, in lines of at most so many characters."""
    log = ReadLog()
    found = clusters_of(records_of(source.events(ALL_TIME, log)), Level[level.upper()] if level else None)
    ordered = sorted(found.rows, key=lambda row: (_key(row, sort), row.template, row.level))
    text = "".join(_Drawn(row, found.records, width, why).text() for row in ordered[:limit])
    more = f"... {len(ordered) - limit} more; --limit shows them\n" if len(ordered) > limit else ""
    bound = "There are too many clusters to list: the latest are counted as <*>.\n" if _is_bounded(ordered) else ""
    gaps = "".join(f"not read: {safe_line(gap.scope)}: {safe_line(gap.reason)}\n" for gap in log.gaps)
    return f"{counted(found.records, 'record')} in {counted(len(ordered), 'cluster')}\n\n{text}{more}{bound}{gaps}"


def _is_bounded(rows: list[Cluster]) -> bool:
    return any(row.signature == OTHER for row in rows)


def _key(row: Cluster, sort: str) -> int:
    return {"count": -row.count, "first": row.first, "last": -row.last}[sort]


class _Drawn:
    """One cluster as lines."""

    def __init__(self, row: Cluster, total: int, width: int, why: bool) -> None:
        self._row = row
        self._total = max(1, total)
        self._width = width
        self._why = why
        self._redact: Callable[[str], str] = Redactor().redact

    def text(self) -> str:
        row = self._row
        level = f"[{row.level}] " if row.level else ""
        lines = [self._head(), self._line(level + row.template)]
        for place, values in sorted(row.values.items())[:_MOST_PLACES]:
            if told := self._values(values):
                lines.append(self._line(f"<*> {place}: {told}"))
        if self._why:
            lines += self._reasons()
        return "\n".join((*lines, self._line(f"e.g. {row.sample}"))) + "\n\n"

    def _head(self) -> str:
        row = self._row
        share = 100 * row.count / self._total
        sparks = _SPARKS if self._width >= _WIDE else _SPARKS // 2
        return f"{row.count:>8,}  {share:5.1f} %  {_times(row)}  {_spark(row, sparks):<{sparks}}  {row.signature}"

    def _values(self, values: ValueCounts) -> str:
        """`97 % 3f2a, 12 values`; empty where all that can be said is that values differ."""
        parts = [f"{100 * share:.0f} % {value}" for value, share in shares(values, _MOST_VALUES)]
        number = f"{values.distinct - 1 if values.more else values.distinct}{'+' if values.more else ''} values"
        if values.distinct == 1:
            return f"always {values.top(1)[0][0]}" if values.total > 1 else ""
        return ", ".join((*parts, number)) if parts or not values.more else number

    def _reasons(self) -> list[str]:
        """Why these records are one cluster."""
        row = self._row
        if row.signature == OTHER:
            return [self._line("why: found no room in the table")]
        if row.forms == [row.template]:
            return [self._line("why: the same text once values are <*>, and the same level")]
        told = [self._line("why: these forms differ only in words of which many were seen in the same place")]
        told += [self._line(f"     {form}") for form in row.forms[:_MOST_FORMS]]
        if len(row.forms) > _MOST_FORMS:
            told.append(self._line(f"     ... {len(row.forms) - _MOST_FORMS} more"))
        return told

    def _line(self, text: str) -> str:
        """Neutral and redacted text, cut at the width."""
        shown = safe_line(self._redact(text))
        room = self._width - len(_MARGIN)
        return _MARGIN + (shown if len(shown) <= room else shown[: room - 1] + "…")


def _times(row: Cluster) -> str:
    first, last = iso(row.first), iso(row.last)
    if row.last - row.first < _DAY:
        return f"{first[11:19]} to {last[11:19]}"
    return f"{first[5:16]} to {last[5:16]}".replace("T", " ")


def _spark(row: Cluster, places: int) -> str:
    span = max(1, row.last - row.first)
    width = next((w for w in WIDTHS if span / w < places and w >= row.times.width), WIDTHS[-1])
    counts = row.times.at_width(width)
    start = row.first - row.first % width
    most = max(counts.values())
    buckets = range(start, row.last + 1, width)[:places]
    return "".join(_BARS[(counts[b] * 7) // most] if b in counts else " " for b in buckets)
