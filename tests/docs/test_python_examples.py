"""Python in the documentation runs, and prints what the page says."""

from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from tests.docs.pages import CHECKOUT, Block, blocks, pages


def _with_outputs(path: Path) -> Iterator[tuple[Block, str | None]]:
    """Each example, and the block of text right behind it where there is one."""
    found = blocks(path=path)
    for block, following in zip(found, [*found[1:], None], strict=True):
        if block.language == "python":
            end = block.line + block.text.count("\n") + 1
            is_output = following is not None and following.language == "text" and following.line - end <= 2
            yield block, following.text if following is not None and is_output else None


def _pages() -> list[Path]:
    return [path for path in pages() if blocks("python", path=path)]


@pytest.mark.parametrize("path", _pages(), ids=lambda p: str(p.relative_to(CHECKOUT)))
def test_examples_of_a_page_run_in_order(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "example"}
    for block, expected in _with_outputs(path):
        printed = StringIO()
        with redirect_stdout(printed):
            exec(compile(block.text, block.place, "exec"), names)
        if expected is not None:
            assert printed.getvalue().rstrip() == expected.rstrip(), block.place


def test_the_page_of_the_library_has_examples_with_outputs() -> None:
    found = list(_with_outputs(CHECKOUT / "docs" / "library.md"))

    assert len(found) >= 6
    assert all(expected for _, expected in found)
