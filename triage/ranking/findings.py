"""Judged candidates -> findings: entities, evidence, hypotheses and commands, all filled in."""

import hashlib
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

import regex

from triage.config import Runbook
from triage.model.findings import Bucket, Evidence, Finding, Role, ScoredHypothesis, Source, Step, Trend
from triage.model.rules import Hypothesis, Rule, RuleStep, StepKind, Support
from triage.model.taxonomy import ENTITIES, PROXIMATE
from triage.ranking.candidates import Candidate
from triage.ranking.context import RankContext
from triage.ranking.judging import Judged
from triage.ranking.places import context_values, failing_route, task_revisions
from triage.remediation import Values, command_line, fill, is_safe_context
from triage.summary.tallies import FaultTally
from triage.summary.times import WIDTHS
from triage.summary.value import Summary

MAX_VALUES = 20
MAX_TASKS = 20
QUIET_MS = 60_000
"""A fault that was silent for longer than this, and longer than usual for it, is no longer happening."""
MAX_EVIDENCE_TEXT = 4_000


def build(judged: Judged, everything: Sequence[Judged], summary: Summary, context: RankContext) -> Finding:
    """The finding of one judged candidate."""
    candidate = judged.candidate
    rule = candidate.rule
    assert rule is not None
    known = context_values(candidate, context.environment, environment_name(summary, context))
    return Finding(
        id=finding_id(candidate.id),
        role=judged.role,
        title=_title(rule, candidate),
        severity=judged.severity,
        category=rule.category,
        rule_id=rule.id,
        layer=rule.layer,
        explain=_explain(rule, judged.role),
        services=candidate.services,
        tasks=_tasks(candidate),
        revisions=task_revisions(candidate, context.environment),
        count=candidate.count,
        first_seen=candidate.first,
        last_seen=candidate.last,
        trend=trend(candidate.whole, summary.span.last, context),
        entities=entities(candidate),
        explained_by=finding_id(judged.explained_by) if judged.explained_by else "",
        score=judged.score,
        why=judged.why,
        hypotheses=_hypotheses(rule, judged, everything, _values(rule, candidate, known)),
        evidence=_evidence(candidate.whole),
        remediation=_steps(rule, judged, summary, context, known),
        prevention=rule.prevention,
    )


