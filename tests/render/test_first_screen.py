"""What a reader who never saw the tool needs stands in the first 24 lines, for every sample incident and width."""

import pytest

from tests.postmortem.builders import NAMES, sample
from triage.render import RenderOptions, render
from triage.render.columns import width as columns

SCREEN = 24


def rows_shown(rows: list[str], width: int) -> int:
    """Rows of a terminal that folds what is too long for it."""
    return sum(max(1, -(-columns(row) // width)) for row in rows)


@pytest.mark.parametrize("width", [80, 100, 160])
@pytest.mark.parametrize("name", [name for name in NAMES if sample(name).is_sure])
def test_what_since_when_how_sure_and_what_to_type(name: str, width: int) -> None:
    rows = render(sample(name).report, "terminal", RenderOptions(width=width)).split("\n")
    first = rows[: rows.index("", 4)] if "" in rows[4:] else rows
    assert rows_shown(first, width) <= SCREEN
    text = "\n".join(first)
    assert text.startswith("INCIDENT")
    for word in ("ROOT CAUSE", "\n  since ", "\n  where ", "\n  how sure    sure", "\n  proof ", "\n  next "):
        assert word in text, word
    assert "$ " in text or "needs " in text


@pytest.mark.parametrize("name", [name for name in NAMES if sample(name).is_sure])
def test_the_end_says_it_once_more(name: str) -> None:
    assert "\nIN SHORT  " in render(sample(name).report, "terminal")
