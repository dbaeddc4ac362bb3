"""The recordings cut at every point, and mixed at every point: nothing is lost, and what is cut says so."""

import functools
import json
from collections import Counter
from itertools import groupby
from pathlib import Path

import pytest

from triage.model.events import Cut, LogEvent
from triage.parsing.joining import Joined, Joiner
from triage.parsing.modes import CONTINUATIONS
from triage.parsing.shapes import Shape, shape_of

SAMPLES = Path(__file__).parents[2] / "sample_logs"
RECORDINGS = sorted(f"{path.parent.name}/{path.name}" for path in SAMPLES.glob("*/events*.jsonl"))
AROUND = 60
"""Events on each side of a cut; whatever lies further away was settled before."""
LONGEST = 400
"""Events of one stream that are cut at every point; what follows repeats them."""
FOREIGN = [
    '10.0.0.9 - - [22/Nov/2026:17:46:40 +0000] "GET /other HTTP/1.1" 500 12',
    "2026-11-22 17:46:40,000 ERROR [99] other.worker: it failed",
    "Traceback (most recent call last):",
    '  File "/app/other.py", line 1, in other',
    "KeyError: 'other'",
]


@functools.cache
def streams(recording: str) -> tuple[tuple[LogEvent, ...], ...]:
    rows = map(json.loads, (SAMPLES / recording).read_text(encoding="utf-8").splitlines())
    ordered = sorted(rows, key=lambda row: str(row["logStream"]))
    return tuple(
        tuple(LogEvent(row["timestamp"], row["message"], row["logGroup"], stream) for row in group)
        for stream, group in groupby(ordered, key=lambda row: str(row["logStream"]))
    )


def join(events: list[LogEvent], window_cut: bool = True) -> list[Joined]:
    joiner = Joiner()
    return [*joiner.add(events), *joiner.close(window_cut)]


def assert_nothing_is_lost(events: list[LogEvent], found: list[Joined]) -> None:
    assert Counter(line for joined in found for line in joined.lines) == Counter(event.message for event in events)
    assert all(joined.events == len(joined.lines) for joined in found)
    assert [joined.timestamp for joined in found] == sorted(joined.timestamp for joined in found)
    for joined in found:
        assert is_subsequence(list(joined.lines), tuple(event.message for event in events))


@pytest.mark.parametrize("recording", RECORDINGS)
def test_a_recording_cut_at_any_point_keeps_every_event_once(recording: str) -> None:
    for stream in streams(recording):
        for at in range(min(len(stream), LONGEST) + 1):
            before, after = list(stream[max(0, at - AROUND) : at]), list(stream[at : at + AROUND])
            assert_nothing_is_lost(before, join(before))
            assert_nothing_is_lost(after, join(after))


@pytest.mark.parametrize("recording", RECORDINGS)
def test_a_record_that_begins_in_the_middle_says_so(recording: str) -> None:
    for stream in streams(recording):
        for at in range(min(len(stream), LONGEST)):
            first = join(list(stream[at : at + AROUND]))[0]
            goes_on = shape_of(stream[at].message) in CONTINUATIONS
            assert (Cut.START in first.cuts) == goes_on, stream[at].message


@pytest.mark.parametrize("recording", RECORDINGS)
def test_a_traceback_without_its_end_says_so(recording: str) -> None:
    for stream in streams(recording):
        for at in range(1, min(len(stream), LONGEST) + 1):
            if shape_of(stream[at - 1].message) in (Shape.PY_FRAME, Shape.TRACE, Shape.PY_CHAIN):
                found = join(list(stream[max(0, at - AROUND) : at]))
                last = next(joined for joined in reversed(found) if joined.lines[-1] == stream[at - 1].message)
                assert Cut.END in last.cuts, last.lines[-1]


@pytest.mark.parametrize("recording", RECORDINGS)
def test_lines_of_another_worker_at_any_point_lose_nothing(recording: str) -> None:
    for stream in streams(recording):
        for record in longest(stream):
            for at in range(len(record) + 1):
                now = record[at - 1].timestamp if at else record[0].timestamp
                foreign = [LogEvent(now, line, record[0].log_group, record[0].log_stream) for line in FOREIGN]
                mixed = [*record[:at], *foreign, *record[at:]]
                found = join(mixed)
                assert_nothing_is_lost(mixed, found)
                assert any(is_subsequence(FOREIGN[1:], joined.lines) for joined in found), at


def is_subsequence(lines: list[str], whole: tuple[str, ...]) -> bool:
    rest = iter(whole)
    return all(line in rest for line in lines)


def longest(stream: tuple[LogEvent, ...]) -> list[list[LogEvent]]:
    """Up to two records of the stream, the longest ones, as events; at most a hundred of each."""
    found = sorted(join(list(stream[:LONGEST])), key=lambda joined: -joined.events)[:2]
    return [
        [LogEvent(joined.timestamp, line, joined.log_group, joined.log_stream) for line in joined.lines[:100]]
        for joined in found
    ]
