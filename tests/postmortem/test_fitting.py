"""Texts of a document stand only where they fit the case."""

import msgspec
import pytest

from tests.postmortem.builders import TRAFFIC, case, saved
from tests.postmortem.test_documents import block
from tests.render.builders import START, incident
from triage.model.findings import Bucket, Trend
from triage.model.report import Report
from triage.postmortem import case_of, write
from triage.ruleset.library import shipped_rules

FIRST = START + 11 * 60_000 + 4_300


def changed(**fields: object) -> Report:
    report = incident()
    lead = msgspec.structs.replace(report.findings[0], **fields)
    return msgspec.structs.replace(report, findings=(lead, *report.findings[1:]))


def study(report: Report) -> str:
    return write(case(report), "case-study", "markdown")


def test_the_peak_is_that_of_the_trend_and_never_before_the_beginning() -> None:
    trend = Trend(5_000, (Bucket(FIRST - 4_300, 7), Bucket(FIRST + 700, 3)), True)
    report = changed(trend=trend, first_seen=FIRST, last_seen=FIRST + 4_000)
    rows = block(write(case(report), "postmortem", "markdown"), "timeline").split("\n")
    title = report.findings[0].title
    own = [row.split("T", 1)[1].partition(": ")[0] for row in rows if title in row]
    assert own[:2] == ["09:11:04.300Z | First", "09:11:04.300Z | Most records in 5 s (7)"]


def test_rows_of_the_timeline_name_their_services() -> None:
    rows = block(write(case(incident()), "postmortem", "markdown"), "timeline")
    assert "First: HTTP 500 from GET /invoices, in nginx" in rows


@pytest.mark.parametrize("category", ["db.deadlock", "db.storage_full", "db.unique_violation"])
def test_what_no_query_shows_gets_no_database_check(category: str) -> None:
    text = study(changed(category=category))
    assert "SELECT" not in block(text, "prevention.health-check") + block(text, "prevention.promotion")


def test_what_any_query_shows_is_asked_with_one() -> None:
    text = study(changed(category="db.pool_exhausted"))
    said = "Readiness makes sure that the database answers the application's own user"
    assert said in block(text, "prevention.health-check")


def test_a_path_that_nobody_tells_is_on_no_checklist() -> None:
    traffic = tuple(msgspec.structs.replace(one, route="(path not told)") for one in TRAFFIC)
    found = case_of([saved(incident(), traffic=traffic)], shipped_rules().rules)
    text = write(found, "case-study", "markdown")
    assert "(path not told)" in block(text, "problem")
    for key in ("prevention.promotion", "prevention.health-check", "confusion"):
        assert "path not told" not in block(text, key)


def test_no_word_on_metrics_where_there_is_no_alarm() -> None:
    assert "ECS" not in block(study(changed(rule_id="")), "prevention.alarm")
