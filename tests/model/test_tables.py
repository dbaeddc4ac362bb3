"""A report as pandas tables."""

import subprocess
import sys

from tests.render.builders import MINUTE, START, healthy, incident
from triage.model.findings import Bucket, Finding, Role, Trend
from triage.model.report import Coverage, Report, Target, Tool, Verdict, VerdictStatus, Window
from triage.model.rules import Severity


def _report(trend: Trend) -> Report:
    finding = Finding("f1", Role.ROOT_CAUSE, "A fault", Severity.HIGH, rule_id="app.fault", count=9, trend=trend)
    return Report(
        Tool("0.1.0", "1"),
        Target("files"),
        Window(START, START + 60 * MINUTE),
        Verdict(VerdictStatus.INCIDENT, "A fault"),
        Coverage(events=9, records=9),
        (finding,),
    )


def test_findings_come_first_in_the_order_of_the_report_then_unknown_signatures() -> None:
    report = incident()

    seen = report.to_pandas().signatures

    assert list(seen["id"]) == [*(f.id for f in report.findings), *(u.signature for u in report.unmatched)]
    assert list(seen["kind"]) == ["finding"] * len(report.findings) + ["unknown"] * len(report.unmatched)
    assert list(seen["count"]) == [*(f.count for f in report.findings), *(u.count for u in report.unmatched)]
    assert seen["rule_id"].iloc[0] == report.findings[0].rule_id
    assert seen["rule_id"].iloc[-1] is None
    assert list(seen["services"].iloc[0]) == list(report.findings[0].services)
    assert str(seen["first_seen"].iloc[0].tz) == "UTC"
    assert seen["first_seen"].iloc[0].timestamp() * 1000 == report.findings[0].first_seen


def test_counts_of_a_minute_are_the_trend_of_the_finding() -> None:
    report = incident()
    first = report.findings[0]

    counts = report.to_pandas().per_minute
    mine = counts[counts["id"] == first.id]

    assert [(t.timestamp() * 1000, n) for t, n in zip(mine["minute"], mine["count"], strict=True)] == [
        (bucket.start, bucket.count) for bucket in first.trend.buckets
    ]
    assert set(mine["minutes"]) == {1}


def test_buckets_narrower_than_a_minute_are_added_up() -> None:
    trend = Trend(15_000, (Bucket(START, 1), Bucket(START + 15_000, 2), Bucket(START + MINUTE, 6)))

    counts = _report(trend).to_pandas().per_minute

    assert list(counts["count"]) == [3, 6]
    assert list(counts["minutes"]) == [1, 1]


def test_buckets_wider_than_a_minute_say_how_wide() -> None:
    counts = _report(Trend(5 * MINUTE, (Bucket(START, 9),))).to_pandas().per_minute

    assert list(counts["count"]) == [9]
    assert list(counts["minutes"]) == [5]


def test_an_empty_report_has_the_same_columns_and_types() -> None:
    empty, full = healthy().to_pandas(), incident().to_pandas()

    assert len(empty.signatures) == len(empty.per_minute) == 0
    assert dict(empty.signatures.dtypes) == dict(full.signatures.dtypes)
    assert dict(empty.per_minute.dtypes) == dict(full.per_minute.dtypes)


def test_the_model_does_not_import_pandas_by_itself() -> None:
    code = "import sys, triage.model.report, triage.model.tables; sys.exit('pandas' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
