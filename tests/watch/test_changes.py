"""What is said about one report to somebody who knows the one before."""

from __future__ import annotations

import pytest

from triage.model.events import LogEvent
from triage.model.findings import Finding, Role
from triage.model.report import Coverage, Report, Target, Tool, UnmatchedCluster, Verdict, VerdictStatus, Window
from triage.model.rules import Severity
from triage.sources.distinct import RecentEvents
from triage.watching import ChangeLog, What

T0 = 1_800_000_000_000
SECOND = 1_000


def report(*findings: Finding, unmatched: tuple[UnmatchedCluster, ...] = (), status: str = "incident") -> Report:
    verdict = Verdict(VerdictStatus(status), f"it is {status}")
    tool, target = Tool("1", "1"), Target("cloudwatch")
    return Report(tool, target, Window(T0, T0 + 1), verdict, Coverage(events=1), findings, unmatched)


def finding(count: int = 5, last: int = 0, role: Role = Role.SYMPTOM, id: str = "f-1", **more: object) -> Finding:
    return Finding(
        id, role, "It broke", Severity.HIGH, rule_id="a.b", services=("web",), count=count, first_seen=T0,
        last_seen=T0 + last * SECOND, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def said(log: ChangeLog, shown: Report, at: int) -> list[What]:
    return [change.what for change in log.changes(shown, T0 + at * SECOND)]


def test_a_finding_is_said_once() -> None:
    log = ChangeLog()
    assert said(log, report(finding()), 1) == [What.NEW, What.VERDICT]
    assert said(log, report(finding()), 2) == []


def test_a_new_role_is_said_with_the_one_before() -> None:
    log = ChangeLog()
    said(log, report(finding()), 1)
    changes = log.changes(report(finding(role=Role.ROOT_CAUSE)), T0 + SECOND)
    assert [(change.what, change.role, change.detail) for change in changes] == [
        (What.ROLE, "root_cause", "was symptom")
    ]


def test_a_jump_of_the_count_is_said_and_a_drip_is_not() -> None:
    log = ChangeLog()
    said(log, report(finding(10)), 1)
    assert said(log, report(finding(19)), 1) == []
    assert said(log, report(finding(20)), 1) == [What.RISING]
    assert said(log, report(finding(30)), 1) == []


def test_an_end_and_a_return_are_said() -> None:
    log = ChangeLog()
    said(log, report(finding()), 1)
    assert said(log, report(finding()), 119) == []
    assert said(log, report(finding()), 120) == [What.ENDED]
    assert said(log, report(finding()), 130) == []
    assert said(log, report(finding(6, 140)), 141) == [What.AGAIN]


def test_what_was_over_before_the_watch_began_is_said_to_be_over() -> None:
    assert said(ChangeLog(), report(finding()), 500) == [What.NEW, What.ENDED, What.VERDICT]


def test_a_finding_keeps_its_identity_when_another_service_joins() -> None:
    log = ChangeLog()
    said(log, report(finding()), 1)
    assert said(log, report(finding(id="f-2")), 1) == []


def test_the_same_rule_at_the_same_time_in_two_services_is_two_findings() -> None:
    log = ChangeLog()
    assert said(log, report(finding(), finding(id="f-2")), 1) == [What.NEW, What.NEW, What.VERDICT]


@pytest.mark.parametrize(("level", "words"), [("error", [What.NEW]), ("", [What.NEW]), ("warning", [])])
def test_unknown_errors_are_said_and_unknown_warnings_are_not(level: str, words: list[What]) -> None:
    cluster = UnmatchedCluster("v1:x", "<*> broke", 3, ("web",), T0, T0, level, "x broke")
    log = ChangeLog()
    said(log, report(), 1)
    assert said(log, report(unmatched=(cluster,)), 1) == words


def test_a_change_of_the_verdict_is_said() -> None:
    log = ChangeLog()
    assert said(log, report(status="healthy"), 1) == [What.VERDICT]
    assert said(log, report(status="incident"), 2) == [What.VERDICT]


def test_noise_is_not_worth_a_line() -> None:
    noise = Finding("f-9", Role.INDEPENDENT, "A probe", Severity.INFO, count=3, last_seen=T0)
    assert said(ChangeLog(), report(noise), 1) == [What.VERDICT]


def test_recent_events_forget_the_earliest_when_there_are_too_many() -> None:
    recent = RecentEvents(T0, most=100)
    events = [LogEvent(T0 + i, "x", "g", "s", str(i)) for i in range(101)]
    assert len(recent.fresh(events)) == 101
    assert recent.since == T0 + 51
    assert recent.fresh(events[51:]) == []
