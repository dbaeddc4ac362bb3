"""The picture and the lines of progress."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from triage.cli.progress import LineDisplay, progress
from triage.cli.progress_state import Candidates, State
from triage.sources.reading import Progress
from triage.summary.value import Summary

HALF = Progress(
    groups=3, groups_done=1, slices=8, slices_done=4, pages=40, events=9, throttled=2, rate=4.0, quota=8.0, done=0.5
)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def counted(events: int = 1_000, errors: int = 7) -> Summary:
    summary = Summary()
    summary.events, summary.records, summary.error_records = events, events, errors
    return summary


def drawn(state: State, candidates: tuple[str, ...] = (), width: int = 140) -> str:
    console = Console(file=StringIO(), width=width, highlight=False)
    console.print(state.picture(candidates, width))
    return str(console.file.getvalue())  # type: ignore[attr-defined]


def state_after(seconds: float, progress: Progress = HALF) -> State:
    clock = Clock()
    state = State("Reading production", clock)
    clock.now = seconds
    state.read(progress)
    state.counted(counted())
    return state


def test_the_picture_tells_everything_that_is_known() -> None:
    text = drawn(state_after(60))
    for part in ("50%", "1 of 3 log groups", "4 of 8 slices", "40 pages", "4.0 of 8.0 requests/s", "throttled 2x",
                 "about 1m left", "1,000 events", "7 errors"):  # fmt: skip
        assert part in text


def test_candidates_are_no_causes_while_something_is_unread() -> None:
    assert "Candidates so far (not all is read)" in drawn(state_after(60), ("12x  a table is missing",))
    assert "so far" not in drawn(state_after(60, Progress(done=1.0)), ("12x  a table is missing",))


def test_nothing_is_promised_before_anything_is_known() -> None:
    assert "left" not in drawn(state_after(60, Progress(groups=3, quota=8)))


def test_a_narrow_terminal_gets_whole_lines() -> None:
    for width in (20, 40, 80):
        assert all(len(line) <= width for line in drawn(state_after(60), ("x" * 300,), width).splitlines())


def test_lines_come_every_ten_seconds_and_none_of_a_short_run() -> None:
    out, clock = StringIO(), Clock()
    display = LineDisplay(out, "Reading production", clock)
    for second in range(25):
        clock.now = second
        display.reading(HALF)
        display.counted(counted())
    lines = out.getvalue().splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("triage: Reading production: 50%, 1 of 3 log groups")


def test_quiet_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(True, "Reading") as display:
        display.reading(HALF)
        display.counted(counted())
        display.waiting("x")
    assert tuple(capsys.readouterr()) == ("", "")


def test_candidates_are_looked_for_seldom() -> None:
    clock, looks = Clock(), []

    def rank(summary: Summary) -> list[str]:
        looks.append(clock.now)
        clock.now += 0.5
        return ["one"]

    found = Candidates(rank, clock)
    while clock.now < 60:
        found.look(counted())
        clock.now += 0.1
    assert found.shown == ("one",)
    assert len(looks) <= 13


def test_without_errors_nothing_is_ranked() -> None:
    clock = Clock()
    found = Candidates(lambda summary: 1 / 0, clock)  # type: ignore[arg-type, return-value]
    clock.now = 99
    found.look(counted(errors=0))
    assert found.shown == ()
