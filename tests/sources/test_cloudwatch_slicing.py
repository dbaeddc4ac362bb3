"""How a log group is cut and paged never changes what is read."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sources.fakes import (
    HOUR,
    IMPATIENT,
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
)
from tests.stub.scenario import Bulk, Group, Knobs, Scenario, StubEvent
from triage.model.report import Window
from triage.sources.cloudwatch import Reading
from triage.sources.cloudwatch.lanes import Lane, LaneKey, lane_keys
from triage.sources.cloudwatch.slices import Slice

MINUTE = Window(T0, T0 + 60_000)
events_of_a_group = st.lists(
    st.builds(
        StubEvent,
        timestamp=st.one_of(st.integers(T0 - 5, T0 + 60_005), st.sampled_from([T0, T0 + 1, T0 + 30_000, T0 + 59_999])),
        message=st.sampled_from(["a", "b", "c"]),
        stream=st.sampled_from(["ecs/web/1", "ecs/web/2", "ecs/api/1", "other"]),
    ),
    max_size=120,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    events=events_of_a_group,
    page=st.integers(1, 40),
    threads=st.integers(1, 6),
    pages_of_a_slice=st.integers(1, 4),
    empty_run=st.integers(0, 2),
    prefixes=st.sampled_from([("",), ("ecs/web/",), ("ecs/web/", "ecs/api/"), ("ecs/", "ecs/web/")]),
)
def test_slices_pages_and_threads_never_change_the_events(
    events: list[StubEvent],
    page: int,
    threads: int,
    pages_of_a_slice: int,
    empty_run: int,
    prefixes: tuple[str, ...],
) -> None:
    scenario = Scenario({"g": Group(tuple(events))}, Knobs(empty_run=empty_run))
    reading = Reading(page_events=page, threads=threads, patience=IMPATIENT)
    with pytest.MonkeyPatch.context() as patch:
        # Small slices, and always hungry for more chains.
        patch.setattr("triage.sources.cloudwatch.lanes.SLICE_PAGES", (pages_of_a_slice, pages_of_a_slice))
        patch.setattr("triage.sources.cloudwatch.engine.SLICE_PAGES", (pages_of_a_slice, pages_of_a_slice))
        patch.setattr("triage.sources.cloudwatch.engine.Region.wanted", threads)
        got, log = read(cloudwatch(fake_session(scenario), [target("g", p) for p in prefixes], reading), MINUTE)
    wanted = [event for event in events if event.stream.startswith(prefixes)]
    assert by_stream(got) == planted("g", wanted, MINUTE)
    assert log.gaps == ()


def test_a_busy_group_is_read_by_several_chains_in_order() -> None:
    bulk = Bulk(20_000, HOUR.start, HOUR.end, size=20, burst=0.9)
    client = FakeClient(Scenario({"g": Group(bulk=bulk)}, Knobs(latency=0.002)))
    session = FakeSession(client)
    source = cloudwatch(session, [target("g")], Reading(page_events=100, patience=IMPATIENT))  # type: ignore[arg-type]
    got, _ = read(source)
    assert len(got) == 20_000
    assert len({request["startTime"] for request in client.requests}) > 4
    for times in by_stream(got).values():
        assert times == sorted(times, key=lambda event: event[0])


def test_an_empty_group_costs_one_request() -> None:
    _, log = read(cloudwatch(fake_session(Scenario({"g": Group()})), [target("g")]))
    assert (log.events, log.requests, log.gaps) == (0, 1, ())


def test_the_last_millisecond_of_the_window_is_read_and_the_end_is_not() -> None:
    edge = tuple(StubEvent(at, str(at)) for at in (T0 - 1, T0, HOUR.end - 1, HOUR.end))
    got, _ = read(cloudwatch(fake_session(Scenario({"g": Group(edge)})), [target("g")]))
    assert [event.timestamp for event in got] == [T0, HOUR.end - 1]


def test_targets_of_one_group_share_their_requests() -> None:
    client = FakeClient(Scenario({"g": Group(steady(10))}))
    source = cloudwatch(FakeSession(client), [target("g", "ecs/web/"), target("g", "ecs/api/")])  # type: ignore[arg-type]
    got, log = read(source)
    assert (len(got), log.requests) == (10, 1)
    assert client.requests[0]["logStreamNamePrefix"] == "ecs/"


def test_prefixes_are_read_apart_where_the_group_is_mostly_something_else() -> None:
    noise = tuple(StubEvent(T0 + i, "noise", "ecs/noise/1") for i in range(500))
    wanted = tuple(StubEvent(T0 + 100 * i, "wanted", f"ecs/{name}/1") for i in range(5) for name in ("api", "web"))
    client = FakeClient(Scenario({"g": Group(noise + wanted)}))
    reading = Reading(page_events=20, patience=IMPATIENT)
    source = cloudwatch(FakeSession(client), [target("g", "ecs/web/"), target("g", "ecs/api/")], reading)  # type: ignore[arg-type]
    got, log = read(source)
    assert by_stream(got) == planted("g", wanted)
    assert log.requests <= 4


def test_a_group_of_another_account_is_named_by_its_arn_without_a_star() -> None:
    client = FakeClient(Scenario({"g": Group(steady(1))}))
    arn = "arn:aws:logs:eu-west-1:222222222222:log-group:g:*"
    source = cloudwatch(FakeSession(client), [target("g", account="222222222222", arn=arn)])  # type: ignore[arg-type]
    assert len(read(source)[0]) == 1
    assert client.requests[0]["logGroupIdentifier"] == arn.removesuffix(":*")


def test_prefixes_inside_another_are_dropped() -> None:
    keys = lane_keys([target("g", "ecs/web/"), target("g", "ecs/"), target("h", "x"), target("h", "")])
    assert keys == [LaneKey("eu-west-1", "g", "", ("ecs/",)), LaneKey("eu-west-1", "h")]


def test_a_chain_is_left_where_its_last_page_began() -> None:
    lane = Lane(LaneKey("r", "g"), Window(0, 100_000), 10, "")
    part = lane.slices[0]
    for number, token in enumerate(("a", "b", "c")):
        part.advance([], 10, number * 100, number * 100 + 90, token)
    assert lane.split(part)
    assert (part.done, part.end, lane.rest) == (True, 200, Window(200, 100_000))


def test_a_chain_whose_pages_are_in_no_order_is_never_left() -> None:
    lane = Lane(LaneKey("r", "g"), Window(0, 100_000), 10, "")
    part = lane.slices[0]
    part.advance([], 10, 500, 590, "a")
    part.advance([], 10, 100, 190, "b")
    assert not lane.split(part)


def test_a_repeated_token_is_noticed_even_with_others_in_between() -> None:
    part = Slice(0, 10)
    assert [part.advance([], 0, 0, 0, token) for token in ("a", "b", "a")] == [True, True, False]
