"""Findings: ranked candidate causes with their evidence, reasons and next steps."""

from enum import StrEnum

import msgspec

from triage.model.rules import Layer, Prevention, Severity, StepKind


class Role(StrEnum):
    """What a finding is to the incident; ROOT_CAUSE means sure."""

    ROOT_CAUSE = "root_cause"
    CONTRIBUTING = "contributing"
    SYMPTOM = "symptom"
    INDEPENDENT = "independent"


class Source(StrEnum):
    """Where a piece of evidence was read."""

    LOGS = "logs"
    ECS = "ecs"
    ELB = "elb"
    RDS = "rds"
    EC2 = "ec2"
    CLOUDTRAIL = "cloudtrail"


class Factor(msgspec.Struct, frozen=True):
    """One named part of a score."""

    factor: str
    value: float
    text: str


class Evidence(msgspec.Struct, frozen=True):
    """One thing that was read and shows the fault."""

    source: Source
    timestamp: int
    message: str
    """The record as it arrived (bounded)."""
    log_group: str = ""
    log_stream: str = ""
    ref: str = ""
    """Event id, or ARN of the resource."""
    span: tuple[int, int] = (0, 0)
    """The matched part of `message`, where known."""


class Step(msgspec.Struct, frozen=True):
    """A remediation step with its values filled in."""

    kind: StepKind
    title: str
    argv: tuple[tuple[str, ...], ...] = ()
    """A pipeline of argument lists; empty where a value is missing or the step is words only."""
    command: str = ""
    """The same, quoted for a POSIX shell; empty where `argv` is."""
    needs: tuple[str, ...] = ()
    """What must be known before the command can be given."""
    risk: str = ""
    undo: str = ""


class ScoredHypothesis(msgspec.Struct, frozen=True):
    """One explanation of a finding, with what speaks for it."""

    id: str
    says: str
    supported_by: tuple[str, ...] = ()
    check: str = ""
    """Title of the step that would prove it."""


class Bucket(msgspec.Struct, frozen=True):
    """Records counted from `start` (milliseconds since the epoch) for the trend's width."""

    start: int
    count: int


class Trend(msgspec.Struct, frozen=True):
    width: int
    """Milliseconds of one bucket."""
    buckets: tuple[Bucket, ...] = ()
    """Ascending; empty buckets are left out."""
    still_happening: bool = False


class Finding(msgspec.Struct, frozen=True):
    """A candidate cause, symptom or side finding."""

    id: str
    role: Role
    title: str
    severity: Severity
    category: str = ""
    """Of the taxonomy; empty for a finding built from an unrecognised signature."""
    rule_id: str = ""
    layer: Layer | None = None
    explain: str = ""
    services: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    revisions: tuple[str, ...] = ()
    count: int = 0
    first_seen: int = 0
    last_seen: int = 0
    trend: Trend = Trend(60_000)
    entities: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Name of the entity vocabulary -> distinct values, bounded."""
    explained_by: str = ""
    seen: str = ""
    """What is known of it from before, in words: new, as before, seen 3 times since a day; empty where nothing is."""
    score: float = 0.0
    why: tuple[Factor, ...] = ()
    hypotheses: tuple[ScoredHypothesis, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    remediation: tuple[Step, ...] = ()
    prevention: tuple[Prevention, ...] = ()
