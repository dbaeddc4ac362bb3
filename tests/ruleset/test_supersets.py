"""A superset hits every text in which its pattern has a match."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ruleset.hits import hits
from triage.model.rules import All, AnyOf, Contains, FieldTest, Not, Regex
from triage.ruleset.atoms import atoms_of
from triage.ruleset.ordinary import is_rare
from triage.ruleset.supersets import superset_of

PATTERNS = (
    r"relation \"(?P<table>[^\"\n]{1,63})\" does not exist",
    r"(?i:exit(?:ed|ing)?)(?i:(?: with)?(?: code)?)[\"' :=(\[]{1,4}(?P<code>[1-9]\d{0,2})\b",
    r"(?im)^\s{0,8}at [\w$.<>]{1,30}\(",
    r"No such file[^\n]{0,40}: (?P<file>\S{1,20})$",
    r"(?s)begin.{1,6}end",
    r"ab[^x]c|[é-ü]+ü|\Wq\B",
    r"(?P<a>\w{2,3})(?:, \w+){0,2}!",
)
_TEXT = st.text(st.sampled_from('abcexit dn1"\n:(é連!,.q_ATX'), max_size=40)


@pytest.mark.parametrize("pattern", PATTERNS)
@given(data=st.data())
def test_what_the_pattern_finds_the_superset_hits(pattern: str, data: st.DataObject) -> None:
    made = data.draw(st.from_regex(re.compile(pattern, re.ASCII)))
    before, after = data.draw(_TEXT), data.draw(_TEXT)
    text = before + made + after
    expression = superset_of(pattern)

    assert expression is not None
    if re.search(pattern, text, re.ASCII) and text.encode("utf-8", "ignore").decode() == text:
        assert hits([expression], text)


@pytest.mark.parametrize("pattern", [r"\d*", r"(?:a|)", r"(?=a)b"])
def test_a_pattern_that_matches_nothing_or_is_outside_the_dialect_has_none(pattern: str) -> None:
    assert superset_of(pattern) is None


def test_ordinary_words_and_short_numbers_are_no_gates() -> None:
    assert not is_rare("connection", caseless=False)
    assert not is_rare("1062", caseless=False)
    assert is_rare("NoSuchBucket", caseless=False)


def test_a_condition_is_gated_by_its_rarest_part_and_fields_alone_gate_nothing() -> None:
    field = FieldTest("http.status", "gte", 500.0)

    assert atoms_of(field) is None
    assert atoms_of(AnyOf((Contains("NoSuchBucket"), field))) is None
    assert atoms_of(All((Contains("connection"), Regex("NoSuchBucket"), Not(Contains("x"))))) == atoms_of(
        Contains("NoSuchBucket")
    )
