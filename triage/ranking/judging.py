"""Roles: which candidate is the cause, what it explains, and when nobody can be sure."""

import msgspec

from triage.model.events import Level
from triage.model.findings import Factor, Role
from triage.model.rules import Severity
from triage.model.taxonomy import PASSING, SYMPTOMS
from triage.ranking.beginnings import releases
from triage.ranking.bench import Bench
from triage.ranking.candidates import Candidate, Depth
from triage.ranking.certainty import Certainty
from triage.ranking.impact import Impact
from triage.ranking.links import Link
from triage.ranking.past import overcome, stopping
from triage.ranking.scoring import Evidence, factors
from triage.ranking.topology import STATEMENTS, serves, tells_of_clients
from triage.summary.value import Summary

RIVAL = 0.55
"""A second root cause in the same services has at least this share of the first one's score."""


class Judged(msgspec.Struct, frozen=True):
    """A candidate with its role, score and reasons."""

    candidate: Candidate
    role: Role
    score: float
    why: tuple[Factor, ...]
    began: int
    impact: Impact
    severity: Severity
    """The rule's, lowered where nothing came to harm."""
    explained_by: str = ""
    """Id of the candidate that causes it."""
    link: Link | None = None


class Judgement(msgspec.Struct, frozen=True):
    """All known candidates in the order of the report, and what explains what."""

    known: tuple[Judged, ...]
    explained: frozenset[str]
    """Ids of candidates, unknown signatures among them, that some other candidate explains."""
    refusing: frozenset[str]
    """Ids of those with which refusals became the rule, whatever they are called."""
    usual: frozenset[str]
    """Ids of those that were always there, or came of an order to stop, in services that answered every request; and
    of what harms telemetry alone."""


def judge(
    summary: Summary, known: list[Candidate], unknown: list[Candidate], off: frozenset[str] = frozenset()
) -> Judgement:
    """Roles and scores of the known candidates, most likely root cause first."""
    bench = Bench(summary, known, unknown, off)
    usual = frozenset(
        c.id
        for c in bench.everything
        if bench.goes_unnoticed(c)
        or (bench.answers_all(c) and (c.id in bench.background or c.streams <= stopping(c, summary)))
    )
    refusing = frozenset(c.id for c in bench.everything if bench.impacts[c.id].refused_requests)
    return Judgement(tuple(_Judge(bench, off).judged()), frozenset(bench.parents), refusing, usual)


def _told_level(candidate: Candidate) -> Level | int:
    """How loud it is told; by its clients, where both they and the data server tell of a statement: whether that harms,
    the client knows."""
    rule = candidate.rule
    if rule is None or candidate.category not in STATEMENTS:
        return candidate.whole.level
    clients = [t.level for t in candidate.tallies if not serves(rule.technology, t.key.service)]
    return max(clients, default=candidate.whole.level)


def noise(benign: list[Candidate]) -> list[Judged]:
    """Benign matches: independent, without a score, most frequent first."""
    ordered = sorted(benign, key=lambda c: (-c.count, c.id))
    return [
        Judged(c, Role.INDEPENDENT, 0.0, (), c.first, Impact(), severity=min(c.severity, Severity.LOW)) for c in ordered
    ]