def finding_id(candidate_id: str) -> str:
    """A short stable id."""
    return "f-" + hashlib.blake2b(candidate_id.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def environment_name(summary: Summary, context: RankContext) -> str:
    """The environment's name: as asked for, or as the events carry it."""
    if context.target.environment:
        return context.target.environment
    return min(summary.environments) if len(summary.environments) == 1 else ""


def entities(candidate: Candidate) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Distinct values by entity name, most frequent first."""
    found = []
    for name in ENTITIES:
        values = tuple(candidate.values(name)[:MAX_VALUES])
        if values:
            found.append((name, values))
    return tuple(found)


def trend(tally: FaultTally, end: int, context: RankContext) -> Trend:
    """Counts over time; "still happening" is measured against the end of what was read."""
    span = max(1, end - context.window.start)
    width = max(tally.times.width, next((w for w in WIDTHS if span / w <= 60), WIDTHS[-1]))
    buckets = tuple(Bucket(start, n) for start, n in sorted(tally.times.at_width(width).items()))
    usual = (tally.span.last - tally.span.first) / max(1, tally.span.count - 1)
    return Trend(width, buckets, end - tally.span.last <= max(QUIET_MS, 3 * usual))


def _title(rule: Rule, candidate: Candidate) -> str:
    shown = []
    shown_names = [c.name for c in rule.captures if c.name in ENTITIES and not c.sensitive and c.name != "request_id"]
    for name in shown_names:
        values = candidate.values(name)
        if values:
            shown.append(_few(values))
        if len(shown) == 2:
            break
    return f"{rule.title}: {' · '.join(shown)}" if shown else rule.title


def _few(values: list[str]) -> str:
    head = ", ".join(value[:80] for value in values[:3])
    return f"{head} and {len(values) - 3} more" if len(values) > 3 else head


def _explain(rule: Rule, role: Role) -> str:
    if role is Role.ROOT_CAUSE and rule.category in PROXIMATE:
        return f"As seen from the client: {rule.explain}"
    return rule.explain


def _tasks(candidate: Candidate) -> tuple[str, ...]:
    tasks = {key.rsplit("/", 1)[-1] for key in candidate.streams if "/" in key.partition("\x1f")[2]}
    return tuple(sorted(tasks)[:MAX_TASKS])


def _evidence(tally: FaultTally) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            source=Source.LOGS,
            timestamp=sample.timestamp,
            message=sample.message[:MAX_EVIDENCE_TEXT],
            log_group=sample.log_group,
            log_stream=sample.log_stream,
            span=sample.span if sample.span[1] <= MAX_EVIDENCE_TEXT else (0, 0),
        )
        for sample in tally.samples
    )


def _hypotheses(
    rule: Rule, judged: Judged, everything: Sequence[Judged], values: Values
) -> tuple[ScoredHypothesis, ...]:
    titles = {step.id: fill(step, values).title for step in rule.remediation}
    scored = []
    for place, hypothesis in enumerate(rule.hypotheses):
        support = tuple(_supports(hypothesis, judged, everything))
        check = titles.get(hypothesis.check, "")
        scored.append((-len(support), place, ScoredHypothesis(hypothesis.id, hypothesis.says, support, check)))
    return tuple(entry for _, _, entry in sorted(scored, key=lambda s: s[:2]))


def _supports(hypothesis: Hypothesis, judged: Judged, everything: Sequence[Judged]) -> list[str]:
    return [text for test in hypothesis.supported_by if (text := _support(test, judged, everything))]


def _support(test: Support, judged: Judged, everything: Sequence[Judged]) -> str:
    others = [j.candidate for j in everything if j is not judged and j.candidate.rule]
    for other in others:
        assert other.rule is not None
        if (test.rule and other.rule.id == test.rule) or (test.category and other.category == test.category):
            return f"{other.rule.title} ({other.count} records)"
    if test.distinct:
        values = judged.candidate.values(test.distinct)
        if len(values) >= test.at_least:
            return f"{len(values)} different values of {test.distinct}"
    if test.capture and test.regex:
        for value in judged.candidate.values(test.capture):
            if regex.search(test.regex, value, regex.ASCII, timeout=0.05):
                return f"{test.capture} is {value[:80]}"
    return ""


def _values(rule: Rule, candidate: Candidate, known: Mapping[str, str]) -> Values:
    captures = {c.name: candidate.values(c.name)[0] for c in rule.captures if candidate.values(c.name)}
    return Values(captures, {c.name: c for c in rule.captures}, known)


def _steps(
    rule: Rule, judged: Judged, summary: Summary, context: RankContext, known: Mapping[str, str]
) -> tuple[Step, ...]:
    values = _values(rule, judged.candidate, known)
    own = [_runbook_step(r) for r in context.runbooks if _applies(r, rule, known.get("ctx.environment", ""))]
    steps = [fill(step, values) for step in (*own, *rule.remediation)]
    request = _request_step(judged, summary, known)
    if request is not None:
        steps.append(request)
    order = list(StepKind)
    ranked = sorted(enumerate(steps), key=lambda s: (order.index(s[1].kind), _place(s, len(own)), s[0]))
    return tuple(step for _, step in ranked)


def _place(numbered: tuple[int, Step], own: int) -> int:
    """Own runbooks first, then steps that are ready to copy, then those that need something."""
    number, step = numbered
    return 0 if number < own else 1 if step.command else 2


def _applies(runbook: Runbook, rule: Rule, environment: str) -> bool:
    fits = fnmatchcase(rule.id, runbook.rule) or fnmatchcase(rule.category, runbook.rule)
    return fits and runbook.environment in ("", environment)


def _runbook_step(runbook: Runbook) -> RuleStep:
    argv = (tuple(runbook.argv),) if runbook.argv else ()
    return RuleStep("runbook", runbook.kind, runbook.title, argv, runbook.risk, runbook.undo)


def _request_step(judged: Judged, summary: Summary, known: Mapping[str, str]) -> Step | None:
    """Ask the load balancer for the path that failed."""
    route = failing_route(judged.candidate, judged.began, summary)
    url = known.get("ctx.url", "")
    if route is None or judged.role is not Role.ROOT_CAUSE:
        return None
    paths = [path for path, _ in route.paths.top(1)]
    path = paths[0].split("?", 1)[0] if paths else route.route
    title = f"The failing request answers again: {route.method or 'GET'} {path}"
    if not url or route.method not in ("", "GET") or not is_safe_context(url + path):
        return Step(StepKind.VERIFY, title, needs=() if url else ("address of the load balancer",))
    argv = (("curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}\\n", url + path),)
    return Step(StepKind.VERIFY, title, argv, command_line(argv))
