"""What users typed may stand in the log of a service; it is no word on how the services are."""

from tests.ranking.systems import access, error, failing, info, report, roots
from triage.model.events import LogEvent
from triage.model.report import VerdictStatus
from triage.model.rules import Severity

TYPED = "note saved: page=7 text=\"FATAL: password authentication failed for user 'app'\""


def _typed(start: int = 1, end: int = 240) -> list[LogEvent]:
    return [info(second, "wiki", TYPED) for second in range(start, end, 4)]


def test_text_of_users_beside_failed_requests_elsewhere_is_no_cause() -> None:
    made = report(_typed(121), failing("checkout", "/orders", 120))
    assert roots(made) == []
    assert made.verdict.status is VerdictStatus.UNEXPLAINED


def test_text_of_users_leaves_a_system_healthy() -> None:
    made = report(_typed(121), [access(second, "wiki", "/pages", 200) for second in range(0, 240, 2)])
    assert made.verdict.status is VerdictStatus.HEALTHY
    assert all(finding.severity <= Severity.LOW for finding in made.findings)


def test_the_same_text_of_the_program_itself_stays_a_cause_and_is_counted_apart() -> None:
    told = [error(s, "wiki", "FATAL: password authentication failed for user 'app'") for s in range(121, 240, 2)]
    made = report(_typed(), told, failing("wiki", "/pages", 120))
    assert roots(made) == ["db.auth_failed"]
    assert made.findings[0].count == len(told)


def test_words_that_a_relay_passes_on_without_quotation_marks_are_not_its_own_failing_work() -> None:
    said = [info(second, "relay", "to 7: my computer says no space left on device") for second in range(0, 240, 12)]
    other = [info(second, "relay", "to 7: and mine works") for second in range(1, 240, 3)]
    assert report(said, other).verdict.status is VerdictStatus.HEALTHY
