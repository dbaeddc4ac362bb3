"""The times of all lines of a block at once: what `times.LineClock` says of each, for a tenth of its cost."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from triage.model.lines import Places, Truth
from triage.sources.carriers.times import JSON_STARTS, LATEST_START, LOOK, MONTHS, LineClock, Years
from triage.sources.reading import LAST_MS

UNKNOWN = -1
"""Stands for the time of a line that tells none."""
_Bytes = npt.NDArray[np.uint8]


_AROUND = 64
"""Bytes around the block that may be looked at."""
_COLON, _DOT, _SPACE = ord(":"), ord("."), ord(" ")
_ISO_DATE = len("2025-03-12 ")
_ACCESS_DATE = len("[12/Mar/2025:")
_LENGTH = len("06:00:00")
_ACCESS_LENGTH = len("[12/Mar/2025:06:00:00 +0000]")
_WORD = 8
_YEAR = len("25:")
"""`2025:06:00:00` holds two clocks, so far apart."""
_MOST_DIGITS = 9
"""Of the fraction of a second."""
_SECOND, _MINUTE, _DAY_MINUTES = 1_000, 60_000, 24 * 60


def _among(letters: str) -> Truth:
    table = np.zeros(256, dtype=np.bool_)
    table[[ord(letter) for letter in letters]] = True
    return table


_DIGIT = _among("0123456789")
_POINT = _among(".,")
_DASH = _among("-/")
_BETWEEN = _among("T ")
_BEHIND = _among(" \t]|")
_ZONE = _among("ZUG+-")
_SIGN = _among("+-")
_BRACE, _ESCAPE, _QUOTE = ord("{"), ord("\x1b"), ord('"')


class BlockClock:
    """Reads the times of one input's lines, block by block; rarer forms of times it leaves to a `LineClock`."""

    def __init__(self, year: int) -> None:
        self._clock = LineClock(year)
        self._days: dict[int, int] = {}
        """A day as a number (20250312) -> milliseconds since the epoch, UNKNOWN for what is none."""

    def read(self, block: bytes, starts: Places, ends: Places) -> Places:
        """Milliseconds since the epoch for each of the lines, none of them empty; UNKNOWN where it tells no time."""
        seen, left = _seen(block, starts, ends)
        times = np.full(len(starts), UNKNOWN, dtype=np.int64)
        is_object = seen.data[seen.start] == _BRACE
        objects, seen = seen.where(is_object), seen.where(~is_object)
        for line, found in (self._iso(seen), self._access(seen), self._json(objects)):
            times[line] = found
            left[line] = False
        lines = np.flatnonzero(left)
        for at, start, end in zip(lines.tolist(), starts[lines].tolist(), ends[lines].tolist(), strict=True):
            time = self._clock.read(block[start:end].decode("utf-8", "replace"))
            if time is not None:
                times[at] = time
        return times

    @property
    def years(self) -> Years:
        """See LineClock."""
        return self._clock.years

    def resume(self, years: Years) -> None:
        """Read further times as a clock with those years does."""
        self._clock.resume(years)

    def _iso(self, seen: _Clocks) -> tuple[Places, Places]:
        """Lines with `2025-03-12 06:00:00` at or near their beginning, in UTC, and their times."""
        data = seen.data
        date = seen.clock - _ISO_DATE
        near = (date >= seen.start) & (date - seen.start <= LATEST_START) & _DASH[data[date + 4]]
        near &= (date == seen.start) | ~_DIGIT[data[date - 1]]
        seen, date = seen.where(near), date[near]
        fraction, behind = _fraction(data, seen.clock + _LENGTH)
        good = (behind > 0) & _in_utc(data, behind, seen.end)
        return self._timed(seen, date, good, fraction)

    def _access(self, seen: _Clocks) -> tuple[Places, Places]:
        """Lines with `[12/Mar/2025:06:00:00 +0000]` as the only time near their beginning, and their times."""
        data = seen.data
        seen = seen.where(seen.in_access).later(_YEAR)
        date = seen.clock - _ACCESS_DATE
        near = (date > seen.start) & (date + 1 < seen.start + LOOK) & (data[date] == ord("["))
        # ten digits at the beginning may be seconds since the epoch
        near &= ~_DIGIT[data[seen.start]] | np.any([data[seen.start + at] == _DOT for at in (1, 2, 3)], axis=0)
        seen, date = seen.where(near), date[near]
        first, run = _runs(data, date, _ACCESS_LENGTH)
        times = self._access_times(data, date[first])[run]
        known = times != UNKNOWN
        return seen.line[known], times[known]

    def _access_times(self, data: _Bytes, date: Places) -> Places:
        """What `[12/Mar/2025:06:00:00 +0000]` at some offsets tells."""
        zone = date + _ACCESS_DATE + _LENGTH + 1
        good = _digits(data, date, (1, 2, 8, 9, 10, 11)) & _digits(data, zone, (1, 2, 3, 4)) & _SIGN[data[zone]]
        good &= (data[date + 3] == ord("/")) & (data[date + 7] == ord("/")) & (data[date + 12] == _COLON)
        good &= (data[zone - 1] == _SPACE) & (data[zone + 5] == ord("]"))
        minutes = _number(data, zone, (1, 2)) * 60 + _number(data, zone, (3, 4))
        month = np.zeros(len(date), dtype=np.int64)
        for name, number in MONTHS.items():
            month[_spell(data, date + 4, name)] = number
        day = (_number(data, date, (8, 9, 10, 11)) * 100 + month) * 100 + _number(data, date, (1, 2))
        shift = np.where(data[zone] == ord("-"), minutes, -minutes) * _MINUTE
        return self._times(data, date + _ACCESS_DATE, day, good & (minutes < _DAY_MINUTES), shift)

    def _json(self, seen: _Clocks) -> tuple[Places, Places]:
        """Objects that begin with their time, `{"time":"2025-03-12T06:00:00Z"`, and their times."""
        data = seen.data
        date = seen.clock - _ISO_DATE
        near = np.zeros(len(date), dtype=np.bool_)
        for start in JSON_STARTS:
            of_length = date - seen.start == len(start)
            if of_length.any():
                near |= of_length & _spell(data, seen.start, start)
        near &= data[date + 4] == ord("-")
        seen, date = seen.where(near), date[near]
        fraction, behind = _fraction(data, seen.clock + _LENGTH)
        behind += (behind > 0) & (data[behind] == ord("Z"))
        good = (behind > 0) & (data[behind] == _QUOTE) & (data[date + 7] == ord("-"))
        return self._timed(seen, date, good, fraction)

    def _timed(self, seen: _Clocks, date: Places, good: Truth, fraction: Places) -> tuple[Places, Places]:
        """Lines with a date and a clock in ISO's order at some offsets, where both are `good`, and their times."""
        seen, date, fraction = seen.where(good), date[good], fraction[good]
        first, run = _runs(seen.data, date, _ISO_DATE + _LENGTH)
        times = self._iso_times(seen.data, date[first])[run]
        known = times != UNKNOWN
        return seen.line[known], times[known] + fraction[known]

    def _iso_times(self, data: _Bytes, date: Places) -> Places:
        """What `2025-03-12 06:00:00` at some offsets tells."""
        good = _DASH[data[date + 7]] & _BETWEEN[data[date + 10]] & _digits(data, date, (0, 1, 2, 3, 5, 6, 8, 9))
        day = _number(data, date, (0, 1, 2, 3, 5, 6, 8, 9))
        return self._times(data, date + _ISO_DATE, day, good, np.zeros(len(date), dtype=np.int64))

    def _times(self, data: _Bytes, clock: Places, day: Places, good: Truth, more: Places) -> Places:
        """Times from days, clocks and milliseconds more; UNKNOWN where they are not `good`, or no times."""
        hour, minute, second = (_number(data, clock, (at, at + 1)) for at in (0, 3, 6))
        days = sorted(set(day[good].tolist()))
        if not days:
            return np.full(len(day), UNKNOWN, dtype=np.int64)
        begins = np.array([self._day(one) for one in days], dtype=np.int64)
        begins = begins[np.minimum(np.searchsorted(days, day), len(days) - 1)]
        times = begins + ((hour * 60 + minute) * 60 + second) * _SECOND + more
        good &= (begins != UNKNOWN) & (hour < 24) & (minute < 60) & (second < 60) & (times >= 0)
        return np.where(good & (times < LAST_MS), times, UNKNOWN)

    def _day(self, day: int) -> int:
        if day not in self._days:
            try:
                start = datetime(day // 10_000, day // 100 % 100, day % 100, tzinfo=UTC)
                self._days[day] = int(start.timestamp()) * _SECOND
            except ValueError:
                return UNKNOWN
        return self._days[day]


class _Clocks:
    """The first `06:00:00` of some lines."""

    def __init__(self, data: _Bytes, line: Places, start: Places, end: Places, clock: Places, in_access: Truth) -> None:
        self.data = data
        """Offsets are those in here."""
        self.line = line
        """Places of the lines among all."""
        self.start = start
        self.end = end
        self.clock = clock
        self.in_access = in_access
        """Whether the only other one near the line's beginning overlaps with it, as that of `2025:06:00:00` does."""

    def where(self, kept: Truth) -> _Clocks:
        """Only the lines for which `kept` holds."""
        line, start, end, clock = (part[kept] for part in (self.line, self.start, self.end, self.clock))
        return _Clocks(self.data, line, start, end, clock, self.in_access[kept])

    def later(self, more: int) -> _Clocks:
        """With clocks that begin so many bytes later."""
        return _Clocks(self.data, self.line, self.start, self.end, self.clock + more, self.in_access)


def _seen(block: bytes, starts: Places, ends: Places) -> tuple[_Clocks, Truth]:
    """The clocks that can be read here, and of all lines whether they may tell a time at all."""
    padded = b"\n" * _AROUND + block + b"\n" * _AROUND
    data = np.frombuffer(padded, dtype=np.uint8)
    starts, ends = starts + _AROUND, ends + _AROUND
    clocks = np.append(_clocks(data), [len(data)] * 3)
    place = np.minimum(np.searchsorted(clocks, starts), len(clocks) - 3)
    first, second, third = (clocks[place + more] for more in (0, 1, 2))
    holds = first < ends
    begins = data[starts]
    in_access = (second == first + _YEAR) & ((third >= ends) | (third - starts >= LOOK))
    every = _Clocks(data, np.arange(len(starts)), starts, ends, first, in_access)
    may_tell = holds | (begins == _BRACE) | (begins == _ESCAPE) | _DIGIT[begins]  # digits may count seconds
    return every.where(holds & (begins != _ESCAPE) & _is_ascii(block, data, starts, first)), may_tell


def _clocks(data: _Bytes) -> Places:
    """Offsets of `dd:dd:dd` in ascending order; they may overlap."""
    colons = np.flatnonzero(data[:-3] == _COLON)
    starts = colons[data[colons + 3] == _COLON] - 2
    clocks: Places = starts[_digits(data, starts, (0, 1, 3, 4, 6, 7))]
    return clocks


def _is_ascii(block: bytes, data: _Bytes, start: Places, end: Places) -> Truth:
    """Whether a line is of ASCII from its start to its end and a little beyond; characters are bytes there."""
    if block.isascii():
        return np.ones(len(start), dtype=np.bool_)
    others = np.append(np.flatnonzero(data >= 0x80), [len(data) + LOOK])
    return others[np.searchsorted(others, start)] > np.minimum(end, len(data)) + LOOK


def _runs(data: _Bytes, at: Places, length: int) -> tuple[Places, Places]:
    """Neighbours among some offsets at which the same `length` bytes stand, 8 or more: of each run the place of the
    first, and of each offset its run."""
    words: npt.NDArray[np.uint64] = np.ndarray((len(data) - _WORD + 1,), dtype=np.uint64, buffer=data, strides=(1,))
    fresh = np.zeros(len(at), dtype=np.bool_)
    fresh[:1] = True
    for offset in (*range(0, length - _WORD, _WORD), length - _WORD):
        word = words[at + offset]
        fresh[1:] |= word[1:] != word[:-1]
    return np.flatnonzero(fresh), np.cumsum(fresh) - 1


def _fraction(data: _Bytes, at: Places) -> tuple[Places, Places]:
    """Milliseconds of a fraction that begins at some offsets, and where it ends: 0 for a form that is not read here."""
    has = _POINT[data[at]] & _DIGIT[data[at + 1]]
    value = np.where(has, _number(data, at, (1, 2, 3)), 0)
    behind = np.where(has, at + 4, at)
    whole = ~has | _digits(data, at, (2, 3))
    for _ in range(_MOST_DIGITS - 3):
        more = has & _DIGIT[data[behind]]
        if not more.any():
            break
        behind = behind + more
    return value, np.where(whole & ~(has & _DIGIT[data[behind]]), behind, 0)


def _in_utc(data: _Bytes, at: Places, end: Places) -> Truth:
    """Whether what stands behind a time names UTC or no zone at all."""
    here, there = data[at], data[at + 1]
    zulu = (here == ord("Z")) & ~_DIGIT[there] & (there != _COLON)
    utc: Truth = (at >= end) | zulu | (_BEHIND[here] & ~_ZONE[there])
    return utc


def _digits(data: _Bytes, at: Places, places: tuple[int, ...]) -> Truth:
    good = _DIGIT[data[at + places[0]]]
    for place in places[1:]:
        good &= _DIGIT[data[at + place]]
    return good


def _number(data: _Bytes, at: Places, places: tuple[int, ...]) -> Places:
    value = np.zeros(len(at), dtype=np.int64)
    for place in places:
        value = value * 10 + (data[at + place] - np.uint8(ord("0")))
    return value


def _spell(data: _Bytes, at: Places, word: str) -> Truth:
    spelt: Truth = np.all([data[at + place] == ord(letter) for place, letter in enumerate(word)], axis=0)
    return spelt
