"""What a run file holds."""

import msgspec

from triage.model.report import Report, Target, Verdict, Window

FORMAT_VERSION = "1.0"
"""Major.minor. A minor adds fields and every product of the same major reads it; a major breaks."""


class Place(msgspec.Struct, frozen=True):
    """How often something was seen, first and last (milliseconds since the epoch, UTC)."""

    count: int = 0
    first: int = 0
    last: int = 0


class Traffic(msgspec.Struct, frozen=True):
    """The answers of one route of one service in the run's window."""

    service: str
    method: str
    route: str
    answered: Place = Place()
    """Below 500."""
    failed: Place = Place()
    """500 and above."""


class RunStamp(msgspec.Struct, frozen=True):
    """One saved run as its file name tells it."""

    id: str
    saved: int
    """Milliseconds since the epoch, UTC: when it was last saved."""


class HeadFinding(msgspec.Struct, frozen=True):
    """As much of a finding as a list of runs needs."""

    rule_id: str = ""
    services: tuple[str, ...] = ()
    first_seen: int = 0
    last_seen: int = 0


class HeadReport(msgspec.Struct, frozen=True):
    target: Target
    window: Window
    verdict: Verdict
    findings: tuple[HeadFinding, ...] = ()


class RunHead(msgspec.Struct, frozen=True):
    """The part of a run file that a list shows; the rest is skipped while reading."""

    format_version: str
    id: str
    saved_at: str
    report: HeadReport
    traffic: tuple[Traffic, ...] = ()


class SavedRun(msgspec.Struct, frozen=True):
    """A whole run file."""

    format_version: str
    id: str
    saved_at: str
    """ISO 8601, UTC: when these findings were saved first."""
    report: Report
    """Redacted; without its own `run`."""
    traffic: tuple[Traffic, ...] = ()
    """Routes that failed at least once, most failures first, bounded; then busy ones."""
    digest: str = ""
    """Of report and traffic: the same findings keep their id."""
