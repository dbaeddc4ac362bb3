"""Roles: which candidate is the cause, what it explains, and when nobody can be sure."""

import re

import msgspec

from triage.model.events import Level
from triage.model.findings import Factor, Role
from triage.model.rules import Severity, Status
from triage.model.taxonomy import PASSING, SELF_EXPLAINED, SYMPTOMS
from triage.ranking.beginnings import releases
from triage.ranking.candidates import NAMELESS, Candidate, Depth
from triage.ranking.impact import Impact, impact
from triage.ranking.links import SLACK_MS, Link, Links
from triage.ranking.past import (
    always_there,
    background,
    before_ready,
    ended_before_harm,
    fails_ever_since,
    fills_its_work,
    overcome,
    stopping,
)
from triage.ranking.scoring import Evidence, factors
from triage.ranking.share import (
    PER_CALL,
    RARE,
    RETRIED,
    STRETCH,
    failed_times,
    grew_without,
    is_fresh,
    is_rare,
    tellers,
)
from triage.ranking.topology import (
    STATEMENTS,
    Topology,
    is_of_telemetry,
    lost_a_client,
    names,
    serves,
    tells_of_clients,
)
from triage.summary.tallies import RouteTally
from triage.summary.value import Summary

RIVAL = 0.55
"""A second root cause in the same services has at least this share of the first one's score."""


_UNSAID = re.compile(r"panicked at \S+:\d+:\d+:\n(?:note:|stack backtrace:|$)")
_OMITTED = re.compile(r"\.\.\. \d{1,5} (?:more|common frames omitted)")

TELLING = 3
"""A link as strong as this is told by the logs; weaker ones rest on what stands near in time."""
OFTEN = 0.1
"""A service that fails this share of its requests does not just err now and then."""
AFTER_MS = 10_000
"""Requests that fail this soon after a fault may fail of it."""


PROXIES = frozenset({"nginx", "haproxy", "envoy", "traefik", "caddy", "kong", "apache", "varnish", "squid", "yarp"})
"""Technologies that stand in front of services, and limit callers by their settings."""


GATEWAY = ("502", "503", "504")
"""What a proxy answers with where nobody behind it answers."""


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
    bench = _Judge(summary, known, unknown, off)
    usual = frozenset(
        c.id
        for c in bench.everything
        if bench.goes_unnoticed(c)
        or (bench.answers_all(c) and (c.id in bench.background or c.streams <= stopping(c, summary)))
    )
    refusing = frozenset(c.id for c in bench.everything if bench.impacts[c.id].refused_requests)
    return Judgement(tuple(bench.judged()), frozenset(bench.parents), refusing, usual)


def _told_level(candidate: Candidate) -> Level | int:
    """How loud it is told; by its clients, where both they and the data server tell of a statement: whether that harms,
    the client knows."""
    rule = candidate.rule
    if rule is None or candidate.category not in STATEMENTS:
        return candidate.whole.level
    clients = [t.level for t in candidate.tallies if not serves(rule.technology, t.key.service)]
    return max(clients, default=candidate.whole.level)


def _is_told_calmly(candidate: Candidate) -> bool:
    """All its records are below a warning: whoever passes on the words of others is not troubled by them."""
    return Level.TRACE < candidate.whole.level < Level.WARNING


def noise(benign: list[Candidate]) -> list[Judged]:
    """Benign matches: independent, without a score, most frequent first."""
    ordered = sorted(benign, key=lambda c: (-c.count, c.id))
    return [
        Judged(c, Role.INDEPENDENT, 0.0, (), c.first, Impact(), severity=min(c.severity, Severity.LOW)) for c in ordered
    ]


