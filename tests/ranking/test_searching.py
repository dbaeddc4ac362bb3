"""The searches of a finding's steps find what the finding was made of."""

from collections.abc import Iterator

from triage.model.findings import Step
from triage.model.rules import Example, Rule
from triage.parsing.reading import read_text
from triage.ranking.candidates import Candidate
from triage.ranking.searching import finding_its_evidence
from triage.remediation import Values, fill
from triage.ruleset.filter_language import finds
from triage.ruleset.library import shipped_matcher, shipped_rules
from triage.summary.tallies import FaultKey, FaultTally, Sample

GROUP, STREAM = "/ecs/api", "ecs/api/1"
KNOWN = {"ctx.log_group": GROUP, "ctx.log_stream": STREAM, "ctx.service": "api", "ctx.container": "api"}
OF_OTHERS = {"http.server-error", "elb.health-check-refused"}
"""Rules of access lines, whose search is for what else was logged."""


def _searches() -> Iterator[tuple[Rule, Example, str]]:
    """Each filter pattern that a shipped rule suggests for each of its examples."""
    for rule in shipped_rules().rules:
        steps = [step for step in rule.remediation if any("--filter-pattern" in part for part in step.argv)]
        for example in rule.examples if steps else ():
            match = next((m for m in shipped_matcher().match(read_text(example.log)) if m.rule_id == rule.id), None)
            span = (match.start, match.end) if match else (0, 0)
            for step in steps:
                captures = dict(example.captures)
                filled = fill(step, Values(captures, {c.name: c for c in rule.captures}, KNOWN | dict(example.given)))
                for part in _suggested(filled, rule, example.log, span).argv:
                    if "--filter-pattern" in part:
                        yield rule, example, part[part.index("--filter-pattern") + 1]


def _suggested(step: Step, rule: Rule, log: str, span: tuple[int, int] = (0, 0), first: int = 0) -> Step:
    tally = FaultTally(FaultKey(rule.id, "", "api"))
    tally.span.add(first)
    tally.add_sample(Sample(first, GROUP, STREAM, log, span))
    return finding_its_evidence(step, rule, Candidate([tally], rule))


def test_every_suggested_pattern_finds_the_evidence() -> None:
    lost = [
        f"{rule.id}: {example.name}: {pattern}"
        for rule, example, pattern in _searches()
        if rule.id not in OF_OTHERS and not any(finds(pattern, line) for line in example.log.split("\n"))
    ]
    assert lost == []


def _step(rule_id: str) -> tuple[Rule, Step]:
    rule = next(rule for rule in shipped_rules().rules if rule.id == rule_id)
    step = next(step for step in rule.remediation if any("--filter-pattern" in part for part in step.argv))
    return rule, fill(step, Values({}, {}, KNOWN))


def test_alternatives_get_the_words_of_the_proof_as_one_more() -> None:
    rule, step = _step("nginx.upstream-failed")
    line = "2026/03/01 09:00:00 [crit] 7#7: *1 upstream prematurely closed connection while reading response header from upstream"
    pattern = _suggested(step, rule, line).argv[0][step.argv[0].index("--filter-pattern") + 1]
    assert pattern.startswith(f"{step.argv[0][step.argv[0].index('--filter-pattern') + 1]} ?")
    assert finds(pattern, line)


def test_a_pattern_that_finds_the_evidence_stays_as_the_rule_has_it() -> None:
    rule, step = _step("nginx.upstream-failed")
    line = "ERROR connect() failed (111: Connection refused) while connecting to upstream"
    assert _suggested(step, rule, line) == step


def test_a_search_begins_a_minute_before_the_fault_and_goes_on_through_empty_pages() -> None:
    rule, step = _step("nginx.upstream-failed")
    line = "ERROR connect() failed (111: Connection refused) while connecting to upstream"
    argv = _suggested(step, rule, line, first=1_772_355_600_000).argv[0]
    assert argv[argv.index("--start-time") + 1] == "1772355540000"
    assert "--max-items" in argv and "--limit" not in argv
