"""Rule files become rules; every error of every file is told, with its place."""

import pytest

from tests.ruleset.rule_text import PATH, RULE
from triage.model.rules import Regex, Severity
from triage.ruleset.loading import load, load_one


def test_a_valid_file_becomes_a_rule() -> None:
    rule, errors = load_one(PATH, RULE)

    assert errors == []
    assert rule is not None
    assert (rule.id, rule.severity, rule.technology) == ("made.fault", Severity.HIGH, "made")
    assert rule.match == Regex(r"gadget (?P<file>\S+) is broken")


@pytest.mark.parametrize(
    ("old", "new", "says", "line"),
    [
        ("severity: high", "severity: awful", "severity: 'awful' is not one of", 5),
        ("severity: high", "severty: high", "unknown key 'severty'", 5),
        ("schema: 1", "schema: 2", "newer than this program reads", 1),
        ("id: made.fault", "id: made.other", "does not fit the file", 2),
        ("config.invalid", "config.broken", "unknown category 'config.broken'", 7),
        (r"\\S+", r"(\\w+)+", "repeats a repeat", 8),
        ("captures: {file: {type: path}}", "captures: {}", "group 'file' is not declared", 8),
        ("captures: {file: {", "captures: {gadget: {type: path, field: logger}, file: {", "entity vocabulary", 9),
        ('"{file}"', '"{fil}"', "{fil} is no declared capture", 12),
        ('"{file}"', '"{{7*7}}"', "template syntax", 12),
        ('"{file}"', '"{x.__class__}"', "no declared capture", 12),
        ("status: experimental", "status: stable", "needs 2 `match` examples", 13),
        ('match: {regex: "gadget (?P<file>\\\\S+) is broken"}', 'match: {regex: "(?P<file>\\\\d+)"}', "no literal", 8),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(old: str, new: str, says: str, line: int) -> None:
    assert old in RULE
    rule, errors = load_one(PATH, RULE.replace(old, new))

    assert rule is None
    found = next((e for e in errors if says in e.message), None)
    assert found is not None, [str(e) for e in errors]
    assert found.location is not None
    assert (found.location.path, found.location.line) == (PATH, line)
    assert found.hint


def test_one_wrong_file_does_not_stop_the_others() -> None:
    rules, errors = load([(PATH, RULE), ("rules/made/other.yaml", "schema: ["), ("rules/x/y.yaml", "a: 1")])

    assert [rule.id for rule in rules] == ["made.fault"]
    assert {e.location.path for e in errors if e.location} == {"rules/made/other.yaml", "rules/x/y.yaml"}


def test_the_order_of_files_changes_nothing() -> None:
    other = ("rules/made/next.yaml", RULE.replace("made.fault", "made.next"))

    assert load([(PATH, RULE), other]) == load([other, (PATH, RULE)])
