"""Finds errors with Insights, which AWS runs over all events at once, and then reads what stands around each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from triage.aws.session import AwsSession
from triage.model.environment import LogTarget
from triage.model.events import LogEvent
from triage.model.report import Target, Window
from triage.sources.cloudwatch.keeping import Kept
from triage.sources.cloudwatch.lanes import LaneKey
from triage.sources.cloudwatch.pacing import Quotas
from triage.sources.cloudwatch.source import CloudWatchSource, Reading
from triage.sources.insights.source import InsightsSource
from triage.sources.reading import Batch, ProgressCall, ReadLog

MARKERS = (
    r"(?i)error|exception|traceback|fatal|panic|critical|emerg|severe|alert"
    r"|fail|refused|denied|timed out|timeout|unavailable|unable|cannot|could not|no such|not found"
    r"|killed|out of memory|oom|signal|abort|exited|exit code|deadlock|too many|exhausted|expired|invalid|missing"
    r"|\" 5[0-9][0-9] |status.{1,4}5[0-9][0-9]"
)
"""Words that errors are told with; generous, for what does not match is never looked at."""
AROUND_MS = 3_000
"""Before and after each hit: lines of one trace stand within milliseconds, what led to it within seconds."""
_NEAR_MS = 30_000
"""Hits nearer to each other are read in one go."""
_MOST_SPANS = 60
"""Of one group; more are joined until they fit."""


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
    ) -> None:
        self._session = session
        self._targets = tuple(targets)
        self._quotas = quotas or Quotas()
        self._environment = environment
        self._account = account
        self._progress = progress
        self._finder = InsightsSource(session, targets, self._quotas, environment, account, only=MARKERS)

    def describe(self) -> Target:
        return self._finder.describe()

    def events(self, window: Window, log: ReadLog) -> Iterator[Batch]:
        """See LogSource."""
        step = log.part()
        hits: dict[str, list[int]] = {}
        for batch in self._finder.events(window, step):
            for event in batch:
                hits.setdefault(event.log_group, []).append(event.timestamp)
        self._take_over(step, log)
        log.notice(
            "only_errors_read",
            f"Logs Insights found {step.events:,} events that look like errors; only they and the "
            f"{AROUND_MS // 1000} s around each were read",
            "--fetch events reads everything, and counts healthy requests too",
        )
        spans = {group: joined(times, window) for group, times in hits.items()}
        reader = CloudWatchSource(
            self._session,
            self._targets,
            self._quotas,
            Reading(reread=False),
            self._environment,
            self._account,
            self._progress,
            kept=_Around(spans),
        )
        yield from reader.events(window, log)

    def _take_over(self, step: ReadLog, log: ReadLog) -> None:
        log.requests += step.requests
        log.throttled += step.throttled
        log.retries += step.retries
        log.interrupted = log.interrupted or step.interrupted
        log.credentials_expired = log.credentials_expired or step.credentials_expired
        for gap in step.gaps:
            log.gap(gap)
        for notice in step.diagnostics:
            log.notice(notice.code, notice.text, notice.hint)


class _Around(Kept):
    """Has everything but the spans, and nothing in it."""

    def __init__(self, spans: dict[str, list[Window]]) -> None:
        self._spans = spans

    def missing(self, lane: LaneKey, window: Window) -> list[Window]:
        return self._spans.get(lane.log_group, [])

    def events(self, lane: LaneKey, window: Window, environment: str) -> Iterator[list[LogEvent]]:
        return iter(())


def joined(times: Iterable[int], window: Window, most: int = _MOST_SPANS) -> list[Window]:
    """Spans around the times, inside the window, in order and apart; at most `most` of them."""
    ordered, near = sorted(times), _NEAR_MS
    while True:
        spans: list[Window] = []
        for at in ordered:
            start, end = max(window.start, at - AROUND_MS), min(window.end, at + AROUND_MS + 1)
            if spans and start - spans[-1].end <= near:
                spans[-1] = Window(spans[-1].start, max(end, spans[-1].end))
            else:
                spans.append(Window(start, end))
        if len(spans) <= most:
            return spans
        near *= 2
