"""What stands in neighbouring lines: a cause beside its effect, and what was there long before."""

from tests.ranking.systems import error, failing, info, line, one, report, roots
from triage.model.events import LogEvent

REFUSED = 'connection to server at "10.20.9.4", port 5432 failed: Connection refused'
DUPLICATE = 'duplicate key value violates unique constraint "tags_name_key"'


def _jobs(duplicates: range) -> list[LogEvent]:
    fine = [info(second, "jobs") for second in range(0, 300, 3)]
    told = [
        line(at, "jobs", f"2026-11-22 10:00:00,000 WARN app.tags ERROR:  {DUPLICATE}, skipped") for at in duplicates
    ]
    return [*fine, *told, *(error(second + 0.1, "jobs", REFUSED) for second in range(150, 300))]


def test_what_was_there_long_before_explains_nothing_by_standing_beside_it_now() -> None:
    made = report(_jobs(range(5, 300, 20)), failing("tickets", "/tickets", 150, 300))
    assert not one(made, "db.unreachable").explained_by
    assert roots(made) == ["db.unreachable"]


def test_a_server_that_was_away_for_a_moment_is_no_cause_for_what_else_could_not_reach_it() -> None:
    fine = [info(second, "jobs", "task done") for second in range(0, 300, 2)]
    away = [
        line(100, "jobs", "2026-11-22 10:00:00,000 WARN app.main kafka: Broker may not be available."),
        error(100.1, "jobs", REFUSED),
        error(101, "jobs", REFUSED),
    ]
    assert report(fine, away).verdict.status.value == "healthy"
