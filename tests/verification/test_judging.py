"""A repair is proven by successes after the last match; a match after it, or silence, proves none."""

import pytest

from triage.model.events import LogEvent
from triage.model.report import Window
from triage.ruleset.library import shipped_matcher
from triage.runs import Place, Traffic
from triage.summary.summarizing import summarize
from triage.verification import Known, Outcome, Question, Verification, judge, traffic_of

SECOND = 1_000
START = 1_772_355_600_000
RULE = "mysql.table-missing"
GROUP = "/ecs/shop"
FAULT = (
    "sqlalchemy.exc.ProgrammingError: (pymysql.err.ProgrammingError) (1146, \"Table 'shop.invoices' doesn't exist\")"
)


def fault(second: int) -> list[LogEvent]:
    at = START + second * SECOND
    return [LogEvent(at, f"ERROR {FAULT}", GROUP, "web/api/t1"), answer(second, 500)]


def answer(second: int, status: int, path: str = "/invoices") -> LogEvent:
    at = START + second * SECOND + 3
    return LogEvent(
        at, f'10.0.1.7 - - [01/Mar/2026:09:00:00 +0000] "GET {path} HTTP/1.1" {status} 12', GROUP, "web/api/t1"
    )


def judged(events: list[LogEvent], minutes: int = 30, **question: object) -> Verification:
    events.sort(key=lambda event: event.timestamp)
    window = Window(START, START + minutes * 60 * SECOND)
    return judge(summarize(events, shipped_matcher()), Question(RULE, window, **question))  # type: ignore[arg-type]


def failing() -> list[LogEvent]:
    return [event for second in range(10, 60, 5) for event in fault(second)]


def test_success_on_the_failing_path_after_the_last_match_proves_the_repair() -> None:
    answered = judged([*failing(), *(answer(second, 200) for second in range(200, 230, 5))])
    assert answered.outcome is Outcome.REPAIRED
    assert answered.last_match == START + 55 * SECOND
    assert [(path.name, path.answered, path.failed) for path in answered.paths] == [("GET /invoices (api)", 6, 0)]


def test_success_elsewhere_proves_nothing() -> None:
    answered = judged([*failing(), *(answer(second, 200, "/healthz") for second in range(200, 230, 5))])
    assert answered.outcome is Outcome.UNPROVEN
    assert "no request on the failing path" in answered.reason


def test_a_fresh_match_still_matches() -> None:
    answered = judged(failing(), minutes=1)
    assert answered.outcome is Outcome.MATCHED
    assert answered.matches == 10


def test_silence_proves_nothing() -> None:
    assert judged(failing()).outcome is Outcome.UNPROVEN


def test_any_match_after_the_change_fails() -> None:
    events = [*failing(), *fault(300), *(answer(second, 200) for second in range(400, 500, 5))]
    assert judged(events, after=START + 100 * SECOND).outcome is Outcome.MATCHED
    assert judged(events, after=START + 310 * SECOND).outcome is Outcome.REPAIRED


def test_a_path_that_failed_now_and_then_needs_many_successes() -> None:
    mixed = [*failing(), *(answer(second, 200) for second in range(10, 56))]
    few = judged([*mixed, answer(300, 200)])
    assert few.outcome is Outcome.UNPROVEN and few.needed > 5
    assert judged([*mixed, *(answer(second, 200) for second in range(300, 400, 2))]).outcome is Outcome.REPAIRED


def test_a_path_that_still_fails_is_not_repaired() -> None:
    answered = judged([*failing(), answer(200, 200), answer(300, 503)])
    assert answered.outcome is Outcome.UNPROVEN
    assert "still fails with 5xx" in answered.reason


def test_absence_in_an_incomplete_reading_proves_nothing() -> None:
    answered = judged([*failing(), answer(200, 200)], complete=False)
    assert answered.outcome is Outcome.UNPROVEN
    assert "absence proves nothing" in answered.reason


KNOWN = Known(START - 60 * SECOND, "r-abc123", ("api",), (Traffic("api", "GET", "/invoices", Place(), Place(9, 1, 2)),))


def test_the_last_match_may_stand_in_a_saved_run() -> None:
    answered = judged([answer(5, 200), answer(6, 200, "/")], known=KNOWN)
    assert answered.outcome is Outcome.REPAIRED
    assert (answered.last_match_run, answered.matches) == ("r-abc123", 0)
    assert [path.name for path in answered.paths] == ["GET /invoices (api)"]


def test_a_saved_failing_path_that_nobody_asked_since_proves_nothing() -> None:
    assert judged([answer(6, 200, "/")], known=KNOWN).outcome is Outcome.UNPROVEN


def test_nothing_known_proves_nothing() -> None:
    answered = judged([answer(5, 200)])
    assert answered.outcome is Outcome.UNPROVEN
    assert "no match is known" in answered.reason


def test_another_service_does_not_count() -> None:
    events = [*failing(), *(answer(second, 200) for second in range(200, 230, 5))]
    assert judged(events, services=("worker*",)).matches == 0
    assert judged(events, services=("ap*",)).outcome is Outcome.REPAIRED


def test_without_any_failed_path_the_services_own_answers_count() -> None:
    only_faults = [event for second in range(10, 60, 5) for event in fault(second)[:1]]
    answered = judged([*only_faults, *(answer(second, 200, "/jobs") for second in range(200, 230, 5))])
    assert answered.outcome is Outcome.REPAIRED


@pytest.mark.parametrize("count", [0, 3])
def test_traffic_tells_failures_first(count: int) -> None:
    events = [*(answer(s, 200, "/a") for s in range(9)), *(answer(s, 500, "/b") for s in range(count))]
    told = traffic_of(summarize(events, shipped_matcher()))
    assert [(one.route, one.failed.count, one.answered.count) for one in told] == [("/b", 3, 0), ("/a", 0, 9)][
        0 if count else 1 :
    ]