class _Judge:
    def __init__(self, summary: Summary, known: list[Candidate], unknown: list[Candidate], off: frozenset[str]) -> None:
        self.summary = summary
        self.known = known
        self.everything = [*known, *unknown]
        self.off = off
        self.topology = Topology(summary, [c for c in self.everything if not c.is_quoted])
        self.links = Links(summary, self.topology, off)
        self.impacts = {c.id: impact(c, self.links.onset(c), summary, self.topology) for c in self.everything}
        self.background = {
            c.id
            for c in self.everything
            if not self.impacts[c.id].ended_tasks and background(c, summary, self.topology)
        }
        self.over = {c.id for c in known if ended_before_harm(c, summary, self.topology)}
        self.failed = {c.id: failed_times(tellers(c, summary, self.topology), summary) for c in known}
        self.steady = {c.id for c in known if grew_without(c, self.failed[c.id], summary)} - self.background
        self.parents = self._parents()
        self._hand_on_harm()

    def judged(self) -> list[Judged]:
        scored = [self._scored(c) for c in self.known]
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

    def _parents(self) -> dict[str, tuple[Candidate, Link]]:
        """Each candidate's best explanation; never a circle."""
        parents: dict[str, tuple[Candidate, Link]] = {}
        for effect in self.everything:
            if self._is_got_round(effect):
                continue
            options = [
                (cause, link)
                for cause in self.known
                if cause.id not in self.background
                and not (effect.depth <= Depth.UNKNOWN and cause.id in self.over and effect.first > cause.last)
                and (link := self.links.find(cause, effect))
                and not self._mutual(cause, effect, link)
            ]
            if options:
                parents[effect.id] = min(
                    options,
                    key=lambda o: (
                        o[0].id in self.steady,
                        -o[1].strength,
                        -o[0].depth,
                        self.links.onset(o[0]),
                        o[0].id,
                    ),
                )
        for effect in self.everything:
            seen = {effect.id}
            at = effect.id
            while at in parents:
                at = parents[at][0].id
                if at in seen:
                    parents.pop(effect.id)
                    break
                seen.add(at)
        return parents

    def _hand_on_harm(self) -> None:
        """Requests that fail of a fault fail of what stands behind it, too, also where nobody who answers requests
        calls the one that logs it."""
        for effect in self.known:
            harm, at = self.impacts[effect.id], effect.id
            while at in self.parents and harm.failed_requests and effect.depth >= Depth.PROXIMATE:
                cause, link = self.parents[at]
                own = self.impacts[cause.id]
                if link.strength < TELLING or own.hurts:
                    break
                self.impacts[cause.id] = msgspec.structs.replace(own, failed_requests=harm.failed_requests)
                at = cause.id

    def _mutual(self, cause: Candidate, effect: Candidate, link: Link) -> bool:
        """Both explain each other: the stronger link, then the earlier and the deeper one, stands."""
        back = self.links.find(effect, cause)
        if back is None:
            return False
        mine = (link.strength, cause.depth, -self.links.onset(cause), cause.id)
        theirs = (back.strength, effect.depth, -self.links.onset(effect), effect.id)
        return mine < theirs

    def _scored(self, candidate: Candidate) -> Judged:
        explained = [c for c in self.everything if self._explains(candidate, c)]
        symptoms = [c for c in self.everything if c.depth <= Depth.UNKNOWN or c.id in self.parents]
        roots = [
            c
            for c in self.known
            if c.id not in self.parents and c.depth >= Depth.OWN and c.id not in self.background and not c.is_quoted
        ]
        service_streams = {
            key
            for key, stream in self.summary.streams.items()
            if any(f"/{service}/" in f"/{stream.log_stream}/" for service in candidate.services)
        }
        parent = self.parents.get(candidate.id)
        evidence = Evidence(
            candidate=candidate,
            began=self.links.onset(candidate),
            first_of_all=min((self.links.onset(c) for c in roots), default=self.links.onset(candidate)),
            explained=sum(c.count for c in explained),
            unexplained_total=sum(c.count for c in symptoms),
            impact=self.impacts[candidate.id],
            streams_of_services=len(service_streams),
            background=candidate.id in self.background or candidate.id in self.steady,
            new_release=self._new_release(candidate),
        )
        why = factors(evidence, self.off)
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
        if candidate.is_quoted or self.goes_unnoticed(candidate):
            return min(candidate.severity, Severity.LOW)
        if self._is_got_round(candidate):
            return min(candidate.severity, Severity.LOW)
        if self.impacts[candidate.id].hurts or self._fails_work(candidate):
            return candidate.severity
        warned = Level.TRACE < _told_level(candidate) < Level.ERROR and not self._explains_errors(candidate)
        small = candidate.category in PASSING or candidate.severity <= Severity.MEDIUM
        small = small or (candidate.depth <= Depth.OWN and self.answers_all(candidate))
        passing = small and candidate.id in self.background
        if (tells_of_clients(candidate) and self._all_answered) or self._did_without(candidate):
            return min(candidate.severity, Severity.LOW)
        farewell = candidate.category in PASSING and candidate.streams <= stopping(candidate, self.summary)
        if warned or passing or farewell or overcome(candidate, self.summary):
            return min(candidate.severity, Severity.LOW)
        return candidate.severity

    def _explains_errors(self, candidate: Candidate) -> bool:
        """Errors that no rule knows come of it: who tells these does not take it calmly."""
        return any(
            other.rule is None
            and other.whole.level >= Level.ERROR
            and self._explains(candidate, other)
            and not other.streams <= stopping(other, self.summary)
            for other in self.everything
        )

    def _is_got_round(self, candidate: Candidate) -> bool:
        """A proxy answered its requests in spite of it: another instance took the request that one did not answer, so
        that hardly any ended as 502 to 504; and few of the answers were refusals where it refuses callers that ask too
        often."""
        own = [route for route in self.summary.routes.values() if route.service in candidate.services]
        if not own:
            return False
        if candidate.category == "net.upstream_error":
            return _answered_with(own, GATEWAY) < OFTEN * candidate.count
        if candidate.category != "limit.rate_limited" or candidate.rule is None or not self.answers_all(candidate):
            return False
        refused = _answered_with(own, ("429",))
        limits = candidate.rule.technology in PROXIES and refused * 2 >= candidate.count
        return limits and refused < OFTEN * sum(route.answers.count for route in own)

    def goes_unnoticed(self, candidate: Candidate) -> bool:
        """Logs, metrics or traces are not delivered, and no task ended of that."""
        return is_of_telemetry(candidate) and not self.impacts[candidate.id].ended_tasks

    def _did_without(self, candidate: Candidate) -> bool:
        """Its tasks became ready in spite of it, have not said it since, and answered every request."""
        return self.answers_all(candidate) and before_ready(candidate, self.summary)

    @property
    def _all_answered(self) -> bool:
        """Requests were answered, and none failed."""
        routes = self.summary.routes.values()
        return any(route.answers.count for route in routes) and not any(route.failures.count for route in routes)

    def answers_all(self, candidate: Candidate) -> bool:
        """Its services answer requests, and failed none."""
        own = [route for route in self.summary.routes.values() if route.service in candidate.services]
        return bool(own) and not any(route.failures.count for route in own)

    def _explains(self, cause: Candidate, effect: Candidate) -> bool:
        at = effect.id
        while at in self.parents:
            at = self.parents[at][0].id
            if at == cause.id:
                return True
        return False

    def _new_release(self, candidate: Candidate) -> str:
        """The one release that shows the fault, where the same services also ran another one."""
        mine = releases(candidate, self.summary)
        if len(mine) != 1:
            return ""
        ran = {
            value
            for stream in self.summary.streams.values()
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
        if not self._is_sure(one):
            return Role.INDEPENDENT
        if roots and not self._is_second_root(one, roots):
            return Role.INDEPENDENT
        return Role.ROOT_CAUSE

    def _is_sure(self, one: Judged) -> bool:
        """Harm is seen beside it, and what it names is enough to act on."""
        candidate = one.candidate
        if candidate.rule is None or candidate.depth <= Depth.UNKNOWN:
            return False
        if candidate.rule.status is Status.EXPERIMENTAL or candidate.is_noted:
            return False
        if self._is_usual(candidate) and not self._fails_work(candidate):
            return False
        if self._is_quiet(candidate) and not self._is_alone(candidate):
            return False
        if lost_a_client(candidate):
            return False
        if not one.impact.ended_tasks and not one.impact.refused_requests and self._fails_of_others(candidate):
            return False
        whole = candidate.whole
        if candidate.depth is Depth.OWN:
            return one.impact.hurts and bool(whole.values) and not self._is_cut(candidate)
        named = bool(whole.values) or whole.coded > 0 or candidate.rule.technology not in NAMELESS
        if candidate.depth is Depth.PROXIMATE and not named and candidate.category not in SELF_EXPLAINED:
            return False
        if candidate.category in PASSING and (self._outlived(candidate) or self._peer_tells(candidate)):
            return False
        if candidate.category in PASSING and not one.impact.failed_requests and self.answers_all(candidate):
            return False
        if one.impact.hurts:
            return True
        if tells_of_clients(candidate) or self._did_without(candidate):
            return False
        if (one.impact.own_errors < 2 and not self._fails_work(candidate)) or self._others_fail(candidate):
            return False
        return candidate.severity >= Severity.HIGH or self._only_works(candidate)

    def _is_usual(self, candidate: Candidate) -> bool:
        """It was there before the harm, and did not change when that began."""
        return candidate.id in self.background or candidate.id in self.steady

    def _fails_of_others(self, candidate: Candidate) -> bool:
        """Most requests that failed when it began do not tell of it, though each of them would; or they tell of
        something else, and its tasks were ready to answer them in spite of it."""
        if not is_rare(candidate, self.failed[candidate.id]):
            return False
        if candidate.category in PER_CALL and not is_fresh(candidate, self.summary):
            return True
        if candidate.depth is not Depth.PROXIMATE and not before_ready(candidate, self.summary):
            return False
        return self._unknown_beside(candidate) > RARE * candidate.count

    def _unknown_beside(self, candidate: Candidate) -> int:
        """Errors that no rule knows, in the services that show it."""
        return sum(
            other.count
            for other in self.everything
            if other.rule is None
            and other.whole.level in (Level.TRACE, Level.ERROR, Level.CRITICAL)
            and set(other.services) & set(candidate.services)
        )

    def _outlived(self, candidate: Candidate) -> bool:
        """Requests went on failing long after its last record, and after that of all it explains: a peer that is not
        there is told anew by every request that needs it, so most of these failed of something else."""
        explained = [c for c in self.everything if c.depth >= Depth.OWN and self._explains(candidate, c)]
        last = max(c.last for c in (candidate, *explained))
        own = {route.service for route in self.summary.routes.values()} & set(candidate.services)
        near = own or {*self.topology.callers(candidate.services), *self.topology.fronts}
        within = after = 0
        for route in self.summary.routes.values():
            if route.service in near:
                within += route.failed_times.between(candidate.first - AFTER_MS, last + AFTER_MS)
                after += route.failed_times.between(last + AFTER_MS, self.summary.span.last + 1)
        return after > within

    def _peer_tells(self, candidate: Candidate) -> bool:
        """The log of the peer that it complains of is read, and the reason is there: an error from before that no rule
        knows; or the peer cuts connections, so that it is up, and why it does is its own affair."""
        peers = {s for host in candidate.values("host") for s in self.topology.services if names(host, s)}
        peers -= set(candidate.services)
        if peers and candidate.category == "net.connection_reset":
            return True
        return any(
            other.rule is None
            and other.whole.level in (Level.TRACE, Level.ERROR, Level.CRITICAL)
            and set(other.services) & peers
            and other.first <= self.links.onset(candidate) + SLACK_MS
            for other in self.everything
        )

    def _others_fail(self, candidate: Candidate) -> bool:
        """Requests began to fail that nothing explains: beside them, work that failed would be read as their cause."""
        return any(
            other.depth is Depth.SYMPTOM
            and other.id not in self.parents
            and other.count >= STRETCH
            and other.last >= candidate.first
            and (not always_there(other, self.summary) or self._fails_often(other))
            for other in self.known
        )

    def _fails_often(self, candidate: Candidate) -> bool:
        """A good part of the requests of its services fail."""
        own = [route for route in self.summary.routes.values() if route.service in candidate.services]
        failed = sum(route.failures.count for route in own)
        return failed >= OFTEN * (failed + sum(route.answers.count for route in own))

    def _fails_work(self, candidate: Candidate) -> bool:
        """A service that answers no requests had worked, and names a cause over and over since, or with most of what it
        does since the window began, and not as a matter of course: its work fails."""
        return (
            candidate.depth is Depth.CAUSE
            and candidate.category not in RETRIED
            and candidate.severity >= Severity.HIGH
            and self._only_works(candidate)
            and (
                fails_ever_since(candidate, self.summary)
                or (not _is_told_calmly(candidate) and fills_its_work(candidate, self.summary))
            )
        )

    def _is_alone(self, candidate: Candidate) -> bool:
        """Nothing else came up in the window that it doesn't explain: beside news, what was always there is none."""
        return not any(
            other.id not in self.parents
            and (self.impacts[other.id].hurts or self.impacts[other.id].own_errors >= 2)
            and not (other.id in self.background or self._is_quiet(other))
            for other in self.everything
            if other is not candidate
        )

    def _is_quiet(self, candidate: Candidate) -> bool:
        """It was there all along, and no request or task fails of it."""
        return not self.impacts[candidate.id].hurts and always_there(candidate, self.summary)

    def _only_works(self, candidate: Candidate) -> bool:
        """Its services answer no requests, so that failed work is the only harm that they can show."""
        return not any(route.service in candidate.services for route in self.summary.routes.values())

    def _is_cut(self, candidate: Candidate) -> bool:
        """Its traces leave out frames of an enclosing exception that is not there: the innermost part is missing; or
        they say where, and not what."""
        if candidate.whole.samples and all(_UNSAID.search(s.message) for s in candidate.whole.samples):
            return True
        return any(_OMITTED.search(s.message) and "Caused by" not in s.message for s in candidate.whole.samples)

    def _is_second_root(self, one: Judged, roots: list[Judged]) -> bool:
        """Another fault of its own: it has harm that no root so far explains."""
        taken = {service for root in roots for service in root.candidate.services}
        if set(one.candidate.services) - taken:
            failed_work = one.candidate.depth is Depth.CAUSE or self._only_works(one.candidate)
            return one.impact.hurts or (failed_work and one.impact.own_errors >= 2)
        if one.candidate.depth is not Depth.CAUSE or one.score < RIVAL * roots[0].score:
            return False
        return one.impact.own_errors >= 2


def _answered_with(routes: list[RouteTally], statuses: tuple[str, ...]) -> int:
    """Requests of some routes that were answered with one of the statuses."""
    return sum(dict(route.statuses.top(20)).get(status, 0) for route in routes for status in statuses)
