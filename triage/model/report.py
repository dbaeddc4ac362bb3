"""The report: everything a run found out, before it becomes text."""

from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from triage.model.findings import Finding, Trend
from triage.model.rules import Layer

if TYPE_CHECKING:
    from triage.model.tables import Tables

FORMAT_VERSION = "1.0"


class VerdictStatus(StrEnum):
    INCIDENT = "incident"
    UNEXPLAINED = "unexplained"
    HEALTHY = "healthy"
    NO_DATA = "no_data"


class Verdict(msgspec.Struct, frozen=True):
    status: VerdictStatus
    headline: str


class Window(msgspec.Struct, frozen=True):
    """Half-open: start <= timestamp < end, milliseconds since the epoch, UTC."""

    start: int
    end: int

    def holds(self, timestamp: int) -> bool:
        return self.start <= timestamp < self.end


class Gap(msgspec.Struct, frozen=True):
    """A scope and time that could not be read."""

    scope: str
    reason: str
    hint: str = ""
    start: int = 0
    end: int = 0
    """0 and 0: the whole window."""


class Diagnostic(msgspec.Struct, frozen=True):
    """Any other notice of the run: a skipped rule, a bound that was reached, late events."""

    code: str
    text: str
    hint: str = ""


ONLY_ERRORS = "only_errors_read"
"""Code of the notice that queries looked for signs of errors, and only what stands around these was read."""


class Target(msgspec.Struct, frozen=True):
    """What was read."""

    source: str
    """cloudwatch, insights or files."""
    environment: str = ""
    region: str = ""
    account: str = ""
    log_groups: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    """Names of the first files or folders that were read, without the way to them."""


class UnmatchedCluster(msgspec.Struct, frozen=True):
    """Records that no rule knows, sharing a signature."""

    signature: str
    template: str
    count: int
    services: tuple[str, ...]
    first_seen: int
    last_seen: int
    level: str
    sample: str
    new: bool | None = None
    """None where no baseline was compared."""
    values: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()
    """Wildcard (by its place, from 1) -> values and counts, most frequent first, bounded."""
    trend: Trend = Trend(60_000)
    seen: str = ""
    """What is known of it from before, in words."""
    aliases: tuple[str, ...] = ()
    """Other signatures whose templates were merged into this one; bounded."""


class CheckVerdict(StrEnum):
    RULED_OUT = "ruled_out"
    IMPLICATED = "implicated"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Check(msgspec.Struct, frozen=True):
    """One layer hypothesis: the read-only command that tests it, and what came out."""

    layer: Layer
    hypothesis: str
    command: str
    finding: str
    verdict: CheckVerdict
    reason: str = ""


class Change(msgspec.Struct, frozen=True):
    """Something that changed inside or just before the window."""

    timestamp: int
    what: str
    source: str


class Coverage(msgspec.Struct, frozen=True):
    """What was read, in numbers."""

    events: int = 0
    records: int = 0
    bytes: int = 0
    log_groups: int = 0
    streams: int = 0
    error_records: int = 0
    matched_error_records: int = 0
    requests: int = 0
    throttled: int = 0


class Suppressed(msgspec.Struct, frozen=True):
    """Matches that a mute or a disabled rule kept out of the findings."""

    rule_id: str
    reason: str
    until: str
    count: int


class Tool(msgspec.Struct, frozen=True):
    version: str
    ruleset_version: str
    name: str = "triage"


class RunRef(msgspec.Struct, frozen=True):
    """The saved run that this report came from."""

    id: str
    saved: str


class Report(msgspec.Struct, frozen=True):
    """The whole result of one run; every renderer starts from it."""

    tool: Tool
    target: Target
    window: Window
    verdict: Verdict
    coverage: Coverage
    findings: tuple[Finding, ...] = ()
    unmatched: tuple[UnmatchedCluster, ...] = ()
    gaps: tuple[Gap, ...] = ()
    checks: tuple[Check, ...] = ()
    changes: tuple[Change, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    redactions: tuple[tuple[str, int], ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    run: RunRef | None = None

    @property
    def complete(self) -> bool:
        """True when nothing of the window is missing."""
        return not self.gaps

    def to_pandas(self) -> "Tables":
        """The table of findings and unknown signatures, and their counts per minute."""
        from triage.model.tables import tables

        return tables(self)
