"""What a fault does to users and tasks: failed requests, tasks that end, errors without a request."""

import msgspec

from triage.model.events import Level, stream_service
from triage.ranking.candidates import Candidate
from triage.ranking.onset import startup_streams
from triage.ranking.past import FEWEST, LEAD_MS, background, ended_before_harm, stopping
from triage.ranking.share import refused
from triage.ranking.topology import Topology, tells_of_clients
from triage.summary.sequels import NEIGHBOUR_MS
from triage.summary.tallies import RouteTally
from triage.summary.value import Summary

SLACK_MS = 5_000
"""Writers of different processes are not in step."""
JUMP = 4
"""Of a front's failed requests, so many more came after the fault than before."""


class Impact(msgspec.Struct, frozen=True):
    """The harm that is seen beside a fault."""

    failed_requests: int = 0
    """Answered with 500 or above, in its services or those in front, since it began."""
    ended_tasks: int = 0
    """Tasks or processes that ended with it."""
    refused_requests: int = 0
    """Answered with 401 or 403, since it began, by services that hardly answer anything else since."""
    own_errors: int = 0
    """Its records at ERROR or above, or that are bare traces."""

    @property
    def hurts(self) -> bool:
        return self.failed_requests > 0 or self.ended_tasks > 0 or self.refused_requests > 0


def impact(candidate: Candidate, began: int, summary: Summary, topology: Topology) -> Impact:
    """Count the harm that began with a candidate."""
    if candidate.is_quoted:
        return Impact()
    callers = topology.callers(candidate.services)
    near = {*candidate.services, *callers}
    fronts = {f for f in topology.fronts if fails_since(f, began, summary) and topology.answers_for(f, near)}
    ended = ended_tasks(candidate, summary)
    elsewhere = not ended and background(candidate, summary, topology)
    failed = 0
    if not elsewhere and not ended_before_harm(candidate, summary, topology):
        # One request fails in a service, in who calls it, and in who stands in front of both: the most that one of
        # these rows tells is how many failed.
        rows = (fronts, callers - fronts, set(candidate.services) - callers - fronts)
        failed = max(_failed(row, began, candidate.last + 60_000, summary) for row in rows)
    level = candidate.whole.level
    return Impact(
        failed_requests=failed,
        refused_requests=refused(candidate, summary),
        ended_tasks=ended,
        own_errors=candidate.count if level >= Level.ERROR or level == Level.TRACE else 0,
    )


def _failed(services: set[str], began: int, end: int, summary: Summary) -> int:
    """Requests to some services that failed between two times."""
    return sum(
        route.failed_times.between(began - began % route.failed_times.width, end)
        for route in summary.routes.values()
        if route.service in services
    )


def ended_tasks(candidate: Candidate, summary: Summary) -> int:
    """Tasks or processes that ended with it, and not because they were told to stop; no server ends of a statement."""
    if tells_of_clients(candidate):
        return 0
    failed_starts = {f"{s.log_group}\x1f{s.log_stream}" for s in startup_streams(candidate, summary)}
    ordered = stopping(candidate, summary)
    ended = (failed_starts | _ended(candidate, summary)) - ordered
    return max(len(ended), 0 if candidate.streams <= ordered else candidate.whole.crashes)


def fails_since(service: str, began: int, summary: Summary) -> bool:
    """The service's requests fail since that moment, and hardly did before; nor were the same ones answered for long
    in between."""
    before = after = 0
    for route in summary.routes.values():
        if route.service == service and route.failures.count:
            if _answered_between(route, began):
                continue
            start = began - SLACK_MS
            early = route.failed_times.between(0, start - start % route.failed_times.width)
            before += early
            after += route.failures.count - early
    return after > JUMP * before


def _answered_between(route: RouteTally, began: int) -> bool:
    """Requests of a route were answered for long after that moment, before the first one failed."""
    ends = began - SLACK_MS - route.failed_times.width
    first = min((at for at in route.failed_times.counts if at > ends), default=began)
    if first - began < LEAD_MS:
        return False
    return route.answered_times.between(began + route.answered_times.width, first) >= FEWEST


def _ended(candidate: Candidate, summary: Summary) -> set[str]:
    """Streams that stopped with this fault while a later stream of the same service took over."""
    latest: dict[str, int] = {}
    for stream in summary.streams.values():
        service = stream_service(stream.log_group, stream.log_stream)
        latest[service] = max(latest.get(service, 0), stream.events.first)
    ended = set()
    for key, span in candidate.whole.streams.items():
        found = summary.streams.get(key)
        if found is None or found.events.last - span.last > NEIGHBOUR_MS:
            continue
        replaced = latest.get(stream_service(found.log_group, found.log_stream), 0) > span.last
        if replaced or found.kills.count:
            ended.add(key)
    return ended
