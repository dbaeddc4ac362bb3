"""What a text only guesses at is no evidence."""

import pytest

from triage.parsing.reading import read_text
from triage.ruleset.conjecture import guess_at
from triage.ruleset.library import shipped_matcher


def _ids(text: str) -> set[str]:
    return {match.rule_id for match in shipped_matcher().match(read_text(text))}


@pytest.mark.parametrize(
    "text",
    [
        "ERROR runner: node 4 is gone. Possible reasons: (1) it was stopped, (2) it died with SIGSEGV",
        "ERROR runner: node 4 is gone. Common causes are:\n  - it was stopped\n  - it died with SIGSEGV",
        "ERROR runner: node 4 is gone, which may be caused by a Segmentation fault (core dumped)",
        "ERROR runner: node 4 is gone. This usually means a Segmentation fault (core dumped) of a plugin",
        "ERROR runner: node 4 is gone. If it ended with SIGSEGV, look at its plugins",
        "ERROR runner: node 4 is gone; perhaps a Segmentation fault (core dumped)",
        "ERROR runner: node 4 is gone; check whether it died with SIGSEGV",
    ],
)
def test_a_guess_is_no_match(text: str) -> None:
    assert "runtime.segfault" not in _ids(text)


@pytest.mark.parametrize(
    "text",
    [
        "ERROR runner: node 4 died with SIGSEGV. Possible reasons: (1) a plugin, (2) memory",
        "ERROR runner: node 4 died with SIGSEGV, which may be caused by a plugin",
        "ERROR runner: node 4 is gone. Possible reasons: a plugin, memory. It died with SIGSEGV",
        "ERROR runner: possible reason: SIGSEGV of a plugin.\nnode 4 died with SIGSEGV",
        "ERROR runner: cannot tell if node 4 is well: it died with SIGSEGV",
    ],
)
def test_a_fact_beside_a_guess_matches(text: str) -> None:
    assert "runtime.segfault" in _ids(text)


def test_the_guess_is_the_sentence_around_the_place() -> None:
    text = "It is gone. Perhaps it was shot. Nobody knows."
    start, end = guess_at(text, text.index("shot")) or (0, 0)
    assert text[start:end] == "Perhaps it was shot"
    assert guess_at(text, text.index("gone")) is None
    assert guess_at(text, text.index("Nobody")) is None


def test_no_example_of_a_shipped_rule_is_a_guess() -> None:
    rules = shipped_matcher().rules.values()
    assert not [rule.id for rule in rules for example in rule.examples if rule.id not in _ids(example.log)]
