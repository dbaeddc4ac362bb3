"""The steps of a finding: the project's runbooks, the rule's own steps, and what the logs suggest."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from triage.config import Runbook
from triage.model.findings import Role, ScoredHypothesis, Step
from triage.model.rules import Capture, Rule, RuleStep, StepKind
from triage.ranking.beginnings import Beginning
from triage.ranking.candidates import Candidate
from triage.ranking.context import RankContext
from triage.ranking.judging import Judged
from triage.ranking.places import failing_route
from triage.ranking.searching import finding_its_evidence
from triage.remediation import Values, command_line, fill, is_safe_context
from triage.summary.value import Summary
from triage.timespan import iso


def values_of(rule: Rule, candidate: Candidate, known: Mapping[str, str], ran: Sequence[str]) -> Values:
    """What the placeholders of a rule become: its captures' most frequent values, the release, the context."""
    captures = {c.name: candidate.values(c.name)[0] for c in rule.captures if candidate.values(c.name)}
    types = {c.name: c for c in rule.captures}
    if ran and "release" not in captures:
        captures["release"] = ran[0]
        types.setdefault("release", Capture("release", "aws_name"))
    return Values(captures, types, known)


def steps(
    rule: Rule,
    judged: Judged,
    summary: Summary,
    context: RankContext,
    values: Values,
    known: Mapping[str, str],
    began: Sequence[Beginning],
) -> tuple[Step, ...]:
    """Inspect, change, verify; the project's own first, then what is ready to copy, then what needs a value."""
    own = [_runbook_step(r) for r in context.runbooks if _applies(r, rule, known.get("ctx.environment", ""))]
    found = [fill(step, values) for step in own]
    found += [_beginning_step(b) for b in began]
    found += [finding_its_evidence(fill(step, values), rule, judged.candidate) for step in rule.remediation]
    request = _request_step(judged, summary, known)
    if request is not None:
        found.append(request)
    order = list(StepKind)
    first = len(own) + len(began)
    ranked = sorted(enumerate(found), key=lambda s: (order.index(s[1].kind), _place(s[0], s[1], first), s[0]))
    return tuple(step for _, step in ranked)


def beginning_hypothesis(began: Beginning) -> ScoredHypothesis:
    """Another service began just before the fault."""
    return ScoredHypothesis(
        id=f"began-before-{began.service}"[:60],
        says=f"{began.service} began just before this, and may hold or use up what is missing here.",
        supported_by=(f"the first record of {began.service} is of {iso(began.timestamp)[11:19]} UTC",),
        check=_beginning_step(began).title,
    )


def _beginning_step(began: Beginning) -> Step:
    title = (
        f"Read what {began.service} does: it began at {iso(began.timestamp)[11:19]} UTC, just before the first error"
    )
    safe = is_safe_context(began.log_group) and is_safe_context(began.log_stream)
    if not safe:
        return Step(StepKind.INSPECT, title, needs=("log group",))
    place = ("--log-group-name", began.log_group, "--log-stream-name", began.log_stream)
    argv = (("aws", "logs", "get-log-events", *place, "--start-from-head"),)
    return Step(StepKind.INSPECT, title, argv, command_line(argv))


def _place(number: int, step: Step, first: int) -> int:
    return 0 if number < first else 1 if step.command else 2


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
