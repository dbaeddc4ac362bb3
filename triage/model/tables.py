"""A report as pandas tables: what was seen, and how often in each minute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from triage.model.findings import Finding, Trend

if TYPE_CHECKING:
    import pandas as pd

    from triage.model.report import Report, UnmatchedCluster

_MINUTE = 60_000
_TIME = "datetime64[ms, UTC]"
_SIGNATURES = {
    "id": "object", "kind": "object", "text": "object", "rule_id": "object", "role": "object", "severity": "object",
    "level": "object", "services": "object", "count": "int64", "first_seen": _TIME, "last_seen": _TIME,
    "explained_by": "object", "new": "object",
}  # fmt: skip
_PER_MINUTE = {"minute": _TIME, "id": "object", "count": "int64", "minutes": "int64"}


class Tables(NamedTuple):
    """Two tables that join on `id`; the columns and their types are the same for an empty report."""

    signatures: pd.DataFrame
    """One row per finding, in the order of the report, then one per unknown signature. `kind` is finding or unknown,
    `text` a title or a template. What does not apply is None; times are UTC."""
    per_minute: pd.DataFrame
    """One row per `id` and minute in which it was counted, by `id` in the order of `signatures`, then by time.
    `minutes` is 1, or more where the window was so long that only wider buckets were kept."""


def tables(report: Report) -> Tables:
    """The report's findings and unknown signatures as tables."""
    seen = [_of_finding(one) for one in report.findings] + [_of_unknown(one) for one in report.unmatched]
    trends = [(one.id, one.trend) for one in report.findings]
    trends += [(one.signature, one.trend) for one in report.unmatched]
    counts = [(start, key, n, minutes) for key, trend in trends for start, n, minutes in _minutes(trend)]
    return Tables(_frame(seen, _SIGNATURES), _frame(counts, _PER_MINUTE))


def _of_finding(one: Finding) -> tuple[object, ...]:
    return (
        one.id, "finding", one.title, one.rule_id or None, one.role.value, one.severity.word, None,
        list(one.services), one.count, one.first_seen, one.last_seen, one.explained_by or None, None,
    )  # fmt: skip


def _of_unknown(one: UnmatchedCluster) -> tuple[object, ...]:
    return (
        one.signature, "unknown", one.template, None, None, None, one.level or None,
        list(one.services), one.count, one.first_seen, one.last_seen, None, one.new,
    )  # fmt: skip


def _minutes(trend: Trend) -> list[tuple[int, int, int]]:
    """Start, count and length in minutes; buckets narrower than a minute are added up."""
    width = max(_MINUTE, trend.width)
    counts: dict[int, int] = {}
    for bucket in trend.buckets:
        start = bucket.start - bucket.start % _MINUTE
        counts[start] = counts.get(start, 0) + bucket.count
    return [(start, n, width // _MINUTE) for start, n in sorted(counts.items())]


def _frame(rows: Sequence[tuple[object, ...]], columns: Mapping[str, str]) -> pd.DataFrame:
    import pandas as pd

    made = pd.DataFrame(list(rows), columns=list(columns), dtype="object")
    whole = {name: "int64" if kind == _TIME else kind for name, kind in columns.items()}
    return made.astype(whole).astype(dict(columns))
