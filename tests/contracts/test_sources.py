"""What every log source guarantees."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sources.fakes import HOUR, by_stream, cloudwatch, fake_session, planted, read, steady, target
from tests.stub.scenario import Group, Scenario, StubEvent
from triage.model.report import Window
from triage.sources.files import FileSource
from triage.sources.reading import LogSource, ReadLog

Make = Callable[[tuple[StubEvent, ...], Path], LogSource]


def _files(events: tuple[StubEvent, ...], folder: Path) -> LogSource:
    path = folder / "events.jsonl"
    rows = [
        {
            "timestamp": e.timestamp,
            "message": e.message,
            "logGroup": "g",
            "logStream": e.stream,
            "eventId": e.id or str(i),
        }
        for i, e in enumerate(events)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return FileSource([str(path)])


def _cloudwatch(events: tuple[StubEvent, ...], folder: Path) -> LogSource:
    return cloudwatch(fake_session(Scenario({"g": Group(events)})), [target("g")])


SOURCES: dict[str, Make] = {"files": _files, "cloudwatch": _cloudwatch}


@pytest.fixture(params=SOURCES)
def make(request: pytest.FixtureRequest) -> Make:
    return SOURCES[request.param]


def test_it_says_what_it_is(make: Make, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    assert make((), tmp_path).describe().source in request.node.name


def test_every_event_of_the_window_comes_once_and_in_order(make: Make, tmp_path: Path) -> None:
    events = steady(1_000)
    got, log = read(make(events, tmp_path))
    assert by_stream(got) == planted("g", events)
    assert (log.events, log.gaps, log.diagnostics) == (1_000, (), ())


def test_events_of_one_millisecond_keep_the_order_in_which_they_came(make: Make, tmp_path: Path) -> None:
    events = tuple(StubEvent(HOUR.start + i // 50, str(i), f"s{i % 3}") for i in range(500))
    got, _ = read(make(events, tmp_path))
    assert by_stream(got) == planted("g", events)


def test_the_window_is_half_open(make: Make, tmp_path: Path) -> None:
    events = tuple(StubEvent(at, str(at)) for at in range(HOUR.start, HOUR.start + 10))
    got, _ = read(make(events, tmp_path), Window(HOUR.start + 2, HOUR.start + 5))
    assert [event.timestamp - HOUR.start for event in got] == [2, 3, 4]


def test_the_same_id_counts_once(make: Make, tmp_path: Path) -> None:
    events = (
        StubEvent(HOUR.start, "a", id="1"),
        StubEvent(HOUR.start, "a", id="1"),
        StubEvent(HOUR.start, "a", id="2"),
    )
    got, log = read(make(events, tmp_path))
    assert ([event.event_id for event in got], log.duplicates) == (["1", "2"], 1)


def test_nothing_there_is_no_gap(make: Make, tmp_path: Path) -> None:
    got, log = read(make((), tmp_path))
    assert (got, log.gaps, log.span()) == ([], (), None)


def test_two_readings_are_equal(make: Make, tmp_path: Path) -> None:
    events = steady(500)
    assert read(make(events, tmp_path))[0] == read(make(events, tmp_path))[0]


def test_a_stop_before_the_first_event_leaves_gaps(make: Make, tmp_path: Path) -> None:
    log = ReadLog()
    log.stop()
    assert list(make(steady(10), tmp_path).events(HOUR, log)) == []
    assert log.interrupted
    assert log.gaps
