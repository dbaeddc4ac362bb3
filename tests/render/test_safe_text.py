"""The neutraliser: visible, stable, and linear."""

import json
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile.payloads import EVERY, LONG
from tests.render.test_terminal import controls, runner_obeys
from triage.render import safe_text
from triage.render.shell_rows import shell_rows

texts = st.one_of(st.text(), st.sampled_from(EVERY), st.text(alphabet=":#[] \n\t\r\x1b\u202e<>`xyz"))


@given(texts)
def test_nothing_hidden_and_no_command_is_left(text: str) -> None:
    shown = safe_text.block(text)
    assert controls(shown) == []
    assert not any(runner_obeys(row) for row in shown.split("\n"))


@given(texts)
def test_neutralising_twice_changes_nothing_more(text: str) -> None:
    assert safe_text.block(safe_text.block(text)) == safe_text.block(text)
    assert safe_text.line(safe_text.line(text)) == safe_text.line(text)


@given(texts)
def test_line_is_one_line(text: str) -> None:
    assert "\n" not in safe_text.line(text)


@given(texts, st.integers(-5, 40), st.integers(-5, 40))
def test_marked_pieces_hold_the_whole_text(text: str, start: int, end: int) -> None:
    pieces = safe_text.marked(text, (start, end))
    assert all(controls(piece) == [] for piece in pieces)
    if not set(text) & set(":#\r"):
        assert "".join(pieces) == safe_text.block(text)


@given(texts)
def test_json_keeps_the_exact_text(text: str) -> None:
    encoded = safe_text.json_escaped(json.dumps({"a": text}, ensure_ascii=False))
    assert json.loads(encoded) == {"a": text}
    assert controls(encoded) == []
    assert "##[" not in encoded


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "^[[31mred"),
        ("a\rb", "a^Mb"),
        ("\x7f\x00\x9b", "^?^@\\x9b"),
        ("\u202eabc", "\\u202eabc"),
        ("\U000e0041", "\\U000e0041"),
        ("\tat x", "    at x"),
        ("a\r\nb", "a\nb"),
        ("::error::x", "\\::error::x"),
        ("std::vector::at", "std::vector::at"),
        ("##[group]x", "##\\[group]x"),
        ("## heading [x]", "## heading [x]"),
        ("plain text, ünïcode 表", "plain text, ünïcode 表"),
    ],
)
def test_shown_as(text: str, shown: str) -> None:
    assert safe_text.block(text) == shown


@pytest.mark.parametrize("payload", LONG, ids=lambda payload: repr(payload[:8]))
def test_long_texts_end(payload: str) -> None:
    safe_text.block(payload * 10)


@pytest.mark.parametrize("columns", [20, 40, 100])
@given(
    words=st.lists(st.sampled_from(["aws", "--flag", "'a b'", "x" * 30, '"q r"', "a\\ b", "|", "--k=v"]), min_size=1)
)
def test_folded_command_is_still_the_same_command(columns: int, words: list[str]) -> None:
    command = " ".join(words)
    rows = shell_rows(command, columns)
    assert all(row.endswith(" \\") for row in rows[:-1])
    assert shlex.split("\n".join(rows).replace("\\\n", "")) == shlex.split(command)
