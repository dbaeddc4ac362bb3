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
        if not any(event.event_id for event in events):
            return list(events)
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


class RecentEvents:
    """Remembers the latest events exactly, for spans of time that are read again.

    When there are more than `most`, the earliest are forgotten, and `since` moves up: only what is not older may be
    read again without counting anything twice."""

    def __init__(self, since: int, most: int = 2 * REMEMBERED) -> None:
        """`since`: milliseconds since the epoch, UTC."""
        self.since = since
        self._most = most
        self._seen: dict[int, int] = {}

    def fresh(self, events: Sequence[LogEvent]) -> list[LogEvent]:
        """Those that are not remembered, or are older than `since`; all are remembered from now on.

        Events without an id are told apart by stream, time and text."""
        kept: list[LogEvent] = []
        seen, since = self._seen, self.since
        for event in events:
            if event.timestamp >= since:
                key = hash((event.event_id or event.message, event.timestamp, event.log_group, event.log_stream))
                if key in seen:
                    continue
                seen[key] = event.timestamp
            kept.append(event)
        if len(seen) > self._most:
            self.forget(sorted(seen.values())[len(seen) // 2] + 1)
        return kept

    def forget(self, before: int) -> None:
        """Forget what is older; it is not going to be read again."""
        if before > self.since:
            self.since = before
            self._seen = {key: at for key, at in self._seen.items() if at >= before}
