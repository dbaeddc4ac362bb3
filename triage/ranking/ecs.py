"""What ECS says of tasks, laid into the summary of their logs: ends without a last word, and which revision ran."""

from collections.abc import Sequence

from triage.checks.facts import EcsFacts, StoppedTask
from triage.checks.stops import failed, stop_events
from triage.model.events import Level, LogEvent
from triage.model.report import Window
from triage.ruleset.matching import Matcher
from triage.summary.summarizing import summarize
from triage.summary.tallies import StreamTally
from triage.summary.value import Summary


def with_ecs(summary: Summary, facts: EcsFacts, window: Window, matcher: Matcher) -> Summary:
    """A summary that also knows which tasks ended badly and which revision each ran; what was read stays counted as
    before, since ECS is no log."""
    stops = stop_events(facts, window)
    if not stops and not facts.revisions:
        return summary
    found = summary.merge(_told(stops, matcher))
    tasks: dict[str, list[StreamTally]] = {}
    for stream in found.streams.values():
        tasks.setdefault(stream.log_stream.rpartition("/")[2], []).append(stream)
    _end(tasks, [task for task in facts.stopped if failed(task) and window.holds(task.stopped_at)])
    _release(tasks, facts)
    return found


def _told(stops: Sequence[LogEvent], matcher: Matcher) -> Summary:
    """The summary of the stops alone: each is one ended task, and an error even where no rule knows it."""
    told = summarize(stops, matcher)
    for tally in told.faults.values():
        tally.crashes = tally.span.count
        tally.level = max(tally.level, Level.ERROR)
    told.events = told.bytes = told.records = told.error_records = told.matched_error_records = 0
    told.streams = Summary().streams
    return told


def _end(tasks: dict[str, list[StreamTally]], ended: Sequence[StoppedTask]) -> None:
    """A stream whose task ECS saw end badly did not just fall silent."""
    for task in ended:
        for stream in tasks.get(task.id, ()):
            stream.kills.add(task.stopped_at)


def _release(tasks: dict[str, list[StreamTally]], facts: EcsFacts) -> None:
    """The revision is the release of streams that tell none, in families of which no stream tells one."""
    streams = [(label, stream) for task, label in facts.revisions for stream in tasks.get(task, ())]
    telling = {label.partition(":")[0] for label, stream in streams if stream.releases.top(1)}
    for label, stream in streams:
        if label.partition(":")[0] not in telling:
            stream.releases.add(label)
