"""What of a report is remembered, and what is told of it."""

from pathlib import Path

import msgspec

from tests.render.builders import START, missing_table
from triage.history import HistoryStore
from triage.history.marking import finding_mark, recalled, remembered, sightings
from triage.model.findings import Finding
from triage.model.report import Coverage, Report, RunRef, Target, Tool, UnmatchedCluster, Verdict, VerdictStatus, Window

DAY = 86_400_000


def _report(day: int, finding: Finding | None = None, region: str = "eu-west-1") -> Report:
    shift = day * DAY
    found = finding or missing_table()
    found = msgspec.structs.replace(found, first_seen=found.first_seen + shift, last_seen=found.last_seen + shift)
    at = START + shift + 60_000
    return Report(
        Tool("0.1.0", "x"),
        Target("cloudwatch", "production", region, "111122223333"),
        Window(START + shift, START + shift + 1_800_000),
        Verdict(VerdictStatus.INCIDENT, "x"),
        Coverage(),
        (found,),
        (UnmatchedCluster("v1:aa", "widget <*> broke", 3, ("orders",), at, at, "error", "widget 7 broke"),),
        run=RunRef(f"r-{day}", "2026"),
    )


def test_the_first_run_begins_the_history_and_says_so(tmp_path: Path) -> None:
    report = recalled(_report(0), HistoryStore(tmp_path))
    assert [one.code for one in report.diagnostics] == ["history_begins"]
    assert report.findings[0].seen == ""


def test_how_often_and_since_when_is_told_beside_each(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    for day in (0, 2, 5):
        assert remembered(_report(day), store) is None
    report = recalled(_report(9), store)
    assert report.findings[0].seen == "seen 3 times since 2026-03-01, last on 2026-03-06"
    assert report.unmatched[0].seen.startswith("seen 3 times since")
    assert not report.diagnostics


def test_what_goes_on_since_the_last_run_is_no_repetition(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    remembered(_report(0), store)
    later = missing_table()
    later = msgspec.structs.replace(later, first_seen=later.first_seen + 600_000)
    assert recalled(_report(0, later), store).findings[0].seen.startswith("known since 2026-03-01 09:11")


def test_what_was_never_seen_is_told_with_the_age_of_the_history(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    remembered(_report(0), store)
    other = msgspec.structs.replace(missing_table(), entities=(("table", ("customers",)),))
    assert recalled(_report(4, other), store).findings[0].seen == "never seen before (history since 2026-03-01)"


def test_another_region_has_a_history_of_its_own(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    remembered(_report(0), store)
    report = recalled(_report(1, region="us-east-1"), store)
    assert [one.code for one in report.diagnostics] == ["history_begins"]


def test_a_finding_is_the_same_when_more_services_or_tables_show_it() -> None:
    small = missing_table()
    wide = msgspec.structs.replace(small, services=("orders-api", "web"), entities=(("table", ("invoices", "zones")),))
    one, two = finding_mark(small), finding_mark(wide)
    assert one.id in (two.id, *two.aliases)


def test_a_damaged_history_is_a_notice_and_the_report_stays(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    store.path.write_bytes(b"no database at all, but long enough to be looked at" * 30)
    before = _report(0)
    report = recalled(before, store)
    assert report.findings == before.findings
    assert [one.code for one in report.diagnostics] == ["history"]
    notice = remembered(before, store)
    assert notice is not None and "damaged" in notice.text and "not added" in notice.text
    assert remembered(report, store) is None


def test_the_run_is_kept_with_the_sighting() -> None:
    assert {one.run for _, one in sightings(_report(3))} == {"r-3"}
