"""Overlapping polls count every event once, heal what could not be read, and end with a report of everything."""

from __future__ import annotations

from collections.abc import Iterator

from triage.model.events import LogEvent
from triage.model.report import Gap, Target, VerdictStatus, Window
from triage.ruleset.library import RuleSet
from triage.sources.reading import Batch, ReadLog
from triage.watching import Follower

T0 = 1_800_000_000_000
STREAM = "ecs/web/0123456789abcdef0123456789abcdef"
RULES = RuleSet((), "none")


class Tape:
    """A source over events that become visible at a time of their own."""

    def __init__(self, *events: tuple[int, int, str]) -> None:
        """Time of the event, time from which it is visible, both in seconds; text."""
        self.events_ = events
        self.now = 0
        self.windows: list[Window] = []
        self.broken: list[Gap] = []

    def describe(self) -> Target:
        return Target("cloudwatch", "test")

    def events(self, window: Window, log: ReadLog) -> Iterator[Batch]:
        self.windows.append(window)
        if log.stopping:
            log.interrupted = True
            return
        if self.broken:
            log.gap(self.broken.pop(0))
            return
        batch = [
            LogEvent(T0 + at * 1000, text, "g", STREAM, event_id=f"{at}-{text}")
            for at, visible, text in sorted(self.events_)
            if visible <= self.now and window.holds(T0 + at * 1000)
        ]
        if batch:
            yield log.deliver(batch)

    def clock(self) -> int:
        return T0 + self.now * 1000


def follower(tape: Tape) -> Follower:
    return Follower(tape, T0, RULES, tape.clock)


def at(tape: Tape, following: Follower, *seconds: int) -> list[tuple[int, int]]:
    """Fresh and late events of the looks at these times."""
    seen = []
    for second in seconds:
        tape.now = second
        look = following.poll()
        seen.append((look.fresh, look.late))
    return seen


def test_an_event_is_counted_once_however_often_it_is_read() -> None:
    tape = Tape(*((i, i, f"line {i}") for i in range(60)))
    following = follower(tape)
    assert at(tape, following, 10, 20, 61) == [(10, 0), (10, 0), (40, 0)]
    assert following.close().coverage.events == 60


def test_a_late_event_is_counted_and_told() -> None:
    tape = Tape((1, 1, "in time"), (5, 95, "late"))
    following = follower(tape)
    assert at(tape, following, 10, 100) == [(1, 0), (1, 1)]


def test_each_look_reads_the_last_two_minutes_again() -> None:
    tape = Tape()
    following = follower(tape)
    at(tape, following, 300, 310)
    assert [window.start for window in tape.windows] == [T0, T0 + 180_000]


def test_what_could_not_be_read_is_read_by_a_later_look() -> None:
    tape = Tape((1, 1, "hidden by the fault"))
    tape.broken = [Gap("g", "the service failed", "", T0, T0 + 10_000)]
    following = follower(tape)
    assert at(tape, following, 300, 310) == [(0, 0), (1, 0)]
    report = following.close()
    assert (report.gaps, report.coverage.events) == ((), 1)


def test_what_can_never_be_read_becomes_one_gap_and_holds_nothing_up() -> None:
    tape = Tape((900, 900, "later"))
    tape.broken = [Gap("g", "not authorized", "", T0, T0 + 10_000)] * 9
    following = follower(tape)
    at(tape, following, *range(100, 1_000, 100))
    assert tape.windows[-1].start > T0
    assert at(tape, following, 1_000) == [(1, 0)]
    assert [(gap.scope, gap.reason) for gap in following.close().gaps] == [("g", "not authorized")]


def test_an_interrupt_leaves_no_gap_of_its_own() -> None:
    tape = Tape((1, 1, "ERROR broken"))
    following = follower(tape)
    at(tape, following, 10)
    following.stop()
    at(tape, following, 20)
    report = following.close()
    assert (report.gaps, report.window.end) == ((), T0 + 10_000)


def test_a_last_line_is_shown_once_its_stream_is_silent() -> None:
    tape = Tape((1, 1, "2027-01-15 08:00:01 ERROR the parrot of tenant 7 sings flat"))
    following = follower(tape)
    tape.now = 5
    assert following.poll().report.unmatched == ()
    tape.now = 20
    report = following.poll().report
    assert [cluster.count for cluster in report.unmatched] == [1]
    assert report.verdict.status is VerdictStatus.UNEXPLAINED


def test_memory_of_ids_is_that_of_the_overlap() -> None:
    tape = Tape(*((i, i, "x") for i in range(1_000)))
    following = follower(tape)
    at(tape, following, *range(100, 1_001, 100))
    assert len(following._recent._seen) <= 121
    assert following.close().coverage.events == 1_000
