"""One query of Logs Insights from its start to its rows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from triage.aws.errors import Refusal, RefusalKind, explain
from triage.aws.session import AwsSession
from triage.errors import TriageError
from triage.sources.cloudwatch.pacing import TokenBucket
from triage.sources.reading import ReadLog

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient

MOST_ROWS = 10_000
"""Rows that one query is asked for; more than that is split by time."""
_POLL_SECONDS = (0.2, 2.0)
"""Between two looks at a running query: at first, and at most."""
_TRIES = 6
_RETRY_SECONDS = 1.0
_OVER = frozenset({"Failed", "Cancelled", "Timeout", "Unknown"})

Row = dict[str, str]


class Answer(msgspec.Struct, frozen=True):
    """The rows of a finished query; `matched` counts also those beyond the limit."""

    rows: list[Row]
    matched: int
    scanned_bytes: int


class Failure(msgspec.Struct, frozen=True):
    """Why there are no rows."""

    reason: str
    hint: str = ""
    whole_group: bool = False
    """Other times of the group will fail in the same way."""


class Interrupted(Exception):
    """The reading was asked to stop; the query has been stopped too."""


class Queries:
    """Runs queries one after the other, inside the quota."""

    def __init__(
        self,
        client: CloudWatchLogsClient,
        session: AwsSession,
        bucket: Callable[[str], TokenBucket],
        log: ReadLog,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._session = session
        self._bucket = bucket
        self._log = log
        self._sleep = sleep

    def run(self, group: str, text: str, first: int, last: int) -> Answer | Failure:
        """The rows between two seconds since the epoch, both included. Raises Interrupted, and CredentialsError."""
        failure = Failure("the query failed again and again", "run it again")
        for attempt in range(_TRIES):
            if attempt:
                self._pause(_RETRY_SECONDS * attempt)
            answer = self._once(group, text, first, last)
            if not isinstance(answer, Failure) or answer.whole_group:
                return answer
            failure = answer
            self._log.retries += 1
        return failure

    def _once(self, group: str, text: str, first: int, last: int) -> Answer | Failure:
        named: dict[str, Any] = (
            {"logGroupIdentifiers": [group]} if group.startswith("arn:") else {"logGroupName": group}
        )
        begun = self._call(
            "StartQuery",
            group,
            lambda: self._client.start_query(**named, queryString=text, startTime=first, endTime=last, limit=MOST_ROWS),
        )
        if isinstance(begun, Failure):
            return begun
        query = begun.get("queryId", "")
        try:
            return self._wait(group, query)
        except (Interrupted, KeyboardInterrupt):
            self._stop(query)
            raise

    def _wait(self, group: str, query: str) -> Answer | Failure:
        pause = _POLL_SECONDS[0]
        while True:
            found = self._call("GetQueryResults", group, lambda: self._client.get_query_results(queryId=query))
            if isinstance(found, Failure):
                return found
            status = found.get("status", "")
            if status == "Complete":
                return self._answer(group, query, found)
            if status in _OVER or not status:
                return Failure(f"the query ended as {status or 'no answer of the service'}", "run it again")
            self._pause(pause)
            pause = min(_POLL_SECONDS[1], 1.5 * pause)

    def _answer(self, group: str, query: str, found: Any) -> Answer | Failure:
        rows = list(_rows(found))
        while token := found.get("nextToken"):
            found = self._call("GetQueryResults", group, lambda: self._page(query, token))
            if isinstance(found, Failure):
                return found
            rows += _rows(found)
        counted = found.get("statistics", {})
        matched = max(len(rows), int(counted.get("recordsMatched", 0)))
        return Answer(rows, matched, int(counted.get("bytesScanned", 0)))

    def _page(self, query: str, token: str) -> Any:
        more: dict[str, Any] = {"queryId": query, "nextToken": token}
        return self._client.get_query_results(**more)

    def _call(self, operation: str, group: str, call: Callable[[], Any]) -> Any | Failure:
        from botocore.exceptions import BotoCoreError, ClientError

        self._pause(self._bucket(operation).reserve())
        while (more := self._bucket(operation).leave()) > 0:
            self._pause(more)
        self._log.requests += 1
        try:
            return call()
        except (BotoCoreError, ClientError) as error:
            outcome = explain(error, self._session, f"logs:{operation}", group)
            if isinstance(outcome, TriageError):
                raise outcome from error
            if outcome.kind is RefusalKind.THROTTLED:
                self._bucket(operation).throttled()
                self._log.throttled += 1
            return _failure(outcome, error)

    def _pause(self, seconds: float) -> None:
        """Wait, looking every now and then whether the reading is to stop. Raises Interrupted."""
        while True:
            if self._log.stopping:
                raise Interrupted
            if seconds <= 0:
                return
            step = min(seconds, 0.2)
            self._sleep(step)
            seconds -= step

    def _stop(self, query: str) -> None:
        """A query that nobody waits for costs on: end it. One that is over already cannot be stopped."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            self._client.stop_query(queryId=query)
        except (BotoCoreError, ClientError):
            return


def _failure(outcome: Refusal, error: Exception) -> Failure:
    # Errors of the connection have an attribute of that name as well, which is None.
    answer = getattr(error, "response", None) or {}
    status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    lasting = outcome.kind in (RefusalKind.DENIED, RefusalKind.MISSING) or (
        outcome.kind is RefusalKind.FAILED and 400 <= status < 500
    )
    if outcome.kind is RefusalKind.MISSING:
        return Failure("the log group does not exist", "was it deleted, or is it in another Region?", True)
    if status >= 500:
        return Failure(f"the service failed again and again ({status})", "run it again")
    return Failure(outcome.reason, outcome.hint, lasting)


def _rows(found: Any) -> Iterable[Row]:
    for row in found.get("results", []):
        yield {cell.get("field", ""): cell.get("value", "") for cell in row}
