"""Errors found by queries, and everything around them read as events."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.fakes import HOUR, T0, FakeClient, FakeSession, cloudwatch, read, steady, target, twice
from tests.stub.scenario import Bulk, Group, Knobs, Scenario, StubEvent
from triage.model.report import Window
from triage.sources.cloudwatch.lanes import LaneKey
from triage.sources.cloudwatch.pacing import Quotas
from triage.sources.insights import ByVolume, ErrorsFirst
from triage.sources.insights.errors_first import TAIL_MS, Limit
from triage.sources.insights.spans import AROUND_MS, joined, thinned
from triage.sources.reading import ReadLog

TRACE = (
    StubEvent(T0 + 1_800_000, "Traceback (most recent call last):"),
    StubEvent(T0 + 1_800_000, '  File "/app/a.py", line 3, in a'),
    StubEvent(T0 + 1_800_001, "    return rows[0]"),
    StubEvent(T0 + 1_800_001, "IndexError: list index out of range"),
)
LANE = LaneKey("eu-west-1", "g")
FREE = Quotas(1.0, lambda operation, region: 100_000.0)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("triage.sources.insights.query._RETRY_SECONDS", 0.001)
    monkeypatch.setattr("triage.sources.insights.query._POLL_SECONDS", (0.001, 0.002))


def errors_first(client: FakeClient, *groups: str, most_rows: int = 10_000) -> ErrorsFirst:
    session: Any = FakeSession(client)
    return ErrorsFirst(session, [target(group) for group in groups], FREE, most_rows=most_rows)


def started(client: FakeClient) -> list[dict[str, Any]]:
    return [request for request in client.requests if "queryString" in request]


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


def test_of_a_group_without_errors_only_the_end_is_read() -> None:
    client = FakeClient(Scenario({"g": Group(steady(3_600))}))
    got, log = read(errors_first(client, "g"))
    assert log.gaps == ()
    assert {event.timestamp for event in got} == {HOUR.end - 1_000 * second for second in range(1, 6)}
    assert TAIL_MS == 5_000


def test_a_group_that_queries_may_not_search_is_a_gap() -> None:
    client = FakeClient(Scenario({"g": Group(TRACE, refuse="AccessDeniedException"), "h": Group(TRACE)}))
    got, log = read(errors_first(client, "g", "h"))
    assert len(got) == 4
    assert {gap.scope for gap in log.gaps} == {"g"}
    assert any((gap.start, gap.end) == (HOUR.start, HOUR.end) for gap in log.gaps)


def test_more_hits_than_a_query_gives_rows_for_are_found_by_parts_of_the_time() -> None:
    hits = tuple(StubEvent(T0 + 10_000 * i, f"ERROR {i}") for i in range(350))
    client = FakeClient(Scenario({"g": Group(hits)}))
    got, log = read(errors_first(client, "g", most_rows=40))
    assert (len(got), twice(got), log.gaps) == (350, 0, ())
    assert len(started(client)) > 8


def test_a_flood_of_hits_within_a_second_is_one_row() -> None:
    flood = tuple(StubEvent(T0 + 5_000 + i % 900, f"ERROR {i}") for i in range(3_000))
    client = FakeClient(Scenario({"g": Group(flood)}))
    got, _ = read(errors_first(client, "g", most_rows=40))
    assert (len(got), len(started(client))) == (3_000, 1)


def test_queries_end_when_the_reading_is_stopped() -> None:
    client = FakeClient(Scenario({"g": Group(TRACE, knobs=Knobs(query_looks=10**9)), "h": Group(TRACE)}))
    log, got = ReadLog(), list[Any]()
    watcher = threading.Thread(target=_stop_when, args=(log, lambda: client.counts["queries"] >= 2))
    watcher.start()
    for batch in errors_first(client, "g", "h").events(HOUR, log):
        got += batch
    watcher.join()
    assert log.interrupted
    assert got == []
    assert client.counts["stopped queries"] >= 1
    assert {gap.scope for gap in log.gaps} == {"g", "h"}


def _stop_when(log: ReadLog, holds: Callable[[], bool]) -> None:
    while not holds():
        log.pause(0.005)
    log.stop()


def test_a_query_whose_answer_does_not_come_is_asked_again() -> None:
    client = FakeClient(Scenario({"g": Group(TRACE)}))
    plain, calls = client.start_query, iter(range(100))

    def slow(**given: Any) -> Any:
        if next(calls) < 2:
            raise ReadTimeoutError(endpoint_url="http://stub")
        return plain(**given)

    client.start_query = slow  # type: ignore[method-assign]
    got, log = read(errors_first(client, "g"))
    assert (len(got), log.gaps, log.retries) == (4, (), 2)


@given(st.lists(st.integers(HOUR.start, HOUR.end - 1), max_size=200), st.integers(1, 20))
def test_spans_hold_every_hit_in_order_and_apart(times: list[int], most: int) -> None:
    spans = joined([(at, at) for at in times], HOUR, most)
    assert len(spans) <= most
    assert all(any(span.holds(at) for span in spans) for at in times)
    assert all(one.end < two.start for one, two in pairwise(spans))
    assert all(HOUR.start <= span.start < span.end <= HOUR.end for span in spans)


def test_the_time_around_a_hit_is_read() -> None:
    assert joined([(T0 + 10_000, T0 + 10_999)], HOUR) == [Window(T0 + 10_000 - AROUND_MS, T0 + 11_000 + AROUND_MS)]


@given(st.integers(1, 60), st.floats(1, 100))
def test_what_is_thinned_out_keeps_the_first_and_fits(count: int, most: float) -> None:
    spans = [Window(T0 + 60_000 * i, T0 + 60_000 * i + 7_000) for i in range(count)]
    kept = thinned({LANE: spans}, {LANE: 0.0001}, most)[LANE]
    assert kept[0].start == spans[0].start
    assert len(kept) == min(count, int(most))
    assert all(one in spans for one in kept)
    assert len(kept) < 2 or kept[-1] == spans[-1]


def test_one_span_that_is_too_long_is_cut_behind() -> None:
    assert thinned({LANE: [Window(0, 1_000)]}, {LANE: 0.1}, 25.0) == {LANE: [Window(0, 250)]}


def test_hits_that_do_not_fit_into_the_budget_are_a_gap() -> None:
    hits = tuple(StubEvent(T0 + 120_000 * i, f"ERROR {i}") for i in range(30))
    source = errors_first(FakeClient(Scenario({"g": Group(hits)})), "g")
    source.limit = Limit(5.0, {LANE: 0.0}, "the budget of 1s")
    got, log = read(source)
    assert len(got) in (4, 5)
    assert [gap.reason.partition(",")[0] for gap in log.gaps] == ["26 of the 31 spans with signs of errors"]
    assert "the budget of 1s" in log.gaps[0].reason


BUSY = Bulk(40_000, HOUR.start, HOUR.end, error_every=10_000)


def by_volume(client: FakeClient, budget: float) -> ByVolume:
    session: Any = FakeSession(client)
    targets = [target("g")]
    quotas = Quotas(1.0, lambda operation, region: 100.0 if operation != "FilterLogEvents" else 10.0)
    fast = cloudwatch(session, targets)
    return ByVolume(session, targets, fast, ErrorsFirst(session, targets, quotas), budget, quotas)


def test_a_window_that_fits_into_the_budget_is_read_whole() -> None:
    client = FakeClient(Scenario({"g": Group(bulk=BUSY)}))
    source = by_volume(client, 60.0)
    got, log = read(source)
    assert (len(got), source.describe().source, log.diagnostics) == (40_000, "cloudwatch", ())


def test_a_window_that_does_not_is_searched_for_errors_and_the_report_says_why() -> None:
    client = FakeClient(Scenario({"g": Group(bulk=BUSY)}))
    source = by_volume(client, 0.5)
    got, log = read(source)
    assert source.describe().source == "insights"
    assert sum(event.message.startswith("ERROR") for event in got) == 4
    assert len(got) < 4_000
    told = next(notice.text for notice in log.diagnostics if notice.code == "insights_chosen")
    assert "about 40,000 events" in told
    assert "more than the budget of <1s" in told
    assert "USD" in told


@pytest.mark.parametrize("knobs", [Knobs(), Knobs(empty_run=2), Knobs(page_events=1_000)])
def test_the_estimate_comes_near_with_few_requests(knobs: Knobs) -> None:
    from triage.sources.cloudwatch.volume import MOST_REQUESTS, measure

    client, log = FakeClient(Scenario({"g": Group(bulk=BUSY, knobs=knobs)})), ReadLog()
    session: Any = FakeSession(client)
    volume = measure([LANE], HOUR, session, lambda region: FREE.bucket("", region, "FilterLogEvents"), log)
    assert volume.events == pytest.approx(40_000, rel=0.05)
    assert len(client.requests) == log.requests <= MOST_REQUESTS


def test_a_group_that_cannot_be_looked_at_counts_as_empty_and_is_told_by_the_reading() -> None:
    client = FakeClient(Scenario({"g": Group(bulk=BUSY, refuse="AccessDeniedException")}))
    _, log = read(by_volume(client, 1.0))
    assert [(gap.start, gap.end) for gap in log.gaps] == [(HOUR.start, HOUR.end)]


def test_a_group_whose_prefixes_are_read_in_spans_counts_nothing_twice() -> None:
    noise = tuple(StubEvent(T0 + 1_000 * i, "noise", "ecs/noise/1") for i in range(900))
    wanted = tuple(StubEvent(T0 + 300_000 * i, f"ERROR {i}", f"ecs/{n}/1") for i in range(3) for n in ("api", "web"))
    client = FakeClient(Scenario({"g": Group(noise + wanted, knobs=Knobs(page_events=4))}))
    session: Any = FakeSession(client)
    got, log = read(ErrorsFirst(session, [target("g", "ecs/web/"), target("g", "ecs/api/")], FREE))
    assert (len(got), twice(got), log.gaps) == (6, 0, ())
