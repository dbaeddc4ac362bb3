"""Redaction of a whole report: every text that may come from a log."""

import re
from typing import TypeVar, cast

import msgspec

from triage.model.findings import Evidence, Finding, Step
from triage.model.report import Report, RunRef, Tool, UnmatchedCluster
from triage.redaction.redactor import Redactor
from triage.redaction.secret import TAG

T = TypeVar("T")
_OURS: dict[type, frozenset[str]] = {
    Finding: frozenset({"id", "rule_id", "category", "explained_by", "services", "tasks", "revisions"}),
    UnmatchedCluster: frozenset({"signature", "services"}),
    Tool: frozenset({"name", "version", "ruleset_version"}),
    RunRef: frozenset({"id", "saved"}),
}
"""Fields whose text is an id of the product, of ECS or of a rule, never of a log."""

WILDCARD = "<*>"
_TELLING = 8
"""Characters from which on a word of a template may be part of a secret."""
_LOOSE = re.compile(r"(?=\D*\d)(?=[\da-fA-F]*[g-zG-Z])[A-Za-z0-9_+=]{24,}")
"""A value that stands alone and looks like part of a key, being no hexadecimal id."""
_MIXED = re.compile(r"(?=\D*\d)(?=[^a-zA-Z]*[a-zA-Z])\S{8,}")
"""A value that may be a secret where the words that would tell it are other values of the same wildcard."""
_PERSONAL = ("[email#", "[card#")
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
    elif isinstance(value, UnmatchedCluster):
        result = _cluster(value, redactor)
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


def _cluster(cluster: UnmatchedCluster, redactor: Redactor) -> UnmatchedCluster:
    """A wildcard's values stand without the words that tell a secret: what is hidden in the sample is hidden there."""
    sample = redactor.redact(cluster.sample)
    template = redact_template(cluster.template, cluster.sample, sample, redactor)
    key = _MIXED if _swallowed(sample, template) else _LOOSE
    values = tuple(
        (place, _wildcard(cluster, int(place), seen, sample, redactor, key) if place.isdigit() else seen)
        for place, seen in cluster.values
    )
    return msgspec.structs.replace(
        cluster, template=template, sample=sample, values=values, level=redactor.redact(cluster.level)
    )


def redact_template(template: str, sample: str, clean: str, redactor: Redactor) -> str:
    """A template without secrets, nor the fixed part of one that a wildcard tore: `clean` is `sample`, redacted."""
    shown = redactor.redact(template)
    if sample == clean:
        return shown
    torn = {word for word in shown.split() if len(word) >= _TELLING and word in sample and word not in clean}
    return " ".join(WILDCARD if word in torn else word for word in shown.split(" ")) if torn else shown


def _wildcard(
    cluster: UnmatchedCluster,
    place: int,
    seen: tuple[tuple[str, int], ...],
    clean: str,
    redactor: Redactor,
    key: re.Pattern[str],
) -> tuple[tuple[str, int], ...]:
    """The values of one wildcard; all are hidden where one is part of a secret."""
    shown = tuple((redactor.redact(value), count) for value, count in seen)
    if shown == seen:
        if _is_torn(cluster, place, seen, clean, redactor):
            return _hidden(seen)
        return _unlike_keys(seen, key)
    left = tuple((value, count) for value, count in shown if (value, count) not in seen or len(value) < _TELLING)
    hidden = tuple(one for one in shown if one not in left)
    return (*left, *_hidden(hidden)) if hidden else left


def _swallowed(clean: str, template: str) -> bool:
    """True where a wildcard took a secret of the sample together with the name that tells it."""
    tags = [tag for tag in TAG.findall(clean) if not tag.startswith(_PERSONAL)]
    return len(tags) > len(TAG.findall(template))


def _unlike_keys(seen: tuple[tuple[str, int], ...], key: re.Pattern[str]) -> tuple[tuple[str, int], ...]:
    return tuple(("[hidden]" if key.fullmatch(value) else value, count) for value, count in seen)


def _is_torn(
    cluster: UnmatchedCluster, place: int, seen: tuple[tuple[str, int], ...], clean: str, redactor: Redactor
) -> bool:
    """True where a value is part of a secret of the sample, or would be one between the template's own words."""
    pieces = cluster.template.split(WILDCARD)
    before, after = WILDCARD.join(pieces[:place]), WILDCARD.join(pieces[place:])
    return any(
        (value in cluster.sample and value not in clean)
        or redactor.hides(before + value + after, (len(before), len(before) + len(value)))
        for value, _ in seen
    )


def _hidden(seen: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    return (("[hidden]", sum(count for _, count in seen)),)


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
