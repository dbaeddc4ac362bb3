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
    lambda word: f"Mar 12 06:00:00 ip-10-0-1-7 shop[417]: {word} third: done",
    lambda word: f"06:00:00.014 [main] {word}  com.acme.Shop -- order 17 done",
    lambda word: f"{word} third: done",
    lambda word: f"[{word}] order 17 done",
    lambda word: f"INFO:shop.orders:{word}: order 17",
    lambda word: f'{{"msg":"order done","{word}":{{"{word}":17}}}}',
    lambda word: f'{{"msg":"{word} third: done","method":"GET","url":"/a/17","status":204}}',
    lambda word: f"method=GET path=/orders/7 status=200 {word}=17 msg=done",
    lambda word: f'10.0.0.9:51234 - "GET /{word}/7 HTTP/1.1" 200 OK {word}',
    lambda word: f"2025/03/12 06:00:00 {word} GET /orders/7 200 12 ms",
)


def words_of_readers() -> list[str]:
    found = {word for path in Path(triage.parsing.__path__[0]).rglob("*.py") for word in _words(path)}
    return sorted(word for word in found if 2 <= len(word) <= 40 and word.isprintable())


def _words(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 4_000:
            yield from (piece.strip().replace('"', "") for piece in re.split(r"[|()\[\]\\?*+{}^$\n]", node.value))


@pytest.mark.parametrize("form", FORMS)
def test_every_word_of_the_readers(form: Callable[[str], str]) -> None:
    words = words_of_readers()
    assert len(words) > 1_000
    same([LogEvent(5_000 * n, form(word), "/ecs/shop", f"web/a/{n % 300}") for n, word in enumerate(words)], 700)
