"""The time at the start of a line of plain text, in the forms that programs print."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

import msgspec

from triage.sources.carriers.rows import milliseconds
from triage.sources.reading import LAST_MS
from triage.timespan import to_ms

LOOK = 72
"""Characters of a line in which its time must begin and end; access logs put an address first."""
LATEST_START = 32
"""Characters that may stand before it: a level, a logger, `time=`."""
_LOOK_ACCESS = 400
_MONTH = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
MONTHS = {name: number for number, name in enumerate(_MONTH[1:-1].split("|"), 1)}
_CLOCK = r"(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?"
_PADDED_CLOCK = _CLOCK.replace(r"(\d\d)", r"(\d\d| \d)", 1)
_ZONE = r" ?(Z|UTC|GMT|[+-]\d\d:?\d\d)?(?![\d:])"
_FORMS = (
    # ISO and its relatives: Python, Java, Go, PostgreSQL, nginx' error log, gunicorn, ...
    # MariaDB pads the hour with a space.
    (re.compile(rf"(?<!\d)(\d{{4}})[-/](\d\d)[-/](\d\d)[T ]{_PADDED_CLOCK}{_ZONE}", re.ASCII), "ymd"),
    # Redis and friends: 23 Jul 2026 18:06:21.123
    (re.compile(rf"(?<!\d)(\d\d?)[ -]{_MONTH}[ -](\d{{4}})[ ]{_CLOCK}{_ZONE}", re.ASCII), "dmy"),
    # Apache's error log: [Thu Jul 23 18:06:21.123456 2026]
    (re.compile(rf"(?<!\w){_MONTH} +(\d\d?) {_CLOCK} (\d{{4}})(?!\d)", re.ASCII), "mdty"),
    # syslog: Jul 23 18:06:21, without a year
    (re.compile(rf"(?:<\d{{1,3}}>)?{_MONTH} +(\d\d?) {_CLOCK}(?!\d)", re.ASCII), "md"),
)
_ACCESS = re.compile(rf"\[(\d\d)/{_MONTH}/(\d{{4}}):{_CLOCK} ([+-]\d{{4}})\]", re.ASCII)
_YMD = _FORMS[0][0]
_PLAIN_ACCESS = re.compile(
    r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3} - - "
    rf"\[((\d\d)/{_MONTH}/(\d{{4}}):(\d\d):(\d\d):(\d\d) ([+-]\d{{4}}))\]",
    re.ASCII,
)
"""The usual access line: no other form can begin in it before the bracket ends."""
_DIGIT = re.compile("[0-9]", re.ASCII)
_SECONDS = 4096
"""Times to the second that are remembered: lines share them."""
_CLOCK_ANYWHERE = re.compile(r"\d:\d\d:\d\d", re.ASCII)
_BEFORE_CLOCK = 16
"""Characters before a clock in which the name of the month stands."""
_ANY_MONTH = re.compile(_MONTH)
_TAIL = re.compile(r"(?:[.,](\d{3})\d{0,6}(?!\d))?(?: ?(?:Z|UTC|GMT)(?![\d:])|(?=[ \t\]|](?![ZUG+-]))|$)", re.ASCII)
"""What may follow a time to the second for its zone to be UTC: a fraction, and no other zone."""
_LENGTH = 19
"""Characters of `2025-03-12 06:00:00`."""
_MOST_LENGTHS = 3
_LOG4J = re.compile(
    r"(\d\d)/(\d\d)/(\d\d) (\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))? +(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\b", re.ASCII
)
"""`17/06/09 20:10:40 INFO`: the pattern that Spark and Hadoop configure, year first, told by the level behind it."""
JSON_STARTS = tuple(f'{{"{name}":"' for name in ("time", "timestamp", "@timestamp", "ts", "datetime", "date"))
"""Beginnings of JSON lines that are those of their time."""
_LONGEST_VALUE = 64
_EPOCH = re.compile(r"(\d{10})(?:\.(\d{1,9}))?(?![\d.:-])|(\d{13})(?![\d.:-])", re.ASCII)
_COLOUR = re.compile(r"\x1b\[[0-9;]{0,20}m")
_HALF_YEAR = timedelta(days=183)
_JSON_LONGEST = 1 << 20


Years = tuple[int, datetime | None]
"""The year of the next time that names none, and the newest of those before it."""


class _Logged(msgspec.Struct, gc=False):
    """Where structured lines keep their time."""

    time: object = None
    timestamp: object = None
    at_timestamp: object = msgspec.field(default=None, name="@timestamp")
    ts: object = None
    datetime: object = None
    date: object = None
    timeMillis: object = None
    eventTime: object = None


class LineClock:
    """Reads the times of one input's lines, front to back."""

    def __init__(self, year: int) -> None:
        self._year = year
        self._newest: datetime | None = None
        self._seconds: dict[str, int] = {}
        self._starts: dict[str, int] = {}
        """Beginnings of lines that end with their time to the second, in UTC."""
        self._lengths: tuple[int, ...] = (_LENGTH,)
        """Of these beginnings, the latest first."""
        self._named: dict[str, int] = {}
        """The same with a month's name, for the newest day."""
        self._named_length = 0
        """Of the latest of these beginnings."""
        self._iso: dict[str, int] = {}
        """The same of values in JSON."""
        self._json = msgspec.json.Decoder(_Logged)

    @property
    def years(self) -> Years:
        """The year of the next time that names none, and the newest of those before it."""
        return self._year, self._newest

    def resume(self, years: Years) -> None:
        """Read further times as a clock with those years does."""
        if years != self.years:
            self._year, self._newest = years
            self._named.clear()

    def read(self, line: str) -> int | None:
        """Milliseconds since the epoch, UTC; None where the line begins with no time. No zone means UTC.

        Lines of one second share the work."""
        for length in self._lengths:
            start = self._starts.get(line[:length])
            if start is not None and (tail := _TAIL.match(line, length)):
                fraction = tail[1]
                return start + int(fraction) if fraction else start
        length = self._named_length
        if length and line[length : length + 1] in (" ", "]"):
            start = self._named.get(line[:length])
            bears_year = line[length + 1 : length + 5].isdigit()
            if start is not None and not bears_year and not _CLOCK_ANYWHERE.search(line, length, LOOK):
                return start
        return self.read_alone(line)

    def read_alone(self, line: str) -> int | None:
        """As `read`, without what earlier lines taught."""
        if line.startswith("\x1b"):
            line = _COLOUR.sub("", line[: 2 * LOOK], count=4)
        if line.startswith("{"):
            return self._of_json(line)
        if found := _PLAIN_ACCESS.match(line):
            return self._of_access(found)
        head = line[:LOOK]
        clock = _CLOCK_ANYWHERE.search(head)
        if clock is not None:
            if (found := _YMD.search(head)) and found.start() <= LATEST_START:
                return self._ymd(found, line)
            if found := _LOG4J.match(head):
                return self._log4j(found)
            for form, order in _FORMS[1:] if _names_a_month(head, clock) else ():
                found = form.match(head) if order == "md" else form.search(head)
                if found and found.start() <= LATEST_START:
                    return self._remembered(line, found, order)
        if found := _EPOCH.match(head):
            return _of_epoch(found)
        if "[" in line and _DIGIT.search(head) and (found := _ACCESS.search(line, 0, _LOOK_ACCESS)):
            return self._time(found.groups(), "dmy")
        return None

    def _remembered(self, line: str, found: re.Match[str], order: str) -> int | None:
        newest = self._newest
        time = self._time(found.groups(), order)
        if self._newest != newest:
            self._named.clear()
        parts = found.groups()
        if order != "dmy" and time is not None and parts[5] is None and parts[4] != "60":
            self._named_length = found.end()
            _remember(self._named, line[: found.end()], time)
        return time

    def _log4j(self, found: re.Match[str]) -> int | None:
        year, month, day, hour, minute, second, fraction = found.groups()
        text = found[0][: len("17/06/09 20:10:40")]
        start = self._seconds.get(text)
        if start is None or second == "60":
            try:
                start = _ms(2000 + int(year), int(month), int(day), [hour, minute, second, ""], "")
            except ValueError:
                return None
            if start is not None:
                _remember(self._seconds, text, start)
        return start if start is None or second == "60" else start + int(((fraction or "") + "000")[:3])

    def _time(self, groups: tuple[str | None, ...], order: str) -> int | None:
        part = [g or "" for g in groups]
        try:
            if order == "dmy":
                return _ms(int(part[2]), MONTHS[part[1]], int(part[0]), part[3:7], part[7])
            if order == "mdty":
                return _ms(int(part[6]), MONTHS[part[0]], int(part[1]), part[2:6], "")
            return self._without_year(MONTHS[part[0]], int(part[1]), part[2:6])
        except (ValueError, OverflowError):
            return None

    def _ymd(self, found: re.Match[str], line: str) -> int | None:
        """As `_ms`; lines of one second share the work."""
        year, month, day, hour, minute, second, fraction, zone = found.groups()
        key = f"{year}{month}{day}{hour}{minute}{second}{zone}"
        start = self._seconds.get(key)
        if start is None or second == "60":
            try:
                start = _ms(int(year), int(month), int(day), [hour, minute, second, ""], zone or "")
            except (ValueError, OverflowError):
                return None
            if start is None:
                return None
            _remember(self._seconds, key, start)
        if second != "60" and zone in (None, "Z", "UTC", "GMT"):
            self._remember_start(line[: found.start() + _LENGTH], start)
        return start + int((fraction + "000")[:3]) if fraction and second != "60" else start

    def _remember_start(self, head: str, start: int) -> None:
        _remember(self._starts, head, start)
        if len(head) != self._lengths[0]:
            others = [length for length in self._lengths if length != len(head)]
            self._lengths = (len(head), *others[: _MOST_LENGTHS - 1])

    def _of_access(self, found: re.Match[str]) -> int | None:
        text = found[1]
        start = self._seconds.get(text)
        if start is None:
            _, day, month, year, hour, minute, second, zone = found.groups()
            start = self._time((day, month, year, hour, minute, second, None, zone), "dmy")
            if start is not None:
                _remember(self._seconds, text, start)
        return start

    def _without_year(self, month: int, day: int, clock: list[str]) -> int | None:
        """The year goes on when a time lies more than half a year before the newest one."""
        time = datetime(self._year, month, day, tzinfo=UTC)
        if self._newest is not None and self._newest - time > _HALF_YEAR:
            time = time.replace(year=self._year + 1)
            self._year += 1
        self._newest = max(time, self._newest or time)
        return _ms(self._year, month, day, clock, "")

    def _of_json(self, line: str) -> int | None:
        if line.startswith(JSON_STARTS):
            parts = line[:_LONGEST_VALUE].split('"', 4)
            if len(parts) > 4 and (time := self._of_value(parts[3])) is not None:
                return time
        if len(line) > _JSON_LONGEST:
            return None
        try:
            row = self._json.decode(line)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return None
        fields = (
            row.at_timestamp,
            row.timestamp,
            row.time,
            row.ts,
            row.datetime,
            row.date,
            row.timeMillis,
            row.eventTime,
        )
        for value in fields:
            if value is not None and (time := self._of_value(value)) is not None:
                return time
        return None

    def _of_value(self, value: object) -> int | None:
        """As `scaled`; values of one second share the work."""
        if not isinstance(value, str):
            return scaled(value)
        tail = _TAIL.match(value, _LENGTH)
        if tail is None or tail.end() != len(value):
            return scaled(value)
        second = value[:_LENGTH]
        start = self._iso.get(second)
        if start is None:
            start = scaled(second)
            if start is None or ":" not in second:
                return scaled(value)
            _remember(self._iso, second, start)
        return start + int(tail[1] or 0)


