"""Every fault of the service: nothing is lost outside a named gap, and nothing is counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sources.conftest import Note
from tests.sources.fakes import HOUR, FakeClient, FakeSession, cloudwatch, read, target
from tests.sources.faults import ELSEWHERE, EVENTS, FAULTS, LASTING, PASSING, Fault, Row, held, table
from tests.stub.running import Stub, stub
from tests.stub.scenario import Group, Knobs, Scenario
from triage.model.events import LogEvent
from triage.model.report import Report
from triage.sources.reading import ReadLog


@pytest.fixture(scope="module")
def server() -> Iterator[Stub]:
    with stub(Scenario({name: fault.group for name, fault in FAULTS.items()})) as running:
        yield running


@pytest.fixture(autouse=True)
def short_of_breath(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("triage.aws.session.READ_SECONDS", 0.25)
    monkeypatch.setattr("triage.sources.cloudwatch.slices.EMPTY_PAGES", 300)


def _read(name: str, fault: Fault, session: Any) -> tuple[Row, list[LogEvent], Report, ReadLog]:
    more = {"clock": lambda: fault.now} if fault.now else {}
    row, events, report, log = held(name, cloudwatch(session, [target(name, fault.prefix)], **more), fault.group.events)
    assert (row.lost, row.twice) == (0, 0)
    assert all(gap.scope.startswith(name) and gap.reason and gap.start < gap.end for gap in report.gaps)
    return row, events, report, log


@pytest.mark.parametrize("name", PASSING)
def test_a_fault_that_passes_loses_nothing(name: str, server: Stub, aws_keys: None, note: Note) -> None:
    row, events, report, log = _read(name, PASSING[name], server.session())
    note(row)
    assert (row.in_gaps, report.gaps, log.credentials_expired) == (0, (), False)
    assert (row.complete, row.exit_code) == (True, 0 if row.events else 3)
    last: dict[str, int] = {}
    for event in events[: len(events) - (5 if PASSING[name].now else 0)]:
        assert last.get(event.log_stream, 0) <= event.timestamp, "a stream is out of order"
        last[event.log_stream] = event.timestamp


@pytest.mark.parametrize("name", LASTING)
def test_a_fault_that_stays_is_a_named_gap_and_exit_code_3(name: str, server: Stub, aws_keys: None, note: Note) -> None:
    row, _, report, log = _read(name, LASTING[name], server.session())
    note(row)
    assert row.in_gaps
    assert (row.complete, row.exit_code) == (False, 3)
    for gap in report.gaps:
        assert all(word in f"{gap.reason} {gap.hint}" for word in LASTING[name].gap)
    assert log.credentials_expired is LASTING[name].expired


def test_a_single_sign_on_session_that_ends_is_a_gap_that_says_how_to_renew_it(note: Note) -> None:
    from botocore.exceptions import UnauthorizedSSOTokenError

    client = FakeClient(Scenario({"g": Group(EVENTS, knobs=Knobs(page_events=50))}))
    plain = client.filter_log_events

    def until_it_ends(**given: Any) -> Any:
        if len(client.requests) >= 6:
            raise UnauthorizedSSOTokenError
        return plain(**given)

    client.filter_log_events = until_it_ends  # type: ignore[method-assign]
    session: Any = FakeSession(client, profile="prod")
    row, _, report, log = held("single sign-on ends at call 6", cloudwatch(session, [target("g")]), EVENTS)
    note(row)
    assert (row.lost, row.twice, row.complete, row.exit_code) == (0, 0, False, 3)
    assert row.read and row.in_gaps
    assert log.credentials_expired
    assert {gap.hint for gap in report.gaps} == {"log in again: aws sso login --profile prod"}
    assert all(word in f"{gap.reason} {gap.hint}" for gap in report.gaps for word in ELSEWHERE[row.fault])


def test_a_clock_that_is_off_is_told_and_loses_nothing(note: Note) -> None:
    from email.utils import formatdate

    client = FakeClient(Scenario({"g": Group(EVENTS, knobs=Knobs(page_events=50))}))
    plain = client.filter_log_events
    served = {"HTTPHeaders": {"date": formatdate(HOUR.end // 1000, usegmt=True)}}
    client.filter_log_events = lambda **given: {**plain(**given), "ResponseMetadata": served}  # type: ignore[method-assign]
    session: Any = FakeSession(client)
    source = cloudwatch(session, [target("g")], clock=lambda: HOUR.end + 600_000)
    row, _, report, _ = held("clock 10 minutes ahead", source, EVENTS)
    note(row)
    assert (row.lost, row.twice, row.complete, row.exit_code) == (0, 0, True, 0)
    assert any("10m ahead of AWS" in notice.text for notice in report.diagnostics)


def test_streams_are_never_looked_up_for_their_times_lag_behind(server: Stub, aws_keys: None) -> None:
    read(cloudwatch(server.session(), [target("stream metadata an hour behind")]))
    assert {key for key in server.counts() if key.startswith("operation ")} == {"operation FilterLogEvents"}


def test_other_groups_go_on_when_one_is_refused(server: Stub, aws_keys: None) -> None:
    events, log = read(cloudwatch(server.session(), [target("access denied"), target("150 streams")]))
    assert len(events) == 1_000
    assert [(gap.scope, gap.start, gap.end) for gap in log.gaps] == [("access denied", HOUR.start, HOUR.end)]


def test_throttled_calls_are_counted_and_retried(server: Stub, aws_keys: None) -> None:
    _, log = read(cloudwatch(server.session(), [target("every 3rd call: throttled")]))
    assert log.throttled
    assert log.retries == log.throttled


def test_text_that_is_no_utf_8_arrives_with_a_mark_in_its_place(server: Stub, aws_keys: None) -> None:
    events, _ = read(cloudwatch(server.session(), [target("every 3rd call: bytes that are not UTF-8")]))
    assert any(event.message.startswith("\ufffd") for event in events)
    assert all(event.message.encode() for event in events)


def test_the_documentation_lists_these_faults_and_what_they_come_to() -> None:
    page = Path(__file__).parents[2] / "docs" / "reading-cloudwatch.md"
    lines = page.read_text(encoding="utf-8").splitlines()
    rows = table()
    begin = lines.index(rows[0])
    assert lines[begin : begin + len(rows) + 1] == [*rows, ""]