class _Judge:
    """Scores the candidates of a bench, and gives each its role."""

    def __init__(self, bench: Bench, off: frozenset[str]) -> None:
        self._bench = bench
        self._off = off
        self._certainty = Certainty(bench)

    def judged(self) -> list[Judged]:
        scored = [self._scored(c) for c in self._bench.known]
        scored.sort(key=lambda j: (-j.score, j.began, j.candidate.id))
        roots: list[Judged] = []
        placed: list[Judged] = []
        for one in scored:
            role = self._role(one, roots)
            one = msgspec.structs.replace(one, role=role)
            if role is Role.ROOT_CAUSE:
                roots.append(one)
            placed.append(one)
        order = {Role.ROOT_CAUSE: 0, Role.CONTRIBUTING: 1, Role.SYMPTOM: 2, Role.INDEPENDENT: 3}
        return sorted(placed, key=lambda j: (order[j.role], -j.score, j.began, j.candidate.id))

    def _scored(self, candidate: Candidate) -> Judged:
        explained = [c for c in self._bench.everything if self._bench.explains(candidate, c)]
        symptoms = [c for c in self._bench.everything if c.depth <= Depth.UNKNOWN or c.id in self._bench.parents]
        roots = [
            c
            for c in self._bench.known
            if c.id not in self._bench.parents
            and c.depth >= Depth.OWN
            and c.id not in self._bench.background
            and not c.is_quoted
        ]
        service_streams = {
            key
            for key, stream in self._bench.summary.streams.items()
            if any(f"/{service}/" in f"/{stream.log_stream}/" for service in candidate.services)
        }
        parent = self._bench.parents.get(candidate.id)
        evidence = Evidence(
            candidate=candidate,
            began=self._bench.links.onset(candidate),
            first_of_all=min((self._bench.links.onset(c) for c in roots), default=self._bench.links.onset(candidate)),
            explained=sum(c.count for c in explained),
            unexplained_total=sum(c.count for c in symptoms),
            impact=self._bench.impacts[candidate.id],
            streams_of_services=len(service_streams),
            background=candidate.id in self._bench.background or candidate.id in self._bench.steady,
            new_release=self._new_release(candidate),
        )
        why = factors(evidence, self._off)
        return Judged(
            candidate=candidate,
            role=Role.INDEPENDENT,
            score=round(sum(f.value for f in why), 2),
            why=why,
            began=evidence.began,
            impact=evidence.impact,
            severity=self._severity(candidate),
            explained_by=parent[0].id if parent else "",
            link=parent[1] if parent else None,
        )

    def _severity(self, candidate: Candidate) -> Severity:
        """Low at most where no harm is seen, and the fault was logged as a warning or lower, was there all along beside
        requests that were answered, or was overcome, or was said by a process that was told to stop: somebody dealt
        with it; or where only telemetry is lost; or where a line of ordinary work repeats what somebody else wrote."""
        if candidate.is_quoted or self._bench.goes_unnoticed(candidate):
            return min(candidate.severity, Severity.LOW)
        if self._bench.is_got_round(candidate):
            return min(candidate.severity, Severity.LOW)
        if self._bench.impacts[candidate.id].hurts or self._bench.fails_work(candidate):
            return candidate.severity
        warned = Level.TRACE < _told_level(candidate) < Level.ERROR and not self._explains_errors(candidate)
        small = candidate.category in PASSING or candidate.severity <= Severity.MEDIUM
        small = small or (candidate.depth <= Depth.OWN and self._bench.answers_all(candidate))
        passing = small and candidate.id in self._bench.background
        if (tells_of_clients(candidate) and self._bench.all_answered) or self._bench.did_without(candidate):
            return min(candidate.severity, Severity.LOW)
        farewell = candidate.category in PASSING and candidate.streams <= stopping(candidate, self._bench.summary)
        if warned or passing or farewell or overcome(candidate, self._bench.summary):
            return min(candidate.severity, Severity.LOW)
        return candidate.severity

    def _explains_errors(self, candidate: Candidate) -> bool:
        """Errors that no rule knows, or that are what a client sees of a cause, come of it: who tells these is not
        calm about it."""
        return any(
            (other.rule is None or Depth.PROXIMATE <= other.depth < candidate.depth)
            and other.whole.level >= Level.ERROR
            and self._bench.explains(candidate, other)
            and not other.streams <= stopping(other, self._bench.summary)
            for other in self._bench.everything
        )

    def _new_release(self, candidate: Candidate) -> str:
        """The one release that shows the fault, where the same services also ran another one."""
        mine = releases(candidate, self._bench.summary)
        if len(mine) != 1:
            return ""
        ran = {
            value
            for stream in self._bench.summary.streams.values()
            for value, _ in stream.releases.top(8)
            if any(f"/{service}/" in f"/{stream.log_stream}/" for service in candidate.services)
        }
        return mine[0] if ran - {mine[0]} else ""

    def _role(self, one: Judged, roots: list[Judged]) -> Role:
        candidate = one.candidate
        if one.severity <= Severity.LOW:
            return Role.INDEPENDENT if not one.explained_by else Role.SYMPTOM
        if one.explained_by:
            return Role.CONTRIBUTING if candidate.depth is Depth.CAUSE else Role.SYMPTOM
        if candidate.category in SYMPTOMS:
            return Role.SYMPTOM
        if not self._certainty.is_sure(candidate):
            return Role.INDEPENDENT
        if roots and not self._is_second_root(one, roots):
            return Role.INDEPENDENT
        return Role.ROOT_CAUSE

    def _is_second_root(self, one: Judged, roots: list[Judged]) -> bool:
        """Another fault of its own: it has harm that no root so far explains."""
        taken = {service for root in roots for service in root.candidate.services}
        if set(one.candidate.services) - taken:
            failed_work = one.candidate.depth is Depth.CAUSE or self._bench.only_works(one.candidate)
            return one.impact.hurts or (failed_work and one.impact.own_errors >= 2)
        if one.candidate.depth is not Depth.CAUSE or one.score < RIVAL * roots[0].score:
            return False
        return one.impact.own_errors >= 2
