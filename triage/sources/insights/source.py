"""The log source for groups that only Logs Insights reads."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from triage.aws.session import AwsSession
from triage.errors import CredentialsError
from triage.model.environment import LogTarget
from triage.model.events import LogEvent
from triage.model.report import Gap, Target, Window
from triage.sources.cloudwatch.lanes import LaneKey, lane_keys
from triage.sources.cloudwatch.pacing import Quotas
from triage.sources.distinct import Distinct
from triage.sources.insights.query import MOST_ROWS, Answer, Failure, Interrupted, Queries
from triage.sources.reading import Batch, ReadLog

_FIELDS = "fields @timestamp, @message, @logStream, @ingestionTime"
_FILL = 0.7
"""Part of the rows that a split aims at: events are not spread evenly."""
USD_PER_GB = 0.005
_MOST_NARROWING = 800
"""Characters; a query has at most 10,000."""
_INTERRUPTED = ("interrupted before it was read", "run it again with the same window")


class InsightsSource:
    """All events of some log groups, or of the streams under a prefix in them, read with Insights queries.

    A query gives a bounded number of rows: times with more are split until each part fits. Within one second more
    rows than that are a gap."""

    def __init__(
        self,
        session: AwsSession,
        targets: Sequence[LogTarget],
        quotas: Quotas | None = None,
        environment: str = "",
        account: str = "",
        most_rows: int = MOST_ROWS,
    ) -> None:
        self._session = session
        self._targets = tuple(targets)
        self._quotas = quotas or Quotas()
        self._environment = environment
        self._account = account
        self._most_rows = most_rows
        self._scanned = 0

    def describe(self) -> Target:
        regions = sorted({target.region for target in self._targets})
        groups = tuple(sorted({target.log_group for target in self._targets}))
        return Target("insights", self._environment, ", ".join(regions), self._account, groups)

    def events(self, window: Window, log: ReadLog) -> Iterator[Batch]:
        """See LogSource; the bytes scanned and their price are a notice in `log`."""
        keys = lane_keys(self._targets)
        if not keys or window.end <= window.start:
            return
        for place, key in enumerate(keys):
            reached = window.start
            try:
                for batch, reached in self._group(key, window, log):  # noqa: B007 - used after an interrupt
                    if batch:
                        yield log.deliver(batch)
            except (Interrupted, KeyboardInterrupt):
                log.stop()
                log.interrupted = True
                _leave(keys[place:], reached, window, log, *_INTERRUPTED)
                break
            except CredentialsError as error:
                if not log.events:
                    raise
                log.credentials_expired = True
                _leave(keys[place:], reached, window, log, error.message, error.hint)
                break
        tell_price(self._scanned, len(keys), log)

    def _group(self, key: LaneKey, window: Window, log: ReadLog) -> Iterator[tuple[Batch, int]]:
        """Batches in order of time, each with the time up to which the group has been read."""
        client = self._session.logs(key.region, attempts=1)
        bucket = lambda operation: self._quotas.bucket(self._account, key.region, operation)  # noqa: E731
        queries = Queries(client, self._session, bucket, log)
        text, seen = query_text(key, self._most_rows), Distinct()
        open_ = deque([(window.start // 1000, (window.end - 1) // 1000)])
        while open_:
            first, last = open_.popleft()
            found = queries.run(key.arn or key.log_group, text, first, last)
            if isinstance(found, Failure):
                end = window.end if found.whole_group else (last + 1) * 1000
                log.gap(_gap(key, window, first * 1000, end, found.reason, found.hint))
                if found.whole_group:
                    return
                continue
            self._scanned += found.scanned_bytes
            if len(found.rows) >= self._most_rows and last > first:
                open_.extendleft(reversed(_split(first, last, found.matched, self._most_rows)))
                continue
            if len(found.rows) >= self._most_rows:
                reason = f"more than {self._most_rows:,} events in one second"
                log.gap(_gap(key, window, first * 1000, (last + 1) * 1000, reason, "read the stream by itself"))
            fresh = seen.fresh(self._events(key, window, found))
            yield fresh, min(window.end, (last + 1) * 1000)

    def _events(self, key: LaneKey, window: Window, found: Answer) -> list[LogEvent]:
        events = []
        for row in found.rows:
            stream, at = row.get("@logStream", ""), milliseconds(row.get("@timestamp", ""))
            if not window.holds(at) or (key.prefixes and not stream.startswith(key.prefixes)):
                continue
            message, pointer = row.get("@message", ""), row.get("@ptr", "")
            arrived = milliseconds(row.get("@ingestionTime", ""))
            events.append(LogEvent(at, message, key.log_group, stream, pointer, max(0, arrived), self._environment))
        events.sort(key=lambda event: event.timestamp)
        return events


def tell_price(scanned_bytes: int, groups: int, log: ReadLog) -> None:
    """Say what the queries cost."""
    size = scanned_bytes / 1e9
    log.notice(
        "insights_cost",
        f"Logs Insights searched {groups} log {'group' if groups == 1 else 'groups'} and scanned {size:,.3f} GB, "
        f"about {size * USD_PER_GB:,.4f} USD at {USD_PER_GB} USD per GB",
    )


def query_text(key: LaneKey, most_rows: int) -> str:
    """The query for all events of a key."""
    return f"{_FIELDS}{on_streams(key)} | sort @timestamp asc | limit {most_rows}"


def on_streams(key: LaneKey) -> str:
    """The filter of a key's streams; they are only narrowed down, for `like` finds a prefix anywhere."""
    narrowed = " or ".join(f"@logStream like {quoted(prefix)}" for prefix in key.prefixes)
    return f" | filter {narrowed}" if narrowed and len(narrowed) < _MOST_NARROWING else ""


def quoted(text: str) -> str:
    """A string of the query language."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def milliseconds(text: str) -> int:
    """`2026-11-22 15:32:03.178` in UTC, or a number of milliseconds; -1 for anything else."""
    if text.isascii() and text.isdigit():
        return int(text)
    try:
        time = datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return -1
    return round((time - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000)


def _split(first: int, last: int, matched: int, most_rows: int) -> list[tuple[int, int]]:
    """The seconds from `first` to `last` in as many parts as the rows need; at least two."""
    seconds = last - first + 1
    parts = min(seconds, max(2, -(-matched // max(1, int(most_rows * _FILL)))))
    edges = [first + seconds * part // parts for part in range(parts + 1)]
    return [(edges[part], edges[part + 1] - 1) for part in range(parts)]


def _gap(key: LaneKey, window: Window, start: int, end: int, reason: str, hint: str) -> Gap:
    return Gap(key.scope, reason, hint, max(window.start, start), min(window.end, end))


def _leave(keys: Sequence[LaneKey], reached: int, window: Window, log: ReadLog, reason: str, hint: str) -> None:
    for place, key in enumerate(keys):
        start = reached if place == 0 else window.start
        if start < window.end:
            log.gap(_gap(key, window, start, window.end, reason, hint))
