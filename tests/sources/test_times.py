"""Times at the start of lines."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.sources.carriers.times import LineClock, scaled

AT = datetime(2026, 7, 3, 18, 6, 21, tzinfo=UTC)
SECOND = int(AT.timestamp()) * 1000


@pytest.mark.parametrize(
    ("line", "ms"),
    [
        ("2026-07-03T18:06:21.123Z INFO up", 123),
        ("2026-07-03 18:06:21,123 [main] ERROR x.Y - boom", 123),
        ("2026-07-03T20:06:21.123456789+02:00 x", 123),
        ("2026/07/03 18:06:21 [error] 7#7: *1 connect() failed", 0),
        ("[2026-07-03 18:06:21 +0000] [1] [INFO] Booting", 0),
        ("2026-07-03 18:06:21.123 UTC [1] FATAL:  no", 123),
        ('time="2026-07-03T18:06:21Z" level=info', 0),
        ("E, [2026-07-03T18:06:21.123456 #1] ERROR -- : boom", 123),
        ('10.0.0.1 - - [03/Jul/2026:18:06:21 +0000] "GET / HTTP/1.1" 200 1', 0),
        ("1:M 03 Jul 2026 18:06:21.123 * Ready", 123),
        ("[Fri Jul 03 18:06:21.123456 2026] [error] x", 123),
        ("1783101981 started", 0),
        ("1783101981123 started", 123),
        ("\x1b[32m2026-07-03 18:06:21.123\x1b[0m INFO", 123),
        ('{"ts": 1783101981.123, "msg": "x"}', 123),
        ('{"@timestamp": "2026-07-03T18:06:21.123Z"}', 123),
    ],
)
def test_a_time_is_recognised(line: str, ms: int) -> None:
    assert LineClock(1972).read(line) == SECOND + ms


@pytest.mark.parametrize(
    "line",
    [
        "no time",
        "",
        "job 12345678901234567 done",
        "2026-13-45 25:61:61 nonsense",
        "the backup that was made on the machine at 2020-01-01 00:00:00 is old",
        "10.0.0.1:8080 refused",
        '{"time": "soon"}',
        "{",
    ],
)
def test_other_text_has_no_time(line: str) -> None:
    assert LineClock(1972).read(line) is None


def test_an_hour_may_be_padded_with_a_space() -> None:
    clock = LineClock(1972)
    told = [clock.read(f"2026-07-03  8:06:2{second} 0 [Note] x") for second in (1, 1, 2)]
    assert told == [SECOND - 36_000_000, SECOND - 36_000_000, SECOND - 36_000_000 + 1000]


def test_syslog_times_take_the_given_year_and_go_on_into_the_next() -> None:
    clock = LineClock(2026)
    times = [clock.read(f"{day} 23:59:59 host app: x") for day in ("Jul  3", "Dec 31", "Jan  1")]
    assert [datetime.fromtimestamp((at or 0) / 1000, UTC).year for at in times] == [2026, 2026, 2027]


@pytest.mark.parametrize("value", [1783101981, 1783101981000, 1783101981000000, 1783101981000000000, "1783101981000"])
def test_numbers_are_told_apart_by_their_size(value: object) -> None:
    assert scaled(value) == SECOND


def test_digits_without_end_cost_no_time() -> None:
    clock = LineClock(1972)
    for line in ("1" * 1_000_000, "[" * 1_000_000, "2026-" * 200_000, '{"time":' * 100_000):
        assert clock.read(line) is None


DAYS = ("2026-07-03", "2026/07/03", "2026-07-04", "2026-13-03")
CLOCKS = ("18:06:21", "18:06:60", "25:06:21", "18:06:22")
ENDS = (
    "",
    ".123",
    ",5",
    ".123456",
    ".1234567890",
    "Z",
    " Z",
    ".123Z",
    " UTC",
    ".5 +0200",
    "+02:00",
    " -03:00",
    ":",
    "-",
    " x",
    "\tx",
    "]",
    " 7",
)
HEADS = (
    "",
    "[",
    "INFO ",
    "time=",
    "Jul  3 18:06:21 host x: ",
    '{"time":"',
    '{"ts":"',
    "10.0.0.1 - - ",
    "\x1b[32m",
    "<13>",
)
OTHERS = (
    "Jul  3 18:06:21 host app: priced", "Jul 03 18:06:21 host app: priced", "Dec 31 23:59:59 host app: x", "Jan  1 00:00:00 host app: x",
    "Jul  3 18:06:21.5 host app: x", "Jul  3 18:06:21 host app: at 03 Jul 2026 18:06:22", "[Fri Jul 03 18:06:21.123456 2026] [error] x",
    "1:M 03 Jul 2026 18:06:21.123 * Ready", '10.0.0.1 - - [03/Jul/2026:18:06:21 +0000] "GET / HTTP/1.1" 200 1',
    '10.0.0.1 - - [03/Jul/2026:18:06:21 +0200] "GET /2026-07-03T18:06:21 HTTP/1.1" 200 1', "1783101981 x", "no time", "",
)  # fmt: skip
STAMPED = st.builds(
    lambda head, day, between, clock, end: f"{head}{day}{between}{clock}{end}" + ('"}' if head[:1] == "{" else " x"),
    st.sampled_from(HEADS),
    st.sampled_from(DAYS),
    st.sampled_from("T "),
    st.sampled_from(CLOCKS),
    st.sampled_from(ENDS),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(STAMPED, st.sampled_from(OTHERS)), max_size=30))
def test_what_earlier_lines_taught_changes_no_time(lines: list[str]) -> None:
    quick, slow = LineClock(2026), LineClock(2026)
    assert [quick.read(line) for line in lines] == [slow.read_alone(line) for line in lines]


@pytest.mark.parametrize("end", ENDS)
def test_a_value_in_json_is_the_same_time_the_second_time(end: str) -> None:
    clock = LineClock(2026)
    value = f"2026-07-03T18:06:21{end}"
    assert [clock.read(f'{{"time":"{value}"}}') for _ in range(2)] == [scaled(value)] * 2


def test_a_year_behind_the_time_counts_whatever_was_read_before() -> None:
    line = "Mar 12 06:00:01 2024 shop: order 7 failed"
    clock = LineClock(2025)
    clock.read("Mar 12 06:00:01 host shop: order 7 failed")
    assert clock.read(line) == LineClock(2025).read(line)
