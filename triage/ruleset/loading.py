"""Rule files -> rules: every error of every file is collected, and a wrong file never stops the others."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from triage.errors import Location, RuleError
from triage.model.rules import (
    All,
    AnyOf,
    Capture,
    Condition,
    Contains,
    CounterExample,
    Example,
    FieldTest,
    Hypothesis,
    Layer,
    Metadata,
    Not,
    On,
    Overlap,
    Prevention,
    Reference,
    Regex,
    Relation,
    Rule,
    RuleStep,
    Scope,
    Severity,
    Status,
    StepKind,
    Support,
)
from triage.ruleset import meaning, shape
from triage.ruleset.fault import RuleFault
from triage.ruleset.yaml_source import parse

Data = dict[str, Any]


def load(
    files: Iterable[tuple[str, str]], known: Mapping[str, Rule] | None = None
) -> tuple[list[Rule], list[RuleError]]:
    """Read (path, text) pairs; the path ends in `<technology>/<fault>.yaml`. `known`: rules by path, loaded before.

    Returns the valid rules sorted by id, and the errors sorted by position. A rule with an error is left out.
    """
    rules: dict[str, Rule] = {}
    errors: list[RuleError] = []
    for path, text in sorted(files):
        loaded = known.get(path) if known else None
        rule, found = (loaded, []) if loaded else load_one(path, text)
        errors.extend(found)
        if rule is None:
            continue
        if rule.id in rules:
            errors.append(RuleFault("id-taken", f"id {rule.id!r} is taken", "Choose another id.", rule.origin))
        else:
            rules[rule.id] = rule
    return [rules[key] for key in sorted(rules)], errors


def load_one(path: str, text: str) -> tuple[Rule | None, list[RuleError]]:
    """One rule file; the rule is None when there is any error."""
    read = examine(path, text)
    return (None if read.errors else read.rule), list(read.errors)


class Examined(msgspec.Struct, frozen=True):
    """One rule file with everything that is wrong with it."""

    rule: Rule | None
    """What it means; parts of a wrong form are those of a stub. None where it is no mapping of this schema."""
    errors: tuple[RuleError, ...] = ()
    stubs: frozenset[str] = frozenset()
    """Keys whose part of the rule is a stub."""


def examine(path: str, text: str) -> Examined:
    """Read one file as far as it goes: what has the right form is judged even where another part has not."""
    try:
        document = parse(text, path)
    except RuleError as error:
        return Examined(None, (error,))
    found = shape.faults(document, path)
    value = document.value
    if not isinstance(value, dict) or value.get("schema", 1) != 1:
        return Examined(None, tuple(found))
    whole, stubs = shape.mended(value) if found else (value, frozenset())
    rule = build(whole, document.location(path, ()))
    found += meaning.faults(rule, document, path, stubs)
    return Examined(rule, tuple(sorted(found, key=_place)), stubs)


def _place(error: RuleError) -> tuple[int, int, str]:
    where = error.location
    return (where.line, where.column, error.message) if where else (0, 0, error.message)


def build(data: Data, origin: Location | None) -> Rule:
    """A rule out of data that has the right shape."""
    return Rule(
        id=data["id"],
        title=data["title"],
        status=Status(data["status"]),
        severity=Severity[data["severity"].upper()],
        layer=Layer(data["layer"]),
        category=data["category"],
        match=condition(data["match"]),
        explain=" ".join(data["explain"].split()),
        examples=tuple(_example(e) for e in data["examples"]["match"]),
        counter_examples=tuple(CounterExample(**e) for e in data["examples"]["no_match"]),
        metadata=Metadata(**data["metadata"]),
        tags=tuple(data.get("tags", ())),
        aliases=tuple(data.get("aliases", ())),
        scope=Scope(**{key: tuple(globs) for key, globs in data.get("scope", {}).items()}),
        overlaps=tuple(Overlap(**o) for o in data.get("overlaps", ())),
        captures=tuple(_capture(name, c) for name, c in data.get("captures", {}).items()),
        hypotheses=tuple(_hypothesis(h) for h in data.get("hypotheses", ())),
        causes=tuple(_relation(c) for c in data.get("causes", ())),
        remediation=tuple(_step(s) for s in data.get("remediation", ())),
        prevention=tuple(Prevention(**p) for p in data.get("prevention", ())),
        references=tuple(Reference(**r) for r in data.get("references", ())),
        codes=tuple(data.get("codes", ())),
        fallback=data.get("fallback", False),
        reason=data.get("reason", ""),
        replaced_by=data.get("replaced_by", ""),
        origin=origin,
    )


def condition(data: Data) -> Condition:
    """A tree of leaves and nodes."""
    on = On(data.get("on", "any"))
    match next(key for key in data if key != "on"):
        case "all":
            return All(tuple(condition(part) for part in data["all"]))
        case "any":
            return AnyOf(tuple(condition(part) for part in data["any"]))
        case "not":
            return Not(condition(data["not"]))
        case "contains":
            return Contains(data["contains"], on)
        case "regex":
            return Regex(data["regex"], on)
        case _:
            test = data["field"]
            op = next(key for key in test if key != "path")
            value = tuple(test[op]) if isinstance(test[op], list) else test[op]
            return FieldTest(test["path"], op, value)


def _example(data: Data) -> Example:
    pairs = {key: tuple(data.get(key, {}).items()) for key in ("captures", "given", "commands")}
    return Example(data["name"], data["log"], **pairs)


def _capture(name: str, data: Data) -> Capture:
    lists = {key: tuple(data.get(key, ())) for key in ("find", "values")}
    return Capture(name, data["type"], data.get("field", ""), sensitive=data.get("sensitive", False), **lists)


def _hypothesis(data: Data) -> Hypothesis:
    support = tuple(Support(**s) for s in data.get("supported_by", ()))
    return Hypothesis(data["id"], data["says"], data.get("check", ""), support)


def _relation(data: Data) -> Relation:
    unit = {"s": 1, "m": 60, "h": 3600}
    within = data.get("within", "5m")
    seconds = float(int(within[:-1]) * unit[within[-1]])
    return Relation(data.get("rule", ""), data.get("category", ""), seconds, tuple(data.get("same", ())))


def _step(data: Data) -> RuleStep:
    argv = data.get("argv", [])
    pipeline = argv if argv and isinstance(argv[0], list) else ([argv] if argv else [])
    return RuleStep(
        data["id"],
        StepKind(data["kind"]),
        data["title"],
        tuple(tuple(part) for part in pipeline),
        data.get("risk", ""),
        data.get("undo", ""),
    )
