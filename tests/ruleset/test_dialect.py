"""The regex dialect is the linear-time subset."""

import pytest

from triage.ruleset import dialect


@pytest.mark.parametrize(
    "pattern",
    [r"a(?P<x>[^'\n]{1,64})b", r"(?i)error \d+", r"(?m)^x$", r"(?:a|b){1,3}c*", r"[\w.]+ at \d{1,3}", r"\{e\} [x:]{2}"],
)
def test_patterns_inside_the_dialect_pass(pattern: str) -> None:
    assert dialect.faults(pattern) == []


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        (r"a(?=b)", "look-around"),
        (r"(?<!a)b", "look-around"),
        (r"(a)\1", "back-reference"),
        (r"(?>a)b", "atomic"),
        (r"a++b", "possessive"),
        (r"a\Z", r"\Z"),
        (r"a{,3}", "{,n}"),
        (r"^(\w+\s?)*$", "repeats a repeat"),
        (r"(?:[a-z]\w*\.)+X", "repeats a repeat"),
        (r"(a", "not a regular expression"),
        (r"[[:alpha:]]failed", "differently"),
        (r"(?:failed){e<=1}", "differently"),
        (r"failed{s}", "differently"),
    ],
)
def test_patterns_outside_the_dialect_are_named(pattern: str, says: str) -> None:
    assert any(says in fault for fault in dialect.faults(pattern))
