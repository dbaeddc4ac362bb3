"""Interruption, progress, several Regions, and the counts of a reading."""

from __future__ import annotations

import pytest

from tests.sources.fakes import HOUR, FakeClient, FakeSession, cloudwatch, fake_session, read, steady, target
from tests.stub.scenario import Group, Knobs, Scenario
from triage.errors import CredentialsError
from triage.model.environment import LogTarget
from triage.sources.cloudwatch import CloudWatchSource
from triage.sources.cloudwatch.pacing import Quotas
from triage.sources.reading import Progress, ReadLog


def _slow(groups: int = 2) -> Scenario:
    return Scenario({f"g{i}": Group(steady(2_000)) for i in range(groups)}, Knobs(latency=0.01, page_events=50))


def _holds_the_rest(log: ReadLog, got: set[tuple[str, int]], groups: int = 2) -> bool:
    missing = [(f"g{i}", e.timestamp) for i in range(groups) for e in steady(2_000)]
    gaps = log.gaps
    return all(
        any(gap.scope == group and gap.start <= at < gap.end for gap in gaps)
        for group, at in missing
        if (group, at) not in got
    )


def test_a_stop_ends_the_reading_and_the_rest_becomes_gaps() -> None:
    log = ReadLog()
    got: set[tuple[str, int]] = set()
    for batch in cloudwatch(fake_session(_slow()), [target("g0"), target("g1")]).events(HOUR, log):
        got |= {(event.log_group, event.timestamp) for event in batch}
        log.stop()
    assert log.interrupted
    assert 0 < len(got) < 4_000
    assert _holds_the_rest(log, got)


def test_closing_the_reading_early_leaves_gaps() -> None:
    log = ReadLog()
    batches = cloudwatch(fake_session(_slow()), [target("g0"), target("g1")]).events(HOUR, log)
    got = {(event.log_group, event.timestamp) for event in next(batches)}
    batches.close()  # type: ignore[attr-defined]
    assert log.interrupted
    assert _holds_the_rest(log, got)


def test_an_interrupt_while_waiting_is_swallowed_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from triage.sources.cloudwatch.engine import Engine

    plain, calls = Engine.wait, iter(range(100_000))

    def interrupted(self: Engine) -> object:
        if next(calls) == 3:
            raise KeyboardInterrupt
        return plain(self)

    monkeypatch.setattr(Engine, "wait", interrupted)
    got, log = read(cloudwatch(fake_session(_slow()), [target("g0"), target("g1")]))
    assert log.interrupted
    assert _holds_the_rest(log, {(event.log_group, event.timestamp) for event in got})
    assert {gap.reason for gap in log.gaps} == {"interrupted before it was read"}


def test_progress_ends_with_everything_done() -> None:
    told: list[Progress] = []
    _, log = read(cloudwatch(fake_session(_slow()), [target("g0"), target("g1")], progress=told.append))
    last = told[-1]
    assert (last.groups, last.groups_done, last.events, last.done) == (2, 2, log.events, 1.0)
    assert last.slices == last.slices_done
    assert last.pages == log.requests


def test_the_counts_of_the_reading_end_in_the_coverage() -> None:
    _, log = read(cloudwatch(fake_session(Scenario({"g": Group(steady(10))})), [target("g")]))
    coverage = log.coverage()
    assert (coverage.events, coverage.log_groups, coverage.streams, coverage.requests) == (10, 1, 3, 1)
    assert coverage.bytes == sum(len(f"line {i}") for i in range(10))


def test_each_region_has_its_own_client_and_bucket() -> None:
    session = FakeSession(FakeClient(Scenario({"g": Group(steady(2))})))
    asked: list[tuple[str, str]] = []

    def granted(operation: str, region: str) -> float:
        asked.append((operation, region))
        return 1_000.0

    targets = [LogTarget("g", "eu-west-1"), LogTarget("g", "us-east-1")]
    source = CloudWatchSource(session, targets, Quotas(1.0, granted))  # type: ignore[arg-type]
    read(source)
    assert session.asked == ["eu-west-1", "us-east-1"]
    assert asked == [("FilterLogEvents", "eu-west-1"), ("FilterLogEvents", "us-east-1")]


def test_the_environment_is_on_every_event() -> None:
    got, log = read(
        cloudwatch(fake_session(Scenario({"g": Group(steady(3))})), [target("g")], environment="production")
    )
    assert {event.environment for event in got} == {"production"}
    assert log.environments == ("production",)


def test_an_infrequent_access_group_costs_no_request() -> None:
    _, log = read(cloudwatch(fake_session(Scenario()), [target("g", log_class="INFREQUENT_ACCESS")]))
    assert log.requests == 0
    assert [gap.scope for gap in log.gaps] == ["g"]
    assert "Insights" in log.gaps[0].hint


def test_credentials_that_never_work_are_an_error() -> None:
    scenario = Scenario({"g": Group(steady(3))}, Knobs(fail_after=1, fail_with="ExpiredTokenException"))
    with pytest.raises(CredentialsError):
        read(cloudwatch(fake_session(scenario), [target("g")]))


def test_a_defect_in_a_thread_reaches_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("triage.sources.cloudwatch.engine.fetch", broken)
    with pytest.raises(ZeroDivisionError):
        read(cloudwatch(fake_session(_slow()), [target("g0")]))
