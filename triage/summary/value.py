"""The summary: what one partition of the input holds, in bounded space."""

from triage.model.report import Coverage
from triage.model.rules import RuleMatch
from triage.summary.bounded import BoundedTable
from triage.summary.faults import FaultTable
from triage.summary.tallies import RouteTally, Span, StreamTally

MAX_STREAMS = 20_000
MAX_ROUTES = 2_000


class Summary:
    """A bounded value that merges: associative and commutative.

    Counts are exact for every entry that is kept; `bounds_reached` names the tables that had to drop entries. Faults
    that found no room are counted in groups, so that the counts of `faults` add up to all that was counted.
    """

    def __init__(self) -> None:
        self.events = 0
        self.records = 0
        self.bytes = 0
        self.error_records = 0
        self.matched_error_records = 0
        self.span = Span()
        """Of all events."""
        self.log_groups: set[str] = set()
        self.environments: set[str] = set()
        self.faults = FaultTable()
        self.streams: BoundedTable[StreamTally] = BoundedTable(MAX_STREAMS)
        self.routes: BoundedTable[RouteTally] = BoundedTable(MAX_ROUTES)
        self.switched_off: dict[str, str] = {}
        """Rules that were too slow on some record, with the reason."""
        self.cut_records = 0
        self.suppressed: dict[str, int] = {}
        """Records that a disabled or muted rule kept out, by the entry's key (`triage.ruleset.policy`)."""

    def merge(self, other: "Summary") -> "Summary":
        """Both summaries as one new value."""
        return Summary().absorb(self).absorb(other)

    def absorb(self, other: "Summary") -> "Summary":
        """Take over everything that `other` counted; gives itself."""
        for name in ("events", "records", "bytes", "error_records", "matched_error_records", "cut_records"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.span.absorb(other.span)
        self.log_groups |= other.log_groups
        self.environments |= other.environments
        self.faults.take(other.faults)
        self.streams.absorb(other.streams, StreamTally.absorb, StreamTally.copy)
        self.routes.absorb(other.routes, RouteTally.absorb, RouteTally.copy)
        self.switched_off = dict(sorted({**self.switched_off, **other.switched_off}.items()))
        for key in other.suppressed:
            self.suppressed[key] = self.suppressed.get(key, 0) + other.suppressed[key]
        return self

    def coverage(self) -> Coverage:
        """What was read, in numbers; requests and throttles are the source's to add."""
        return Coverage(
            events=self.events,
            records=self.records,
            bytes=self.bytes,
            log_groups=len(self.log_groups),
            streams=len(self.streams),
            error_records=self.error_records,
            matched_error_records=self.matched_error_records,
        )

    @property
    def bounds_reached(self) -> tuple[str, ...]:
        """Names of the tables that dropped entries."""
        dropped = {
            "faults": self.faults.dropped,
            "streams": self.streams.dropped,
            "routes": self.routes.dropped,
        }
        return tuple(name for name, is_dropped in dropped.items() if is_dropped)


IDENTIFYING = frozenset(
    (
        *("host", "port", "database", "bucket", "queue", "topic", "exchange", "vhost", "env_var", "module", "image"),
        *("secret", "file", "exception", "function", "resource", "container", "constraint"),
    )
)
"""Entities that tell one faulty thing from another of the same kind."""


def identity_of(match: RuleMatch) -> tuple[tuple[str, str], ...]:
    """The captures of a match that name the faulty thing."""
    return tuple(sorted((name, value) for name, value in match.captures if name in IDENTIFYING))
