"""The poll: read the last minutes again, count what is new, rank."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import msgspec

from triage.model.environment import Environment
from triage.model.report import Coverage, Diagnostic, Gap, Report, Window
from triage.pipeline import context, hidden_gaps
from triage.ranking.context import RankContext
from triage.ranking.rank import rank
from triage.ruleset.library import RuleSet
from triage.sources.distinct import RecentEvents
from triage.sources.reading import LogSource, ReadLog
from triage.summary.summarizing import Summarizer
from triage.summary.value import Summary

OVERLAP_MS = 120_000
"""Read again at each poll: CloudWatch may deliver events that late."""
SETTLED_MS = 10_000
"""A record whose stream has been silent for so long gets no further line."""
_HELD_POLLS = 3
"""A part that cannot be read is tried so often before it is a gap for good."""


class Clock(Protocol):
    """Milliseconds since the epoch, UTC."""

    def __call__(self) -> int: ...


class Look(msgspec.Struct, frozen=True):
    """What one poll brought."""

    report: Report
    fresh: int
    """Events that had not been seen before."""
    late: int
    """Of them, events older than what the poll before had read already."""


class Follower:
    """One growing summary over overlapping polls of a source; memory is bounded by the summary's own bounds and by
    the events of the overlap."""

    def __init__(
        self,
        source: LogSource,
        start: int,
        rules: RuleSet,
        clock: Clock,
        environment: Environment | None = None,
        adapt: Callable[[RankContext], RankContext] = lambda given: given,
        overlap: int = OVERLAP_MS,
    ) -> None:
        """Follow from `start` on; `adapt` adds to the context of each ranking what only the caller knows."""
        self.log = ReadLog()
        """Of the poll under way: its `stop` ends that poll."""
        self.polls = 0
        self._source = source
        self._start = start
        self._edge = start
        self._rules = rules
        self._clock = clock
        self._environment = environment
        self._adapt = adapt
        self._overlap = overlap
        self._summarizer = Summarizer(rules.matcher())
        self._recent = RecentEvents(start)
        self._held = 0
        self._gaps: dict[tuple[str, str], Gap] = {}
        """What cannot be read at all: one entry for each scope and reason."""
        self._totals = Coverage()
        self._stopped = False

    @property
    def summary(self) -> Summary:
        return self._summarizer.summary

    def stop(self) -> None:
        """Read no further; safe from a signal handler."""
        self._stopped = True
        self.log.stop()

    def poll(self) -> Look:
        """Read up to now, and rank. Raises what the source raises when nothing can be read."""
        now = self._clock()
        start = max(self._start, self._recent.since, self._edge - self._overlap)
        fresh = late = 0
        self.log = ReadLog()
        if self._stopped:
            self.log.stop()
        for batch in self._source.events(Window(start, max(start + 1, now)), self.log):
            new = self._recent.fresh(batch)
            fresh += len(new)
            late += sum(event.timestamp < self._edge for event in new) if self.polls else 0
            self._summarizer.add(new)
        self.polls += 1
        self._count(self.log)
        if not self.log.interrupted:
            self._move(now)
            self._summarizer.settle(now - SETTLED_MS)
        return Look(self._ranked(self._edge), fresh, late)

    def close(self) -> Report:
        """The report of everything from the start on."""
        self._summarizer.close(window_cut=True)
        return self._ranked(self._edge)

    def _move(self, now: int) -> None:
        """The next poll begins here, unless something may still be read that could not be read now."""
        unknown = [gap for gap in self.log.gaps if (gap.scope, gap.reason) not in self._gaps]
        if unknown and self._held < _HELD_POLLS and not self.log.credentials_expired:
            self._held += 1
            return
        for gap in self.log.gaps:
            before = self._gaps.get((gap.scope, gap.reason), gap)
            known = msgspec.structs.replace(before, start=min(before.start, gap.start), end=max(before.end, gap.end))
            self._gaps[gap.scope, gap.reason] = known
        self._held = 0
        self._edge = now
        self._recent.forget(now - self._overlap)

    def _count(self, log: ReadLog) -> None:
        self._totals = Coverage(
            requests=self._totals.requests + log.requests, throttled=self._totals.throttled + log.throttled
        )

    def _ranked(self, end: int) -> Report:
        summary = self.summary
        last = summary.span.last + 1 if summary.events else 0
        window = Window(self._start, max(end, last, self._start + 1))
        made = msgspec.structs.replace(
            context(self._rules, window, self._source.describe()),
            environment=self._environment,
            gaps=(*hidden_gaps(self._environment, window), *self._open_gaps(), *self._gaps.values()),
            diagnostics=(
                *self.log.diagnostics,
                *(Diagnostic("rule_skipped", str(error), error.hint) for error in self._rules.errors),
            ),
            reading=self._totals,
        )
        return rank(summary, self._adapt(made))

    def _open_gaps(self) -> list[Gap]:
        """Of the last poll, if it is still owed; what an interrupt left out is not, for nothing was promised of it."""
        if not self._held or self.log.interrupted:
            return []
        return [gap for gap in self.log.gaps if (gap.scope, gap.reason) not in self._gaps]
