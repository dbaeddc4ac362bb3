"""What a comparison found out, before it becomes text; side A is the one that was asked about."""

from enum import StrEnum

import msgspec

from triage.model.findings import Step
from triage.model.report import CheckVerdict, Gap, Tool, Verdict, Window
from triage.model.rules import Layer, Severity


class Tell(StrEnum):
    """What two counts say of each other."""

    ONLY_A = "only_a"
    ONLY_B = "only_b"
    MORE_A = "more_a"
    MORE_B = "more_b"
    SAME = "same"
    """No difference can be shown; for few records that means little."""


class Kind(StrEnum):
    """How the two sides are related."""

    ENVIRONMENTS = "environments"
    WINDOWS = "windows"
    FILES = "files"


class SideFacts(msgspec.Struct, frozen=True):
    """One side in short."""

    label: str
    environment: str
    region: str
    account: str
    window: Window
    verdict: Verdict
    complete: bool
    gaps: tuple[Gap, ...]
    events: int
    records: int
    requests: int
    """Requests that the logs tell the answer of."""


class Rate(msgspec.Struct, frozen=True):
    """Two counts with what they are measured against; A divided by B."""

    count_a: int
    count_b: int
    per: str
    """request or minute: what the exposures count."""
    exposure_a: float
    exposure_b: float
    ratio: float | None
    """None where nothing was counted in B."""
    low: float
    """Of the 95 % interval of the ratio."""
    high: float | None
    """None: without bound."""
    p: float
    """Of the exact test that both rates are equal, adjusted for the number of rows."""


class Difference(msgspec.Struct, frozen=True):
    """One fault or signature on both sides."""

    title: str
    tell: Tell
    rate: Rate
    severity: Severity
    services: tuple[str, ...]
    rule_id: str = ""
    category: str = ""
    layer: Layer | None = None
    role_a: str = ""
    role_b: str = ""
    finding_a: str = ""
    """Id of the finding in A's own report."""
    finding_b: str = ""
    is_error: bool = True
    names: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = ()
    """Entity -> what it is called in A and in B."""
    signatures: tuple[str, ...] = ()
    """Ids of A's unknown signatures that are put together here."""


class RouteDifference(msgspec.Struct, frozen=True):
    """Requests of one route on both sides; shares are of the requests that did not fail."""

    service: str
    method: str
    route: str
    answered_a: int
    failed_a: int
    answered_b: int
    failed_b: int
    share_a: tuple[float, float] | None
    """95 % interval of the share of answered requests; None where nobody asked."""
    share_b: tuple[float, float] | None
    p: float
    tell: Tell
    """More or only: of the failures."""


class Setting(msgspec.Struct, frozen=True):
    """One setting of a task definition or service on both sides; values are shown only where they are names."""

    place: str
    """Service, and container where it belongs to one."""
    kind: str
    """image, variable, secret, size, port or service."""
    name: str
    a: str
    b: str
    same: bool
    only_names: bool = False
    """Differs by nothing but the names of the two environments."""
    names_a: tuple[tuple[str, str], ...] = ()
    """Entities of A's findings, name and value, that A's value holds; also where the value is not shown."""
    names_b: tuple[tuple[str, str], ...] = ()


class CheckPair(msgspec.Struct, frozen=True):
    """One hypothesis about a layer, tested on both sides."""

    layer: Layer
    hypothesis: str
    verdict_a: CheckVerdict
    finding_a: str
    verdict_b: CheckVerdict
    finding_b: str
    command: str = ""
    """The read-only command for A."""


class Conclusion(msgspec.Struct, frozen=True):
    """The answer in sentences."""

    headline: str
    only: tuple[str, ...] = ()
    """What tells the two sides apart."""
    ruled_out: tuple[str, ...] = ()
    """Equal, and thereby no explanation."""
    explains: tuple[str, ...] = ()
    """Differs, and explains a finding."""
    not_explaining: tuple[str, ...] = ()
    """Differs or is wrong on both sides, and explains nothing."""
    unsure: tuple[str, ...] = ()
    """What could not be told, and why."""


class Comparison(msgspec.Struct, frozen=True):
    """The whole result."""

    kind: Kind
    a: SideFacts
    b: SideFacts
    conclusion: Conclusion
    tool: Tool
    findings: tuple[Difference, ...] = ()
    signatures: tuple[Difference, ...] = ()
    routes: tuple[RouteDifference, ...] = ()
    settings: tuple[Setting, ...] = ()
    checks: tuple[CheckPair, ...] = ()
    next: Step | None = None
    """What to do first about the cause that tells the sides apart."""

    @property
    def complete(self) -> bool:
        return self.a.complete and self.b.complete
