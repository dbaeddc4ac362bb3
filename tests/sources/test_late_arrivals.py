"""Windows that end now: what arrives while the log is read is counted, and what may still arrive is said."""

from __future__ import annotations

import pytest

from tests.sources.fakes import HOUR, FakeClient, FakeSession, cloudwatch, fake_session, read, steady, target, twice
from tests.stub.scenario import Group, Knobs, Scenario, StubEvent
from triage.sources.reading import ReadLog

LATE = tuple(StubEvent(HOUR.end - 90_000 + i, f"late {i}", from_call=2) for i in range(5))


def now() -> int:
    return HOUR.end + 1_000


def codes(log: ReadLog) -> list[str]:
    return [notice.code for notice in log.diagnostics]


def test_events_that_arrive_during_the_reading_are_counted_once() -> None:
    scenario = Scenario({"g": Group(steady(50) + LATE)})
    got, log = read(cloudwatch(fake_session(scenario), [target("g")], clock=now))
    assert (len(got), twice(got), log.requests, log.gaps) == (55, 0, 2, ())
    assert any("5 events arrived" in notice.text for notice in log.diagnostics)


def test_only_the_last_two_minutes_are_read_again() -> None:
    client = FakeClient(Scenario({"g": Group(steady(50))}))
    read(cloudwatch(FakeSession(client), [target("g")], clock=now))  # type: ignore[arg-type]
    assert client.requests[-1]["startTime"] == HOUR.end - 120_000


def test_it_is_said_that_more_may_arrive_and_it_is_no_gap() -> None:
    _, log = read(cloudwatch(fake_session(Scenario({"g": Group(steady(5))})), [target("g")], clock=now))
    assert codes(log) == ["late_events"]
    assert log.gaps == ()


def test_a_window_of_the_past_is_read_once() -> None:
    _, log = read(cloudwatch(fake_session(Scenario({"g": Group(steady(5) + LATE)})), [target("g")]))
    assert (log.requests, codes(log)) == (1, [])


def test_lines_without_ids_that_are_equal_are_all_kept() -> None:
    equal = tuple(StubEvent(HOUR.end - 10, "same", id=f"{i}") for i in range(3))
    got, _ = read(cloudwatch(fake_session(Scenario({"g": Group(equal)})), [target("g")], clock=now))
    assert len(got) == 3


def test_a_second_reading_that_fails_is_a_notice_and_no_gap() -> None:
    knobs = Knobs(fail_after=2, fail_with="AccessDeniedException")
    _, log = read(cloudwatch(fake_session(Scenario({"g": Group(steady(5), knobs=knobs)})), [target("g")], clock=now))
    assert log.gaps == ()
    assert any("could not be read again" in notice.text for notice in log.diagnostics)


def test_a_group_that_was_refused_is_not_asked_again() -> None:
    scenario = Scenario({"g": Group(steady(5), refuse="AccessDeniedException")})
    _, log = read(cloudwatch(fake_session(scenario), [target("g")], clock=now))
    assert (log.requests, len(log.gaps)) == (1, 1)


@pytest.mark.parametrize(("ahead", "words"), [(600_000, "10m ahead of AWS"), (-600_000, "10m behind AWS"), (1_000, "")])
def test_a_clock_that_differs_from_the_services_is_told(ahead: int, words: str) -> None:
    from email.utils import formatdate

    client = FakeClient(Scenario({"g": Group(steady(5))}))
    plain = client.filter_log_events
    served = {"HTTPHeaders": {"date": formatdate(HOUR.end // 1000, usegmt=True)}}
    client.filter_log_events = lambda **given: {**plain(**given), "ResponseMetadata": served}  # type: ignore[method-assign]
    _, log = read(cloudwatch(FakeSession(client), [target("g")], clock=lambda: HOUR.end + ahead))  # type: ignore[arg-type]
    told = [notice.text for notice in log.diagnostics if notice.code == "clock_skew"]
    assert all(words in text for text in told)
    assert bool(told) is bool(words)
