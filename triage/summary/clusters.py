"""Records -> clusters: how often each message was written, when, and with which values, in bounded space."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from triage.model.events import Level, LogEvent, LogRecord
from triage.parsing.joining import Joiner
from triage.parsing.reading import read
from triage.signatures.lexing import WILDCARD
from triage.signatures.loosening import bare, tokens_of
from triage.signatures.merging import merge_templates
from triage.signatures.records import Signature, sign
from triage.signatures.values import ValueCounts
from triage.summary.times import TimeCounts

if TYPE_CHECKING:
    import pandas as pd

MAX_CLUSTERS = 10_000
"""Clusters before merging; what comes later and is none of them is counted in one cluster."""
_MAX_MERGES = 4
MAX_SAMPLE = 500
MAX_FORMS = 20
OTHER = "other"
"""Signature of that cluster."""


class Cluster(msgspec.Struct):
    """All records of one signature."""

    signature: str
    template: str
    level: str
    """Empty below a warning, where levels do not tell clusters apart."""
    first: int
    """Milliseconds since the epoch, UTC, as `last`."""
    last: int
    count: int = 0
    times: TimeCounts = msgspec.field(default_factory=TimeCounts)
    sample: str = ""
    """The beginning of the record that came first."""
    values: dict[int, ValueCounts] = {}
    """What stood behind each wildcard of the template, by its place from 1."""
    forms: list[str] = []
    """The masked forms that make the cluster, at most MAX_FORMS."""
    is_request: bool = False
    """Whether it is one route of requests, with one status."""

    def add(self, record: LogRecord) -> None:
        self.count += 1
        self.first = min(self.first, record.timestamp)
        self.last = max(self.last, record.timestamp)
        self.times.add(record.timestamp)
        self.sample = self.sample or record.raw.split("\n", 1)[0][:MAX_SAMPLE]

    def absorb(self, other: Cluster) -> None:
        """Take over what another cluster of the same template counted."""
        self.count += other.count
        self.first, self.last = min(self.first, other.first), max(self.last, other.last)
        self.times.absorb(other.times)
        self.forms = sorted({*self.forms, *other.forms})[:MAX_FORMS]
        for place, counts in other.values.items():
            self.values.setdefault(place, ValueCounts()).merge(counts)


class Clusters(msgspec.Struct, frozen=True):
    """The clusters of some records, the largest first, then by template."""

    rows: tuple[Cluster, ...]
    records: int

    def to_pandas(self) -> pd.DataFrame:
        """A row for each cluster: signature, template, level, count, share, first_seen, last_seen, sample (UTC)."""
        import pandas as pd

        whole = max(1, self.records)
        columns = ("signature", "template", "level", "count", "share", "first_seen", "last_seen", "sample")
        rows = [
            (r.signature, r.template, r.level, r.count, r.count / whole, r.first, r.last, r.sample) for r in self.rows
        ]
        table = pd.DataFrame(rows, columns=list(columns))
        for name in ("first_seen", "last_seen"):
            table[name] = pd.to_datetime(table[name], unit="ms", utc=True)
        return table


def cluster(events: Iterable[LogEvent], level: Level | None = None) -> Clusters:
    """The clusters of the records in some events, of a level or above; events of one stream must come in order."""
    return clusters_of(records_of([events]), level)


def records_of(batches: Iterable[Iterable[LogEvent]]) -> Iterator[LogRecord]:
    """The records of all events."""
    joiner = Joiner()
    for batch in batches:
        yield from map(read, joiner.add(batch))
    yield from map(read, joiner.close())


def clusters_of(records: Iterable[LogRecord], level: Level | None = None) -> Clusters:
    """The clusters of records of a level or above; the result does not depend on how levels or loggers spell a form."""
    table = _Table()
    total = 0
    for record in records:
        if level is None or (record.level or 0) >= level:
            table.add(record)
            total += 1
    rows = _merged(table.rows).values()
    return Clusters(tuple(sorted(rows, key=lambda row: (-row.count, row.template, row.level))), total)


_Key = tuple[str, str]
"""Level and template."""


class _Table:
    """The clusters while records are counted; a full table is merged a few times to make room."""

    def __init__(self) -> None:
        self.rows: dict[_Key, Cluster] = {}
        self._merges = 0

    def add(self, record: LogRecord) -> None:
        signature = sign(record)
        row = self.rows.get((_level(record), signature.template)) or self._begun(record, signature)
        row.add(record)
        if row.signature != OTHER:
            for place, value in signature.values:
                row.values.setdefault(int(place), ValueCounts()).add(value)

    def _begun(self, record: LogRecord, signature: Signature) -> Cluster:
        """A new cluster, or that of all records without room."""
        if len(self.rows) >= MAX_CLUSTERS and self._merges < _MAX_MERGES:
            self._merges += 1
            self.rows = _merged(self.rows)
        key, at = (_level(record), signature.template), record.timestamp
        if len(self.rows) >= MAX_CLUSTERS:
            return self.rows.setdefault(("", OTHER), Cluster(OTHER, WILDCARD, "", at, at))
        is_request = signature.parts[0] == "request"
        row = Cluster(signature.id, key[1], key[0], at, at, forms=[key[1]], is_request=is_request)
        return self.rows.setdefault(key, row)


def _level(record: LogRecord) -> str:
    return record.level.name.lower() if record.level is not None and record.level >= Level.WARNING else ""


def _merged(rows: dict[_Key, Cluster]) -> dict[_Key, Cluster]:
    """Clusters of one level and final template as one, which has the signature of the largest."""
    counts: dict[str, int] = {}
    for (_, template), row in rows.items():
        if row.is_request or row.signature == OTHER:
            continue  # a route is as general as it gets
        counts[template] = counts.get(template, 0) + row.count
    final = merge_templates(counts)
    joined: dict[_Key, Cluster] = {}
    for (level, form), row in sorted(rows.items(), key=lambda item: (-item[1].count, item[0])):
        template = final.get(form, form)
        if row.signature != OTHER:
            row.values = _placed(row, form, template)
            row.template = template
        mine = joined.setdefault((level, template), row)
        if mine is not row:
            mine.absorb(row)
    return joined


def _placed(row: Cluster, form: str, template: str) -> dict[int, ValueCounts]:
    """The values of a form by the wildcards of its template: what a word became, and what was a value before."""
    if form == template:
        return row.values
    before, after = tokens_of(form), tokens_of(template)
    if len(before) != len(after):
        return {}
    placed: dict[int, ValueCounts] = {}
    was = now = 0
    for old, new in zip(before, after, strict=True):
        had, has = old.count(WILDCARD), new.count(WILDCARD)
        for step in range(has):
            if had == has and (counts := row.values.get(was + step + 1)) is not None:
                placed[now + step + 1] = counts
            elif not had:
                placed[now + step + 1] = _once(bare(old), row.count)
        was, now = was + had, now + has
    return placed


def _once(word: str, count: int) -> ValueCounts:
    counts = ValueCounts()
    counts.add(word, count)
    return counts


def shares(values: ValueCounts, most: int) -> Sequence[tuple[str, float]]:
    """The most frequent values with their shares of all, as far as they are more than one in twenty."""
    total = max(1, values.total)
    return [(value, n / total) for value, n in values.top(most) if n > 1 and n / total > 0.05]
