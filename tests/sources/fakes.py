"""The stub without a network: a session whose client answers in the same process."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

from botocore.exceptions import ClientError

from tests.stub.running import REGION
from tests.stub.scenario import Scenario, StubEvent
from tests.stub.server import QUERIES, Fault, State, answer
from triage.aws.session import AwsSession
from triage.model.environment import LogTarget
from triage.model.events import LogEvent
from triage.model.report import Window
from triage.sources.cloudwatch import CloudWatchSource, Reading
from triage.sources.cloudwatch.engine import Patience
from triage.sources.cloudwatch.pacing import Quotas
from triage.sources.reading import LogSource, ReadLog

T0 = 1_800_000_000_000
HOUR = Window(T0, T0 + 3_600_000)
Streams = dict[tuple[str, str], list[tuple[int, str]]]
"""Time and text of the events of each (log group, log stream)."""
IMPATIENT = Patience(tries=20, base=0.001, longest=0.01)


def _nothing(*_: object, **__: object) -> None:
    pass


class FakeClient:
    def __init__(self, scenario: Scenario) -> None:
        self._state = State(scenario)
        self.meta = SimpleNamespace(events=SimpleNamespace(register=_nothing, unregister=_nothing))
        self.requests: list[dict[str, Any]] = []

    @property
    def counts(self) -> Counter[str]:
        """What the service counted."""
        return self._state.counts

    def filter_log_events(self, **arguments: Any) -> dict[str, Any]:
        self.requests.append(arguments)
        return self._answered("FilterLogEvents", lambda: json.loads(answer(self._state, arguments)))

    def start_query(self, **arguments: Any) -> dict[str, Any]:
        self.requests.append(arguments)
        return self._answered("StartQuery", lambda: QUERIES["StartQuery"](self._state, arguments))

    def get_query_results(self, **arguments: Any) -> dict[str, Any]:
        return self._answered("GetQueryResults", lambda: QUERIES["GetQueryResults"](self._state, arguments))

    def stop_query(self, **arguments: Any) -> dict[str, Any]:
        return self._answered("StopQuery", lambda: QUERIES["StopQuery"](self._state, arguments))

    def _answered(self, operation: str, call: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        try:
            return dict(call())
        except Fault as fault:
            said = {
                "Error": {"Code": fault.code, "Message": fault.message},
                "ResponseMetadata": {"HTTPStatusCode": 400},
            }
            raise ClientError(cast("Any", said), operation) from fault


@dataclass
class FakeSession:
    """One client for all Regions."""

    client: FakeClient
    profile: str = ""
    region: str = REGION
    endpoint_url: str = ""
    asked: list[str] = field(default_factory=list)

    def logs(self, region: str = "", attempts: int = 1) -> FakeClient:
        self.asked.append(region)
        return self.client


def fake_session(scenario: Scenario) -> AwsSession:
    return cast("AwsSession", FakeSession(FakeClient(scenario)))


def target(group: str, prefix: str = "", **more: str) -> LogTarget:
    return LogTarget(log_group=group, region=REGION, stream_prefix=prefix, **more)


def cloudwatch(
    session: AwsSession, targets: Sequence[LogTarget], reading: Reading | None = None, **more: Any
) -> CloudWatchSource:
    """A source whose quota is no hindrance."""
    quotas = Quotas(1.0, lambda operation, region: 100_000.0)
    return CloudWatchSource(session, targets, quotas, reading or Reading(patience=IMPATIENT), **more)


def read(source: LogSource, window: Window = HOUR) -> tuple[list[LogEvent], ReadLog]:
    log = ReadLog()
    return [event for batch in source.events(window, log) for event in batch], log


def by_stream(events: Iterable[LogEvent]) -> Streams:
    streams: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for event in events:
        streams[event.log_group, event.log_stream].append((event.timestamp, event.message))
    return dict(streams)


def planted(group: str, events: Sequence[StubEvent], window: Window = HOUR) -> Streams:
    """What a complete reading returns, by stream."""
    return by_stream(
        LogEvent(e.timestamp, e.message, group, e.stream)
        for e in sorted(events, key=lambda e: e.timestamp)
        if window.holds(e.timestamp)
    )


def steady(count: int, streams: int = 3, span: Window = HOUR) -> tuple[StubEvent, ...]:
    """Events at even distances."""
    length = span.end - span.start
    return tuple(
        StubEvent(span.start + length * i // count, f"line {i}", f"ecs/web/{i % streams:032x}") for i in range(count)
    )


def twice(events: Iterable[LogEvent]) -> int:
    """How many events came more than once."""
    return sum(count - 1 for count in Counter((e.log_group, e.event_id) for e in events).values())
