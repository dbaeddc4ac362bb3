"""Leaves of a condition that can never change its answer, and literals too short to stand alone."""

from collections.abc import Iterator

from triage.authoring.doubt import Doubt
from triage.model.rules import All, AnyOf, Condition, Contains, Not, Regex, Rule
from triage.ruleset import dialect
from triage.ruleset.literals import gate_of
from triage.ruleset.yaml_source import Path

SHORT = 6
"""A plain word of fewer characters that decides alone is suspicious: it stands in many texts."""


def faults(rule: Rule) -> list[Doubt]:
    """Dead and suspicious leaves, in the order of the file."""
    found = list(_dead(rule.match, ("match",)))
    if not rule.fallback:
        found += _short(rule.match, ("match",))
    return found


def _dead(condition: Condition, path: Path) -> Iterator[Doubt]:
    match condition:
        case AnyOf(parts) | All(parts):
            word = "any" if isinstance(condition, AnyOf) else "all"
            for number, part in enumerate(parts):
                others = [*parts[:number], *parts[number + 1 :]]
                if part in parts[:number]:
                    yield Doubt(
                        "dead-leaf", (*path, word, number), "the same condition stands here twice", "Remove it."
                    )
                elif isinstance(condition, AnyOf) and (wider := _covering(part, others)):
                    reason = f"never decides: whatever it matches holds {wider!r}, which its neighbour accepts"
                    yield Doubt(
                        "dead-leaf", (*path, word, number), reason, "Remove it, or narrow the neighbour.", "warning"
                    )
                yield from _dead(part, (*path, word, number))
            if isinstance(condition, All):
                yield from _contradictions(parts, path)
        case Not(part):
            yield from _dead(part, (*path, "not"))


def _covering(part: Condition, others: list[Condition]) -> str:
    """The literal of a neighbour which every match of `part` holds, where `part` captures nothing."""
    literals = {other.text for other in others if isinstance(other, Contains)}
    if isinstance(part, Contains):
        return next((text for text in sorted(literals) if text in part.text and text != part.text), "")
    if isinstance(part, Regex) and not dialect.groups(part.pattern):
        gate = gate_of(part) or frozenset()
        held = [text for text in sorted(literals) if gate and all(text in g.text and not g.caseless for g in gate)]
        return held[0] if held else ""
    return ""


def _contradictions(parts: tuple[Condition, ...], path: Path) -> Iterator[Doubt]:
    wanted = [part for part in parts if not isinstance(part, Not)]
    for number, part in enumerate(parts):
        if not isinstance(part, Not):
            continue
        for inner in part.part.parts if isinstance(part.part, AnyOf) else (part.part,):
            if inner in wanted:
                where = (*path, "all", number)
                yield Doubt(
                    "dead-rule", where, "asks for a condition and for its absence: nothing matches", "Drop one."
                )


def _short(condition: Condition, path: Path) -> Iterator[Doubt]:
    """Alternatives that are nothing but one short word."""
    alternatives = condition.parts if isinstance(condition, AnyOf) else (condition,)
    for number, part in enumerate(alternatives):
        if isinstance(part, Contains) and len(part.text) < SHORT and part.text.isascii() and part.text.isalpha():
            where = (*path, "any", number) if isinstance(condition, AnyOf) else path
            reason = f"{part.text!r} alone decides, and so short a word stands in many texts"
            yield Doubt(
                "short-literal",
                where,
                reason,
                "Write more of the message, or join it to a second condition.",
                "warning",
            )
