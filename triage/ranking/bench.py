"""All candidates of a window side by side: the harm that came with each, what explains what, what was always there."""

import msgspec

from triage.model.events import Level
from triage.model.rules import Severity
from triage.ranking.candidates import Candidate, Depth
from triage.ranking.impact import impact
from triage.ranking.links import Link, Links
from triage.ranking.past import (
    always_there,
    background,
    before_ready,
    ended_before_harm,
    fails_ever_since,
    fills_its_work,
)
from triage.ranking.share import RETRIED, failed_times, grew_without, tellers
from triage.ranking.topology import Topology, is_of_telemetry
from triage.summary.tallies import RouteTally
from triage.summary.value import Summary

TELLING = 3
"""A link as strong as this is told by the logs; weaker ones rest on what stands near in time."""
OFTEN = 0.1
"""A service that fails this share of its requests does not just err now and then."""
PROXIES = frozenset({"nginx", "haproxy", "envoy", "traefik", "caddy", "kong", "apache", "varnish", "squid", "yarp"})
"""Technologies that stand in front of services, and limit callers by their settings."""
GATEWAY = ("502", "503", "504")
"""What a proxy answers with where nobody behind it answers."""


class Bench:
    """What the candidates of a window say of each other."""

    def __init__(self, summary: Summary, known: list[Candidate], unknown: list[Candidate], off: frozenset[str]) -> None:
        self.summary = summary
        self.known = known
        self.everything = [*known, *unknown]
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

    def _parents(self) -> dict[str, tuple[Candidate, Link]]:
        """Each candidate's best explanation; never a circle."""
        parents: dict[str, tuple[Candidate, Link]] = {}
        for effect in self.everything:
            if self.is_got_round(effect):
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
        calls the one that logs it; and the errors of what a client sees are those of what it hides."""
        for effect in self.known:
            harm, at = self.impacts[effect.id], effect.id
            if effect.depth < Depth.PROXIMATE:
                continue
            hidden = harm.own_errors if effect.depth is Depth.PROXIMATE else 0
            while at in self.parents and (harm.failed_requests or hidden):
                cause, link = self.parents[at]
                own = self.impacts[cause.id]
                if link.strength < TELLING or own.hurts:
                    break
                self.impacts[cause.id] = msgspec.structs.replace(
                    own, failed_requests=harm.failed_requests, own_errors=max(own.own_errors, hidden)
                )
                at = cause.id

    def _mutual(self, cause: Candidate, effect: Candidate, link: Link) -> bool:
        """Both explain each other: the stronger link, then the earlier and the deeper one, stands."""
        back = self.links.find(effect, cause)
        if back is None:
            return False
        mine = (link.strength, cause.depth, -self.links.onset(cause), cause.id)
        theirs = (back.strength, effect.depth, -self.links.onset(effect), effect.id)
        return mine < theirs

    def explains(self, cause: Candidate, effect: Candidate) -> bool:
        at = effect.id
        while at in self.parents:
            at = self.parents[at][0].id
            if at == cause.id:
                return True
        return False

    def goes_unnoticed(self, candidate: Candidate) -> bool:
        """Logs, metrics or traces are not delivered, and no task ended of that."""
        return is_of_telemetry(candidate) and not self.impacts[candidate.id].ended_tasks

    def answers_all(self, candidate: Candidate) -> bool:
        """Its services answer requests, and failed none."""
        own = [route for route in self.summary.routes.values() if route.service in candidate.services]
        return bool(own) and not any(route.failures.count for route in own)

    @property
    def all_answered(self) -> bool:
        """Requests were answered, and none failed."""
        routes = self.summary.routes.values()
        return any(route.answers.count for route in routes) and not any(route.failures.count for route in routes)

    def did_without(self, candidate: Candidate) -> bool:
        """Its tasks became ready in spite of it, have not said it since, and answered every request."""
        return self.answers_all(candidate) and before_ready(candidate, self.summary)

    def is_got_round(self, candidate: Candidate) -> bool:
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

    def is_usual(self, candidate: Candidate) -> bool:
        """It was there before the harm, and did not change when that began."""
        return candidate.id in self.background or candidate.id in self.steady

    def is_quiet(self, candidate: Candidate) -> bool:
        """It was there all along, and no request or task fails of it."""
        return not self.impacts[candidate.id].hurts and always_there(candidate, self.summary)

    def only_works(self, candidate: Candidate) -> bool:
        """Its services answer no requests, so that failed work is the only harm that they can show."""
        return not any(route.service in candidate.services for route in self.summary.routes.values())

    def fails_work(self, candidate: Candidate) -> bool:
        """A service that answers no requests had worked, and names a cause over and over since, or with most of what it
        does since the window began, and not as a matter of course: its work fails."""
        return (
            candidate.depth is Depth.CAUSE
            and candidate.category not in RETRIED
            and candidate.severity >= Severity.HIGH
            and self.only_works(candidate)
            and (
                fails_ever_since(candidate, self.summary)
                or (not _is_told_calmly(candidate) and fills_its_work(candidate, self.summary))
            )
        )

    def fails_often(self, candidate: Candidate) -> bool:
        """A good part of the requests of its services fail."""
        own = [route for route in self.summary.routes.values() if route.service in candidate.services]
        failed = sum(route.failures.count for route in own)
        return failed >= OFTEN * (failed + sum(route.answers.count for route in own))


def _is_told_calmly(candidate: Candidate) -> bool:
    """All its records are below a warning: whoever passes on the words of others is not troubled by them."""
    return Level.TRACE < candidate.whole.level < Level.WARNING


def _answered_with(routes: list[RouteTally], statuses: tuple[str, ...]) -> int:
    """Requests of some routes that were answered with one of the statuses."""
    return sum(dict(route.statuses.top(20)).get(status, 0) for route in routes for status in statuses)
