"""Groups of class Infrequent Access: whole, in order, beyond the limit of rows, and with their price."""

from __future__ import annotations

import pytest

from tests.sources.conftest import Note
from tests.sources.fakes import (
    HOUR,
    REGION,
    T0,
    FakeClient,
    FakeSession,
    by_stream,
    cloudwatch,
    fake_session,
    planted,
    read,
    steady,
    target,
    twice,
)  # fmt: skip
from tests.sources.faults import held
from tests.stub.running import stub
from tests.stub.scenario import Group, Knobs, Scenario, StubEvent
from triage.model.report import Window
from triage.sources.cloudwatch.lanes import LaneKey
from triage.sources.cloudwatch.pacing import Quotas
from triage.sources.insights import InsightsSource
from triage.sources.insights.source import milliseconds, query_text, quoted
from triage.sources.reading import ReadLog
from triage.sources.together import Together

EVENTS = steady(1_000)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("triage.sources.insights.query._RETRY_SECONDS", 0.001)
    monkeypatch.setattr("triage.sources.insights.query._POLL_SECONDS", (0.001, 0.002))


def insights(session: object, *groups: str, most_rows: int = 100, prefix: str = "") -> InsightsSource:
    quotas = Quotas(1.0, lambda operation, region: 100_000.0)
    targets = [target(group, prefix, log_class="INFREQUENT_ACCESS") for group in groups]
    return InsightsSource(session, targets, quotas, most_rows=most_rows)  # type: ignore[arg-type]


def client(events: tuple[StubEvent, ...] = EVENTS, refuse: str = "infrequent", **knobs: object) -> FakeClient:
    return FakeClient(Scenario({"g": Group(events, refuse=refuse, knobs=Knobs(**knobs))}))  # type: ignore[arg-type]


def test_a_group_is_read_whole_beyond_the_limit_of_rows() -> None:
    got, log = read(insights(FakeSession(client()), "g"))
    assert by_stream(got) == planted("g", EVENTS)
    assert (twice(got), log.gaps) == (0, ())


def test_the_window_is_cut_by_the_millisecond() -> None:
    window = Window(T0 + 3_601, T0 + 36_001)
    got, _ = read(insights(FakeSession(client()), "g"), window)
    assert by_stream(got) == planted("g", EVENTS, window)


def test_rows_of_a_running_query_are_not_taken_for_all() -> None:
    got, log = read(insights(FakeSession(client(query_looks=3)), "g", most_rows=5_000))
    assert (len(got), log.gaps) == (1_000, ())


def test_other_streams_are_left_out_even_where_the_filter_lets_them_through() -> None:
    events = (StubEvent(T0, "mine", "ecs/web/1"), StubEvent(T0, "not mine", "other-ecs/web/1"))
    got, _ = read(insights(FakeSession(client(events)), "g", prefix="ecs/web/"))
    assert [event.message for event in got] == ["mine"]


def test_one_second_with_more_than_the_limit_is_a_gap_and_what_came_is_kept() -> None:
    burst = tuple(StubEvent(T0 + 5_000 + i, f"line {i}") for i in range(300))
    got, log = read(insights(FakeSession(client(burst + EVENTS)), "g"))
    assert [(gap.start, gap.end) for gap in log.gaps] == [(T0 + 5_000, T0 + 6_000)]
    assert len(got) >= len(EVENTS)


def test_a_limit_of_running_queries_is_waited_for() -> None:
    got, log = read(insights(FakeSession(client(query_refused=3)), "g"))
    assert (len(got), log.gaps, log.retries) == (1_000, (), 3)


@pytest.mark.parametrize("status", ["Failed", "Timeout", "Cancelled", "Unknown", ""])
def test_a_query_that_never_completes_is_a_gap(status: str) -> None:
    got, log = read(insights(FakeSession(client(query_ends=status)), "g"))
    assert (got, [(gap.scope, gap.start, gap.end) for gap in log.gaps]) == ([], [("g", HOUR.start, HOUR.end)])


def test_a_refused_group_names_the_permission() -> None:
    _, log = read(insights(FakeSession(client(refuse="AccessDeniedException")), "g"))
    assert len(log.gaps) == 1
    assert "logs:StartQuery" in log.gaps[0].reason + log.gaps[0].hint


def test_an_interrupt_stops_the_query_and_leaves_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = client(query_looks=10_000)
    log = ReadLog()
    looks = asked.get_query_results

    def stopping(**arguments: object) -> dict[str, object]:
        log.stop()
        return looks(**arguments)

    monkeypatch.setattr(asked, "get_query_results", stopping)
    assert list(insights(FakeSession(asked), "g").events(HOUR, log)) == []
    assert (log.interrupted, asked.counts["stopped queries"]) == (True, 1)
    assert [(gap.start, gap.end) for gap in log.gaps] == [(HOUR.start, HOUR.end)]


def test_the_price_is_told() -> None:
    _, log = read(insights(FakeSession(client()), "g"))
    assert [notice.code for notice in log.diagnostics] == ["insights_cost"]
    assert "USD" in log.diagnostics[0].text


def test_both_kinds_of_groups_are_read_in_one_run() -> None:
    scenario = Scenario({"g": Group(EVENTS, refuse="infrequent"), "h": Group(steady(10))})
    session = fake_session(scenario)
    both = Together([cloudwatch(session, [target("h")]), insights(session, "g")])
    got, log = read(both)
    assert by_stream(got) == planted("g", EVENTS) | planted("h", steady(10))
    assert both.describe().log_groups == ("g", "h")
    assert log.gaps == ()


def test_over_the_wire(aws_keys: None, note: Note) -> None:
    knobs = Knobs(query_looks=1, query_refused=1)
    with stub(Scenario({"g": Group(EVENTS, refuse="infrequent", knobs=knobs)})) as server:
        source = insights(server.session(), "g", most_rows=400)
        row, got, report, _ = held("Insights: row limit, still running, refused at first", source, EVENTS)
    note(row)
    assert by_stream(got) == planted("g", EVENTS)
    assert (report.gaps, row.lost, row.twice) == ((), 0, 0)


def test_text_of_a_query_cannot_leave_its_quotes() -> None:
    assert quoted('a"b\\') == '"a\\"b\\\\"'
    text = query_text(LaneKey(REGION, "g", prefixes=('x" | stats count()',)), 10)
    assert '"x\\" | stats count()"' in text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("2027-01-15 08:00:00.123", T0 + 123), ("1800000000123", T0 + 123), ("", -1), ("yesterday", -1)],
)
def test_times_of_rows_are_read_in_both_forms(text: str, wanted: int) -> None:
    assert milliseconds(text) == wanted
