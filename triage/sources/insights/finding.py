"""Finds the seconds of log groups in which something was logged that patterns ask for."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import msgspec

from triage.aws.session import AwsSession
from triage.errors import CredentialsError
from triage.model.report import Gap, Window
from triage.sources.cloudwatch.lanes import LaneKey
from triage.sources.cloudwatch.pacing import Quotas
from triage.sources.insights.query import MOST_ROWS, Answer, Failure, Interrupted, Queries
from triage.sources.insights.source import milliseconds, on_streams
from triage.sources.reading import ReadLog

_AT_ONCE = 8
"""Queries; an account may run 100 of them."""
_SECOND = "bin(1s)"
_INTERRUPTED = ("interrupted before it was searched", "run it again with the same window")


class Found(msgspec.Struct):
    """What the queries came to."""

    seconds: dict[LaneKey, set[int]]
    """Seconds since the epoch with at least one hit."""
    events: int = 0
    """Hits; one that two patterns find counts twice."""
    scanned_bytes: int = 0


class _Search(msgspec.Struct):
    """One pattern in one lane."""

    key: LaneKey
    pattern: str
    log: ReadLog
    queries: Queries
    seconds: set[int]
    gaps: list[Gap]
    events: int = 0
    scanned_bytes: int = 0
    expired: CredentialsError | None = None


class Finder:
    """Runs one query for each pattern and lane, a few at a time; more where one does not give all its rows."""

    def __init__(
        self,
        session: AwsSession,
        quotas: Quotas,
        account: str,
        patterns: Callable[[], Sequence[str]],
        most_rows: int = MOST_ROWS,
    ) -> None:
        self._session = session
        self._quotas = quotas
        self._account = account
        self._patterns = patterns
        self._most_rows = most_rows

    def find(self, keys: Sequence[LaneKey], window: Window, log: ReadLog) -> Found:
        """What cannot be searched is a gap in `log`. A stop ends the queries too. Raises CredentialsError when
        nothing could be searched at all."""
        patterns = self._patterns()
        searches = [self._search(key, pattern, log) for key in keys for pattern in patterns]
        with ThreadPoolExecutor(_AT_ONCE, "insights") as pool:
            running = [pool.submit(self._run, search, window) for search in searches]
            for one in running:
                try:
                    one.result()
                except KeyboardInterrupt:
                    log.stop()
                except BaseException:
                    log.stop()
                    raise
        return _together(searches, log)

    def _search(self, key: LaneKey, pattern: str, log: ReadLog) -> _Search:
        client = self._session.logs(key.region, attempts=1)
        part = log.part()
        bucket: Callable[[str], object] = lambda operation: self._quotas.bucket(self._account, key.region, operation)  # noqa: E731
        return _Search(key, pattern, part, Queries(client, self._session, bucket, part), set(), [])  # type: ignore[arg-type]

    def _run(self, search: _Search, window: Window) -> None:
        key, text = search.key, hits_text(search.key, search.pattern, self._most_rows)
        open_ = deque([(window.start // 1000, (window.end - 1) // 1000)])
        while open_:
            first, last = open_.popleft()
            start, end = max(window.start, first * 1000), min(window.end, (last + 1) * 1000)
            try:
                found = search.queries.run(key.arn or key.log_group, text, first, last)
            except Interrupted:
                search.gaps.append(Gap(key.scope, *_INTERRUPTED, start, window.end))
                return
            except CredentialsError as error:
                search.expired = error
                search.gaps.append(Gap(key.scope, error.message, error.hint, start, window.end))
                return
            if isinstance(found, Failure):
                until = window.end if found.whole_group else end
                search.gaps.append(Gap(key.scope, found.reason, found.hint, start, until))
                if found.whole_group:
                    return
                continue
            search.scanned_bytes += found.scanned_bytes
            if len(found.rows) >= self._most_rows and last > first:
                middle = (first + last) // 2
                open_.extendleft([(middle + 1, last), (first, middle)])
                continue
            search.events += found.matched
            search.seconds |= _seconds(found)


def hits_text(key: LaneKey, pattern: str, most_rows: int) -> str:
    """The query: a row for each second that holds a hit, however many hits it holds."""
    wanted = f"fields @timestamp | filter @message like /{pattern}/{on_streams(key)}"
    return f"{wanted} | stats count(*) as hits by {_SECOND} | limit {most_rows}"


def _seconds(found: Answer) -> set[int]:
    times = (milliseconds(row.get(_SECOND) or row.get("@timestamp", "")) for row in found.rows)
    return {at // 1000 for at in times if at >= 0}


def _together(searches: Sequence[_Search], log: ReadLog) -> Found:
    found = Found({search.key: set() for search in searches})
    for search in searches:
        found.seconds[search.key] |= search.seconds
        found.events += search.events
        found.scanned_bytes += search.scanned_bytes
        log.requests += search.log.requests
        log.throttled += search.log.throttled
        log.retries += search.log.retries
    expired = [search.expired for search in searches if search.expired is not None]
    if len(expired) == len(searches) and not found.events and expired:
        raise expired[0]
    log.credentials_expired = log.credentials_expired or bool(expired)
    log.interrupted = log.interrupted or log.stopping
    gaps = {(gap.scope, gap.start, gap.end, gap.reason): gap for search in searches for gap in search.gaps}
    for _, gap in sorted(gaps.items()):
        log.gap(gap)
    return found
