"""`--baseline` in words."""

from datetime import UTC, datetime

import pytest

from triage.compare.spans import baseline_span, is_span
from triage.errors import UsageError
from triage.model.report import Window

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE = 60_000
END = int(NOW.timestamp() * 1000)
WINDOW = Window(END - 30 * MINUTE, END)


def test_previous_is_the_window_just_before() -> None:
    assert baseline_span("previous", WINDOW, NOW).window == Window(END - 60 * MINUTE, END - 30 * MINUTE)


def test_a_duration_is_as_much_earlier() -> None:
    found = baseline_span("1d", WINDOW, NOW)
    assert found.window == Window(WINDOW.start - 86_400_000, WINDOW.end - 86_400_000)
    assert "1d earlier" in found.says


def test_two_times_are_a_window() -> None:
    found = baseline_span("2026-03-01T10:00Z..2026-03-01T11:00Z", WINDOW, NOW)
    assert found.window.end - found.window.start == 60 * MINUTE


@pytest.mark.parametrize("text", ["10m", "45m..now", "2026-03-01T11:00Z..2026-03-01T10:00Z", "soon", "..", ""])
def test_what_overlaps_or_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as told:
        baseline_span(text, WINDOW, NOW)
    assert told.value.hint


def test_names_are_no_spans() -> None:
    assert not is_span("staging")
    assert is_span("previous") and is_span("1d") and is_span("a..b")
