"""Patterns as words, and how near a text comes to a condition."""

import pytest

from triage.authoring.tracing import nearness
from triage.authoring.wording import LONGEST, fixed_words
from triage.model.events import LogRecord
from triage.model.rules import All, AnyOf, Condition, Contains, Not, Regex
from triage.ruleset.evaluation import Patterns, View


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"gadget (?P<file>\S+) is broken", "gadget … is broken"),
        (r"(?i:\bno\s{1,3}(?:berth|quay))", "no berth"),
        (r"'?lost'? [^\n]{0,90}[0-9]{3}", "lost …"),
        (r"x" * 200, "x" * (LONGEST - 1) + "…"),
    ],
)
def test_a_pattern_is_told_by_its_fixed_words(pattern: str, words: str) -> None:
    assert fixed_words(pattern) == words


def _near(condition: Condition, text: str) -> float:
    return nearness(condition, View(LogRecord(0, text, text)), Patterns())


def test_what_matches_of_a_condition_counts_and_what_is_rightly_absent_does_not() -> None:
    berth, quay, storm = Contains("berth"), Contains("quay"), Not(Contains("storm"))
    assert _near(All((berth, quay)), "a berth") == 0.5
    assert _near(All((quay, storm)), "a berth") == 0.0
    assert _near(All((berth, storm)), "a berth in a storm") == 0.5
    assert _near(AnyOf((quay, berth)), "a berth") == 1.0
    assert 0 < _near(Regex(r"no berth left in \d+"), "no berth left in dock") < 0.5
