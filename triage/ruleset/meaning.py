"""What the schema cannot say of a rule: dialect, captures, placeholders, vocabulary, what its status asks for."""

import re
import string
from collections.abc import Iterator
from pathlib import PurePosixPath

from triage.errors import RuleError
from triage.model.rules import All, AnyOf, Condition, FieldTest, Not, Regex, Rule, RuleStep, Status, StepKind
from triage.model.taxonomy import CATEGORIES, ENTITIES
from triage.ruleset import dialect, literals
from triage.ruleset.fault import RuleFault
from triage.ruleset.vocabulary import CONTEXT, EXTRA_CAPTURES, IDENTIFIER_TYPES, nearest, type_of
from triage.ruleset.yaml_source import Document, Path

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PARAM = re.compile(r"[a-z][a-z0-9_]*$")


_LEANS_ON = {"group": ("captures",), "capture-source": ("match",), "placeholder": ("captures",),
             "check-step": ("remediation",), "stable-steps": ("remediation",), "examples": ("status",),
             "deprecated": ("reason", "replaced_by")}  # fmt: skip
"""Code of a fault -> other keys that it hangs on."""


def faults(rule: Rule, document: Document, file: str, stubs: frozenset[str] = frozenset()) -> list[RuleError]:
    """Every fault by place; empty for a rule that may load. Of `stubs`, keys that are not the file's own, nothing is
    said."""
    found: list[RuleError] = [
        RuleFault(code, text, hint, document.location(file, path))
        for code, path, text, hint in _all_faults(rule, file)
        if stubs.isdisjoint((str(path[0]), *_LEANS_ON.get(code, ())))
    ]
    return sorted(found, key=lambda e: (e.location.line, e.location.column, e.message) if e.location else ())


Fault = tuple[str, Path, str, str]
"""Code, where, what is wrong, and the mend."""


def _all_faults(rule: Rule, file: str) -> Iterator[Fault]:
    yield from _names(rule, file)
    yield from _patterns(rule.match, ("match",))
    yield from _captures(rule)
    yield from _gate(rule)
    yield from _steps(rule)
    yield from _status(rule)


def _names(rule: Rule, file: str) -> Iterator[Fault]:
    parts = PurePosixPath(file).parts
    if len(parts) >= 2 and rule.id != (named := f"{parts[-2]}.{parts[-1].removesuffix('.yaml')}"):
        moved = f"{rule.id.replace('.', '/')}.yaml"
        text = f"id {rule.id!r} does not fit the file {'/'.join(parts[-2:])}"
        yield "id-file", ("id",), text, f"Write `id: {named}`, or move the file to {moved}."
    if rule.category not in CATEGORIES:
        yield (
            "category",
            ("category",),
            f"unknown category {rule.category!r}",
            nearest(rule.category, CATEGORIES),
        )
    for number, relation in enumerate(rule.causes):
        if relation.category and relation.category not in CATEGORIES:
            yield (
                "category",
                ("causes", number, "category"),
                f"unknown category {relation.category!r}",
                nearest(relation.category, CATEGORIES),
            )


def _patterns(condition: Condition, path: Path) -> Iterator[Fault]:
    match condition:
        case Regex(pattern):
            for text in dialect.faults(pattern):
                yield "dialect", (*path, "regex"), text, dialect.mend(text)
        case FieldTest(_, "regex", value):
            for text in dialect.faults(str(value)):
                yield "dialect", (*path, "field", "regex"), text, dialect.mend(text)
        case All(parts) | AnyOf(parts):
            word = "all" if isinstance(condition, All) else "any"
            for number, part in enumerate(parts):
                yield from _patterns(part, (*path, word, number))
        case Not(part):
            yield from _patterns(part, (*path, "not"))


def group_names(condition: Condition) -> list[str]:
    """Names of all groups in the patterns of a condition."""
    match condition:
        case Regex(pattern):
            return dialect.groups(pattern)
        case All(parts) | AnyOf(parts):
            return [name for part in parts for name in group_names(part)]
        case Not(part):
            return group_names(part)
        case _:
            return []


def _captures(rule: Rule) -> Iterator[Fault]:
    declared = {capture.name for capture in rule.captures}
    for name in sorted(set(group_names(rule.match)) - declared):
        yield (
            "group",
            ("match",),
            f"group {name!r} is not declared under captures",
            f"Add `{name}: {{type: {type_of(name)}}}` to captures.",
        )
    used = set(group_names(rule.match))
    for capture in rule.captures:
        path: Path = ("captures", capture.name)
        if capture.name not in ENTITIES and capture.name not in EXTRA_CAPTURES:
            yield (
                "capture-name",
                path,
                f"{capture.name!r} is no name of the entity vocabulary",
                nearest(capture.name, (*ENTITIES, *EXTRA_CAPTURES)),
            )
        if capture.name not in used and not capture.field and not capture.find:
            yield (
                "capture-source",
                path,
                f"capture {capture.name!r} is given by no group, field or find",
                f"Remove it, or write (?P<{capture.name}>...) in a pattern.",
            )
        for pattern in capture.find:
            for text in dialect.faults(pattern):
                yield "dialect", (*path, "find"), text, dialect.mend(text)
            if capture.name not in dialect.groups(pattern):
                yield (
                    "capture-source",
                    (*path, "find"),
                    f"the pattern has no group {capture.name!r}",
                    f"Write (?P<{capture.name}>...).",
                )


