"""Why a rule matches one record, or which of its conditions fails first."""

from collections.abc import Callable, Sequence

import msgspec

from triage.authoring.wording import fixed_words
from triage.model.events import LogRecord
from triage.model.rules import All, AnyOf, Condition, Contains, FieldTest, Not, On, Regex, Rule, RuleMatch
from triage.ruleset.choosing import comes_later, ranked, winner
from triage.ruleset.evaluation import Patterns, View, evaluate
from triage.ruleset.fields import value_of
from triage.ruleset.literals import Literal, gate_of
from triage.ruleset.matching import Matcher, in_scope, is_request_line

_LONG = 12
"""A fixed part of this many characters counts for a third of its pattern."""


class Attempt(msgspec.Struct, frozen=True):
    """One rule tried on one record."""

    rule_id: str
    outcome: str
    """match, failed, gate (none of its literals stands in the text), scope or request."""
    reason: str = ""
    captures: tuple[tuple[str, str], ...] = ()
    matched: str = ""
    """The text of the longest leaf."""
    nearness: float = 0.0
    """How much of its condition matches, 0 to 1."""


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
    others = [_attempt(rule, record, rule.id in asked) for rule in rules if rule.id not in matched]
    told = [one for one in others if one.outcome != "gate" or one.rule_id in asked]
    return Trace(
        tuple(_match(match, record) for match in matches),
        tuple(sorted(told, key=lambda one: (-one.nearness, one.rule_id))),
        len(others) - len(told),
        tuple(_decision(matches[0], other, matcher.rules, record.text) for other in matches[1:]),
    )


def _match(match: RuleMatch, record: LogRecord) -> Attempt:
    return Attempt(match.rule_id, "match", "", match.captures, View(record).text[match.start : match.end])


def _attempt(rule: Rule, record: LogRecord, exact: bool) -> Attempt:
    gate = sorted(gate_of(rule.match) or ())
    if not any(map(_held(record.text), gate)) and not (rule.fallback and exact):
        return Attempt(rule.id, "gate", _missing(gate))
    view, patterns = View(record), Patterns()
    near = nearness(rule.match, view, patterns)
    if not in_scope(rule, record):
        return Attempt(rule.id, "scope", "its scope leaves this log group or service out", nearness=near)
    if is_request_line(record) and not rule.fallback:
        reason = "a line that only tells of a request is judged by its status alone"
        return Attempt(rule.id, "request", reason, nearness=near)
    reason = first_failure(rule.match, view, patterns, "match" if exact else "")
    return Attempt(rule.id, "failed", reason, nearness=near)


def _held(text: str) -> Callable[[Literal], bool]:
    lower = text.lower()
    return lambda one: (one.text.lower() in lower) if one.caseless else one.text in text


def _missing(gate: Sequence[Literal]) -> str:
    shown = ", ".join(repr(one.text) for one in gate[:6])
    return f"the text holds none of {shown}" + (f" and {len(gate) - 6} more" if len(gate) > 6 else "")


def nearness(condition: Condition, view: View, patterns: Patterns) -> float:
    """How much of a condition matches, 0 to 1; a pattern of which only a fixed part is there counts less than half."""
    if evaluate(condition, view, patterns) is not None:
        return 1.0
    match condition:
        case All(parts):
            # What must be absent and is says nothing: it is absent in most texts.
            near = [nearness(one, view, patterns) for one in parts]
            said = [n for n, one in zip(near, parts, strict=True) if n < 1 or not isinstance(one, Not)]
            return sum(said) / len(said)
        case AnyOf(parts):
            return max(nearness(part, view, patterns) for part in parts)
        case Regex():
            held = filter(_held(view.record.text), gate_of(condition) or ())
            longest = max((len(one.text) for one in held), default=0)
            return longest / (2 * longest + _LONG)
        case _:
            return 0.0


def first_failure(condition: Condition, view: View, patterns: Patterns, path: str) -> str:
    """The first leaf that keeps the condition from matching, in words; of alternatives, that of the nearest one.
    Empty when it matches. With a path to begin with, places and patterns are told as the file has them."""
    if evaluate(condition, view, patterns) is not None:
        return ""
    match condition:
        case All(parts):
            failures = (first_failure(p, view, patterns, path and f"{path}.all[{n}]") for n, p in enumerate(parts))
            return next((said for said in failures if said), "")
        case AnyOf(parts):
            at = max(range(len(parts)), key=lambda n: (nearness(parts[n], view, patterns), -n))
            said = first_failure(parts[at], view, patterns, path and f"{path}.any[{at}]")
            return said + (f" (and {len(parts) - 1} other alternatives)" if len(parts) > 1 else "")
        case Not(part):
            held = _text_of(part, bool(path)) or "what it excludes"
            return f"{path}.not: the text holds {held}" if path else f"the text holds {held}"
        case _:
            said = _refusal(condition, view, bool(path))
            return f"{path}: {said}" if path else said


def _refusal(leaf: Contains | Regex | FieldTest, view: View, exact: bool) -> str:
    """Why a leaf does not match."""
    if not isinstance(leaf, FieldTest):
        return f"{_text_of(leaf, exact)} is not there"
    found = value_of(view.record, leaf.path)
    if leaf.op == "exists":
        return f"{leaf.path} is {found[:60]!r}, and has to be absent" if found else f"there is no {leaf.path}"
    word = {"equals": "be", "in": "be one of", "contains": "hold", "regex": "fit", "gte": "be at least"}
    wanted = f"has to {word.get(leaf.op, 'be at most')} {leaf.value!r}"
    return f"{leaf.path} is {found[:60]!r}, and {wanted}" if found else f"there is no {leaf.path}, which {wanted}"


def _text_of(condition: Condition, exact: bool) -> str:
    """What a leaf looks for."""
    match condition:
        case Contains(text, on):
            return f"{text!r}{_where(on)}"
        case Regex(pattern, on):
            return f"/{pattern[:120]}/{_where(on)}" if exact else f"{fixed_words(pattern)!r}{_where(on)}"
        case FieldTest(path, op, value):
            return f"the field {path} ({op} {value!r})"
    return ""


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