def _names_a_month(head: str, clock: re.Match[str] | None) -> bool:
    """Whether the name of a month stands shortly before this clock or a later one."""
    while clock is not None:
        at = clock.start()
        if _ANY_MONTH.search(head, max(0, at - _BEFORE_CLOCK), at):
            return True
        clock = _CLOCK_ANYWHERE.search(head, clock.end())
    return False


def _remember(known: dict[str, int], key: str, start: int) -> None:
    if len(known) >= _SECONDS:
        known.clear()
    known[key] = start


def scaled(value: object) -> int | None:
    """A time as a program writes it into JSON: seconds, milliseconds, micro- or nanoseconds by their size; or text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        if value < 1e8:
            return None
        for limit, factor in ((1e11, 1000.0), (1e14, 1.0), (1e17, 1e-3), (1e20, 1e-6)):
            if value < limit:
                return int(value * factor) if factor != 1.0 else int(value)
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        return scaled(int(value))
    return milliseconds(value)


def _ms(year: int, month: int, day: int, clock: list[str], zone: str) -> int | None:
    hour, minute, second, fraction = clock
    # A leap second is told as the last millisecond before it.
    leap = second == "60"
    time = datetime(year, month, day, int(hour), int(minute), 59 if leap else int(second), tzinfo=_zone(zone))
    value = to_ms(time) + (999 if leap else int((fraction + "000")[:3]))
    return value if 0 <= value < LAST_MS else None


def _zone(text: str) -> timezone:
    if text[:1] not in ("+", "-"):
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def _of_epoch(found: re.Match[str]) -> int:
    seconds, fraction, millis = found.groups()
    return int(millis) if millis else int(seconds) * 1000 + int(((fraction or "") + "000")[:3])
