"""Every word that the readers look for, in ordinary lines: what a reader learns to hear, the one scan must hear."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import triage.parsing
from tests.engine.test_same_summary import same
from triage.model.events import LogEvent

FORMS: tuple[Callable[[str], str], ...] = (
    lambda word: f"2025-03-12 06:00:00.014 INFO [worker-3] shop - {word} third: done",
    lambda word: f"2025-03-12 06:00:00.014 INFO [worker-3] shop - order 17 {word}",
    lambda word: f'{{"level":"info","msg":"{word} third: done","a":1}}',
    lambda word: f'{{"msg":"order done","kind":"{word}"}}',
    lambda word: f'level=info msg="{word} third: done"',
    lambda word: f"time=2025-03-12T06:00:00Z msg=done level={word}",
    lambda word: f"time=2025-03-12T06:00:00Z severity={word} msg=done",
    lambda word: f"ts=2025-03-12T06:00:00Z level=info msg=done {word}=17",
)


def words_of_readers() -> list[str]:
    found = {word for path in Path(triage.parsing.__path__[0]).rglob("*.py") for word in _words(path)}
    return sorted(word for word in found if 2 <= len(word) <= 40 and word.isprintable() and word.isascii())


def _words(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 4_000:
            yield from (piece.strip().replace('"', "") for piece in re.split(r"[|()\[\]\\?*+{}^$\n]", node.value))


@pytest.mark.parametrize("form", FORMS)
def test_every_word_of_the_readers(form: Callable[[str], str]) -> None:
    words = words_of_readers()
    assert len(words) > 1_000
    same([LogEvent(5_000 * n, form(word), "/ecs/shop", f"web/a/{n % 300}") for n, word in enumerate(words)], 700)
