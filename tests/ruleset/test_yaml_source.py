"""YAML is read safely, and every value has a position."""

import pytest

from triage.errors import RuleError
from triage.ruleset.yaml_source import parse


def test_values_and_positions_are_kept() -> None:
    document = parse('a: 1\nb:\n  - x\n  - "2"\nc: {d: true, e: null, f: 1.5}\n', "r.yaml")

    assert document.value == {"a": 1, "b": ["x", "2"], "c": {"d": True, "e": None, "f": 1.5}}
    assert document.positions[("b", 1)] == (4, 5)
    assert str(document.location("r.yaml", ("c", "nothing"))) == "r.yaml:5:1"


@pytest.mark.parametrize(
    ("text", "says", "at"),
    [
        ("a: 1\na: 2\n", "duplicate key", "r.yaml:2:1"),
        ("a: &x 1\n", "anchors", "r.yaml:1:4"),
        ("a: *x\n", "aliases", "r.yaml:1:4"),
        ("a: !!python/name:os.system x\n", "tag", "r.yaml:1:4"),
        ("a: [1\n", "expected", "r.yaml:2:1"),
        ("a: 1\n---\nb: 2\n", "several", "r.yaml:2:1"),
        ("? [a]\n: 1\n", "plain text", "r.yaml:1:3"),
    ],
)
def test_what_is_refused_is_located(text: str, says: str, at: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse(text, "r.yaml")

    assert says in caught.value.message
    assert str(caught.value.location) == at


@pytest.mark.parametrize(
    "text",
    [
        "[" * 50_000,
        "a: &a [x]\n" + "\n".join(f"b{i}: &b{i} [*a, *a, *a]" for i in range(1000)),
        "a: " + "x" * 1_000_000,
        "- " * 5_000,
    ],
    ids=["brackets", "alias bomb", "a megabyte", "nested lists"],
)
def test_hostile_files_are_refused(text: str) -> None:
    with pytest.raises(RuleError):
        parse(text, "r.yaml")
