"""Errors found by queries, and everything around them read as events."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sources.fakes import HOUR, T0, FakeClient, FakeSession, read, steady, target
from tests.stub.scenario import Group, Scenario, StubEvent
from triage.model.report import Window
from triage.sources.cloudwatch.pacing import Quotas
from triage.sources.insights import ErrorsFirst
from triage.sources.insights.errors_first import AROUND_MS, MARKERS, joined

TRACE = (
    StubEvent(T0 + 1_800_000, "Traceback (most recent call last):"),
    StubEvent(T0 + 1_800_000, '  File "/app/a.py", line 3, in a'),
    StubEvent(T0 + 1_800_001, "    return rows[0]"),
    StubEvent(T0 + 1_800_001, "IndexError: list index out of range"),
)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("triage.sources.insights.query._RETRY_SECONDS", 0.001)


def errors_first(client: FakeClient, *groups: str) -> ErrorsFirst:
    quotas = Quotas(1.0, lambda operation, region: 100_000.0)
    return ErrorsFirst(FakeSession(client), [target(group) for group in groups], quotas)  # type: ignore[arg-type]


def test_traces_come_whole_with_what_stands_around_them() -> None:
    client = FakeClient(Scenario({"g": Group(steady(3_600) + TRACE)}))
    got, log = read(errors_first(client, "g"))
    assert [event.message for event in got if event.timestamp in (T0 + 1_800_000, T0 + 1_800_001)][-4:] == [
        event.message for event in TRACE
    ]
    assert 4 < len(got) < 20
    assert log.gaps == ()


def test_what_was_left_out_and_what_it_cost_is_said() -> None:
    _, log = read(errors_first(FakeClient(Scenario({"g": Group(TRACE)})), "g"))
    assert [notice.code for notice in log.diagnostics] == ["insights_cost", "only_errors_read"]


def test_a_group_without_errors_costs_no_reading_of_events() -> None:
    client = FakeClient(Scenario({"g": Group(steady(100))}))
    got, log = read(errors_first(client, "g"))
    assert (got, log.gaps) == ([], ())
    assert all("queryString" in request for request in client.requests)


def test_a_group_that_queries_may_not_read_is_a_gap() -> None:
    client = FakeClient(Scenario({"g": Group(TRACE, refuse="AccessDeniedException"), "h": Group(TRACE)}))
    got, log = read(errors_first(client, "g", "h"))
    assert (len(got), [gap.scope for gap in log.gaps]) == (4, ["g"])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(HOUR.start, HOUR.end - 1), max_size=200), st.integers(1, 20))
def test_spans_hold_every_hit_in_order_and_apart(times: list[int], most: int) -> None:
    spans = joined(times, HOUR, most)
    assert len(spans) <= most
    assert all(any(span.holds(at) for span in spans) for at in times)
    assert all(one.end < two.start for one, two in pairwise(spans))
    assert all(HOUR.start <= span.start < span.end <= HOUR.end for span in spans)


def test_the_time_around_a_hit_is_read() -> None:
    assert joined([T0 + 10_000], HOUR) == [Window(T0 + 10_000 - AROUND_MS, T0 + 10_001 + AROUND_MS)]


@pytest.mark.parametrize("text", ["ERROR x", "panic: y", 'GET / HTTP/1.1" 502 0', "connection refused", "oom-kill"])
def test_markers_know_how_errors_are_told(text: str) -> None:
    assert re.search(MARKERS, text)


def test_markers_leave_most_of_a_healthy_log_out() -> None:
    assert not re.search(MARKERS, '10.0.0.1 - - "GET /contacts HTTP/1.1" 200 512')
