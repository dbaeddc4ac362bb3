"""What holds for the masks on any text."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from triage.signatures.lexing import is_variable, lex
from triage.signatures.masking import MAX_TEMPLATE, mask, mask_with_values
from triage.signatures.vectorised import collapse, keys_of, text_of_key

PIECES = [
    "a", "b", "foo", "Bar", "x1", "ip4", "abcdef1", "abc1def", "0x", "0xf", "0", "7", "12", "a81f", "-", "--", "_",
    ".", "..", "/", "//", ":", "::", "://", "http", "@", "#", "%", "&", "?", "=", ",", ";", "|", "+", "~", "!", "*",
    "(", ")", "[", "]", "{", "}", "<", ">", "'", '"', "`", "\\", "C:\\", " ", "  ", "\n", "\t", "\0", "->", "<*>",
    "Mon", "Jan", "UTC", "PM", "true", "null", "None", "KB", "ms", "é", "日本", "\u00a0", "\ud800", "~/", "./",
]  # fmt: skip
some = st.lists(st.sampled_from(PIECES), max_size=4).map("".join)
repeated = st.builds(lambda a, b, n, c: a + b * n + c, some, some, st.sampled_from([2, 20, 60]), some)
lines = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=14).map("".join), repeated)


@settings(max_examples=600)
@given(lines)
@example("- 0 Jan 0")
def test_masking_a_masked_form_changes_nothing(line: str) -> None:
    form = mask(line)
    assert mask(form) == form


@settings(max_examples=600)
@given(lines)
def test_the_key_of_a_line_has_the_mask_of_the_line(line: str) -> None:
    (key,) = keys_of([line])
    assert mask(text_of_key(key)) == mask(line)


@given(st.lists(lines, max_size=8))
def test_keys_do_not_depend_on_the_other_lines_of_the_batch(batch: list[str]) -> None:
    assert keys_of(batch) == [key for line in batch for key in keys_of([line])]


@given(st.from_regex(r"[0-9a-zA-Z_é]{1,9}(-[0-9a-zA-Z_]{1,4}){0,3}", fullmatch=True))
def test_both_ways_of_telling_variable_words_agree(word: str) -> None:
    assert (collapse(word.encode()) == b"0") == (is_variable(word) or word == "0")


@settings(max_examples=300)
@given(lines)
def test_values_put_back_give_the_message(line: str) -> None:
    masked = mask_with_values(line)
    pieces = masked.template.split("<*>")
    assert len(pieces) == len(masked.values) + 1
    whole = "".join(f"{a}{b}" for a, b in zip(pieces, (*masked.values, ""), strict=True))
    assert squeezed(whole) == squeezed(line)


@given(st.integers(0, 9), st.integers(10, 99), st.integers(100, 10**12))
def test_the_number_of_digits_does_not_matter(one: int, two: int, many: int) -> None:
    lines = {f"took {n} of {n}.{n} at {n}:{n} in job-{n} /var/{n}/x" for n in (one, two, many)}
    assert len(set(map(mask, lines))) == 1


@given(st.lists(st.sampled_from(["a", "5 ", "word ", "1.2.3.4:5,", "(", "k=9 ", "x" * 50]), max_size=4))
def test_masked_forms_are_bounded_and_stable_when_cut(pieces: list[str]) -> None:
    line = "".join(pieces) * 900
    form = mask(line)
    assert len(form) <= MAX_TEMPLATE
    assert mask(form) == form


def test_parts_cover_the_text_in_order() -> None:
    parts = lex("a  b(12)-c")
    assert [part.text for part in parts] == ["a", " ", "b", "(", "<*>", ")", "-", "c"]
    assert all(left.end <= right.start for left, right in pairwise(parts))


def squeezed(text: str) -> str:
    """The text with each gap as one space, as the masks see gaps."""
    return "".join(" " if c <= " " or c == "\x7f" else c for c in text).replace(" ", "")
