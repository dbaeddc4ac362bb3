"""A log group, or the part of it under a stream prefix, as a row of time slices that is cut while it is read."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

import msgspec

from triage.model.environment import LogTarget
from triage.model.events import LogEvent
from triage.model.report import Window
from triage.sources.cloudwatch.slices import Slice
from triage.sources.cloudwatch.wire import PageRequest, WireEvent

SLICE_PAGES = (6, 16)
"""Least and most aimed at. Each slice ends in a page that is half empty on average, so 16 cost 3 % more requests; and
what later slices read waits in memory for the earlier ones, so many chains at once need shorter ones."""
_APART_BELOW = 0.5
"""Share of wanted events below which each prefix is read by itself."""


class LaneKey(msgspec.Struct, frozen=True, order=True):
    """What one lane reads."""

    region: str
    log_group: str
    arn: str = ""
    """Set when the group is read by its ARN."""
    prefixes: tuple[str, ...] = ()
    """Stream prefixes, none inside another; empty: the whole group."""
    infrequent: bool = False

    @property
    def scope(self) -> str:
        """For people."""
        wanted = ", ".join(f"{prefix}*" for prefix in self.prefixes[:3])
        more = ", ..." if len(self.prefixes) > 3 else ""
        return f"{self.log_group} ({wanted}{more})" if wanted else self.log_group


def lane_keys(targets: Iterable[LogTarget]) -> list[LaneKey]:
    """One key per log group, sorted: prefixes of one group are read together until that proves wasteful."""
    prefixes: dict[tuple[str, str, str, bool], set[str]] = {}
    for target in targets:
        arn = (target.arn or "").removesuffix(":*") if target.account and target.arn else ""
        key = (target.region, target.log_group, arn, target.log_class == "INFREQUENT_ACCESS")
        prefixes.setdefault(key, set()).add(target.stream_prefix)
    return [
        LaneKey(region, group, arn, _outermost(found), infrequent)
        for (region, group, arn, infrequent), found in sorted(prefixes.items())
    ]


def _outermost(prefixes: set[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for prefix in sorted(prefixes):
        if not kept or not prefix.startswith(kept[-1]):
            kept.append(prefix)
    return () if kept == [""] else tuple(kept)


def _shared_start(prefixes: Sequence[str]) -> str:
    """The longest text that all of them (sorted) begin with."""
    if not prefixes:
        return ""
    first, last = prefixes[0], prefixes[-1]
    count = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[:count]


class Lane:
    """The slices of one key, front to back; `rest` is the part of the window that is not cut into slices yet.

    Not thread-safe: its owner holds a lock."""

    def __init__(self, key: LaneKey, window: Window, page_events: int, environment: str) -> None:
        self.key = key
        self.window = window
        self.slices: deque[Slice] = deque([Slice(window.start, window.end)])
        self.rest: Window | None = None
        self.lost = 0
        """Slices in a row that could not be read."""
        self._environment = environment
        self._ms_per_page = 0.0
        self._streams: dict[str, str | None] = {}
        shared = _shared_start(key.prefixes)
        self.base = PageRequest(key.log_group, 0, 1, shared, key.arn, limit=page_events)
        self.seen = self.wanted = 0
        self.fullest = 0
        """Most events that one page brought."""
        self.cut = 1
        self.aim = SLICE_PAGES[1]
        """Pages of a slice."""
        self.finished = 0
        self.apart_now = False
        """Other lanes read its prefixes one by one."""

    @property
    def done(self) -> bool:
        return not self.slices and self.rest is None

    @property
    def covered(self) -> float:
        """Share of the window that was read, about."""
        edge = self.slices[0].newest if self.slices else self.rest.start if self.rest else self.window.end
        return (edge - self.window.start) / max(1, self.window.end - self.window.start)

    def accept(self, events: Sequence[WireEvent]) -> list[LogEvent]:
        """The wanted ones, in order of time. Thread-safe."""
        streams, group, environment = self._streams, self.key.log_group, self._environment
        accepted: list[LogEvent] = []
        for event in events:
            name = event.logStreamName
            if name not in streams:
                streams[name] = name if not self.key.prefixes or name.startswith(self.key.prefixes) else None
            if (stream := streams[name]) is not None:
                accepted.append(
                    LogEvent(
                        event.timestamp, event.message, group, stream, event.eventId, event.ingestionTime, environment
                    )
                )
        accepted.sort(key=lambda event: event.timestamp)
        return accepted

    def read_only(self, spans: Sequence[Window]) -> None:
        """Read these parts alone, which are in order and apart; said before anything was read."""
        self.slices = deque(Slice(span.start, span.end) for span in spans)
        self.cut = len(spans)

    def wasteful(self) -> bool:
        """True when most of what is read is thrown away, so that several prefixes are better read apart."""
        return len(self.key.prefixes) > 1 and self.wanted < _APART_BELOW * self.seen

    def measure(self, part: Slice) -> None:
        """Learn from a finished slice how much time fills a page."""
        span = max(1, part.end - part.start)
        self._ms_per_page = span / max(part.read / max(1, self.fullest), 0.25)

    def apart(self, key: LaneKey) -> Lane:
        """A lane like this one for another key."""
        return Lane(key, self.window, self.base.limit, self._environment)

    def split(self, part: Slice) -> bool:
        """Leave a chain that would go on for long: what follows becomes the rest, to be cut. True when it was left.

        Trusts the documented order of the pages, but only as far as the last page, which is read again: pages that
        overlap with their neighbours lose nothing."""
        if part.done or not part.ordered or not part.read or part is not self.slices[-1] or self.rest is not None:
            return False
        # Incidents are bursts: what the last page says about the density counts as much as the whole chain.
        ms_per_page = min((part.newest - part.start) / part.pages, part.newest - part.oldest)
        remaining = (part.end - part.newest) / max(1.0, ms_per_page)
        if remaining < 2 * self.aim or (part.pages > 1 and part.oldest <= part.start):
            return False
        self._ms_per_page = max(1.0, ms_per_page)
        edge = part.start if part.pages == 1 else part.oldest
        self.rest = Window(edge, part.end)
        part.end_at(edge)
        return True

    def cut_next(self) -> Slice | None:
        """The next slice of the rest; None without one."""
        if self.rest is None:
            return None
        start, end = self.rest.start, self.rest.end
        length = max(1, int(self._ms_per_page * self.aim))
        edge = start + length
        if edge + length // 2 >= end:
            edge = end
        self.rest = Window(edge, end) if edge < end else None
        part = Slice(start, edge)
        self.slices.append(part)
        self.cut += 1
        return part
