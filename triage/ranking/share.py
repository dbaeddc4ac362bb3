"""How much of the harm beside a fault is its own: does it tell of the requests that fail, and did it grow with them?"""

from collections.abc import Iterable

from triage.model.taxonomy import PASSING
from triage.ranking.candidates import Candidate
from triage.ranking.past import FEWEST, LEAD_MS, UNCHANGED, always_there
from triage.ranking.topology import STATEMENTS, Topology
from triage.summary.sequels import NEIGHBOUR_MS
from triage.summary.times import TimeCounts
from triage.summary.value import Summary

SLACK_MS = 5_000
"""Writers of different processes are not in step."""
STRETCH_MS = 20_000
STRETCH = 10
"""The beginning of the harm: so long, or so many failed requests, whichever ends later."""
RARE = 3
"""So many failed requests for each record of a fault that every one of them would tell, and most fail of another."""
FRESH_MS = 60_000
"""What a task tells this soon after its start may hold for all that it does later."""
JUMP = 4
"""A rate of failures that grows by so much began to have another reason."""
REFUSED = 0.4
"""The share of refused requests among all answers from which on a service refuses, and not only some callers err."""

PER_CALL = (PASSING | STATEMENTS) | {
    *("auth.token_invalid", "auth.http_denied", "auth.credentials_rejected", "limit.rate_limited"),
    *("aws.resource_missing", "aws.email_rejected", "search.index_missing"),
    *("runtime.null_reference", "code.exception"),
}
"""What fails one statement, call or request, and is told anew by the next one that fails of it. Others hold for a
process or a server until somebody changes something, and may be told once."""

RETRIED = PASSING | {"limit.rate_limited", "db.deadlock", "db.lock_timeout", "db.query_timeout"}
"""What the next try may overcome."""


def tellers(candidate: Candidate, summary: Summary, topology: Topology) -> set[str]:
    """Services that tell of the requests which a fault may fail: its own, else those in front."""
    own = {route.service for route in summary.routes.values()} & set(candidate.services)
    return own or {*topology.callers(candidate.services), *topology.fronts}


def failed_times(services: Iterable[str], summary: Summary) -> TimeCounts:
    """When the requests of services failed."""
    wanted = set(services)
    found = TimeCounts()
    for route in summary.routes.values():
        if route.service in wanted and route.failures.count:
            found.absorb(route.failed_times)
    return found


def is_rare(candidate: Candidate, failed: TimeCounts) -> bool:
    """Of the first requests that failed since it began, most did not tell of it."""
    start = candidate.first - SLACK_MS
    start -= start % failed.width
    end, among = start, 0
    for bucket, count in sorted(failed.counts.items()):
        if bucket < start or (bucket - start > STRETCH_MS and among >= STRETCH):
            continue
        among += count
        end = bucket
    if among < FEWEST:
        return False
    width = candidate.whole.times.width
    told = candidate.whole.times.between(candidate.first - width, end + failed.width + max(width, NEIGHBOUR_MS))
    return told * RARE < among


def is_fresh(candidate: Candidate, summary: Summary) -> bool:
    """A task told of it soon after its start inside the window."""
    return any(
        (stream := summary.streams.get(key)) is not None
        and span.first - stream.events.first <= FRESH_MS
        and stream.events.first > summary.span.first + SLACK_MS
        and (stream.starts.count or stream.listening.count)
        for key, span in candidate.whole.streams.items()
    )


def grew_without(candidate: Candidate, failed: TimeCounts, summary: Summary) -> bool:
    """It was there before, and when the failures of requests jumped, it did not."""
    if candidate.category not in PER_CALL and not always_there(candidate, summary):
        return False
    window, times = summary.span, candidate.whole.times
    for moment in sorted(failed.counts):
        if moment - candidate.first < LEAD_MS or window.last - moment < LEAD_MS:
            continue
        start = candidate.first - SLACK_MS
        before = failed.between(start - start % failed.width, moment)
        after = failed.between(moment, window.last + 1)
        earlier = times.between(0, moment - moment % times.width)
        later = candidate.count - earlier
        if earlier < FEWEST // 2 or after < 2 * STRETCH:
            continue
        growth = (moment - candidate.first) / (window.last - moment)
        if growth * after >= JUMP * max(1, before) and growth * (later - 2) <= UNCHANGED * earlier:
            return True
    return False


def refused(candidate: Candidate, summary: Summary) -> int:
    """Requests that its services answered with 401 or 403 since it began, or since it comes much more often, where that
    is what they mostly answer since, and a service of this window was there before it and answered."""
    if candidate.rule is not None and not candidate.category.startswith("auth."):
        return 0
    began = _rose(candidate, summary)
    if began - summary.span.first < LEAD_MS:
        return 0
    times = candidate.whole.times
    usual = times.between(0, began - began % times.width)
    denied, answered, before = -usual, 0, -usual
    for route in summary.routes.values():
        if route.service not in candidate.services:
            continue
        statuses = dict(route.statuses.top(20))
        denied += statuses.get("401", 0) + statuses.get("403", 0)
        early = route.answered_times.between(0, began - began % route.answered_times.width)
        before += early
        answered += route.answers.count - early
    mostly = denied >= REFUSED * answered and before >= STRETCH
    return denied if mostly and denied <= 2 * (candidate.count - usual) and denied >= STRETCH else 0


def _rose(candidate: Candidate, summary: Summary) -> int:
    """Its first record; or, where it was there from the beginning, the moment since which it comes so much more often
    that it began to have another reason: a few callers always err, and then all of them are refused."""
    window, times = summary.span, candidate.whole.times
    if candidate.first - window.first >= LEAD_MS:
        return candidate.first
    best, rose = float(JUMP), candidate.first
    earlier = 0
    for moment, count in sorted(times.counts.items()):
        if moment - window.first >= LEAD_MS and window.last - moment >= LEAD_MS:
            usual = (earlier + 1) / (moment - window.first)
            growth = (candidate.count - earlier) / (window.last - moment) / usual
            if growth >= best:
                best, rose = growth, moment
        earlier += count
    return rose
