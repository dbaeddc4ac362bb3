"""Drops events that were delivered before, by event id, within a bounded memory."""

from __future__ import annotations

from collections.abc import Sequence

from triage.model.events import LogEvent

REMEMBERED = 200_000
"""Ids of one generation; two are kept, so at least this many of the latest events are remembered."""


class Distinct:
    """Remembers the events of one log group that went by last. Events without an id always count as new."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._remembered = remembered
        self._young: set[int] = set()
        self._old: set[int] = set()

    def fresh(self, events: Sequence[LogEvent]) -> list[LogEvent]:
        """Those of the events that did not go by before, in the same order."""
        kept: list[LogEvent] = []
        young, old = self._young, self._old
        for event in events:
            if event.event_id:
                # A hash instead of the text of 56 digits: a tenth of the memory.
                key = hash((event.event_id, event.timestamp, event.log_stream))
                if key in young or key in old:
                    continue
                young.add(key)
            kept.append(event)
        if len(young) >= self._remembered:
            self._old, self._young = young, set()
        return kept
