"""Every match of a condition holds a literal of its gate."""

import regex
from hypothesis import given
from hypothesis import strategies as st

from triage.model.rules import All, AnyOf, Contains, FieldTest, Not, Regex
from triage.ruleset.literals import Literal, gate_of


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


@given(st.lists(_ATOMS, min_size=1, max_size=6).map("".join), st.randoms())
def test_a_matching_text_holds_a_literal_of_the_gate(pattern: str, random: object) -> None:
    gate = gate_of(Regex(pattern))
    for text in ("refused 12 abc beta1 gone xx timeout", "timeoutrefused99 alphagone", "xxx refused refused alpha"):
        if gate and regex.search(pattern, text):
            assert any(literal.text in text for literal in gate)
