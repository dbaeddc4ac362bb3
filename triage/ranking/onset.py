"""When a fault really began: its first record, the start of the task that died of it, or its jump."""

from triage.model.events import Level, stream_service
from triage.ranking.candidates import Candidate
from triage.summary.tallies import StreamTally
from triage.summary.value import Summary

STARTUP_MS = 120_000
"""A task that fails this soon after its start failed while starting."""
SILENCE = 4
"""So many usual pauses of a stream without a word are its end: were they of chance, one in fifty would be as long."""
LAST_WORDS_MS = 5_000
"""What a process still says after the fault that ends it comes within this time."""


def startup_streams(candidate: Candidate, summary: Summary) -> list[StreamTally]:
    """Streams that ended with this fault before they were ready: it came soon after their first event."""
    found = []
    for key, span in candidate.whole.streams.items():
        stream = summary.streams.get(key)
        if stream is None:
            continue
        ready = stream.answers.count or (stream.listening.count and stream.listening.first < span.first)
        soon = span.last - stream.events.first <= STARTUP_MS
        if soon and not ready and stream.events.last - span.last <= LAST_WORDS_MS and _is_silent(stream, summary):
            found.append(stream)
    if Level.TRACE < candidate.whole.level < Level.ERROR:
        # No process dies of what it calls a warning; one that says little looks as if it had.
        return [stream for stream in found if _replaced(stream, summary)]
    return found


def _is_silent(stream: StreamTally, summary: Summary) -> bool:
    """It said nothing until the end of the window, for much longer than it is used to."""
    events = stream.events
    return summary.span.last - events.last > SILENCE * (events.last - events.first) / max(1, events.count - 1)


def _replaced(stream: StreamTally, summary: Summary) -> bool:
    """Another task of the service began after this one's last words."""
    service = stream_service(stream.log_group, stream.log_stream)
    return any(
        other.events.first > stream.events.last and stream_service(other.log_group, other.log_stream) == service
        for other in summary.streams.values()
    )


def onset(candidate: Candidate, summary: Summary) -> int:
    """Milliseconds since the epoch: the first record, or the start of the first task that failed while starting."""
    starts = [s.events.first for s in startup_streams(candidate, summary)]
    return min([candidate.first, *starts])


def share_after(candidate: Candidate, moment: int) -> float:
    """The share of a candidate's records that came at or after `moment`."""
    times = candidate.whole.times
    before = times.between(0, moment - moment % times.width)
    return 1 - before / max(1, candidate.count)
