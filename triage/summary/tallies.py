"""What is counted for one fault, one stream and one route."""

from functools import lru_cache
from heapq import nsmallest

import msgspec

from triage.model.events import Level
from triage.signatures.values import ValueCounts
from triage.summary.bounded import BoundedTable, digest
from triage.summary.times import TimeCounts

MAX_SAMPLES = 3
MAX_STREAMS = 256
MAX_VALUE_NAMES = 24
MAX_NEIGHBOURS = 32
MAX_SAMPLE_TEXT = 16 * 1024
"""Characters of a sample that are kept."""


class Sample(msgspec.Struct, frozen=True, order=True):
    """One record kept as evidence; the earliest ones are kept."""

    timestamp: int
    log_group: str
    log_stream: str
    message: str
    span: tuple[int, int] = (0, 0)


class Span:
    """How often, first and last."""

    __slots__ = ("count", "first", "last")

    def __init__(self, count: int = 0, first: int = 0, last: int = 0) -> None:
        self.count = count
        self.first = first
        self.last = last

    def add(self, timestamp: int, n: int = 1) -> None:
        self.first = min(self.first, timestamp) if self.count else timestamp
        self.last = max(self.last, timestamp) if self.count else timestamp
        self.count += n

    def absorb(self, other: "Span") -> "Span":
        if other.count:
            count = self.count + other.count
            self.first = min(self.first, other.first) if self.count else other.first
            self.last = max(self.last, other.last) if self.count else other.last
            self.count = count
        return self

    def copy(self) -> "Span":
        return Span(self.count, self.first, self.last)


class FaultKey(msgspec.Struct, frozen=True, order=True):
    """What makes two records the same fault: the rule or signature, the service, and the thing that is named."""

    rule_id: str
    """Empty for an unrecognised signature."""
    signature: str
    """Empty for a rule."""
    service: str
    identity: tuple[tuple[str, str], ...] = ()
    """Captures that tell one faulty thing from another."""
    quoted: bool = False
    """Counts records that only repeat such a text, see `triage.ruleset.quoting`."""

    def text(self) -> str:
        """One string per key."""
        marks = ["quoted"] if self.quoted else []
        named = [f"{k}={v}" for k, v in self.identity]
        return "\x1f".join([self.rule_id, self.signature, self.service, *named, *marks])


@lru_cache(maxsize=8192)
def rank_of_fault(key: str) -> tuple[int, bytes]:
    """By the text of its key: the faults of rules before unrecognised signatures."""
    return (1 if key.startswith("\x1f") else 0), digest(key)


class FaultTally:
    """Everything counted for one fault key."""

    def __init__(self, key: FaultKey, template: str = "") -> None:
        self.key = key
        self.template = template
        self.span = Span()
        self.times = TimeCounts()
        self.level = Level.TRACE
        self.crashes = 0
        """Records of this fault that were the last of their process before it ended or started anew."""
        self.streams: BoundedTable[Span] = BoundedTable(MAX_STREAMS)
        self.values: dict[str, ValueCounts] = {}
        self.wildcards: dict[str, ValueCounts] = {}
        self.releases = ValueCounts()
        self.requests = ValueCounts()
        self.routes = ValueCounts()
        self.contains: dict[str, int] = {}
        """Rules that matched the same records further out -> records."""
        self.follows: dict[str, int] = {}
        """Fault keys whose record came just before in the same stream -> records."""
        self.samples: list[Sample] = []
        self.coded = 0
        """Records that held a server's own code."""

    def add_sample(self, sample: Sample) -> None:
        if len(self.samples) < MAX_SAMPLES or sample < self.samples[-1]:
            self.samples = nsmallest(MAX_SAMPLES, {*self.samples, sample})

    def count_value(self, name: str, value: str) -> None:
        if name in self.values or len(self.values) < MAX_VALUE_NAMES:
            self.values.setdefault(name, ValueCounts()).add(value)

    def follow(self, key: str, n: int = 1) -> None:
        """Count a fault that came just before; of too many, those of the smallest ranks are kept, in any order."""
        if key not in self.follows and len(self.follows) >= MAX_NEIGHBOURS:
            last = max(self.follows, key=rank_of_fault)
            if rank_of_fault(last) < rank_of_fault(key):
                return
            del self.follows[last]
        self.follows[key] = self.follows.get(key, 0) + n

    def absorb(self, other: "FaultTally") -> "FaultTally":
        """Take over what `other` counted for the same fault."""
        self.template = min(filter(None, (self.template, other.template)), default="")
        self.span.absorb(other.span)
        self.times.absorb(other.times)
        self.level = max(self.level, other.level)
        self.crashes += other.crashes
        self.coded += other.coded
        self.streams.absorb(other.streams, Span.absorb, Span.copy)
        for mine, theirs in ((self.values, other.values), (self.wildcards, other.wildcards)):
            for name, counts in theirs.items():
                mine.setdefault(name, ValueCounts()).merge(counts)
        self.releases.merge(other.releases)
        self.requests.merge(other.requests)
        self.routes.merge(other.routes)
        for rule, n in other.contains.items():
            self.contains[rule] = self.contains.get(rule, 0) + n
        for key, n in other.follows.items():
            self.follow(key, n)
        for sample in other.samples:
            self.add_sample(sample)
        return self

    def copy(self) -> "FaultTally":
        return FaultTally(self.key).absorb(self)


class StreamTally:
    """The life of one stream."""

    def __init__(self, log_group: str, log_stream: str) -> None:
        self.log_group = log_group
        self.log_stream = log_stream
        self.events = Span()
        self.starts = Span()
        self.listening = Span()
        self.stops = Span()
        self.kills = Span()
        self.errors = Span()
        self.answers = Span()
        """Requests answered below 500."""
        self.failures = Span()
        """Requests answered with 500 or above."""
        self.exit_codes = ValueCounts()
        self.releases = ValueCounts()

    def absorb(self, other: "StreamTally") -> "StreamTally":
        for name in ("events", "starts", "listening", "stops", "kills", "errors", "answers", "failures"):
            getattr(self, name).absorb(getattr(other, name))
        self.exit_codes.merge(other.exit_codes)
        self.releases.merge(other.releases)
        return self

    def copy(self) -> "StreamTally":
        return StreamTally(self.log_group, self.log_stream).absorb(self)


class RouteTally:
    """Answers of one route of one service."""

    def __init__(self, service: str, method: str, route: str) -> None:
        self.service = service
        self.method = method
        self.route = route
        self.answers = Span()
        self.failures = Span()
        self.failed_times = TimeCounts()
        self.answered_times = TimeCounts()
        self.paths = ValueCounts()
        """Paths of failed requests."""
        self.statuses = ValueCounts()

    def absorb(self, other: "RouteTally") -> "RouteTally":
        self.answers.absorb(other.answers)
        self.failures.absorb(other.failures)
        self.failed_times.absorb(other.failed_times)
        self.answered_times.absorb(other.answered_times)
        self.paths.merge(other.paths)
        self.statuses.merge(other.statuses)
        return self

    def copy(self) -> "RouteTally":
        return RouteTally(self.service, self.method, self.route).absorb(self)
