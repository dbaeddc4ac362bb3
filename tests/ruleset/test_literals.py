"""Every match of a condition holds a literal of its gate."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.model.rules import All, AnyOf, Contains, FieldTest, Not, Regex
from triage.ruleset.evaluation import Patterns
from triage.ruleset.literals import Literal, gate_of, gates_of_pattern, shape_of


def test_an_alternative_contributes_a_literal_each() -> None:
    gate = gate_of(AnyOf((Contains("1146 error"), Regex(r"Table '\w+' doesn't exist"))))

    assert gate == {Literal("1146 error"), Literal("' doesn't exist")}


def test_all_takes_the_rarest_part() -> None:
    assert gate_of(All((Contains("code"), Contains("a long and rare text")))) == {Literal("a long and rare text")}


def test_what_forces_no_literal_has_no_gate() -> None:
    for condition in (Regex(r"\d+ \w+"), Contains("abc"), Not(Contains("long enough")), FieldTest("a", "exists", True)):
        assert gate_of(condition) is None
    assert gate_of(AnyOf((Contains("long enough"), Regex(r"\d+")))) is None


def test_case_is_kept_where_it_matters() -> None:
    assert gate_of(Regex(r"(?i)connection refused")) == {Literal("connection refused", True)}


_ATOMS = st.sampled_from(
    ["refused", "timeout", r"\d{1,3}", r"[a-z]{2,4}", "(?:alpha|beta1)", "(?:gone)?", "x{2,3}", " "]
)


@given(st.lists(_ATOMS, min_size=1, max_size=6).map("".join), st.sampled_from((2, 4)), st.data())
def test_a_matching_text_holds_a_literal_of_each_set(pattern: str, least: int, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True))

    for gate in gates_of_pattern(pattern, least):
        assert any((text.lower() if literal.caseless else text).find(literal.text) >= 0 for literal in gate)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (r"on (?P<host>[\w.]{1,9}):\d{2,5}", r"on [\w.]{1,9}:(?P<port>\d{2,5})", True),
        (r"(?P<a>x|yz) (?:lost|gone)", r"(?:x|yz) (?P<b>(?:lost)|gone)", True),
        (r"(?P<a>x) y", r"(?i:(?P<a>x)) y", False),
        (r"(?P<a>x) y", r"(?i)(?P<a>x) y", False),
        (r"(?P<a>x)|yz", r"(?:(?P<a>x)|y)z", False),
        (r"(?P<a>xy){2}", r"x(?P<a>y){2}", False),
        (r"(?P<a>x)*", r"(?P<a>x)*?", False),
    ],
)
def test_patterns_that_differ_in_captures_alone_have_one_shape(one: str, other: str, alike: bool) -> None:
    assert (shape_of(one) == shape_of(other)) is alike


def test_a_miss_of_one_text_says_nothing_of_another() -> None:
    patterns = Patterns()
    host, port = r"on (?P<host>\w{1,9}):\d", r"on \w{1,9}:(?P<port>\d)"

    assert [bool(patterns.search(pattern, "down on a")) for pattern in (host, port)] == [False, False]
    assert [bool(patterns.search(pattern, "down on a:1")) for pattern in (host, port)] == [True, True]
    assert [bool(patterns.search(pattern, "down on a")) for pattern in (port, host)] == [False, False]
