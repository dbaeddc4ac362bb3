"""A fault against its own past in the window: was it always there, and has it passed?"""

import math

from triage.model.events import stream_service
from triage.model.taxonomy import PASSING
from triage.ranking.candidates import Candidate
from triage.ranking.onset import startup_streams
from triage.ranking.topology import Topology
from triage.summary.tallies import Span, StreamTally
from triage.summary.times import TimeCounts
from triage.summary.value import Summary

START_SHARE = 0.1
"""What is there in this first part of the window was there before it."""
GAPS = 2
"""What comes so seldom that the window may well begin with this many of its usual pauses was there before, too."""
FEWEST = 5
"""Fewer records than this have no rate."""
UNCHANGED = 1.5
"""A rate that grows by less than this did not change."""
LEAD_MS = 30_000
"""Harm that begins this long after a fault that was always there has another reason."""
WELL_MS = 10_000
"""Services that answer this long after a fault were not harmed by it."""
WORK_SHARE = 0.1
"""The share of all that a worker says from which on a fault is most of its work: each piece of it takes some lines."""
CALM_MS = 20_000
"""A task that works this long after its last error has overcome it."""
FAREWELL_MS = 60_000
"""What a process logs this soon after it was told to stop may come of stopping."""


def always_there(candidate: Candidate, summary: Summary) -> bool:
    """From the beginning of the window to its end, at a rate that does not grow: its onset lies before it, or it is
    how this system always is."""
    window = summary.span
    length = window.last - window.first
    usual_gap = length / max(1, candidate.count)
    if candidate.count < FEWEST or candidate.first - window.first > max(START_SHARE * length, GAPS * usual_gap):
        return False
    middle = window.first + length // 2
    before, after = _halves(candidate.whole.times, middle)
    return before >= FEWEST // 2 and after <= UNCHANGED * before + max(2.0, 2 * math.sqrt(candidate.count))


def background(candidate: Candidate, summary: Summary, topology: Topology) -> bool:
    """Always there, without a task that ended of it, while requests were answered, and failed only later or never:
    this is not what harms."""
    if not always_there(candidate, summary) or candidate.whole.crashes or startup_streams(candidate, summary):
        return False
    near = {*candidate.services, *topology.callers(candidate.services), *topology.fronts}
    streams = [s for s in summary.streams.values() if stream_service(s.log_group, s.log_stream) in near]
    answered = [stream.answers.first for stream in streams if stream.answers.count]
    failed = [stream.failures.first for stream in streams if stream.failures.count]
    if not answered:
        return False
    return min(failed, default=summary.span.last) - max(candidate.first, min(answered)) > LEAD_MS


def ended_before_harm(candidate: Candidate, summary: Summary, topology: Topology) -> bool:
    """After its last record its own services, or those that ask them, answered requests, and only then did requests
    begin to fail: nothing was wrong with them yet, so what began to fail has another reason."""
    tellers = set(candidate.services)
    if not any(route.service in tellers for route in summary.routes.values()):
        before = {*topology.callers(tellers), *topology.fronts}
        tellers = before if _lives_on(candidate, summary) else set()
    routes = [route for route in summary.routes.values() if route.service in tellers]
    failed = [route.failures.first for route in routes if route.failures.count]
    first = min(failed, default=0)
    if first - candidate.last < WELL_MS:
        return False
    well = sum(
        route.answered_times.between(candidate.last + route.answered_times.width, first - route.answered_times.width)
        for route in routes
    )
    return well >= FEWEST


def _lives_on(candidate: Candidate, summary: Summary) -> bool:
    """Every task that showed it went on writing for long."""
    streams = [(summary.streams.get(key), span) for key, span in candidate.whole.streams.items()]
    return all(stream is not None and stream.events.last - span.last > LEAD_MS for stream, span in streams)


def fails_ever_since(candidate: Candidate, summary: Summary) -> bool:
    """Tasks of a service that had worked for a while, these or those that they replaced, say it again and again until
    the end of the window."""
    if candidate.count < 2 * FEWEST:
        return False
    usual_gap = (candidate.last - candidate.first) / (candidate.count - 1)
    if summary.span.last - candidate.last > max(CALM_MS, GAPS * usual_gap):
        return False
    born: dict[str, int] = {}
    for stream in summary.streams.values():
        service = stream_service(stream.log_group, stream.log_stream)
        born[service] = min(born.get(service, stream.events.first), stream.events.first)
    return all(candidate.first - born.get(service, candidate.first) > LEAD_MS for service in candidate.services)


def fills_its_work(candidate: Candidate, summary: Summary) -> bool:
    """From the beginning of the window to its end, and a good part of all that its tasks say: what they do fails."""
    if candidate.count < 2 * FEWEST or not always_there(candidate, summary):
        return False
    usual_gap = (candidate.last - candidate.first) / (candidate.count - 1)
    if summary.span.last - candidate.last > max(CALM_MS, GAPS * usual_gap):
        return False
    streams = [summary.streams.get(key) for key in candidate.streams]
    said = sum(stream.events.count for stream in streams if stream is not None)
    return None not in streams and candidate.count >= WORK_SHARE * said


def before_ready(candidate: Candidate, summary: Summary) -> bool:
    """Every task that said it became ready after that, and has not said it since."""
    return all(
        (stream := summary.streams.get(key)) is not None
        and stream.listening.count > 0
        and span.last <= stream.listening.last
        and stream.events.last - stream.listening.last > WELL_MS
        for key, span in candidate.whole.streams.items()
    )


def overcome(candidate: Candidate, summary: Summary) -> bool:
    """A peer that was not there for a while, and every task that missed it works on without an error since, for at
    least as long as it had to wait: a retry that succeeded."""
    if candidate.category not in PASSING:
        return False
    for key, span in candidate.whole.streams.items():
        stream = summary.streams.get(key)
        if stream is None:
            return False
        waited = span.last - span.first
        if stream.events.last - span.last < max(CALM_MS, waited) or stream.errors.last > span.last:
            return False
        if stream.failures.count and stream.failures.last > span.first:
            return False
    return not _task_ended_after(candidate, summary)


def stopping(candidate: Candidate, summary: Summary) -> set[str]:
    """Streams that say of it only after they were told to stop: it did not end these tasks, the order did."""
    return {
        key
        for key, span in candidate.whole.streams.items()
        if (stream := summary.streams.get(key)) is not None and _was_told_to_stop(stream, span)
    }


def _was_told_to_stop(stream: StreamTally, span: Span) -> bool:
    told = stream.stops.first
    if not stream.stops.count or not told <= span.first <= span.last <= told + FAREWELL_MS:
        return False
    if any(code != "0" for code, _ in stream.exit_codes.top(5)):
        return False
    return not any(told <= start <= span.first for start in (stream.starts.first, stream.starts.last))


def _task_ended_after(candidate: Candidate, summary: Summary) -> bool:
    """Some task of its services ended in errors later: not all is well."""
    return any(
        stream.errors.count and stream.errors.last > candidate.last
        for stream in summary.streams.values()
        if stream_service(stream.log_group, stream.log_stream) in candidate.services
    )


def _halves(times: TimeCounts, middle: int) -> tuple[int, int]:
    before = times.between(0, middle)
    return before, sum(times.counts.values()) - before
