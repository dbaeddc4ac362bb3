"""Which fault explains which: every reason why one candidate may stand behind another."""

import msgspec

from triage.model.events import stream_service
from triage.model.rules import Relation, Severity
from triage.model.taxonomy import AFTERMATH, PASSING
from triage.ranking.candidates import NAMELESS, Candidate, Depth, is_address
from triage.ranking.impact import ended_tasks, fails_since
from triage.ranking.onset import onset, share_after
from triage.ranking.past import CALM_MS, GAPS, LEAD_MS, always_there, fails_ever_since
from triage.ranking.share import RARE, RETRIED
from triage.ranking.topology import Topology, is_of_telemetry, lost_a_client, names, runs, serves
from triage.summary.value import Summary

SLACK_MS = 5_000
"""A symptom may be logged this much before its cause: writers of different processes are not in step."""
TELLING_ID = 8
"""A request id shorter than this is a count of one process, and may be another's by chance."""
MOSTLY = 0.8
"""The share of a symptom's records that must come after the cause began."""
NEARLY_ALL = 0.95
"""The share of what a client cannot reach that comes with the requests that fail of it, whatever it said before."""

_UPSTREAM = " upstream"
"""Stands in what a proxy writes of the service behind it."""
UNANSWERED = frozenset({"net.connection_refused", "net.connection_reset", "net.unreachable", "net.timeout"})
FAILED_REQUESTS = frozenset({"http.server_error", "net.upstream_error"})
TOGETHER_MS = 10_000
"""Requests that wait for work fail this much later than the work at most."""
ONE_EACH = 1.25
"""Two faults of which one has at most so many more records than the other come one for one."""
AWAY_MS = 30_000
"""A task that ended is replaced within this time, or its end is told again."""


class Link(msgspec.Struct, frozen=True):
    """One candidate explains another."""

    strength: int
    """5: one record holds both; 4: a rule declares it; 3: one request, or a peer's own log, shows it; 2: neighbouring
    lines tell it; 1: kind and time alone; 0: time alone."""
    factor: str
    text: str


