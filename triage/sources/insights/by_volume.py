"""Reads everything where that fits into a budget of time, else what stands around errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from triage.aws.session import AwsSession
from triage.model.environment import LogTarget
from triage.model.report import Target, Window
from triage.sources.cloudwatch.lanes import lane_keys
from triage.sources.cloudwatch.pacing import Quotas
from triage.sources.cloudwatch.source import CloudWatchSource
from triage.sources.cloudwatch.volume import Volume, measure
from triage.sources.cloudwatch.wire import OPERATION
from triage.sources.insights.errors_first import ErrorsFirst, Limit
from triage.sources.insights.source import USD_PER_GB
from triage.sources.reading import Batch, LogSource, Progress, ProgressCall, ReadLog
from triage.timespan import humane


class ByVolume:
    """One of two sources for the same groups; which one, and why, is a notice in the log of the reading."""

    def __init__(
        self,
        session: AwsSession,
        targets: Sequence[LogTarget],
        whole: CloudWatchSource,
        errors: ErrorsFirst,
        budget: float,
        quotas: Quotas,
        account: str = "",
        progress: ProgressCall | None = None,
    ) -> None:
        """`budget`: seconds that reading may take."""
        self._session = session
        self._targets = tuple(targets)
        self._whole = whole
        self._errors = errors
        self._budget = budget
        self._quotas = quotas
        self._account = account
        self._progress = progress
        self._chosen: LogSource = whole

    def describe(self) -> Target:
        return self._chosen.describe()

    def events(self, window: Window, log: ReadLog) -> Iterator[Batch]:
        """See LogSource."""
        keys = lane_keys(self._targets)
        if not keys or window.end <= window.start:
            return
        if self._progress is not None:
            self._progress(Progress(groups=len(keys), waiting="estimating how much the window holds"))
        volume = measure(
            keys, window, self._session, lambda region: self._quotas.bucket(self._account, region, OPERATION), log
        )
        if volume.seconds > self._budget:
            self._chosen = self._errors
            share = self._budget / volume.seconds
            self._errors.limit = Limit(share * volume.pages, volume.density, f"the budget of {_time(self._budget)}")
            self._tell(volume, log)
            self._whole.leave()
        yield from self._chosen.events(window, log)

    def _tell(self, volume: Volume, log: ReadLog) -> None:
        size = volume.bytes / 1e9
        log.notice(
            "insights_chosen",
            f"the window holds about {_rounded(volume.events):,} events ({size:,.3f} GB): reading all takes about "
            f"{volume.pages:,.0f} requests, {_time(volume.seconds)} at the rate allowed, more than the budget of "
            f"{_time(self._budget)}; so Logs Insights looks for errors first, at about {size * USD_PER_GB:,.4f} USD "
            "for each query",
            "--fetch events reads everything, a larger --budget as well",
        )


def _time(seconds: float) -> str:
    return humane(round(seconds * 1000))


def _rounded(count: int) -> int:
    """Three digits are more than an estimate is good for."""
    return round(count, min(0, 3 - len(str(count))))
