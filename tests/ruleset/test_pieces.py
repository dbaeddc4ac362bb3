"""Wherever a pattern has a match, one of its pieces hits."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ruleset.hits import hits
from triage.model.rules import Regex
from triage.ruleset.atoms import Atom, atoms_of
from triage.ruleset.ordinary import is_ordinary
from triage.ruleset.pieces import rare_pieces_of

PATTERNS = (
    r"could not zorble[^\n]*(?P<file>\S{1,20})$",
    r"(?i:zorbled)[^\n]{0,200}: (?P<code>[1-9]\d{0,2})\b",
    r"(?:zorble: .*|quuxed by [^\n]*)(?:at|in) [\w.]{1,30}",
    r"(?s)zorble.*\bquuxed\b",
    r"(?i)(?P<whole>\[zor[^]]*] quux(?:ed)?)",
    r"(?:é|ü)[^\n]*zorbl[^\n]+quux",
)
_TEXT = st.text(st.sampled_from('zorblequx dZQ1"\n:(é!,.]['), max_size=40)


@pytest.mark.parametrize("pattern", PATTERNS)
@given(data=st.data())
def test_what_the_pattern_finds_a_piece_hits(pattern: str, data: st.DataObject) -> None:
    made = data.draw(st.from_regex(re.compile(pattern, re.ASCII)))
    text = data.draw(_TEXT) + made + data.draw(_TEXT)
    pieces = rare_pieces_of(pattern)

    assert pieces
    if re.search(pattern, text, re.ASCII) and text.encode("utf-8", "ignore").decode() == text:
        assert hits(pieces, text)


def test_a_long_pattern_is_scanned_for_by_its_simplest_rare_piece() -> None:
    condition = Regex(r"request \d+[^\n]*\bz[a-y]rb[lr]ed\b[^\n]*[ai][tn] [\w.]{1,30} of \d+")

    assert atoms_of(condition, in_pieces=True) == frozenset([Atom(r"\bz[\x61-\x79]rb[\x6c\x72]ed\b")])


def test_pieces_that_ordinary_lines_hit_are_none() -> None:
    assert rare_pieces_of(r"connected to [^\n]*port \d{2,5}") is None
    assert is_ordinary(r"connected to ") and not is_ordinary("zorbled")
