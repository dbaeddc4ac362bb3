"""The catalogue of rules says what the rules say, and no cell of its matrix is empty without a reason."""

import pytest

from docs.make_rule_pages import FOLDER, HAND_WRITTEN, INDEX, UNEXPLAINED, cells, pages
from tests.docs.pages import CHECKOUT
from triage.model.taxonomy import CATEGORIES
from triage.ruleset.shipped import rule_files


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return pages()


def test_the_pages_are_those_of_the_rules(made: dict[str, str]) -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    stale = sorted(
        name for name in made.keys() | written.keys() - {*HAND_WRITTEN} if made.get(name) != written.get(name)
    )

    assert stale == [], "Run `python docs/make_rule_pages.py`: rules have changed."


def test_each_rule_has_its_section(made: dict[str, str]) -> None:
    for path, _ in rule_files():
        technology, fault = path.removesuffix(".yaml").split("/")[1:]
        assert f"\n## {fault}\n" in made[f"{technology}.md"], path


def test_each_category_is_a_row_and_no_cell_is_empty_without_a_reason(made: dict[str, str]) -> None:
    rows = [line for line in made[INDEX].splitlines() if line.startswith("| `")]

    assert [name for name in CATEGORIES if not any(row.startswith(f"| `{name}` |") for row in rows)] == []
    assert [row for row in rows if f" {UNEXPLAINED} " in row] == []


def test_each_reason_has_its_words() -> None:
    known = cells()

    assert {one.because for one in known.reasons} <= known.texts.keys()
    assert (CHECKOUT / "docs" / "rules" / "coverage.yaml").is_file()
