"""Several sources as one, read one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from triage.model.report import Target, Window
from triage.sources.reading import Batch, LogSource, ReadLog


class Together:
    """Sources that share no stream."""

    def __init__(self, sources: Sequence[LogSource]) -> None:
        """At least one; the first one says what kind of source it is."""
        self._sources = tuple(sources)

    def describe(self) -> Target:
        told = [source.describe() for source in self._sources]
        groups = tuple(sorted({group for one in told for group in one.log_groups}))
        regions = ", ".join(sorted({region for one in told for region in one.region.split(", ") if region}))
        first = told[0]
        return Target(first.source, first.environment, regions, first.account, groups)

    def events(self, window: Window, log: ReadLog) -> Iterator[Batch]:
        """See LogSource. After a stop the others still say what they did not read."""
        for source in self._sources:
            yield from source.events(window, log)
