"""Why a rule matches one record, or which of its conditions fails first."""

from collections.abc import Sequence

import msgspec

from triage.model.events import LogRecord
from triage.model.rules import All, AnyOf, Condition, Contains, FieldTest, Not, On, Regex, Rule, RuleMatch
from triage.ruleset.choosing import comes_later, ranked, winner
from triage.ruleset.evaluation import Patterns, View, evaluate
from triage.ruleset.literals import Literal, gate_of
from triage.ruleset.matching import Matcher, in_scope, is_request_line


class Attempt(msgspec.Struct, frozen=True):
    """One rule tried on one record."""

    rule_id: str
    outcome: str
    """match, failed, gate (none of its literals stands in the text), scope or request."""
    reason: str = ""
    captures: tuple[tuple[str, str], ...] = ()
    matched: str = ""
    """The text of the longest leaf."""
    nearness: int = 0
    """Characters of the longest literal of a failed rule's gate that the text holds."""


class Trace(msgspec.Struct, frozen=True):
    """All rules on one record: matches best first, then failed attempts, the nearest first."""

    matches: tuple[Attempt, ...]
    failed: tuple[Attempt, ...]
    asleep: int
    """Rules that no literal woke; not listed."""
    decisions: tuple[str, ...] = ()
    """Why each match but the best one is behind the best."""


def trace(record: LogRecord, matcher: Matcher, asked: frozenset[str] = frozenset()) -> Trace:
    """Try every rule; rules of `asked` are told even where no literal of theirs stands in the text."""
    rules = matcher.rules.values()
    matches = ranked(matcher.match(record), matcher.rules, record.text)
    matched = {match.rule_id for match in matches}
    others = [_attempt(rule, record) for rule in rules if rule.id not in matched]
    told = [one for one in others if one.outcome != "gate" or one.rule_id in asked]
    return Trace(
        tuple(_match(match, record) for match in matches),
        tuple(sorted(told, key=_distance)),
        len(others) - len(told),
        tuple(_decision(matches[0], other, matcher.rules, record.text) for other in matches[1:]),
    )


def _match(match: RuleMatch, record: LogRecord) -> Attempt:
    return Attempt(match.rule_id, "match", "", match.captures, View(record).text[match.start : match.end])


def _attempt(rule: Rule, record: LogRecord) -> Attempt:
    if not in_scope(rule, record):
        return Attempt(rule.id, "scope", "its scope leaves this log group or service out")
    if is_request_line(record) and not rule.fallback:
        return Attempt(rule.id, "request", "a line that only tells of a request is judged by its status alone")
    gate = sorted(gate_of(rule.match) or ())
    lower = record.text.lower()
    held = [one for one in gate if (one.text.lower() in lower if one.caseless else one.text in record.text)]
    if not held and not rule.fallback:
        return Attempt(rule.id, "gate", _missing(gate))
    reason = first_failure(rule.match, View(record), Patterns(), "match")
    return Attempt(rule.id, "failed", reason, nearness=max((len(one.text) for one in held), default=0))


def _distance(one: Attempt) -> tuple[bool, int, int, str]:
    """The nearest first: what a text holds of a rule says more than how far its conditions were tried."""
    return one.outcome != "failed", -one.nearness, -_depth(one.reason), one.rule_id


def _missing(gate: Sequence[Literal]) -> str:
    shown = ", ".join(repr(one.text) for one in gate[:6])
    return f"the text holds none of {shown}" + (f" and {len(gate) - 6} more" if len(gate) > 6 else "")


def first_failure(condition: Condition, view: View, patterns: Patterns, path: str) -> str:
    """The first leaf that keeps the condition from matching, in words; empty when it matches."""
    if evaluate(condition, view, patterns) is not None:
        return ""
    match condition:
        case All(parts):
            failures = (first_failure(p, view, patterns, f"{path}.all[{n}]") for n, p in enumerate(parts))
            return next((said for said in failures if said), "")
        case AnyOf(parts):
            said = [first_failure(p, view, patterns, f"{path}.any[{n}]") for n, p in enumerate(parts)]
            return max(said, key=_depth) + (f" (and {len(said) - 1} other alternatives)" if len(said) > 1 else "")
        case Not(part):
            return f"{path}.not: the text holds {_told(part, view)}"
        case _:
            return f"{path}: {_told(condition, view)} is not there"


def _depth(said: str) -> int:
    """How far into the tree an alternative came: a later part of an `all` means that the earlier ones fit."""
    return said.count(".all[") * 2 + (".all[0]" not in said and ".all[" in said)


def _told(condition: Condition, view: View) -> str:
    match condition:
        case Contains(text, on):
            return f"{text!r}{_where(on)}"
        case Regex(pattern, on):
            return f"/{pattern[:120]}/{_where(on)}"
        case FieldTest(name, op, value):
            from triage.ruleset.fields import value_of

            return f"field {name} {op} {value!r} (it is {value_of(view.record, name)[:60]!r})"
        case All() | AnyOf() | Not():
            return "what it excludes"


def _where(on: On) -> str:
    return "" if on is On.ANY else f" in the {on.replace('_', ' ')}"


def _decision(best: RuleMatch, other: RuleMatch, rules: dict[str, Rule], text: str) -> str:
    behind = f"{best.rule_id} before {other.rule_id}: "
    if other.fallback and not best.fallback:
        return f"{behind}{other.rule_id} is a fallback"
    if winner(best.rule_id, other.rule_id, rules) == best.rule_id:
        return f"{behind}declared under overlaps"
    if comes_later(best, other, text):
        return f"{behind}a fault in a later line than the notice"
    if best.depth != other.depth:
        return f"{behind}nearer to the innermost exception"
    if best.has_code != other.has_code:
        return f"{behind}the text holds a code of {best.rule_id}"
    if best.end - best.start != other.end - other.start:
        return f"{behind}its match is longer ({best.end - best.start} against {other.end - other.start} characters)"
    return f"{behind}by id alone; declare an overlap"
