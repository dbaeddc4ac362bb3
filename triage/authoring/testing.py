"""Do rules do what their examples say, and nothing on each other's?"""

from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from triage.model.events import LogRecord
from triage.model.rules import Example, Rule, RuleMatch
from triage.remediation import Values, fill
from triage.ruleset.choosing import winner
from triage.ruleset.matching import Matcher

BLOCKED = "blocked"

Reader = Callable[[str], LogRecord]


class Failure(msgspec.Struct, frozen=True, order=True):
    """One thing that is not as an example says."""

    rule_id: str
    example: str
    text: str


class Tally(msgspec.Struct, frozen=True):
    """What was tested."""

    rules: int
    stable: int
    examples: int
    counter_examples: int
    captures: int
    commands: int
    failures: tuple[Failure, ...] = ()


def check(
    rules: Sequence[Rule], read: Reader, only: frozenset[str] = frozenset(), matcher: Matcher | None = None
) -> Tally:
    """Run every example of `rules`, or of those named in `only`, against all of them; `matcher` is one of `rules`.

    Failures: an example that does not match, other captures or command lines than declared, a counter-example that
    matches, a rule on another rule's example without a declared overlap, a match that gating loses or adds.
    """
    matcher = matcher or Matcher(rules)
    tested = [rule for rule in rules if not only or rule.id in only]
    alone = Matcher(tested) if only else matcher
    failures: list[Failure] = []
    for rule in tested:
        for example in rule.examples:
            record = read(example.log)
            failures += _example(rule, example, matcher, record)
            failures += _gating(rule.id, example.name, alone, record)
        for counter in rule.counter_examples:
            record = read(counter.log)
            if any(m.rule_id == rule.id for m in alone.match(record)):
                failures.append(Failure(rule.id, counter.name, f"matches what it must not ({counter.why})"))
            failures += _gating(rule.id, counter.name, alone, record)
    for other in rules if only else ():
        failures += _intrusions(other, alone, matcher.rules, read)
    return Tally(
        rules=len(tested),
        stable=sum(rule.status == "stable" for rule in tested),
        examples=sum(len(rule.examples) for rule in tested),
        counter_examples=sum(len(rule.counter_examples) for rule in tested),
        captures=sum(len(e.captures) for rule in tested for e in rule.examples),
        commands=sum(len(e.commands) for rule in tested for e in rule.examples),
        failures=tuple(sorted(set(failures))),
    )


def _intrusions(other: Rule, tested: Matcher, rules: Mapping[str, Rule], read: Reader) -> Iterator[Failure]:
    """Where a tested rule fires on an example of a rule that is not tested itself."""
    if other.fallback or other.id in tested.rules:
        return
    for example in other.examples:
        for match in tested.match(read(example.log)):
            if not match.fallback and not winner(match.rule_id, other.id, rules):
                text = f"fires on the example {example.name!r} of {other.id}, and no overlap is declared"
                yield Failure(match.rule_id, "", text)


def _example(rule: Rule, example: Example, matcher: Matcher, record: LogRecord) -> list[Failure]:
    matches = matcher.match(record)
    mine = next((m for m in matches if m.rule_id == rule.id), None)
    if mine is None:
        return [Failure(rule.id, example.name, "does not match its own example")]
    found = [Failure(rule.id, example.name, text) for text in _captures(example, mine)]
    found += [Failure(rule.id, example.name, text) for text in _commands(rule, example, mine)]
    return found + _overlaps(rule, example, matcher, matches)


def _captures(example: Example, match: RuleMatch) -> list[str]:
    got = dict(match.captures)
    return [f"{name}: want {want!r}, got {got.get(name)!r}" for name, want in example.captures if got.get(name) != want]


def _commands(rule: Rule, example: Example, match: RuleMatch) -> list[str]:
    steps = {step.id: step for step in rule.remediation}
    values = Values(dict(match.captures), {c.name: c for c in rule.captures}, dict(example.given))
    wrong = []
    for step_id, want in example.commands:
        if step_id not in steps:
            wrong.append(f"no step {step_id!r}")
            continue
        got = fill(steps[step_id], values).command or BLOCKED
        if got != want:
            wrong.append(f"step {step_id}: want {want!r}, got {got!r}")
    return wrong


def _overlaps(rule: Rule, example: Example, matcher: Matcher, matches: Sequence[RuleMatch]) -> list[Failure]:
    found = []
    for other in matches:
        if other.rule_id == rule.id or other.fallback or rule.fallback:
            continue
        if not winner(rule.id, other.rule_id, matcher.rules):
            found.append(Failure(rule.id, example.name, f"{other.rule_id} fires too, and no overlap is declared"))
    return found


def _gating(rule_id: str, example: str, matcher: Matcher, record: LogRecord) -> list[Failure]:
    gated, all_of_them = matcher.match(record), matcher.match_ungated(record)
    if gated == all_of_them:
        return []
    lost = sorted({m.rule_id for m in all_of_them} ^ {m.rule_id for m in gated})
    return [Failure(rule_id, example, f"gating changes the result: {', '.join(lost)}")]
