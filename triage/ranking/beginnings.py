"""What began just before a fault: tasks and releases that were not there before."""

from collections import defaultdict

import msgspec

from triage.model.events import stream_service, stream_task
from triage.model.report import Change
from triage.ranking.candidates import Candidate
from triage.summary.tallies import StreamTally
from triage.summary.value import Summary

BEFORE_MS = 120_000
"""What began longer than this before a fault is not told as its neighbour."""
QUIET_MS = 5_000
"""A stream that is there this soon after the first event of the window did not begin inside it."""
MAX_CHANGES = 50
USED_UP = frozenset(
    {
        *("db.pool_exhausted", "db.too_many_connections", "db.lock_timeout", "db.deadlock", "db.query_timeout"),
        *("db.storage_full", "fs.disk_full", "fs.too_many_files", "limit.rate_limited", "container.oom"),
        *("runtime.out_of_memory", "runtime.thread_exhausted"),
    }
)
"""Categories of what others may hold or use up."""
_OF_EVENTS = "/aws/events"
"""Log groups of what EventBridge delivers begin so: their streams are no tasks."""


class Beginning(msgspec.Struct, frozen=True, order=True):
    """A task that began inside the window."""

    timestamp: int
    service: str
    task: str
    log_group: str
    log_stream: str
    release: str
    first_of_service: bool
    """No other task of the service was there before."""


def beginnings(summary: Summary) -> list[Beginning]:
    """Every task that began inside the window, by time."""
    by_service: dict[str, list[StreamTally]] = defaultdict(list)
    for stream in summary.streams.values():
        if stream.log_stream and not stream.log_group.startswith(_OF_EVENTS):
            by_service[stream_service(stream.log_group, stream.log_stream)].append(stream)
    found = []
    for service, streams in by_service.items():
        earliest = min(stream.events.first for stream in streams)
        for stream in streams:
            if stream.events.first - summary.span.first > QUIET_MS:
                found.append(_beginning(service, stream, stream.events.first == earliest))
    return sorted(found)


def just_before(moment: int, candidate: Candidate, summary: Summary) -> list[Beginning]:
    """Other services that were first heard of shortly before something was used up, the nearest first; none of those
    that fail requests themselves, as who calls the faulty one does."""
    if candidate.category not in USED_UP:
        return []
    failing = {route.service for route in summary.routes.values() if route.failures.count}
    near = [
        b
        for b in beginnings(summary)
        if b.first_of_service
        and b.service not in failing | set(candidate.services)
        and 0 <= moment - b.timestamp <= BEFORE_MS
    ]
    return sorted(near, reverse=True)


def changes(found: list[Beginning]) -> tuple[Change, ...]:
    """Beginnings for the report."""
    return tuple(
        Change(
            b.timestamp, f"{b.service}: task {b.task} begins" + (f", release {b.release}" if b.release else ""), "logs"
        )
        for b in found[:MAX_CHANGES]
    )


def releases(candidate: Candidate, summary: Summary) -> list[str]:
    """Releases that show the fault: as its records say, else as its streams said at their start."""
    own = [value for value, _ in candidate.whole.releases.top(5)]
    if own:
        return own
    told: dict[str, int] = {}
    for key, span in candidate.whole.streams.items():
        stream = summary.streams.get(key)
        for release, _ in stream.releases.top(1) if stream else []:
            told[release] = told.get(release, 0) + span.count
    return sorted(told, key=lambda r: (-told[r], r))


def _beginning(service: str, stream: StreamTally, first: bool) -> Beginning:
    release = next((value for value, _ in stream.releases.top(1)), "")
    return Beginning(
        stream.events.first,
        service,
        stream_task(stream.log_stream),
        stream.log_group,
        stream.log_stream,
        release,
        first,
    )
