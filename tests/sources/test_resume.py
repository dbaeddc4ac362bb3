"""A run that broke off is taken up: what was read is not asked for again, and nothing is lost or counted twice."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sources.fakes import (
    HOUR,
    IMPATIENT,
    T0,
    FakeClient,
    FakeSession,
    by_stream,
    cloudwatch,
    planted,
    read,
    steady,
    target,
    twice,
)  # fmt: skip
from tests.stub.scenario import Group, Knobs, Scenario, StubEvent
from triage.model.events import LogEvent
from triage.model.report import Gap, Window
from triage.sources.cloudwatch import Reading
from triage.sources.cloudwatch.keeping import EXPIRES_SECONDS, Keeper, Kept, drop_expired, folder_of, without
from triage.sources.cloudwatch.lanes import LaneKey
from triage.sources.reading import ReadLog

EVENTS = steady(1_000)
LANE = LaneKey("eu-west-1", "g")


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("triage.sources.cloudwatch.keeping.CHUNK_EVENTS", 40)
    monkeypatch.setattr("triage.sources.cloudwatch.keeping.UNTOUCHED_SECONDS", 0.0)


def keeper(folder: Path, more: bool = False, **how: object) -> Keeper:
    return Keeper(folder, "production", HOUR, lambda text: text.replace("secret", "[x]"), more, **how)  # type: ignore[arg-type]


def groups(knobs: Knobs, events: tuple[StubEvent, ...] = EVENTS) -> FakeClient:
    knobs = replace(knobs, page_events=50)
    return FakeClient(Scenario({name: Group(events, knobs=knobs) for name in ("g", "h")}))


def run(client: FakeClient, folder: Path, resume: bool = False) -> tuple[list[LogEvent], ReadLog]:
    kept = Kept(folder) if resume else None
    source = cloudwatch(
        FakeSession(client), [target("g"), target("h")], Reading(page_events=50, patience=IMPATIENT),  # type: ignore[arg-type]
        keeper=keeper(folder, more=resume), kept=kept,
    )  # fmt: skip
    return read(source)


def test_a_complete_run_leaves_nothing_behind(tmp_path: Path) -> None:
    run(groups(Knobs()), tmp_path / "k")
    assert not (tmp_path / "k").exists()


@pytest.mark.parametrize("calls", [3, 8, 15])
def test_expired_credentials_are_taken_up_where_they_ended(calls: int, tmp_path: Path) -> None:
    _, log = run(groups(Knobs(fail_after=calls, fail_with="ExpiredTokenException")), tmp_path)
    assert log.credentials_expired
    client = groups(Knobs())
    second, log = run(client, tmp_path, resume=True)
    wanted = planted("g", EVENTS) | planted("h", EVENTS)
    assert by_stream(second) == wanted
    assert (twice(second), log.gaps) == (0, ())
    everything, _ = run(other := groups(Knobs()), tmp_path / "fresh")
    assert len(everything) == 2_000
    assert len(client.requests) < len(other.requests)


def test_a_gap_in_the_middle_alone_is_read_again(tmp_path: Path) -> None:
    _, log = run(groups(Knobs(fail_page=5, fail_page_times=999)), tmp_path)
    assert log.gaps
    client = groups(Knobs())
    second, log = run(client, tmp_path, resume=True)
    assert by_stream(second) == planted("g", EVENTS) | planted("h", EVENTS)
    assert (twice(second), log.gaps) == (0, ())


def test_an_interrupted_run_is_taken_up(tmp_path: Path) -> None:
    log, source = ReadLog(), cloudwatch(
        FakeSession(groups(Knobs(latency=0.005))), [target("g"), target("h")],  # type: ignore[arg-type]
        Reading(page_events=50, patience=IMPATIENT), keeper=keeper(tmp_path),
    )  # fmt: skip
    for _ in source.events(HOUR, log):
        log.stop()
    assert log.interrupted
    second, log = run(groups(Knobs()), tmp_path, resume=True)
    assert by_stream(second) == planted("g", EVENTS) | planted("h", EVENTS)


def test_prefixes_that_are_read_apart_are_never_taken_for_an_empty_group(tmp_path: Path) -> None:
    noise = tuple(StubEvent(T0 + i, "noise", "ecs/noise/1") for i in range(500))
    wanted = tuple(StubEvent(T0 + 100 * i, "wanted", f"ecs/{name}/1") for i in range(5) for name in ("api", "web"))
    targets = [target("g", "ecs/web/"), target("g", "ecs/api/"), target("gone")]
    scenario = Scenario({"g": Group(noise + wanted)})
    reading = Reading(page_events=20, patience=IMPATIENT)
    for resume in (False, True):
        source = cloudwatch(
            FakeSession(FakeClient(scenario)), targets, reading,  # type: ignore[arg-type]
            keeper=keeper(tmp_path, more=resume), kept=Kept(tmp_path) if resume else None,
        )  # fmt: skip
        got, _ = read(source)
        assert by_stream(got) == planted("g", wanted)


def test_what_is_kept_is_private_and_redacted(tmp_path: Path) -> None:
    made = keeper(tmp_path / "k")
    made.begin(LANE, T0)
    made.add(LANE, [LogEvent(T0, "my secret", "g", "s", "1"), LogEvent(T0 + 5, "x", "g", "s", "2")], ())
    made.stop(())
    made.finish()
    assert [event.message for batch in Kept(tmp_path / "k").events(LANE, HOUR, "") for event in batch] == ["my [x]"]
    for path in (tmp_path / "k").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_kept_is_bounded_and_the_run_goes_on(tmp_path: Path) -> None:
    made = keeper(tmp_path, most_bytes=10)
    made.begin(LANE, T0)
    made.add(LANE, [LogEvent(T0 + i, "x" * 100, "g", "s", str(i)) for i in range(100)], ())
    made.finish()
    assert made.problem
    assert Kept(tmp_path).missing(LANE, HOUR) == [HOUR]


def test_a_folder_that_cannot_be_written_stops_the_keeping_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    made = keeper(tmp_path / "file" / "folder")
    made.begin(LANE, T0)
    made.add(LANE, [], ())
    assert made.problem


def test_what_is_kept_expires(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "production")
    keeper(folder)
    at = folder.joinpath("run.json").stat().st_mtime
    assert Kept(folder, lambda: at + EXPIRES_SECONDS - 1).manifest is not None
    assert Kept(folder, lambda: at + EXPIRES_SECONDS + 1).manifest is None
    drop_expired(tmp_path, lambda: at + EXPIRES_SECONDS - 1)
    assert folder.exists()
    drop_expired(tmp_path, lambda: at + EXPIRES_SECONDS + 1)
    assert not folder.exists()


@pytest.mark.parametrize("damage", [b"", b"\0" * 50, b"{}"])
def test_a_damaged_chunk_is_read_again(damage: bytes, tmp_path: Path) -> None:
    run(groups(Knobs(fail_after=9, fail_with="ExpiredTokenException")), tmp_path)
    for path in sorted(tmp_path.glob("*.chunk"))[:1]:
        path.write_bytes(damage)
    second, _ = run(groups(Knobs()), tmp_path, resume=True)
    assert by_stream(second) == planted("g", EVENTS) | planted("h", EVENTS)


def test_a_short_run_writes_no_events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("triage.sources.cloudwatch.keeping.UNTOUCHED_SECONDS", 1_000.0)
    made = keeper(tmp_path)
    made.begin(LANE, T0)
    made.add(LANE, [LogEvent(T0 + i, "x", "g", "s", str(i)) for i in range(1_000)], ())
    assert not list(tmp_path.glob("*.chunk"))
    made.stop(())
    made.finish()
    assert Kept(tmp_path).missing(LANE, HOUR) == [Window(T0 + 999, HOUR.end)]


spans = st.lists(
    st.tuples(st.integers(-5, 30), st.integers(-5, 30)).map(lambda pair: Window(*sorted(pair))), max_size=6
)


@settings(max_examples=200, deadline=None)
@given(spans)
def test_without_leaves_exactly_what_no_span_holds(taken: list[Window]) -> None:
    left = without(Window(0, 20), taken)
    for at in range(20):
        assert any(span.holds(at) for span in left) is not any(span.holds(at) for span in taken)


def test_gaps_are_never_taken_for_read(tmp_path: Path) -> None:
    made = keeper(tmp_path)
    made.begin(LANE, T0)
    made.add(LANE, [LogEvent(T0 + i, "x", "g", "s", str(i)) for i in (0, 50, 99)], ())
    made.stop([Gap("g", "lost", "", T0 + 20, T0 + 60)])
    made.finish()
    kept = Kept(tmp_path)
    assert kept.missing(LANE, Window(T0, T0 + 100)) == [Window(T0 + 20, T0 + 60), Window(T0 + 99, T0 + 100)]


def test_redacting_takes_a_small_share_of_the_time_while_a_run_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]

    def redact(text: str) -> str:
        now[0] += 0.01
        return text

    made = Keeper(tmp_path, "production", HOUR, redact, clock=lambda: now[0])
    made.begin(LANE, T0)
    for i in range(100):
        now[0] += 0.1
        made.add(LANE, [LogEvent(T0 + 50 * i + j, "x", "g", "s", f"{i}-{j}") for j in range(50)], ())
    assert 0 < len(list(tmp_path.glob("*.chunk"))) < 10
    monkeypatch.setattr("triage.sources.cloudwatch.keeping.FINISH_SECONDS", 1_000.0)
    made.stop(())
    made.finish()
    assert Kept(tmp_path).missing(LANE, Window(T0, T0 + 4_999)) == []


def test_what_cannot_be_written_in_time_is_not_kept_and_that_is_said(tmp_path: Path) -> None:
    clock = iter(range(0, 10**6, 10))
    made = Keeper(tmp_path, "production", HOUR, str, clock=lambda: float(next(clock)))
    made.begin(LANE, T0)
    for i in range(20):
        made.add(LANE, [LogEvent(T0 + 50 * i + j, "x", "g", "s", f"{i}-{j}") for j in range(50)], ())
    made.stop(())
    made.finish()
    assert "in time" in made.problem
