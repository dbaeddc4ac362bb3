"""Folders that are named after a date, and whether a window can have anything in them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from triage.model.report import Window
from triage.timespan import to_ms

SLACK_MS = 86_400_000
"""Deliveries are filed by the time of their arrival, which may be hours after the events, and by clocks of other
zones: a folder counts as a day longer on either side."""
_DEEPEST = 32
_NAMED = re.compile(r"(year|month|day|hour)=(\d{1,4})", re.ASCII)
_WHOLE = re.compile(r"(?:dt|date|day)=(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_YEAR = re.compile(r"20\d\d", re.ASCII)
_TWO = re.compile(r"\d\d", re.ASCII)


def span_of(folders: list[str]) -> Window | None:
    """The time that the folders of a path name: `year=2026/month=11/day=22`, `dt=2026-11-22` or `2026/11/22`, each
    with an hour or without, named ones also without a day; None where they name none."""
    folders = folders[:_DEEPEST]
    for number, folder in enumerate(folders):
        if found := _WHOLE.fullmatch(folder):
            return _window([*map(int, found.groups()), *_hour(folders[number + 1 : number + 2])])
        if folder.startswith("year=") and (named := _named(folders[number : number + 4])):
            return _window(named)
        if _YEAR.fullmatch(folder):
            parts = folders[number : number + 4]
            count = next((n for n, part in enumerate(parts[1:], 1) if not _TWO.fullmatch(part)), len(parts))
            if count >= 3 and (span := _window([int(part) for part in parts[:count]])):
                return span
    return None


def outside(folders: list[str], window: Window) -> bool:
    """Whether the folders name a time so far from the window that no event of it can be there."""
    span = span_of(folders)
    return span is not None and (span.end + SLACK_MS <= window.start or span.start - SLACK_MS >= window.end)


def _named(folders: list[str]) -> list[int]:
    """Numbers of `year=`, `month=`, `day=`, `hour=` in this order, as far as they go."""
    numbers: list[int] = []
    for name, folder in zip(("year", "month", "day", "hour"), folders, strict=False):
        found = _NAMED.fullmatch(folder)
        if found is None or found[1] != name:
            break
        numbers.append(int(found[2]))
    return numbers


def _hour(folders: list[str]) -> list[int]:
    found = _NAMED.fullmatch(folders[0]) if folders else None
    return [int(found[2])] if found and found[1] == "hour" else []


def _window(numbers: list[int]) -> Window | None:
    """From the first moment of that year, month, day or hour to its last; None for what no calendar holds."""
    year, month, day, hour = (*numbers, *(1, 1, 1, 0)[len(numbers) :])
    try:
        start = datetime(year, month, day, hour, tzinfo=UTC)
        if len(numbers) >= 3:
            end = start + timedelta(hours=1 if len(numbers) == 4 else 24)
        else:
            after = year * 12 + (month if len(numbers) == 2 else 12)
            end = datetime(after // 12, after % 12 + 1, 1, tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return Window(to_ms(start), to_ms(end))
