"""Rules are left out before they are tried only where they could not match."""

from __future__ import annotations

import msgspec
import pytest

from tests.ruleset.rule_text import PATH, RULE
from triage.model.rules import All, AnyOf, Condition, Contains, FieldTest, Not
from triage.parsing.reading import read_text
from triage.ruleset.loading import load_one
from triage.ruleset.matching import Matcher

LOG = '{"message": "gadget broken", "exception": {"code": "E17"}}'


@pytest.mark.parametrize(
    "condition",
    [
        All((Contains("gadget"), FieldTest("exception.code", "equals", "E17"))),
        All((Contains("gadget"), AnyOf((FieldTest("exception.type", "exists", True), Contains("broken"))))),
        AnyOf((FieldTest("exception.type", "exists", True), FieldTest("exception.code", "equals", "E17"))),
        All((Contains("gadget"), Not(FieldTest("exception.type", "exists", True)))),
        All((Contains("gadget"), FieldTest("exception.type", "exists", False))),
    ],
)
def test_a_record_without_an_exception_may_satisfy(condition: Condition) -> None:
    rule, _ = load_one(PATH, RULE)
    assert rule is not None
    matcher = Matcher([msgspec.structs.replace(rule, match=condition, captures=())])
    record = read_text(LOG)

    assert matcher.match(record)
    assert matcher.match(record) == matcher.match_ungated(record)
