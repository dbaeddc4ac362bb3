"""Queries that look for errors find whatever the rules know, and fit into the query language."""

from __future__ import annotations

import re

import pytest

from tests.stub.server import finder
from triage.authoring.export.wanted import MAX_LENGTH, wanted
from triage.model.rules import Severity
from triage.ruleset.library import shipped_rules


@pytest.fixture(scope="module")
def patterns() -> tuple[str, ...]:
    return wanted(shipped_rules().rules)


def finds(patterns: tuple[str, ...], text: str) -> bool:
    return any(re.search(pattern.replace("\\/", "/"), line) for pattern in patterns for line in text.split("\n"))


def test_every_example_of_every_rule_that_tells_of_a_fault_is_found(patterns: tuple[str, ...]) -> None:
    finders = [finder(pattern.replace("\\/", "/")) for pattern in patterns]
    missed = []
    for rule in shipped_rules().rules:
        for example in rule.examples if rule.severity > Severity.INFO else ():
            if not any(finds(line) for finds in finders for line in example.log.split("\n")):
                missed.append(f"{rule.id}: {example.log}")
    assert missed == []


@pytest.mark.parametrize(
    "text",
    [
        "ERROR x",
        "panic: y",
        'GET / HTTP/1.1" 502 0',
        "connection refused",
        "oom-kill",
        "WARN slow\nTraceback (most recent call last):",
        '10.0.0.1 - - [22/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 503 12 "-" "curl"',
        '{"level":"warn","status":504}',
    ],
)
def test_the_usual_words_of_errors_are_asked_for_without_any_rule(text: str) -> None:
    assert finds(wanted(()), text)


@pytest.mark.parametrize(
    "text",
    [
        '10.0.0.1 - - "GET /contacts HTTP/1.1" 200 512',
        '{"level":"info","msg":"request completed","status":200,"duration":12}',
        "2026-11-22 10:00:00 INFO Started Application in 4.2 seconds",
        "[22/Nov/2026 10:00:00] POST /api/orders 201 in 31 ms",
    ],
)
def test_ordinary_lines_are_left_out(patterns: tuple[str, ...], text: str) -> None:
    assert not finds(patterns, text)


def test_each_pattern_fits_into_a_query_and_the_same_rules_give_the_same_patterns(patterns: tuple[str, ...]) -> None:
    assert all(len(pattern) <= MAX_LENGTH for pattern in patterns)
    assert len(patterns) <= 3, "each pattern scans all data once more"
    assert patterns == wanted(reversed(shipped_rules().rules))


def test_no_slash_ends_a_pattern_early(patterns: tuple[str, ...]) -> None:
    assert all("/" not in pattern.replace("\\/", "") for pattern in patterns)


def test_emulations_that_look_for_commands_in_patterns_find_none(patterns: tuple[str, ...]) -> None:
    from moto.logs.logs_query.query_parser import parse_query

    for pattern in patterns:
        parsed = parse_query(f"fields @timestamp | filter @message like /{pattern}/ | limit 7")
        assert (parsed.fields, parsed.limit) == (["@timestamp"], 7)
