"""Time windows as people write them: `30m`, `2h`, an ISO time; and times as people read them."""

import re
from datetime import UTC, datetime, timedelta

from triage.errors import UsageError
from triage.model.report import Window

ACCEPTED = (
    "write a duration (90s, 30m, 2h, 1h30m, 1d, 1w), a time (2026-11-22T15:32:03Z, 2026-11-22 15:32; "
    "without a zone it is UTC), a date (2026-11-22) or now"
)
"""The forms that `parse_time` reads, for hints and help texts."""

_PARTS = re.compile(r"(?:(\d{1,6})w)?(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,9})s)?", re.ASCII)
_LONGEST = timedelta(days=3660)
_TEXT_BOUND = 64
_UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))


def parse_duration(text: str) -> timedelta:
    """`1h30m` and the like, largest unit first; more than nothing and at most ten years.

    Raises UsageError naming the accepted forms."""
    parts = _PARTS.fullmatch(text) if text and len(text) <= _TEXT_BOUND else None
    if parts is None:
        raise UsageError(f"{_shown(text)} is not a duration", "write for example 90s, 30m, 2h, 1h30m, 1d or 1w")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in parts.groups())
    span = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    if not timedelta() < span <= _LONGEST:
        raise UsageError(f"{_shown(text)} is not between a second and ten years", "write for example 30m or 2h")
    return span


def parse_time(text: str, now: datetime) -> datetime:
    """An aware UTC time out of an ISO time, a date, `now`, or a duration (that long before `now`).

    Raises UsageError naming the accepted forms."""
    text = text.strip()
    if text == "now":
        return now.astimezone(UTC)
    if _is_duration(text):
        return now.astimezone(UTC) - parse_duration(text)
    try:
        time = datetime.fromisoformat(text) if len(text) <= _TEXT_BOUND else None
        if time is not None:
            return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise UsageError(f"{_shown(text)} is not a time", ACCEPTED)


def window(since: str, until: str, now: datetime) -> Window:
    """The half-open window from `since` to `until`; both count back from `now` when they are durations.

    Raises UsageError for a form that cannot be read, an empty window, or one that reaches into the future."""
    start, end = _read("--since", since, now), _read("--until", until or "now", now)
    for flag, text, time in (("--since", since, start), ("--until", until, end)):
        if time > now:
            raise UsageError(
                f"{flag} {_shown(text)} lies in the future; it is {iso(to_ms(now))} now",
                "times without a zone are UTC; a duration such as 30m counts back from now",
            )
    if start >= end:
        raise UsageError(
            f"--since {_shown(since)} ({iso(to_ms(start))}) is not before --until {_shown(until)} ({iso(to_ms(end))})",
            _earlier_hint(since, end),
        )
    return Window(to_ms(start), to_ms(end))


def to_ms(time: datetime) -> int:
    """Milliseconds since the epoch, rounded down."""
    return (time - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def iso(ms: int) -> str:
    """`2026-11-22T15:32:03.178Z`; a number outside the years 1 to 9999 is shown as `<n>ms`."""
    try:
        time = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
    except OverflowError:
        return f"{ms}ms"
    return f"{time:%Y-%m-%dT%H:%M:%S}.{time.microsecond // 1000:03d}Z".rjust(24, "0")


def humane(ms: int) -> str:
    """A length of time in at most two units: `45s`, `2m`, `1h 30m`, `3d 4h`; under a second `<1s`."""
    seconds = abs(ms) // 1000
    parts: list[str] = []
    for unit, size in _UNITS:
        amount, seconds = divmod(seconds, size)
        if amount or parts:
            parts.append(f"{amount}{unit}" if amount else "")
    shown = [part for part in parts[:2] if part]
    return " ".join(shown) or "<1s"


def ago(ms: int, now: int) -> str:
    """How long before `now` something was: `2m ago`, `1h 30m ago`; `just now` under a second or later."""
    return "just now" if now - ms < 1000 else f"{humane(now - ms)} ago"


def _read(flag: str, text: str, now: datetime) -> datetime:
    try:
        return parse_time(text, now)
    except UsageError as error:
        raise UsageError(f"{flag}: {error.message}", error.hint) from error


def _is_duration(text: str) -> bool:
    return bool(text) and len(text) <= _TEXT_BOUND and _PARTS.fullmatch(text) is not None


def _earlier_hint(since: str, end: datetime) -> str:
    if not _is_duration(since.strip()):
        return "swap the two, or leave --until out to read up to now"
    start = to_ms(end - parse_duration(since.strip()))
    return f"a duration counts back from now; for {since} before --until write --since {iso(start)}"


def _shown(text: str) -> str:
    return ascii(text if len(text) <= _TEXT_BOUND else text[:_TEXT_BOUND] + "...")
