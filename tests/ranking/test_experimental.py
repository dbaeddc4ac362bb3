"""What a rule on trial says is never called sure."""

import pytest

from tests.ranking.systems import error, failing, info
from triage import analyze
from triage.model.findings import Role
from triage.ruleset.library import RuleSet
from triage.ruleset.loading import load_one

RULE = """\
schema: 1
id: acme.no-berth
title: No berth was left
status: experimental
severity: high
layer: data
category: config.invalid
match: {regex: "no berth left in (?P<file>[a-z]{1,20})"}
captures: {file: {type: path}}
explain: The harbour has no berth left, so that no ship may enter.
remediation:
  - {id: look, kind: inspect, title: Look at it, argv: [ls, "{file}"]}
  - {id: again, kind: verify, title: Look again, argv: [ls, "{file}"]}
examples:
  match:
    - {name: plain, log: "no berth left in quay", captures: {file: quay}}
    - {name: other, log: "ERROR no berth left in dock", captures: {file: dock}}
  no_match:
    - {name: room, log: "2 berths left in quay", why: there is room}
    - {name: none, log: "no berths", why: says of none}
metadata: {author: test, created: "2026-01-01", updated: "2026-01-01", version: 1}
"""


@pytest.mark.parametrize(("status", "role"), [("experimental", Role.INDEPENDENT), ("stable", Role.ROOT_CAUSE)])
def test_only_a_stable_rule_names_the_root_cause(status: str, role: Role) -> None:
    rule, errors = load_one("rules/acme/no-berth.yaml", RULE.replace("experimental", status))
    assert rule is not None, errors
    fault = [error(second, "harbour", "no berth left in quay") for second in range(60, 240, 5)]
    calm = [info(second, "harbour") for second in range(0, 240, 5)]
    events = sorted([*calm, *fault, *failing("harbour", "/ships", 60)], key=lambda one: one.timestamp)
    made = analyze(events, RuleSet((rule,), "test"))
    assert [finding.role for finding in made.findings if finding.rule_id == rule.id] == [role]
