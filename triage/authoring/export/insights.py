"""A rule as a query of CloudWatch Logs Insights."""

import re

import regex

from triage.authoring.export.fidelity import Export, Fidelity, checked
from triage.model.rules import All, AnyOf, Condition, Contains, FieldTest, Not, On, Regex, Rule, Scope
from triage.ruleset.evaluation import DEADLINE
from triage.ruleset.literals import Literal, gate_of

MAX_LENGTH = 10_000
_NAMED_GROUP = re.compile(r"\(\?P<[A-Za-z_]\w*>")
_EVENTS = "Insights sees single events: parts of a record that stand in different lines are not seen together."


def query(rule: Rule) -> Export:
    """The query; of a rule too long for the language one of its literals alone, which is wider."""
    reduced = _reduced(rule.match)
    if reduced is not None:
        text = _query(_written(reduced))
        if len(text) <= MAX_LENGTH:
            exact = reduced == rule.match and _plain(rule.match) and rule.scope == Scope() and not rule.fallback
            found = checked(rule, text, exact, lambda event: _fires(reduced, event), (_EVENTS,))
            if found.fidelity is not Fidelity.IMPOSSIBLE:
                return found
    return _of_gate(rule)


def _of_gate(rule: Rule) -> Export:
    gate = sorted(gate_of(rule.match) or ())
    wide = AnyOf(tuple(Regex(_pattern(one)) for one in gate))
    text = _query(_written(wide)) if gate else ""
    if not gate or len(text) > MAX_LENGTH:
        why = "It asks for fields of the record that Insights cannot be sure to know, or is too long for a query."
        return Export("", Fidelity.IMPOSSIBLE, notes=(why,))
    found = checked(rule, text, False, lambda event: _fires(wide, event), (_EVENTS,))
    return (
        found
        if found.fidelity is not Fidelity.IMPOSSIBLE
        else Export("", found.fidelity, found.missed, (), found.notes)
    )


def _pattern(one: Literal) -> str:
    return ("(?i)" if one.caseless else "") + re.escape(one.text).replace(r"\ ", " ")


def _query(condition: str) -> str:
    return f"fields @timestamp, @logStream, @message\n| filter {condition}\n| sort @timestamp desc\n| limit 200"


def _reduced(condition: Condition) -> Condition | None:
    """The condition without what Insights cannot ask; it matches no less. None when nothing is left."""
    match condition:
        case FieldTest():
            return None
        case All(parts):
            kept = tuple(made for part in parts if (made := _reduced(part)) is not None)
            return All(kept) if kept else None
        case AnyOf(parts):
            all_of_them = [_reduced(part) for part in parts]
            return None if None in all_of_them else AnyOf(tuple(one for one in all_of_them if one is not None))
        case Not(part):
            return condition if _reduced(part) == part and _plain(part) else None
        case _:
            return condition


def _plain(condition: Condition) -> bool:
    """True when every leaf looks at the whole text."""
    match condition:
        case All(parts) | AnyOf(parts):
            return all(map(_plain, parts))
        case Not(part):
            return _plain(part)
        case Contains(_, on) | Regex(_, on):
            return on is On.ANY
        case _:
            return False


def _written(condition: Condition) -> str:
    match condition:
        case All(parts):
            return "(" + " and ".join(map(_written, parts)) + ")"
        case AnyOf(parts):
            return "(" + " or ".join(map(_written, parts)) + ")"
        case Not(part):
            return f"not {_written(part)}" if isinstance(part, All | AnyOf) else f"not ({_written(part)})"
        case Contains(text):
            return f"@message like /{_slashed(re.escape(text).replace(chr(92) + ' ', ' '))}/"
        case Regex(pattern):
            return f"@message like /{_slashed(_NAMED_GROUP.sub('(?:', pattern))}/"
        case FieldTest():
            raise AssertionError("left out before")


def _slashed(pattern: str) -> str:
    """Slashes and line breaks as escapes."""
    return re.sub(r"(?<!\\)/", r"\\/", pattern).replace("\n", r"\n")


def _fires(condition: Condition, event: str) -> bool:
    match condition:
        case All(parts):
            return all(_fires(part, event) for part in parts)
        case AnyOf(parts):
            return any(_fires(part, event) for part in parts)
        case Not(part):
            return not _fires(part, event)
        case Contains(text):
            return text in event
        case Regex(pattern):
            return regex.search(pattern, event, regex.ASCII, timeout=DEADLINE * 20) is not None
        case FieldTest():
            return False
