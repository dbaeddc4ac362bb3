"""When a candidate that nothing explains is a root cause for sure, and when nobody can be."""

import re

from triage.model.events import Level
from triage.model.rules import Severity, Status
from triage.model.taxonomy import PASSING, SELF_EXPLAINED
from triage.ranking.bench import Bench
from triage.ranking.candidates import NAMELESS, Candidate, Depth
from triage.ranking.links import SLACK_MS
from triage.ranking.past import always_there, before_ready
from triage.ranking.share import PER_CALL, RARE, STRETCH, is_fresh, is_rare
from triage.ranking.topology import lost_a_client, names, tells_of_clients

AFTER_MS = 10_000
"""Requests that fail this soon after a fault may fail of it."""

_UNSAID = re.compile(r"panicked at \S+:\d+:\d+:\n(?:note:|stack backtrace:|$)")
_OMITTED = re.compile(r"\.\.\. \d{1,5} (?:more|common frames omitted)")


class Certainty:
    """Says of which candidates one can be sure."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def is_sure(self, candidate: Candidate) -> bool:
        """Harm is seen beside it, and what it names is enough to act on."""
        bench, harm = self._bench, self._bench.impacts[candidate.id]
        if candidate.rule is None or candidate.depth <= Depth.UNKNOWN:
            return False
        if candidate.rule.status is Status.EXPERIMENTAL or candidate.is_noted:
            return False
        if bench.is_usual(candidate) and not bench.fails_work(candidate):
            return False
        if bench.is_quiet(candidate) and not self._is_alone(candidate):
            return False
        if lost_a_client(candidate):
            return False
        if not harm.ended_tasks and not harm.refused_requests and self._fails_of_others(candidate):
            return False
        whole = candidate.whole
        if candidate.depth is Depth.OWN:
            return harm.hurts and bool(whole.values) and not self._is_cut(candidate)
        named = bool(whole.values) or whole.coded > 0 or candidate.rule.technology not in NAMELESS
        if candidate.depth is Depth.PROXIMATE and not named and candidate.category not in SELF_EXPLAINED:
            return False
        if candidate.category in PASSING and (self._outlived(candidate) or self._peer_tells(candidate)):
            return False
        if candidate.category in PASSING and not harm.failed_requests and bench.answers_all(candidate):
            return False
        if harm.hurts:
            return True
        if tells_of_clients(candidate) or bench.did_without(candidate):
            return False
        if (harm.own_errors < 2 and not bench.fails_work(candidate)) or self._others_fail(candidate):
            return False
        return candidate.severity >= Severity.HIGH or bench.only_works(candidate)

    def _fails_of_others(self, candidate: Candidate) -> bool:
        """Most requests that failed when it began do not tell of it, though each of them would; or they tell of
        something else, and its tasks were ready to answer them in spite of it."""
        if not is_rare(candidate, self._bench.failed[candidate.id]):
            return False
        if candidate.category in PER_CALL and not is_fresh(candidate, self._bench.summary):
            return True
        if candidate.depth is not Depth.PROXIMATE and not before_ready(candidate, self._bench.summary):
            return False
        return self._unknown_beside(candidate) > RARE * candidate.count

    def _unknown_beside(self, candidate: Candidate) -> int:
        """Errors that no rule knows, in the services that show it."""
        return sum(
            other.count
            for other in self._bench.everything
            if other.rule is None
            and other.whole.level in (Level.TRACE, Level.ERROR, Level.CRITICAL)
            and set(other.services) & set(candidate.services)
        )

    def _outlived(self, candidate: Candidate) -> bool:
        """Requests went on failing long after its last record, and after that of all it explains: a peer that is not
        there is told anew by every request that needs it, so most of these failed of something else."""
        explained = [c for c in self._bench.everything if c.depth >= Depth.OWN and self._bench.explains(candidate, c)]
        last = max(c.last for c in (candidate, *explained))
        own = {route.service for route in self._bench.summary.routes.values()} & set(candidate.services)
        near = own or {*self._bench.topology.callers(candidate.services), *self._bench.topology.fronts}
        within = after = 0
        for route in self._bench.summary.routes.values():
            if route.service in near:
                within += route.failed_times.between(candidate.first - AFTER_MS, last + AFTER_MS)
                after += route.failed_times.between(last + AFTER_MS, self._bench.summary.span.last + 1)
        return after > within

    def _peer_tells(self, candidate: Candidate) -> bool:
        """The log of the peer that it complains of is read, and the reason is there: an error from before that no rule
        knows; or the peer cuts connections, so that it is up, and why it does is its own affair."""
        peers = {s for host in candidate.values("host") for s in self._bench.topology.services if names(host, s)}
        peers -= set(candidate.services)
        if peers and candidate.category == "net.connection_reset":
            return True
        return any(
            other.rule is None
            and other.whole.level in (Level.TRACE, Level.ERROR, Level.CRITICAL)
            and set(other.services) & peers
            and other.first <= self._bench.links.onset(candidate) + SLACK_MS
            for other in self._bench.everything
        )

    def _others_fail(self, candidate: Candidate) -> bool:
        """Requests began to fail that nothing explains: beside them, work that failed would be read as their cause."""
        return any(
            other.depth is Depth.SYMPTOM
            and other.id not in self._bench.parents
            and other.count >= STRETCH
            and other.last >= candidate.first
            and (not always_there(other, self._bench.summary) or self._bench.fails_often(other))
            for other in self._bench.known
        )

    def _is_alone(self, candidate: Candidate) -> bool:
        """Nothing else came up in the window that it doesn't explain: beside news, what was always there is none."""
        return not any(
            other.id not in self._bench.parents
            and (self._bench.impacts[other.id].hurts or self._bench.impacts[other.id].own_errors >= 2)
            and not (other.id in self._bench.background or self._bench.is_quiet(other))
            for other in self._bench.everything
            if other is not candidate
        )

    def _is_cut(self, candidate: Candidate) -> bool:
        """Its traces leave out frames of an enclosing exception that is not there: the innermost part is missing; or
        they say where, and not what."""
        if candidate.whole.samples and all(_UNSAID.search(s.message) for s in candidate.whole.samples):
            return True
        return any(_OMITTED.search(s.message) and "Caused by" not in s.message for s in candidate.whole.samples)
