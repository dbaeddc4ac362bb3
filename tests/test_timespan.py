from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.errors import UsageError
from triage.model.report import Window
from triage.timespan import ago, humane, iso, parse_duration, parse_time, to_ms, window

NOW = datetime(2026, 11, 22, 15, 32, 3, 178_900, tzinfo=UTC)
MINUTE = 60_000


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30m", 1800), ("2h", 7200), ("1h30m", 5400), ("1d", 86400), ("90s", 90), ("1w", 604800), ("1d12h", 129600)],
)
def test_durations_are_read(text: str, seconds: int) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "text", ["", "0m", "30", "m", "-5m", "1.5h", "30m1h", "30M", " 30m", "5 m", "9" * 400, "٣m", "999999w", "1h\n"]
)
def test_other_texts_are_no_durations(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_duration(text)
    assert "30m" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("now", NOW),
        ("30m", NOW - timedelta(minutes=30)),
        ("2026-11-22", datetime(2026, 11, 22, tzinfo=UTC)),
        ("2026-11-22T15:00", datetime(2026, 11, 22, 15, tzinfo=UTC)),
        ("2026-11-22 15:00:01", datetime(2026, 11, 22, 15, 0, 1, tzinfo=UTC)),
        ("2026-11-22T15:00:00.250Z", datetime(2026, 11, 22, 15, 0, 0, 250_000, tzinfo=UTC)),
        ("2026-11-22T16:00:00+01:00", datetime(2026, 11, 22, 15, tzinfo=UTC)),
    ],
)
def test_times_are_read_as_utc(text: str, expected: datetime) -> None:
    time = parse_time(text, NOW)
    assert time == expected
    assert time.utcoffset() == timedelta()


@pytest.mark.parametrize("text", ["", "yesterday", "25:00", "2026-13-01", "1h30", "x" * 1000, "\x1b[31m", "30 m"])
def test_a_malformed_time_names_the_accepted_forms(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_time(text, NOW)
    assert "30m" in caught.value.hint
    assert "2026-11-22T15:32:03Z" in caught.value.hint
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("text", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00"])
def test_a_time_outside_the_calendar_is_malformed(text: str) -> None:
    with pytest.raises(UsageError):
        parse_time(text, NOW)


def test_a_window_ends_now_when_nothing_else_is_said() -> None:
    end = to_ms(NOW)
    assert window("30m", "", NOW) == Window(end - 30 * MINUTE, end)


def test_a_window_between_two_times() -> None:
    start = to_ms(datetime(2026, 11, 22, 14, tzinfo=UTC))
    assert window("2026-11-22T14:00", "2026-11-22T14:05", NOW) == Window(start, start + 5 * MINUTE)


def test_a_window_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        window("2026-11-22T14:05Z", "2026-11-22T14:00Z", NOW)
    assert "swap" in caught.value.hint


def test_a_duration_counts_back_from_now_and_the_error_says_what_to_write_instead() -> None:
    with pytest.raises(UsageError) as caught:
        window("30m", "2026-11-22T14:00Z", NOW)
    assert "--since 2026-11-22T13:30:00.000Z" in caught.value.hint


@pytest.mark.parametrize(("since", "until"), [("2026-11-23", ""), ("1h", "2026-11-22T15:33")])
def test_the_future_holds_no_logs(since: str, until: str) -> None:
    with pytest.raises(UsageError, match="future"):
        window(since, until, NOW)


def test_an_error_names_the_flag() -> None:
    with pytest.raises(UsageError, match="--until: 'soon' is not a time"):
        window("30m", "soon", NOW)


def test_an_empty_window_is_refused() -> None:
    with pytest.raises(UsageError):
        window("now", "now", NOW)


def test_times_are_printed_in_utc_with_milliseconds() -> None:
    assert iso(to_ms(NOW)) == "2026-11-22T15:32:03.178Z"


@given(st.integers(min_value=-(10**17), max_value=10**17))
def test_any_number_of_milliseconds_can_be_printed(ms: int) -> None:
    assert iso(ms)[-1] in "Zs"


@given(st.integers(min_value=-62_135_596_800_000, max_value=253_402_300_799_999))
def test_a_printed_time_reads_back(ms: int) -> None:
    assert to_ms(parse_time(iso(ms), NOW)) == ms


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "<1s"), (45, "45s"), (120, "2m"), (125, "2m 5s"), (5400, "1h 30m"), (3605, "1h"), (273_600, "3d 4h")],
)
def test_lengths_of_time_in_two_units(seconds: int, text: str) -> None:
    assert humane(seconds * 1000) == text


def test_ago_never_says_a_negative_time() -> None:
    assert ago(5_000, 1_000) == "just now"
    assert ago(0, 120_000) == "2m ago"
