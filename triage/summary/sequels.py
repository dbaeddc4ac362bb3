"""Which fault came just before another one in its stream, and which was the last before its process started anew."""

from __future__ import annotations

from collections import OrderedDict

import msgspec

from triage.summary.faults import FaultTable

NEIGHBOUR_MS = 2_000
"""Two errors of one process this near to each other tell of one failure."""
MAX_OPEN_STREAMS = 20_000

_Fault = tuple[int, str]
"""Time and key of a fault; the key is empty where there was none."""
_NONE: _Fault = (0, "")


class _Stream(msgspec.Struct):
    latest: _Fault = _NONE
    """That of the last record with one."""
    newest: _Fault = _NONE
    """That with the greatest time since the last start, the last of several."""
    first: _Fault = _NONE
    """That of the first record with one."""
    before_start: _Fault | None = None
    """The newest one before the first start; None where nothing started."""


class Sequels:
    """Counts what follows what in a table of faults; the records of one stream must come in order.

    One that is `apart` takes nothing for granted of what came before its first record: whoever counted that `take`s it.
    """

    def __init__(self, apart: bool = False) -> None:
        self._apart = apart
        self._streams: OrderedDict[str, _Stream] = OrderedDict()

    def fault(self, place: str, timestamp: int, key: str, faults: FaultTable) -> None:
        """A record of a fault in some stream."""
        stream = self._stream(place)
        _count_neighbour(stream.latest, (timestamp, key), faults)
        stream.latest = (timestamp, key)
        stream.newest = _newer(stream.newest, stream.latest)
        if not stream.first[1]:
            stream.first = stream.latest

    def start(self, place: str, faults: FaultTable) -> None:
        """A process started: the newest fault before it in its stream may have ended the one before."""
        stream = self._stream(place)
        if stream.before_start is not None or not self._apart:
            _count_crash(stream.newest, faults)
        if stream.before_start is None:
            stream.before_start = stream.newest
        stream.newest = _NONE

    def take(self, later: Sequels, faults: FaultTable) -> None:
        """Go on behind what one counted that was apart, and whose faults are in the table by now; not for one that is
        apart itself."""
        for place, other in later._streams.items():
            stream = self._stream(place)
            if other.first[1]:
                _count_neighbour(stream.latest, other.first, faults)
                stream.latest = other.latest
            if other.before_start is None:
                stream.newest = _newer(stream.newest, other.newest)
            else:
                _count_crash(_newer(stream.newest, other.before_start), faults)
                stream.newest = other.newest

    def _stream(self, place: str) -> _Stream:
        stream = self._streams.get(place)
        if stream is None:
            stream = self._streams[place] = _Stream()
            if len(self._streams) > MAX_OPEN_STREAMS:
                self._streams.popitem(last=False)
        else:
            self._streams.move_to_end(place)
        return stream


def _newer(before: _Fault, after: _Fault) -> _Fault:
    return after if after[1] and (after[0] >= before[0] or not before[1]) else before


def _count_neighbour(before: _Fault, fault: _Fault, faults: FaultTable) -> None:
    tally = faults.get(fault[1])
    if tally is None or not before[1] or before[1] == fault[1] or abs(fault[0] - before[0]) > NEIGHBOUR_MS:
        return
    tally.follow(before[1])


def _count_crash(fault: _Fault, faults: FaultTable) -> None:
    tally = faults.get(fault[1]) if fault[1] else None
    if tally is not None:
        tally.crashes += 1
