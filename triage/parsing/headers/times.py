"""Time stamps of log lines, in the many ways that programs write them."""

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_CLOCK = r"(?P<{0}h>\d{{1,2}}):(?P<{0}mi>\d\d):(?P<{0}s>\d\d)(?:[.,:](?P<{0}f>\d{{1,9}}))?"
_ZONE = r"(?: ?(?P<{0}z>Z|UTC|GMT|CES?T|BST|[A-Z]{{2,3}}T|[+-]\d\d:?\d\d)(?![\w]))?"
_TIME = re.compile(
    r"(?P<iso>(?P<ay>\d{4})[-/.](?P<amo>\d\d)[-/.](?P<ad>\d\d)(?:[T ,]| - | {2}(?=\d:))" + _CLOCK.format("a") + _ZONE.format("a") + ")"
    r"|(?P<common>(?:[A-Z][a-z]{2}, )?(?P<bd>\d\d)[-/ ](?P<bmo>[A-Z][a-z]{2})[-/ ](?P<by>\d{4})[: ]" + _CLOCK.format("b") + r"(?: (?P<bz>Z|UTC|GMT|[+-]\d{4}|[A-Z][a-z]+/[A-Z]\w+))?)"
    r"|(?P<asc>(?:[A-Z][a-z]{2} )(?P<cmo>[A-Z][a-z]{2}) [ \d]\d " + _CLOCK.format("c") + r" (?P<cy>\d{4}))"
    r"|(?P<us>\d{1,2}/\d{1,2}/\d{4},? \d{1,2}:\d\d:\d\d(?: [AP]M)?)"
    r"|(?P<jul>(?P<dmo>[A-Z][a-z]{2}) (?P<dd>\d{1,2}), (?P<dy>\d{4}) " + _CLOCK.format("d") + r"(?: (?P<dhalf>[AP]M))?)"
    r"|(?P<syslog>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:[.,]\d{1,9})?)"
    r"|(?P<clock>\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)(?![\d:.])"
    r"|(?P<short>\d\d[-/.]\d\d(?:[-/.]\d\d(?:\d\d)?)?(?:[T ]|, )\d\d:\d\d:\d\d(?:[.,:]\d{1,9})?)(?![\d:])"
    r"|(?P<packed>\d{6} \d{6}(?= )|\d{8}[-T ]\d\d:?\d\d:?\d\d(?:[.,:]\d{1,9})?Z?(?=[ |\]]))"
    r"|(?P<half>\d{1,2}:\d\d[AP]M)"
    r"|(?P<epoch>\d{10}(?:\d{3})?(?:\.\d{1,9})?)(?=[ \t|\]])"
    r"|(?P<mysql>(?P<ey>\d\d)(?P<emo>\d\d)(?P<ed>\d\d) +" + _CLOCK.format("e") + ")"
)  # fmt: skip
_LETTERS = {"iso": "a", "common": "b", "asc": "c", "jul": "d", "mysql": "e"}
_PARTS = {letter: tuple(letter + part for part in ("y", "mo", "h", "mi", "s", "f")) for letter in "abcde"}
_QUARTER = 15 * 60_000


class Stamp(NamedTuple):
    """A time stamp found in a text."""

    millis: int | None
    """Milliseconds since the epoch, UTC; None where the text lacks the date."""
    end: int
    """Where the text goes on."""
    zoned: bool
    """Whether the text names its zone; else the time is taken as UTC."""


def stamp_at(text: str, position: int = 0) -> Stamp | None:
    """The time stamp that begins at this position."""
    found = _TIME.match(text, position)
    if found is None:
        return None
    kind = found.lastgroup or ""
    if kind == "epoch":
        number = float(found["epoch"])
        return Stamp(int(number if number > 1e11 else number * 1000), found.end(), True)
    letter = _LETTERS.get(kind, "")
    if not letter:
        return Stamp(None, found.end(), False)
    return Stamp(_millis(found, letter), found.end(), letter in "ab" and found[letter + "z"] is not None)


def _millis(found: re.Match[str], letter: str) -> int | None:
    year, month, hour_text, minute, second, fraction = found.group(*_PARTS[letter])
    days = _days(year, month, found["asc"][8:10].strip() if letter == "c" else found[letter + "d"])
    if days is None:
        return None
    hour = int(hour_text)
    if letter == "d" and found["dhalf"]:
        hour = hour % 12 + (12 if found["dhalf"] == "PM" else 0)
    millis = (days * 86_400 + hour * 3_600 + int(minute) * 60 + int(second)) * 1_000
    if fraction:
        millis += int(fraction[:3].ljust(3, "0"))
    return millis - _zone_minutes(found[letter + "z"]) * 60_000 if letter in "ab" else millis


@lru_cache(maxsize=256)
def _days(year: str, month: str, day: str) -> int | None:
    """Days since the epoch; None where there is no such day."""
    number = int(month) if month.isdigit() else _MONTHS.get(month.lower(), 0)
    whole = int(year)
    try:
        return date(whole + 2000 if whole < 100 else whole, number, int(day)).toordinal() - 719_163
    except ValueError:
        return None


_NAMED_ZONES = {
    "CET": 60,
    "CEST": 120,
    "BST": 60,
    "EST": -300,
    "EDT": -240,
    "CST": -360,
    "CDT": -300,
    "MST": -420,
    "MDT": -360,
    "PST": -480,
    "PDT": -420,
}


def _zone_minutes(zone: str | None) -> int:
    if not zone:
        return 0
    if zone[0] not in "+-":
        return _NAMED_ZONES.get(zone, 0)
    digits = zone[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return -minutes if zone[0] == "-" else minutes


def settled(stamp: Stamp, arrived: int) -> int | None:
    """The stamp's time; without a zone, moved by whole quarter hours to where the event's arrival says it was."""
    if stamp.millis is None or stamp.zoned or arrived <= 0:
        return stamp.millis
    off = stamp.millis - arrived
    quarters = round(off / _QUARTER)
    if quarters and abs(quarters) <= 56 and abs(off - quarters * _QUARTER) <= 60_000:
        return stamp.millis - quarters * _QUARTER
    return stamp.millis


def time_of_value(value: str) -> int | None:
    """The time that a structured field tells: ISO 8601, or seconds, milliseconds, microseconds or nanoseconds since the epoch."""
    try:
        number = float(value)
    except ValueError:
        found = stamp_at(value.strip())
        return found.millis if found else None
    for bound, factor in ((1e8, 0.0), (1e11, 1e3), (1e14, 1.0), (1e17, 1e-3), (1e20, 1e-6)):
        if number < bound:
            return int(number * factor) if factor else None
    return None
