"""Events in, records out: joining and reading composed."""

from collections.abc import Iterable, Iterator

from triage.model.events import LogEvent, LogRecord
from triage.parsing.joining import Joiner
from triage.parsing.reading import read


def records(events: Iterable[LogEvent]) -> Iterator[LogRecord]:
    """The records of some events, each event in exactly one; those of a stream in the order of their first events."""
    joiner = Joiner()
    for joined in joiner.add(events):
        yield read(joined)
    for joined in joiner.close():
        yield read(joined)