def _gate(rule: Rule) -> Iterator[Fault]:
    if not rule.fallback and literals.gate_of(rule.match) is None:
        yield (
            "no-literal",
            ("match",),
            f"no literal of {literals.MIN_LENGTH} or more characters that every match holds",
            "Add a `contains` or a fixed part to each alternative.",
        )


def _steps(rule: Rule) -> Iterator[Fault]:
    ids = [step.id for step in rule.remediation]
    types = {capture.name: capture.type for capture in rule.captures}
    for number, step in enumerate(rule.remediation):
        path: Path = ("remediation", number)
        if ids.count(step.id) > 1:
            yield "step-id", (*path, "id"), f"step id {step.id!r} is used twice", "Give each step its own id."
        if step.kind is StepKind.CHANGE and not step.risk:
            yield "risk", path, "a change step without its risk", "Add `risk:`; say what may go wrong."
        for name in PLACEHOLDER.findall(step.title + step.risk + step.undo):
            if name not in types and not name.startswith(("ctx.", "param.")):
                yield (
                    "placeholder",
                    path,
                    f"{{{name}}} is no declared capture",
                    "Use {capture}, {ctx.NAME} or {param.NAME}.",
                )
        for fault in placeholder_faults(step, types):
            yield (
                "placeholder",
                (*path, "argv"),
                fault,
                "Use {capture}, {ctx.NAME} or {param.NAME} as a whole argument.",
            )
    for number, hypothesis in enumerate(rule.hypotheses):
        if hypothesis.check and hypothesis.check not in ids:
            yield (
                "check-step",
                ("hypotheses", number, "check"),
                f"no step {hypothesis.check!r}",
                f"One of: {', '.join(ids)}.",
            )


def placeholder_faults(step: RuleStep, types: dict[str, str]) -> list[str]:
    """What is wrong with the placeholders of a step's arguments."""
    found = []
    for argument in (a for part in step.argv for a in part):
        if "{{" in argument or "}}" in argument:
            found.append(f"template syntax in {argument!r}")
            continue
        for name in PLACEHOLDER.findall(argument):
            found.extend(_placeholder(argument, name, types))
    return found


def _placeholder(argument: str, name: str, types: dict[str, str]) -> list[str]:
    scope, dot, rest = name.partition(".")
    if dot and scope == "ctx":
        return [] if rest in CONTEXT else [f"unknown context value {{{name}}}"]
    if dot and scope == "param":
        return [] if _PARAM.match(rest) else [f"{{{name}}} is no parameter name"]
    if name not in types:
        return (
            [f"{{{name}}} is no declared capture"]
            if set(name) <= set(string.ascii_lowercase + "_.")
            else [f"{{{name}}} is no placeholder"]
        )
    if types[name] == "text":
        return [f"{{{name}}} is of type text, which is for display only"]
    before, _, after = argument.partition("{" + name + "}")
    whole = not after and (not before or (before.startswith("--") and before.endswith("=")))
    if whole or types[name] in IDENTIFIER_TYPES:
        return []
    return [f"{{{name}}} stands inside {argument!r}, which its type {types[name]} may not"]


def _status(rule: Rule) -> Iterator[Fault]:
    least = 1 if rule.status is Status.EXPERIMENTAL else 2
    for key, have in (("match", len(rule.examples)), ("no_match", len(rule.counter_examples))):
        if have < least:
            yield (
                "examples",
                ("examples",),
                f"a {rule.status} rule needs {least} `{key}` examples, this has {have}",
                "Add one.",
            )
    if rule.status is Status.DEPRECATED and not (rule.reason and rule.replaced_by):
        yield "deprecated", ("status",), "a deprecated rule needs `reason` and `replaced_by`", "Add both."
    if rule.status is Status.STABLE and rule.category != "benign":
        kinds = {step.kind for step in rule.remediation}
        for kind in (StepKind.INSPECT, StepKind.VERIFY):
            if kind not in kinds:
                yield (
                    "stable-steps",
                    ("status",),
                    f"a stable rule needs a step of kind {kind}",
                    "Add one, or mark it experimental.",
                )
