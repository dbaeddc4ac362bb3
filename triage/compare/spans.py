"""`--baseline previous|1d|T1..T2`: the earlier window that another one is measured against."""

from datetime import datetime

import msgspec

from triage.errors import UsageError
from triage.model.report import Window
from triage.timespan import iso, parse_duration, parse_time, to_ms

FORMS = "write previous (the window just before), a duration such as 1d (as much earlier), or T1..T2"

_TO_THE_MINUTE_MS = 300_000
"""Shorter windows are told to the second."""


class BaselineSpan(msgspec.Struct, frozen=True):
    """The earlier window, and how it is called."""

    window: Window
    says: str


def baseline_span(text: str, window: Window, now: datetime) -> BaselineSpan:
    """The window that `text` means for `window`. Raises UsageError for another form, and when the two overlap."""
    text = text.strip()
    if text == "previous":
        span = Window(window.start - (window.end - window.start), window.start)
        return BaselineSpan(span, f"the window before ({_told(span)})")
    if ".." in text:
        first, _, last = text.partition("..")
        span = Window(to_ms(parse_time(first, now)), to_ms(parse_time(last, now)))
        if span.end > to_ms(now):
            raise UsageError(f"--baseline: {_told(span)} lies in the future", f"it is {iso(to_ms(now))} now")
        if span.start >= span.end:
            raise UsageError(f"--baseline: {_told(span)} is no window", "the earlier time stands first: T1..T2")
        return _checked(BaselineSpan(span, _told(span)), window)
    try:
        back = int(parse_duration(text).total_seconds() * 1000)
    except UsageError as error:
        raise UsageError(f"--baseline: {error.message}", FORMS) from error
    span = Window(window.start - back, window.end - back)
    return _checked(BaselineSpan(span, f"{text} earlier ({_told(span)})"), window)


def is_span(text: str) -> bool:
    """Whether `text` means a window rather than the name of an environment."""
    return text == "previous" or ".." in text or text[:1].isdigit()


def _checked(found: BaselineSpan, window: Window) -> BaselineSpan:
    if found.window.end > window.start and found.window.start < window.end:
        hint = f"the window begins at {iso(window.start)}; a baseline lies before it"
        raise UsageError(f"--baseline: {_told(found.window)} overlaps the window itself", hint)
    return found


def _told(span: Window) -> str:
    kept = 16 if span.end - span.start >= _TO_THE_MINUTE_MS else 19
    return f"{_time(span.start, kept)} to {_time(span.end, kept)} UTC"


def _time(milliseconds: int, kept: int) -> str:
    return iso(milliseconds)[:kept].replace("T", " ")
