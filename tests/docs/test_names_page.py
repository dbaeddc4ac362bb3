"""The page about finding an environment judges names as discovery does."""

import re

import pytest

from tests.docs.pages import page
from triage.discovery.words import Carries, EnvironmentWords

_ROW = re.compile(r"^\| (`[^|]+`) \| ([^|]+) \|$", re.MULTILINE)
_SAYS = {
    "yes": Carries.YES,
    "other words": Carries.OTHER,
    "of another environment": Carries.OTHER,
    "doubtful": Carries.DOUBTFUL,
    "does not carry": Carries.SILENT,
}
_ROWS = _ROW.findall(page("finding-an-environment.md"))


@pytest.mark.parametrize(("names", "says"), _ROWS)
def test_names_are_judged_as_the_table_says(names: str, says: str) -> None:
    expected = next(carries for words, carries in _SAYS.items() if says.startswith(words))

    judged = {name: EnvironmentWords("production").judge(name).carries for name in re.findall(r"`([^`]+)`", names)}

    assert judged == dict.fromkeys(judged, expected)


def test_a_tag_wins_over_the_name_both_ways() -> None:
    words = EnvironmentWords("production")

    assert words.decide("production-like", {"Environment": "load-test"}).carries is Carries.OTHER
    assert words.decide("production-like", {"Environment": "production"}).carries is Carries.YES
    assert len(_ROWS) >= 5
