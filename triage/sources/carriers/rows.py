"""One event as a JSON object (of any API answer, export or saved line) becomes a LogEvent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeGuard

from triage.model.events import LogEvent
from triage.sources.reading import LAST_MS
from triage.timespan import to_ms

Json = Mapping[str, object]

_STREAM_KEYS = ("logStreamName", "logStream", "@logStream")
_GROUP_KEYS = ("logGroupName", "logGroup")
KNOWN = frozenset(
    ("timestamp", "message", "environment", "eventId", "id", "ingestionTime", *_STREAM_KEYS, *_GROUP_KEYS)
)


def is_object(value: object) -> TypeGuard[Json]:
    return isinstance(value, dict)


def is_event(value: object) -> bool:
    """True for an object that carries an event, and not for a program's own structured log line."""
    if not is_object(value):
        return False
    if "@message" in value:
        return "@timestamp" in value
    if not isinstance(value.get("message"), str) or "timestamp" not in value:
        return False
    return any(key in value for key in (*_STREAM_KEYS, *_GROUP_KEYS, "ingestionTime", "eventId")) or KNOWN.issuperset(
        value
    )


def event_of(value: object, header: Json | None = None, stream: str = "") -> LogEvent | None:
    """The event in an object or in an Insights row; None where there is none.

    `header` brings the group and stream that stand outside it, `stream` is used where nothing names one."""
    if isinstance(value, list):
        value = _row(value)
    if not is_object(value):
        return None
    header = header or {}
    message, timestamp = value.get("message", value.get("@message")), value.get("timestamp", value.get("@timestamp"))
    time = milliseconds(timestamp)
    if not isinstance(message, str) or time is None:
        return None
    return LogEvent(
        time,
        tidy(message),
        _first(value, _GROUP_KEYS) or _of_log(value) or _first(header, _GROUP_KEYS),
        _first(value, _STREAM_KEYS) or _first(header, _STREAM_KEYS) or stream,
        _text(value.get("eventId", value.get("id", value.get("@ptr")))),
        milliseconds(value.get("ingestionTime")) or 0,
        _first(value, ("environment",)),
    )


def milliseconds(value: object) -> int | None:
    """A time as milliseconds since the epoch: a number or its text, or an ISO time (UTC where it names no zone)."""
    if isinstance(value, str):
        text = value.strip()
        if text.isascii() and text.isdigit() and len(text) <= 16:
            value = int(text)
        else:
            return _iso(text)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value < LAST_MS else None


def tidy(text: str) -> str:
    """Text that can be written again: lone surrogates, which JSON can smuggle in, are replaced."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _iso(text: str) -> int | None:
    if len(text) > 40:
        return None
    if text.endswith(("UTC", "GMT")):
        text = text[:-3].rstrip()
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    value = to_ms(time.replace(tzinfo=UTC) if time.tzinfo is None else time)
    return value if 0 <= value < LAST_MS else None


def _row(fields: list[object]) -> dict[str, object]:
    """An Insights row: a list of `{field, value}`."""
    return {str(f.get("field")): f.get("value") for f in fields if is_object(f)}


def _of_log(value: Json) -> str:
    """`@log` reads `account:group`; a group's name holds no colon."""
    return _first(value, ("@log",)).rsplit(":", 1)[-1]


def _first(value: Json, keys: tuple[str, ...]) -> str:
    for key in keys:
        found = value.get(key)
        if isinstance(found, str) and found:
            return tidy(found)
    return ""


def _text(value: object) -> str:
    return str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
