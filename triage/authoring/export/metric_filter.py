"""A rule as a CloudWatch Logs filter pattern: the most faithful one that fits the language and its 1024 characters."""

from collections.abc import Iterator
from functools import partial

from triage.authoring.export.fidelity import Export, Fidelity, checked
from triage.authoring.export.regex_subset import compact, literal, shortened, translate
from triage.model.rules import All, AnyOf, Condition, Contains, Not, On, Regex, Rule, Scope
from triage.ruleset.filter_language import MAX_LENGTH, finds, phrase
from triage.ruleset.literals import gate_of

_EVENTS = "A metric filter sees single events: of a trace in several lines it counts each line that fits."
Candidate = tuple[str, bool]
"""A pattern, and whether it is the rule's condition itself."""


def filter_pattern(rule: Rule) -> Export:
    """The best pattern: exact before wider, and of wider ones that with the fewest wrong counter-examples."""
    tried = (_checked(rule, *one) for one in dict.fromkeys(_candidates(rule)) if len(one[0]) <= MAX_LENGTH)
    found = [one for one in tried if one is not None]
    possible = [one for one in found if one.fidelity is not Fidelity.IMPOSSIBLE]
    if possible:
        return min(possible, key=lambda one: (one.fidelity is not Fidelity.EXACT, len(one.wrong), len(one.text)))
    if not found:
        why = f"No filter pattern of at most {MAX_LENGTH} characters holds all wordings of this rule."
        return Export("", Fidelity.IMPOSSIBLE, notes=(why,))
    nearest = min(found, key=lambda one: (len(one.missed), len(one.text)))
    return Export("", Fidelity.IMPOSSIBLE, nearest.missed, (), ("The nearest pattern misses wordings of this rule.",))


def _checked(rule: Rule, text: str, exact: bool) -> Export | None:
    """None for a pattern that is too slow to be tried on the examples."""
    whole = exact and rule.scope == Scope() and not rule.fallback
    try:
        return checked(rule, text, whole, partial(finds, text), (_EVENTS,))
    except TimeoutError:
        return None


def _candidates(rule: Rule) -> Iterator[Candidate]:
    match = rule.match
    yield from _phrases(match)
    yield from _expression(match)
    if (wide := _wide(match)) is not None:
        yield f"%{'|'.join(shortened(wide))}%", False
        yield f"%{'|'.join(compact(wide))}%", False
    yield from _of_gate(match)


def _phrases(condition: Condition) -> Iterator[Candidate]:
    """Literals that must stand there, and literals that must not."""
    parts = condition.parts if isinstance(condition, All) else (condition,)
    wanted = [part for part in parts if isinstance(part, Contains)]
    refused = [one for part in parts if isinstance(part, Not) for one in _contained(part.part)]
    if not wanted or not all(one.text.isascii() for one in (*wanted, *refused)):
        return
    whole = len(parts) == len(wanted) + sum(isinstance(p, Not) and bool(_contained(p.part)) for p in parts)
    exact = whole and all(one.on is On.ANY for one in (*wanted, *refused))
    yield " ".join([*(phrase(w.text) for w in wanted), *(f"-{phrase(r.text)}" for r in refused)]), exact


def _contained(condition: Condition) -> list[Contains]:
    """The literals of a condition that is nothing but literals."""
    parts = condition.parts if isinstance(condition, AnyOf) else (condition,)
    found = [part for part in parts if isinstance(part, Contains)]
    return found if len(found) == len(parts) else []


def _expression(condition: Condition) -> Iterator[Candidate]:
    """One regular expression of all alternatives."""
    parts = condition.parts if isinstance(condition, AnyOf) else (condition,)
    alternatives: list[str] = []
    exact = True
    for part in parts:
        match part:
            case Regex(pattern, on) if (made := translate(pattern)) is not None:
                alternatives += made.alternatives
                exact = exact and made.exact and on is On.ANY
            case Contains(text, on) if (plain := literal(text)) is not None:
                alternatives.append(plain)
                exact = exact and on is On.ANY
            case _:
                return
    yield f"%{'|'.join(shortened(alternatives))}%", exact


def _wide(condition: Condition) -> list[str] | None:
    """Alternatives, one of which every match holds: of an `all` the most telling part, without what is excluded."""
    match condition:
        case Contains(text):
            plain = literal(text)
            return [plain] if plain else None
        case Regex(pattern):
            made = translate(pattern)
            return list(made.alternatives) if made else _gate_literals(condition)
        case AnyOf(parts):
            found = [_wide(part) for part in parts]
            return None if None in found else [one for some in found if some for one in some]
        case All(parts):
            known = [some for part in parts if (some := _wide(part))]
            return max(known, key=lambda some: (min(map(len, some)), -len(some)), default=None)
        case _:
            return None


def _gate_literals(condition: Condition) -> list[str] | None:
    written = [literal(one.text, one.caseless) for one in sorted(gate_of(condition) or ())]
    return [str(one) for one in written] if written and all(written) else None


def _of_gate(condition: Condition) -> Iterator[Candidate]:
    """Any of the literals, one of which every match holds."""
    gate = sorted(gate_of(condition) or ())
    if not gate:
        return
    if not any(one.caseless for one in gate) and all(one.text.isascii() for one in gate):
        yield " ".join(f"?{phrase(one.text)}" for one in gate), False
    if (written := _gate_literals(condition)) is not None:
        yield f"%{'|'.join(shortened(written))}%", False
