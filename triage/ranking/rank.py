"""`rank`: a summary and its context -> the report."""

import msgspec

from triage.model.report import ONLY_ERRORS, Diagnostic, Report
from triage.ranking.baseline import marked
from triage.ranking.beginnings import beginnings, changes
from triage.ranking.candidates import candidates
from triage.ranking.context import RankContext
from triage.ranking.findings import build, environment_name
from triage.ranking.judging import judge, noise
from triage.ranking.unmatched import clusters, is_error, unknown_candidates
from triage.ranking.verdict import verdict
from triage.ruleset.policy import suppressed
from triage.summary.value import Summary


def rank(summary: Summary, context: RankContext) -> Report:
    """The report: findings with the most likely root cause first. Same summary and context, same report."""
    known, benign = candidates(summary, context.rules)
    unknown = unknown_candidates(summary)
    judgement = judge(summary, known, unknown, context.off)
    judged = (*judgement.known, *noise(benign))
    findings = tuple(build(j, judgement.known, summary, context) for j in judged)
    unmatched = clusters(unknown, summary, context)
    coverage = msgspec.structs.replace(
        summary.coverage(), requests=context.reading.requests, throttled=context.reading.throttled
    )
    harmful = [c for c in unknown if is_error(c) or c.id in judgement.refusing]
    open_errors = [c for c in harmful if c.id not in judgement.explained | judgement.usual]
    target = msgspec.structs.replace(
        context.target,
        environment=environment_name(summary, context),
        log_groups=context.target.log_groups or tuple(sorted(summary.log_groups)),
    )
    report = Report(
        tool=context.tool,
        target=target,
        window=context.window,
        verdict=verdict(findings, unmatched, len(open_errors), context.gaps, coverage, _searched(context)),
        coverage=coverage,
        findings=findings,
        unmatched=unmatched,
        gaps=context.gaps,
        checks=context.checks,
        changes=tuple(sorted((*context.changes, *changes(beginnings(summary))), key=lambda c: (c.timestamp, c.what))),
        suppressed=suppressed(summary.suppressed),
        diagnostics=(*context.diagnostics, *_notices(summary)),
    )
    return marked(report, (*known, *benign), unknown, context) if context.baseline else report


def _searched(context: RankContext) -> bool:
    return any(notice.code == ONLY_ERRORS for notice in context.diagnostics)


_UNLISTED = "the rest is counted, not listed"
_TOLD = {"faults": "the rest is counted together, by rule or by how the messages begin"}


def _notices(summary: Summary) -> list[Diagnostic]:
    found = [Diagnostic("rule_switched_off", f"{rule}: {why}") for rule, why in summary.switched_off.items()]
    found += [
        Diagnostic("bound_reached", f"more {name} than are kept: {_TOLD.get(name, _UNLISTED)}")
        for name in summary.bounds_reached
    ]
    return found
