"""The shipped library as a whole: it loads, does what its examples say, and breaks loudly when a rule is broken."""

import functools
import random
import shlex
from collections.abc import Callable

import msgspec
import pytest

from triage.authoring.healthy import check_healthy, shipped_corpus
from triage.authoring.linting import lint
from triage.authoring.testing import Tally, check
from triage.model.rules import All, AnyOf, Capture, Condition, Contains, Example, Regex, Rule
from triage.parsing.reading import read_text
from triage.remediation import Values, fill
from triage.ruleset.choosing import winner
from triage.ruleset.library import RuleSet, load_rules
from triage.ruleset.shipped import rule_files

SAMPLE = 24
"""Rules that are broken on purpose."""


@functools.cache
def _library() -> RuleSet:
    return load_rules(use_index=False)


@functools.cache
def _tally() -> Tally:
    return check(_library().rules, read_text)


def _rules() -> dict[str, Rule]:
    return {rule.id: rule for rule in _library().rules}


def test_every_rule_loads() -> None:
    assert [str(error) for error in _library().errors] == []


def test_every_rule_does_what_its_examples_say_and_no_overlap_is_undeclared() -> None:
    assert [f"{f.rule_id}: {f.example}: {f.text}" for f in _tally().failures] == []
    assert _tally().examples >= 2 * _tally().stable


def test_lint_finds_no_error() -> None:
    found = [f for f in lint(list(rule_files())).findings if f.level == "error"]

    assert [f"{f.path}:{f.line}: [{f.code}] {f.reason}" for f in found] == []


def test_no_rule_says_more_than_low_of_a_healthy_system() -> None:
    corpus = shipped_corpus()
    failures, records = check_healthy(_library(), corpus)

    assert [f"{f.rule_id}: {f.example}: {f.text}" for f in failures] == []
    assert len(corpus) >= 4
    assert records > 500


def test_every_command_of_every_example_is_one_argument_per_value() -> None:
    wrong = []
    matcher = _library().matcher()
    for rule in _library().rules:
        types = {capture.name: capture for capture in rule.captures}
        for example in rule.examples:
            for match in (m for m in matcher.match(read_text(example.log)) if m.rule_id == rule.id):
                values = Values(dict(match.captures), types, dict(example.given))
                for step in (fill(step, values) for step in rule.remediation):
                    said = [word for part in step.argv for word in (*part, "|")][:-1]
                    if step.command and shlex.split(step.command) != said:
                        wrong.append(f"{rule.id}: {example.name}: {step.command}")

    assert wrong == []


def _broken_regex(condition: Condition) -> Condition:
    """Every pattern and literal asks for more than any text holds."""
    match condition:
        case Regex(pattern, on):
            return Regex(f"(?:{pattern})~never~", on) if not pattern.startswith("(?") else Contains("~never~", on)
        case Contains(text, on):
            return Contains(f"{text}~never~", on)
        case All(parts):
            return All(tuple(map(_broken_regex, parts)))
        case AnyOf(parts):
            return AnyOf(tuple(map(_broken_regex, parts)))
        case _:
            return condition


def _broken_match(rule: Rule) -> Rule:
    return msgspec.structs.replace(rule, match=_broken_regex(rule.match))


def _broken_capture(rule: Rule) -> Rule:
    first = next(e for e in rule.examples if e.captures)
    name, value = first.captures[0]
    wrong = msgspec.structs.replace(first, captures=((name, f"{value}~"), *first.captures[1:]))
    return msgspec.structs.replace(rule, examples=tuple(wrong if e is first else e for e in rule.examples))


def _broken_command(rule: Rule) -> Rule:
    stated = {step for example in rule.examples for step, _ in example.commands}
    steps = tuple(
        msgspec.structs.replace(step, argv=(("echo", *step.argv[0]), *step.argv[1:])) if step.id in stated else step
        for step in rule.remediation
    )
    return msgspec.structs.replace(rule, remediation=steps)


def _widened(rule: Rule) -> Rule:
    """A counter-example that the rule matches."""
    log = rule.examples[0].log
    first = msgspec.structs.replace(rule.counter_examples[0], log=log)
    return msgspec.structs.replace(rule, counter_examples=(first, *rule.counter_examples[1:]))


def _renamed(rule: Rule) -> Rule:
    """The first capture that an example states has another name."""
    name = next(e for e in rule.examples if e.captures).captures[0][0]
    other = Capture("renamed", "text")
    captures = tuple(other if capture.name == name else capture for capture in rule.captures)
    return msgspec.structs.replace(rule, captures=captures)


def _sample(kind: str) -> list[str]:
    """A fixed choice of rules that the mutation says something about."""
    tests: dict[str, Callable[[Rule], bool]] = {
        "regex": lambda r: not r.fallback,
        "capture": lambda r: any(e.captures for e in r.examples),
        "name": lambda r: any(e.captures for e in r.examples),
        "command": lambda r: any(line != "blocked" for e in r.examples for _, line in e.commands),
        "counter": lambda r: bool(r.counter_examples),
    }
    ids = sorted(rule.id for rule in _library().rules if tests[kind](rule))
    return random.Random(kind).sample(ids, min(SAMPLE, len(ids)))


@pytest.mark.parametrize("kind", ["regex", "capture", "name", "command", "counter"])
def test_a_rule_that_is_broken_on_purpose_fails(kind: str) -> None:
    survived = []
    for rule_id in _sample(kind):
        rule = _rules()[rule_id]
        broken = {
            "regex": _broken_match,
            "capture": _broken_capture,
            "name": _renamed,
            "command": _broken_command,
            "counter": _widened,
        }[kind](rule)
        if not check([broken], read_text).failures:
            survived.append(rule_id)

    assert survived == []


def _rivals() -> list[tuple[str, str]]:
    """A rule and another one that matches its example, and of which one is declared the winner."""
    matcher, rules, found = _library().matcher(), _rules(), set()
    for rule in rules.values():
        for example in rule.examples:
            fit = [m.rule_id for m in matcher.match(read_text(example.log)) if not m.fallback and not rule.fallback]
            found |= {(rule.id, other) for other in fit if other != rule.id and winner(rule.id, other, rules)}
    return sorted(found)


def test_two_rules_whose_winner_is_no_longer_declared_fail() -> None:
    survived = []
    pairs = _rivals()
    for one, two in random.Random("winner").sample(pairs, min(SAMPLE, len(pairs))):
        both = [msgspec.structs.replace(_rules()[rule_id], overlaps=()) for rule_id in (one, two)]
        if not any(f"{two} fires too" in failure.text for failure in check(both, read_text, frozenset([one])).failures):
            survived.append((one, two))

    assert len(pairs) > SAMPLE
    assert survived == []


def test_nothing_tested_is_no_success() -> None:
    assert check([], read_text).examples == 0


def test_an_undeclared_overlap_fails() -> None:
    rule = _rules()["mysql.table-missing"]
    twin = msgspec.structs.replace(rule, id="twin.table-missing", overlaps=())

    failures = check([rule, twin], read_text, frozenset([rule.id])).failures

    assert any("twin.table-missing fires too" in failure.text for failure in failures)


def test_a_hostile_capture_fills_no_command() -> None:
    rule = _rules()["mysql.table-missing"]
    log = "Error 1146 (42S02): Table 'shop.x$(reboot)' doesn't exist"
    example = Example("hostile", log, commands=(("find-table", "blocked"),))
    only = msgspec.structs.replace(rule, examples=(example,), counter_examples=())

    assert check([only], read_text).failures == ()
