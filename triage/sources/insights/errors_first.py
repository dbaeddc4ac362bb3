"""Finds errors with Insights, which AWS runs over all events at once, and then reads what stands around each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from triage.aws.session import AwsSession
from triage.model.environment import LogTarget
from triage.model.report import ONLY_ERRORS, Gap, Target, Window
from triage.sources.cloudwatch.lanes import LaneKey, lane_keys
from triage.sources.cloudwatch.pacing import Quotas
from triage.sources.cloudwatch.source import CloudWatchSource, Reading
from triage.sources.insights.finding import Finder, Found
from triage.sources.insights.query import MOST_ROWS
from triage.sources.insights.source import tell_price
from triage.sources.insights.spans import AROUND_MS, joined, thinned
from triage.sources.reading import Batch, Progress, ProgressCall, ReadLog
from triage.timespan import humane

MARKERS = "(?i)error|exception|traceback|fatal|panic|critical|fail|refused|denied|timed out|timeout|killed"
"""Words that errors are told with, for callers who know no rules."""
TAIL_MS = 5_000
"""The end of the window is read whatever the queries find: it shows that the group is alive."""


class Limit(msgspec.Struct, frozen=True):
    """How much may be read around hits: the rest is left out, as gaps."""

    pages: float
    density: Mapping[LaneKey, float]
    """Pages in a millisecond."""
    words: str
    """For people: `the budget of 60s`."""


class ErrorsFirst:
    """Events around everything that looks like an error. What looks like none is not read: that is a notice."""

    def __init__(
        self,
        session: AwsSession,
        targets: Sequence[LogTarget],
        quotas: Quotas | None = None,
        environment: str = "",
        account: str = "",
        progress: ProgressCall | None = None,
        patterns: Callable[[], Sequence[str]] = lambda: (MARKERS,),
        most_rows: int = MOST_ROWS,
    ) -> None:
        """`patterns`: regular expressions of the query language, asked for when they are needed."""
        self._session = session
        self._targets = tuple(targets)
        self._quotas = quotas or Quotas()
        self._environment = environment
        self._account = account
        self._progress = progress
        self._finder = Finder(session, self._quotas, account, patterns, most_rows)
        self.limit: Limit | None = None

    def describe(self) -> Target:
        regions = sorted({target.region for target in self._targets})
        groups = tuple(sorted({target.log_group for target in self._targets}))
        return Target("insights", self._environment, ", ".join(regions), self._account, groups)

    def events(self, window: Window, log: ReadLog) -> Iterator[Batch]:
        """See LogSource. Raises CredentialsError when nothing could be searched at all."""
        keys = [key for key in lane_keys(self._targets) if not key.infrequent]
        if not keys or window.end <= window.start:
            return
        if self._progress is not None:
            self._progress(Progress(groups=len(keys), waiting="Logs Insights looks for errors"))
        found = self._finder.find(keys, window, log)
        tell_price(found.scanned_bytes, len(keys), log)
        spans = self._spans(found, window)
        _tell_what_is_left_out(found, spans, log)
        spans = self._limited(spans, log)
        if log.stopping:
            for key, parts in sorted(spans.items()):
                log.gap(Gap(key.scope, "interrupted before it was read", "", parts[0].start, parts[-1].end))
            return
        reader = CloudWatchSource(
            self._session,
            self._targets,
            self._quotas,
            Reading(reread=False),
            self._environment,
            self._account,
            self._progress,
            spans=spans,
        )
        yield from reader.events(window, log)

    def _spans(self, found: Found, window: Window) -> dict[LaneKey, list[Window]]:
        tail = (max(window.start, window.end - TAIL_MS) + AROUND_MS, window.end)
        return {
            key: joined([*((at * 1000, at * 1000 + 999) for at in seconds), tail], window)
            for key, seconds in sorted(found.seconds.items())
        }

    def _limited(self, spans: dict[LaneKey, list[Window]], log: ReadLog) -> dict[LaneKey, list[Window]]:
        if self.limit is None:
            return spans
        kept = thinned(spans, self.limit.density, self.limit.pages)
        for key, wanted in spans.items():
            left = _without(wanted, kept.get(key, []))
            if left:
                length = humane(sum(span.end - span.start for span in left))
                log.gap(
                    Gap(
                        key.scope,
                        f"{len(left)} of the {len(wanted)} spans with signs of errors, {length} in all, were left out "
                        f"to stay within {self.limit.words}",
                        "a larger --budget reads more of them, a shorter window as well",
                        left[0].start,
                        left[-1].end,
                    )
                )
        return kept


def _without(wanted: Sequence[Window], kept: Sequence[Window]) -> list[Window]:
    ends = {span.start: span.end for span in kept}
    cut = ((Window(ends.get(span.start, span.start), span.end)) for span in wanted)
    return [span for span in cut if span.start < span.end]


def _tell_what_is_left_out(found: Found, spans: Mapping[LaneKey, Sequence[Window]], log: ReadLog) -> None:
    seconds = sum(map(len, found.seconds.values()))
    length = sum(span.end - span.start for parts in spans.values() for span in parts)
    log.notice(
        ONLY_ERRORS,
        f"Logs Insights found signs of errors in {seconds:,} seconds of {len(spans)} log "
        f"{'group' if len(spans) == 1 else 'groups'}; only these, {AROUND_MS // 1000} s around each and the last "
        f"{TAIL_MS // 1000} s were read, {humane(length)} in all: requests that went well are not counted, and an "
        "error that neither the rules nor the usual words of errors know was not seen",
        "--fetch events reads everything",
    )
