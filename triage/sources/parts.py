"""A share of the input that can be read on its own: some files, or some streams of them."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from triage.model.events import LogEvent
from triage.sources.walking import Input


@dataclass(frozen=True, slots=True)
class Part:
    """Files, in the order of the whole input; with several lanes, of all their streams every so-manieth."""

    inputs: tuple[Input, ...]
    lane: int = 0
    lanes: int = 1
    alone: bool = False
    """True when the whole input is one file: a failure to read it is the failure of the run."""

    def own(self, events: Sequence[LogEvent]) -> Sequence[LogEvent]:
        """Those of the events whose stream belongs to this part's lane; every stream belongs to exactly one."""
        if self.lanes == 1:
            return events
        lanes: dict[tuple[str, str], int] = {}
        kept: list[LogEvent] = []
        for event in events:
            key = (event.log_group, event.log_stream)
            lane = lanes.get(key)
            if lane is None:
                lane = lanes[key] = zlib.crc32("\x1f".join(key).encode("utf-8", "surrogatepass")) % self.lanes
            if lane == self.lane:
                kept.append(event)
        return kept