class Links:
    """Answers "does A explain B, and why" for the candidates of one summary."""

    def __init__(self, summary: Summary, topology: Topology, off: frozenset[str] = frozenset()) -> None:
        self._summary = summary
        self._topology = topology
        self._off = off
        self._onsets: dict[str, int] = {}

    def onset(self, candidate: Candidate) -> int:
        """When the candidate began, milliseconds since the epoch."""
        if candidate.id not in self._onsets:
            began = candidate.first if "task_life" in self._off else onset(candidate, self._summary)
            self._onsets[candidate.id] = began
        return self._onsets[candidate.id]

    def find(self, cause: Candidate, effect: Candidate) -> Link | None:
        """The strongest link from `cause` to `effect`, or None."""
        if cause is effect or cause.depth <= Depth.UNKNOWN or lost_a_client(cause) or cause.is_noted:
            return None
        if cause.is_quoted or effect.is_quoted:
            return None
        if is_of_telemetry(cause) and not is_of_telemetry(effect) and not ended_tasks(cause, self._summary):
            return None
        tests = [
            self._quoted,
            self._contained,
            self._declared,
            self._same_request,
            self._peer,
            self._neighbours,
            self._gone,
        ]
        tests += [self._by_kind, self._together]
        if cause.depth < effect.depth:
            # What the client sees of its peer comes of the exception that the peer itself logs.
            if cause.depth is not Depth.OWN or effect.depth is not Depth.PROXIMATE:
                return None
            tests = [self._peer]
        for test in tests:
            if test.__name__.strip("_") in self._off:
                continue
            link = test(cause, effect)
            if link is not None:
                return link
        return None

    def _began_before(self, cause: Candidate, effect: Candidate, slack: float = SLACK_MS) -> bool:
        if "onset" in self._off:
            return True
        return share_after(effect, int(self.onset(cause) - slack)) >= MOSTLY

    def _quoted(self, cause: Candidate, effect: Candidate) -> Link | None:
        """A proxy writes into its own log what the service behind it said: the same fault, told twice."""
        if cause.rule is None or cause.rule is not effect.rule or set(cause.services) & set(effect.services):
            return None
        mine, theirs = ([sample.message for sample in one.whole.samples] for one in (cause, effect))
        if not theirs or any(_UPSTREAM in text for text in mine) or not all(_UPSTREAM in text for text in theirs):
            return None
        return Link(5, "quoted", f"it quotes {cause.services[0] if cause.services else 'what stands behind it'}")

    def _contained(self, cause: Candidate, effect: Candidate) -> Link | None:
        if effect.rule is None or cause.depth < effect.depth:
            return None
        if not cause.whole.contains.get(effect.rule.id) or not self._began_before(cause, effect):
            return None
        return Link(5, "contained", f"{_name(effect)} wraps it in the same record")

    def _same_request(self, cause: Candidate, effect: Candidate) -> Link | None:
        mine = {value for value, _ in cause.whole.requests.top(64)}
        theirs = {value for value, _ in effect.whole.requests.top(64)}
        same_service = bool(set(cause.services) & set(effect.services))
        both = {value for value in mine & theirs if same_service or len(value) >= TELLING_ID}
        if not both:
            return None
        return Link(3, "same_request", f"{len(both)} requests show both")

    def _neighbours(self, cause: Candidate, effect: Candidate) -> Link | None:
        together = sum(n for key, n in effect.whole.follows.items() if key in cause.keys)
        if effect.depth < cause.depth or effect.rule is None:
            together += sum(n for key, n in cause.whole.follows.items() if key in effect.keys)
        if together * 2 < min(effect.count, cause.count) or not together:
            return None
        if effect.depth is Depth.CAUSE and not self._related(cause, effect):
            return None
        if together * 2 < effect.count and self._was_there_without(cause, effect):
            return None
        return Link(2, "neighbours", f"{together} times in the lines beside it")

    def _was_there_without(self, cause: Candidate, effect: Candidate) -> bool:
        """The cause was always there, and came more than once before the effect began: that the two stand side by side
        since says only that the effect is everywhere."""
        usual_gap = (cause.last - cause.first) / max(1, cause.count - 1)
        alone = effect.first - cause.first > max(LEAD_MS, GAPS * usual_gap)
        return alone and always_there(cause, self._summary)

    def _declared(self, cause: Candidate, effect: Candidate) -> Link | None:
        relation = self._related(cause, effect)
        if relation is None or not self._near(cause, effect):
            return None
        if not all(self._same(key, cause, effect) for key in relation.same):
            return None
        if not self._began_before(cause, effect, relation.within * 1000):
            return None
        return Link(4, "declared", f"{_name(cause)} is known to cause this")

    def _peer(self, cause: Candidate, effect: Candidate) -> Link | None:
        """The effect complains of a peer, and the peer's own log shows the cause. What is a cause itself (a name that
        does not resolve, a certificate, a refused login) does not hang on what the peer logs."""
        if effect.depth is Depth.CAUSE:
            return None
        if set(cause.services) & set(effect.services) or not self._began_before(cause, effect):
            return None
        hosts = effect.values("host")
        peers = [host for host in hosts if any(names(host, s) for s in cause.services)]
        if not hosts and effect.depth is Depth.PROXIMATE and effect.rule is not None:
            peers = [s for s in cause.services if self._serves(cause, effect.rule.technology, s)]
            if effect.rule.technology == "sql" and cause.category.startswith("db."):
                # What speaks of databases in general means the only one that is heard of.
                peers = [s for s in cause.services if {s} == self._topology.stores]
        if not peers:
            return None
        return Link(3, "peer", f"it complains of {peers[0]}, whose own log shows the cause")

    @staticmethod
    def _serves(cause: Candidate, technology: str, service: str) -> bool:
        """The service is the server meant, by its name; a name that says only what kind of server it is (db, broker)
        will do where what it tells of itself is of the same technology."""
        same = cause.rule is not None and cause.rule.technology == technology and technology not in NAMELESS
        return runs(technology, service) or (same and serves(technology, service))

    def _gone(self, cause: Candidate, effect: Candidate) -> Link | None:
        """A peer without a name does not answer whenever a task of another service has just ended; or the name of a
        service does not resolve whose tasks all end, and which discovery therefore gives no more."""
        if effect.category == "net.dns_failure":
            return self._unlisted(cause, effect)
        if effect.rule is None or effect.category not in UNANSWERED or effect.rule.technology not in NAMELESS:
            return None
        named = any(not is_address(host) for host in effect.values("host"))
        if named or set(cause.services) & set(effect.services) or not self._began_before(cause, effect):
            return None
        if not ended_tasks(cause, self._summary) or not self._soon_after(cause, effect):
            return None
        return Link(2, "gone", f"it began when tasks of {cause.services[0]} ended, and comes whenever they do")

    def _unlisted(self, cause: Candidate, effect: Candidate) -> Link | None:
        gone = [s for s in cause.services if any(names(host, s) for host in effect.values("host"))]
        if not gone or set(cause.services) & set(effect.services) or not self._began_before(cause, effect):
            return None
        if not ended_tasks(cause, self._summary) or not self._soon_after(cause, effect):
            return None
        since = cause.first + SLACK_MS
        if any(
            stream.answers.last > since
            for stream in self._summary.streams.values()
            if stream_service(stream.log_group, stream.log_stream) in gone
        ):
            return None
        return Link(2, "gone", f"no task of {gone[0]} lives long enough to be found under that name")

    def _soon_after(self, cause: Candidate, effect: Candidate) -> bool:
        """Most records of the effect follow one of the cause closely."""
        times, width = effect.whole.times, max(effect.whole.times.width, cause.whole.times.width)
        ends = cause.whole.times.at_width(width)
        soon = sum(
            n for at, n in times.at_width(width).items() if any(0 <= at - end <= AWAY_MS + width for end in ends)
        )
        return soon >= MOSTLY * effect.count

    def _by_kind(self, cause: Candidate, effect: Candidate) -> Link | None:
        if effect.depth >= Depth.PROXIMATE or not self._near(cause, effect):
            return None
        if effect.depth in (Depth.UNKNOWN, Depth.OWN) and not set(cause.services) & set(effect.services):
            return None
        if not self._began_before(cause, effect):
            return None
        return Link(1, "by_kind", "a symptom that began with it, in the same service or one in front of it")

    def _together(self, cause: Candidate, effect: Candidate) -> Link | None:
        """Who hands work to a worker seldom names it: requests that fail from the moment on from which a worker fails
        over and over, and until that ends, fail of it, if there is a piece of work for each. What the worker does not
        reach is no passing trouble where one request fails for each time."""
        if effect.category not in FAILED_REQUESTS or cause.depth < Depth.PROXIMATE:
            return None
        if cause.depth is not Depth.CAUSE or cause.category in RETRIED:
            fewest, most = sorted((cause.count, effect.count))
            if cause.category not in PASSING or most > ONE_EACH * fewest:
                return None
        assert cause.rule is not None
        if cause.count * RARE < effect.count:
            return None
        if cause.rule.severity < Severity.HIGH or not fails_ever_since(cause, self._summary):
            return None
        if any(route.service in cause.services for route in self._summary.routes.values()):
            return None
        began, ended = self.onset(cause), max(cause.last, effect.last) - min(cause.last, effect.last)
        late = effect.first > began + TOGETHER_MS
        if late and cause.depth is Depth.PROXIMATE:
            # A client says early, and a few times, what requests feel once it has used up what it knows.
            late = share_after(cause, effect.first - TOGETHER_MS) < NEARLY_ALL
        if not self._began_before(cause, effect) or late or ended > CALM_MS:
            return None
        return Link(0, "together", f"it began and went on with the failures of {cause.services[0]}")

    def _related(self, cause: Candidate, effect: Candidate) -> Relation | None:
        if cause.rule is None or effect.rule is None:
            return None
        for relation in cause.rule.causes:
            if effect.rule.id == relation.rule or effect.category == relation.category:
                return relation
        follows = effect.category in AFTERMATH.get(cause.category, ())
        # A certificate is that of one peer.
        same = ("host",) if cause.category.startswith("tls.") else ()
        return Relation(category=effect.category, same=same) if follows else None

    def _near(self, cause: Candidate, effect: Candidate) -> bool:
        if set(cause.services) & set(effect.services):
            return True
        if any(self._topology.calls(caller, service) for caller in effect.services for service in cause.services):
            return True
        if effect.depth > Depth.UNKNOWN or not set(effect.services) <= self._topology.fronts:
            return False
        near = {*cause.services, *self._topology.callers(cause.services)}
        return all(
            fails_since(front, self.onset(cause), self._summary) and self._topology.answers_for(front, near)
            for front in effect.services
        )

    def _same(self, key: str, cause: Candidate, effect: Candidate) -> bool:
        match key:
            case "service":
                return self._near(cause, effect)
            case "task" | "log_group":
                return bool(cause.streams & effect.streams)
            case _:
                mine, theirs = cause.values(key), effect.values(key)
                return not mine or not theirs or bool(set(mine) & set(theirs))


def _name(candidate: Candidate) -> str:
    return candidate.rule.title if candidate.rule else candidate.whole.template
