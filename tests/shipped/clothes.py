"""One recording in other clothes: what carriers and logging settings make of the same events."""

import json
import random
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Event = dict[str, Any]
_STAMP = re.compile(
    r"\[?\d{4}[-/]\d\d[-/]\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d+)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?\]?(?: - |[ \t]+)"
    r"|\d\d:\d\d:\d\d\.\d{3} |[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M |(?:ts|time)=\S+ "
)
_TIMES = ("time", "timestamp", "asctime", "@timestamp")


def events_of(path: Path) -> list[Event]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def plain(events: list[Event]) -> str:
    return "".join(json.dumps(event) + "\n" for event in events)


def bare(message: str) -> str:
    """A line as a program writes it that leaves the time to the log driver."""
    if message.startswith("{") and message.endswith("}"):
        return json.dumps({name: value for name, value in json.loads(message).items() if name not in _TIMES})
    found = _STAMP.match(message)
    return (message[found.end() :] or " ") if found else message


def without_stamps(events: list[Event]) -> list[Event]:
    return [{**event, "message": bare(event["message"])} for event in events]


def shuffled(events: list[Event]) -> list[Event]:
    """As pages of several streams arrive: lines of one stream and millisecond keep their order, nothing else does."""
    together: dict[tuple[str, int], list[Event]] = {}
    for event in events:
        together.setdefault((event["logStream"], event["timestamp"]), []).append(event)
    keys = list(together)
    random.Random(7).shuffle(keys)
    return [event for key in keys for event in together[key]]


def nameless(events: list[Event]) -> list[Event]:
    return [{"timestamp": event["timestamp"], "message": event["message"]} for event in events]


def tail(events: list[Event]) -> str:
    """`aws logs tail`, by default: time, stream, message."""
    return "".join(f"{_when(e).isoformat(timespec='microseconds')} {e['logStream']} {e['message']}\n" for e in events)


def short_tail(events: list[Event]) -> str:
    """`aws logs tail --format short`: whole seconds, no stream."""
    return "".join(f"{_when(event):%Y-%m-%dT%H:%M:%S} {event['message']}\n" for event in events)


def _when(event: Event) -> datetime:
    return datetime.fromtimestamp(event["timestamp"] / 1000, UTC)


APART: dict[str, Callable[[list[Event]], str]] = {
    "without application time stamps": lambda events: plain(without_stamps(events)),
    "in another order of arrival": lambda events: plain(shuffled(events)),
    "aws logs tail": tail,
    "aws logs tail, without application time stamps": lambda events: tail(without_stamps(events)),
}
"""Each line still tells its stream and its millisecond."""

MERGED: dict[str, Callable[[list[Event]], str]] = {
    "merged": lambda events: plain(nameless(events)),
    "merged, without application time stamps": lambda events: plain(nameless(without_stamps(events))),
    "merged, in another order of arrival": lambda events: plain(nameless(shuffled(events))),
    "aws logs tail --format short": short_tail,
    "aws logs tail --format short, without application time stamps": lambda events: short_tail(without_stamps(events)),
}
"""No line tells its stream."""
