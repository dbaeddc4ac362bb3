"""Redaction of a whole report: every text that may come from a log."""

from typing import TypeVar, cast

import msgspec

from triage.model.findings import Evidence, Finding, Step
from triage.model.report import Report, RunRef, Tool, UnmatchedCluster
from triage.redaction.redactor import Redactor

T = TypeVar("T")
_OURS: dict[type, frozenset[str]] = {
    Finding: frozenset({"id", "rule_id", "category", "explained_by", "services", "tasks", "revisions"}),
    UnmatchedCluster: frozenset({"signature", "services"}),
    Tool: frozenset({"name", "version", "ruleset_version"}),
    RunRef: frozenset({"id", "saved"}),
}
"""Fields whose text is an id of the product, of ECS or of a rule, never of a log."""

_NEVER_KEPT = frozenset({"key", "secret", "identity", "url", "path", "command"})
"""Entities whose values may hold a secret themselves."""


def redact_report(report: Report, redactor: Redactor) -> Report:
    """The same report without secrets, its `redactions` the redactor's counts by kind, in order of the kind."""
    clean = _clean(report, redactor)
    return msgspec.structs.replace(clean, redactions=tuple(sorted(redactor.counts.items())))


def _clean(value: T, redactor: Redactor) -> T:
    """`value` with all its texts redacted, in the order of its fields."""
    result: object = value
    if isinstance(value, Evidence):
        result = _evidence(value, redactor)
    elif isinstance(value, Step):
        result = _step(value, redactor)
    elif isinstance(value, msgspec.Struct):
        ours = _OURS.get(type(value), frozenset())
        names = [name for name in value.__struct_fields__ if name not in ours]
        result = msgspec.structs.replace(value, **{name: _clean(getattr(value, name), redactor) for name in names})
    elif isinstance(value, tuple):
        result = tuple(_clean(one, redactor) for one in value)
    elif type(value) is str:
        result = redactor.redact(str(value))
    return cast(T, result)


def _evidence(evidence: Evidence, redactor: Redactor) -> Evidence:
    message, span = redactor.redact_marked(evidence.message, evidence.span)
    return msgspec.structs.replace(
        evidence,
        message=message,
        span=span,
        log_group=redactor.redact(evidence.log_group),
        log_stream=redactor.redact(evidence.log_stream),
        ref=redactor.redact(evidence.ref),
    )


def _step(step: Step, redactor: Redactor) -> Step:
    """A command that held a secret cannot be copied any more: it is left out, and the step says why."""
    words = msgspec.structs.replace(
        step,
        title=redactor.redact(step.title),
        needs=tuple(redactor.redact(one) for one in step.needs),
        risk=redactor.redact(step.risk),
        undo=redactor.redact(step.undo),
    )
    parts = (step.command, *(argument for command in step.argv for argument in command))
    if all(redactor.redact(part) == part for part in parts):
        return words
    return msgspec.structs.replace(words, argv=(), command="", needs=(*words.needs, "a value that redaction hides"))


def typed_values(report: Report) -> frozenset[str]:
    """Captured names and addresses that a responder needs whole: what a caller gives a redactor to keep."""
    return frozenset(
        value
        for finding in report.findings
        for name, values in finding.entities
        if name not in _NEVER_KEPT
        for value in values
    )
