"""A rule: the condition that recognises one fault, and what people know about it."""

from enum import IntEnum, StrEnum

import msgspec

from triage.errors import Location


class Severity(IntEnum):
    """How bad a fault is by nature; never derived from volume."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        """As written in rule files and reports."""
        return self.name.lower()


class Layer(StrEnum):
    """Where on the checklist a fault stands."""

    INFRASTRUCTURE = "infrastructure"
    APPLICATION = "application"
    DATA = "data"


class Status(StrEnum):
    EXPERIMENTAL = "experimental"
    STABLE = "stable"
    DEPRECATED = "deprecated"


class On(StrEnum):
    """The part of a record that a leaf looks at."""

    ANY = "any"
    MESSAGE = "message"
    EXCEPTION = "exception"
    """Types and messages of the whole chain, without frames."""
    ROOT_EXCEPTION = "root_exception"


class Contains(msgspec.Struct, frozen=True, tag=True):
    """The text holds this literal, case and all."""

    text: str
    on: On = On.ANY


class Regex(msgspec.Struct, frozen=True, tag=True):
    """The text holds a match of this pattern (linear-time subset, ASCII classes)."""

    pattern: str
    on: On = On.ANY


class FieldTest(msgspec.Struct, frozen=True, tag=True):
    """A structured field, or a part of the record, compared with a value."""

    path: str
    """A structured field's dotted name, or a name of `triage.ruleset.fields.PARTS`."""
    op: str
    """equals, in, contains, regex, gte, lte or exists."""
    value: str | float | bool | tuple[str | float, ...]


class All(msgspec.Struct, frozen=True, tag=True):
    parts: "tuple[Condition, ...]"


class AnyOf(msgspec.Struct, frozen=True, tag=True):
    parts: "tuple[Condition, ...]"


class Not(msgspec.Struct, frozen=True, tag=True):
    part: "Condition"


Condition = Contains | Regex | FieldTest | All | AnyOf | Not


class Scope(msgspec.Struct, frozen=True):
    """Globs that narrow where a rule applies; an empty tuple narrows nothing."""

    log_groups: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    containers: tuple[str, ...] = ()


class Capture(msgspec.Struct, frozen=True):
    """A named value out of a match."""

    name: str
    type: str
    """sql_identifier, aws_name, arn, hostname, port, ip, integer, uuid, path, enum or text."""
    field: str = ""
    """Taken from this part of the record where no group of the match gave it."""
    find: tuple[str, ...] = ()
    """Patterns with a group of this name, searched in the whole record where the match gave none."""
    sensitive: bool = False
    values: tuple[str, ...] = ()
    """The closed list of an enum."""


class Support(msgspec.Struct, frozen=True):
    """What makes a hypothesis likelier: each form set is one test."""

    rule: str = ""
    category: str = ""
    capture: str = ""
    regex: str = ""
    distinct: str = ""
    at_least: int = 0


class Hypothesis(msgspec.Struct, frozen=True):
    id: str
    says: str
    check: str = ""
    """Id of the remediation step that would prove it."""
    supported_by: tuple[Support, ...] = ()


class Relation(msgspec.Struct, frozen=True):
    """A symptom that this rule's fault explains."""

    rule: str = ""
    category: str = ""
    within: float = 300.0
    """Seconds: the symptom does not start earlier than this before the fault."""
    same: tuple[str, ...] = ()
    """Keys that must be equal: service, task, log_group, or a capture's name."""


class Overlap(msgspec.Struct, frozen=True):
    """Another rule that rightly matches the same text, and which of the two is reported."""

    rule: str
    winner: str
    why: str


class StepKind(StrEnum):
    INSPECT = "inspect"
    CHANGE = "change"
    VERIFY = "verify"


class RuleStep(msgspec.Struct, frozen=True):
    """A remediation step as the rule words it: placeholders still open."""

    id: str
    kind: StepKind
    title: str
    argv: tuple[tuple[str, ...], ...] = ()
    """A pipeline of argument lists; most have one. Empty: words only."""
    risk: str = ""
    undo: str = ""


class Prevention(msgspec.Struct, frozen=True):
    kind: str
    """ci, health-check, alarm or process."""
    text: str


class Reference(msgspec.Struct, frozen=True):
    title: str
    url: str


class Example(msgspec.Struct, frozen=True):
    """A text that must match, with what must come out of it."""

    name: str
    log: str
    captures: tuple[tuple[str, str], ...] = ()
    given: tuple[tuple[str, str], ...] = ()
    """Context values for the commands: `ctx.cluster`, `param.db_host`."""
    commands: tuple[tuple[str, str], ...] = ()
    """Step id -> the exact line, or the word `blocked`."""


class CounterExample(msgspec.Struct, frozen=True):
    """A text that must not match, and why not."""

    name: str
    log: str
    why: str


class Metadata(msgspec.Struct, frozen=True):
    author: str
    created: str
    updated: str
    version: int


class Rule(msgspec.Struct, frozen=True):
    """One fault: how to recognise it, what it means, what to do."""

    id: str
    title: str
    status: Status
    severity: Severity
    layer: Layer
    category: str
    match: Condition
    explain: str
    examples: tuple[Example, ...]
    counter_examples: tuple[CounterExample, ...]
    metadata: Metadata
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    scope: Scope = Scope()
    overlaps: tuple[Overlap, ...] = ()
    captures: tuple[Capture, ...] = ()
    hypotheses: tuple[Hypothesis, ...] = ()
    causes: tuple[Relation, ...] = ()
    remediation: tuple[RuleStep, ...] = ()
    prevention: tuple[Prevention, ...] = ()
    references: tuple[Reference, ...] = ()
    codes: tuple[str, ...] = ()
    """The server's own codes for this fault: 1146, 42S02, ER_NO_SUCH_TABLE."""
    fallback: bool = False
    """Speaks only where no other rule does (an unhandled exception, a 5xx access line)."""
    reason: str = ""
    replaced_by: str = ""
    origin: Location | None = None

    @property
    def technology(self) -> str:
        """The first part of the id: mysql, redis, nginx, ..."""
        return self.id.split(".", 1)[0]


class RuleMatch(msgspec.Struct, frozen=True):
    """One rule firing on one record."""

    rule_id: str
    category: str
    captures: tuple[tuple[str, str], ...] = ()
    """Names and values in the order of declaration, not redacted."""
    start: int = 0
    end: int = 0
    """Where in the record's text the longest leaf matched."""
    depth: int = 0
    """0: in the root exception or in a text without one; n: that many exceptions further out."""
    has_code: bool = False
    """The match holds a server's own error code."""
    fallback: bool = False


class Classification(msgspec.Struct, frozen=True):
    """What `classify` says of one text."""

    rule_id: str
    category: str
    captures: dict[str, str]
