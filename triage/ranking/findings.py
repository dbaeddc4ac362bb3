"""Judged candidates -> findings: entities, evidence, hypotheses and commands, all filled in."""

import hashlib
from collections.abc import Sequence

import regex

from triage.model.findings import Bucket, Evidence, Factor, Finding, Role, ScoredHypothesis, Source, Trend
from triage.model.rules import Hypothesis, Rule, Support
from triage.model.taxonomy import ENTITIES, PROXIMATE
from triage.ranking.beginnings import Beginning, just_before, releases
from triage.ranking.candidates import Candidate, Depth
from triage.ranking.context import RankContext
from triage.ranking.judging import Judged
from triage.ranking.places import context_values, task_revisions
from triage.ranking.steps import beginning_hypothesis, steps, values_of
from triage.ranking.titles import title
from triage.remediation import Values, fill
from triage.summary.tallies import FaultTally
from triage.summary.times import WIDTHS
from triage.summary.value import Summary

MAX_VALUES = 20
MAX_TASKS = 20
QUIET_MS = 60_000
"""A fault that was silent for longer than this, and longer than usual for it, is no longer happening."""
MAX_EVIDENCE_TEXT = 4_000
_HEAD = 1_000
_TAIL = 600
MAX_BEGINNINGS = 2


def build(judged: Judged, everything: Sequence[Judged], summary: Summary, context: RankContext) -> Finding:
    """The finding of one judged candidate."""
    candidate = judged.candidate
    rule = candidate.rule
    assert rule is not None
    ran = releases(candidate, summary)
    known = context_values(candidate, context.environment, environment_name(summary, context))
    values = values_of(rule, candidate, known, ran)
    began = _began_before(judged, summary)
    return Finding(
        id=finding_id(candidate.id),
        role=judged.role,
        title=title(rule, candidate),
        severity=judged.severity,
        category=rule.category,
        rule_id=rule.id,
        layer=rule.layer,
        explain=_explain(rule, judged.role),
        services=tuple(filter(None, candidate.services)),
        tasks=_tasks(candidate),
        revisions=task_revisions(candidate, context.environment, ran),
        count=candidate.count,
        first_seen=candidate.first,
        last_seen=candidate.last,
        trend=trend(candidate.whole, summary.span.last, context),
        entities=entities(candidate, ran),
        explained_by=finding_id(judged.explained_by) if judged.explained_by else "",
        score=judged.score,
        why=_why(judged),
        hypotheses=(*map(beginning_hypothesis, began), *_hypotheses(rule, judged, everything, values)),
        evidence=_evidence(candidate.whole),
        remediation=steps(rule, judged, summary, context, values, known, began),
        prevention=rule.prevention,
    )


def _why(judged: Judged) -> tuple[Factor, ...]:
    """The factors of the score, and of a symptom the reason why it is one; that one adds nothing."""
    link = judged.link
    return (*judged.why, Factor(f"explained: {link.factor}", 0.0, link.text)) if link else judged.why


def _began_before(judged: Judged, summary: Summary) -> list[Beginning]:
    """Other services that began just before a root cause which the logs know from the client's side only."""
    if judged.role is not Role.ROOT_CAUSE or judged.candidate.depth is not Depth.PROXIMATE:
        return []
    return just_before(judged.began, judged.candidate, summary)[:MAX_BEGINNINGS]


def finding_id(candidate_id: str) -> str:
    """A short stable id."""
    return "f-" + hashlib.blake2b(candidate_id.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def environment_name(summary: Summary, context: RankContext) -> str:
    """The environment's name: as asked for, or as the events carry it."""
    if context.target.environment:
        return context.target.environment
    return min(summary.environments) if len(summary.environments) == 1 else ""


def entities(candidate: Candidate, ran: Sequence[str] = ()) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Distinct values by entity name, most frequent first; `ran`: the releases that show the fault."""
    found = []
    for name in ENTITIES:
        values = tuple(candidate.values(name)[:MAX_VALUES])
        if name == "release" and not values and candidate.depth is Depth.CAUSE:
            values = tuple(ran[:MAX_VALUES])
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


def _explain(rule: Rule, role: Role) -> str:
    if role is Role.ROOT_CAUSE and rule.category in PROXIMATE:
        return f"As seen from the client: {rule.explain}"
    return rule.explain


def _tasks(candidate: Candidate) -> tuple[str, ...]:
    tasks = {key.rsplit("/", 1)[-1] for key in candidate.streams if "/" in key.partition("\x1f")[2]} - {""}
    return tuple(sorted(tasks)[:MAX_TASKS])


def _evidence(tally: FaultTally) -> tuple[Evidence, ...]:
    made = []
    for sample in tally.samples:
        message, span = _bounded(sample.message, sample.span)
        made.append(Evidence(Source.LOGS, sample.timestamp, message, sample.log_group, sample.log_stream, span=span))
    return tuple(made)


def _bounded(message: str, span: tuple[int, int]) -> tuple[str, tuple[int, int]]:
    """The head of a long message; where its matched part lies further on, a shorter head and what stands around it."""
    if span[1] <= MAX_EVIDENCE_TEXT or span[0] < _HEAD:
        return message[:MAX_EVIDENCE_TEXT], (span[0], min(span[1], MAX_EVIDENCE_TEXT))
    if span[1] > len(message):
        return message[:MAX_EVIDENCE_TEXT], (0, 0)
    begin = max(_HEAD, min(span[0], span[1] + _TAIL - (MAX_EVIDENCE_TEXT - _HEAD)))
    line = message.find("\n", begin, span[0])
    begin = line + 1 if line >= 0 else begin
    head = f"{message[:_HEAD]}\n… {begin - _HEAD:,} characters left out …\n"
    text = (head + message[begin:])[:MAX_EVIDENCE_TEXT]
    moved = len(head) - begin
    return text, (span[0] + moved, min(span[1] + moved, len(text)))


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


def _effects(judged: Judged, everything: Sequence[Judged]) -> set[str]:
    """Ids of what it explains: that it happens says nothing of why it does."""
    parents = {one.candidate.id: one.explained_by for one in everything if one.explained_by}
    found = set()
    for effect in parents:
        at = effect
        while at in parents and at != judged.candidate.id:
            at = parents[at]
        if at == judged.candidate.id and effect != at:
            found.add(effect)
    return found


def _support(test: Support, judged: Judged, everything: Sequence[Judged]) -> str:
    effects = _effects(judged, everything)
    others = [j.candidate for j in everything if j is not judged and j.candidate.rule and j.candidate.id not in effects]
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
