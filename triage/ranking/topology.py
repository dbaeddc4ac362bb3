"""Who calls whom, as far as the logs and ECS tell."""

import re
from collections import defaultdict
from collections.abc import Iterable

from triage.model.events import Level, stream_service
from triage.ranking.candidates import NAMELESS, Candidate, Depth
from triage.summary.value import Summary

STEM = 5
"""So many letters are common to the ways in which a server is called: postgres, postgresql; mongo, mongodb."""
MOSTLY_REQUESTS = 0.7
"""The share of a front's events that are answered requests."""
STORES = frozenset({"pg", "db", "sql", "psql", "mysql", "maria", "database", "rds", "aurora"})
"""Words in the names of data servers."""
BROKERS = frozenset({"mq", "rmq", "amqp", "broker"})
"""Words in the names of message brokers."""
_AGENT = re.compile(
    r"(?:^|-)(?:otel|adot|opentelemetry|datadog|dd-agent|fluent-?(?:bit|d)|firelens|log-?router|filebeat|metricbeat|promtail"
    r"|telegraf|statsd|x-?ray-daemon|aws-x-?ray|cloudwatch-agent|cw-?agent|new-?relic|splunk|logspout|grafana-agent)(?:-|$)"
    r"|^(?:vector|x-?ray)$"
)
"""Names of containers that carry logs, metrics or traces."""
AGENT_PORTS = frozenset({"4317", "4318", "55680", "8125", "8126", "24224", "14268", "6831"})
"""Where these listen."""
TELLING_WORDS = 5
"""So many words in a row are no coincidence: who says them repeats what the other said."""
STATEMENTS = frozenset(
    {
        *("db.missing_table", "db.missing_column", "db.syntax_error", "db.permission_denied", "db.unique_violation"),
        *("db.foreign_key_violation", "db.deadlock", "db.lock_timeout", "db.query_timeout"),
    }
)
"""What a data server says of one statement."""


SQL_SERVERS = frozenset({"postgres", "mysql", "mssql", "oracle", "tidb", "vitess"})
SERVED = ("db.", "queue.", "search.")
"""Categories of what servers hold for their clients."""
NAME = 4
"""A shorter name of a service is found in too many words."""
_ROLES_LIST = """
    server service worker backend frontend proxy cache queue store database gateway nginx task tasks jobs main
    client login user users data file files error errors session ingress router edge front redis postgres mysql
    kafka rabbitmq broker message messages admin application default public
"""
ROLES = frozenset(_ROLES_LIST.split())
"""Names of services that are words of any error."""
_WORD = re.compile(r"[a-z][a-z0-9_-]{3,60}")
_BEFORE = re.compile(r"^.{0,120}?\b(?:ERROR|FATAL|PANIC|SEVERE)\b[\]\s:]*")


class Topology:
    """Services, and which of them look to others for answers."""

    def __init__(self, summary: Summary, candidates: list[Candidate]) -> None:
        streams = summary.streams.values()
        self.services = sorted({stream_service(s.log_group, s.log_stream) for s in streams})
        self._named: dict[str, set[str]] = defaultdict(set)
        self._telling = {s.lower() for s in self.services if len(s) >= NAME} - ROLES
        kinds = {
            (c.rule.technology, service)
            for c in candidates
            if c.rule is not None and c.rule.technology not in NAMELESS
            for service in c.services
            if serves(c.rule.technology, service)
        }
        for candidate in (c for c in candidates if c.rule is not None):
            for host in (*candidate.values("host"), *candidate.values("container")):
                for service in self.services:
                    if names(host, service):
                        for caller in candidate.services:
                            self._named[caller].add(service)
            if candidate.depth is Depth.PROXIMATE and not candidate.values("host"):
                assert candidate.rule is not None
                for service in self.services:
                    technology = candidate.rule.technology
                    if runs(technology, service) or (technology, service) in kinds:
                        for caller in set(candidate.services) - {service}:
                            self._named[caller].add(service)
        self._add_clients(candidates)
        self._add_users(candidates)
        self._add_repeaters(candidates)
        self._add_blamed(candidates)
        self._add_behind(
            {r.service for r in summary.routes.values()}
            | {s for c in candidates if c.depth >= Depth.OWN for s in c.services}
        )
        self.stores = {s for s in self.services if set(s.lower().replace("_", "-").split("-")) & STORES} | {
            service for technology, service in kinds if technology in SQL_SERVERS
        }
        """Servers of SQL that are heard of, by their names and by what they tell of themselves."""
        self._failing: dict[str, set[str]] = defaultdict(set)
        for route in summary.routes.values():
            if route.failures.count and route.route.startswith("/"):
                self._failing[route.service].add(f"{route.method} {route.route}")
        self._says = _words(candidates)
        self._blaming = {s for c in candidates if not _tells_requests(c) for s in c.services}
        self._proxies = {service for c in candidates if c.category == "net.upstream_error" for service in c.services}
        self.fronts = _fronts(summary, {s for c in candidates if c.depth >= Depth.OWN for s in c.services}, candidates)
        """Services that only tell of requests and show no fault of their own: others answer for them."""

    def _add_clients(self, candidates: list[Candidate]) -> None:
        """A server tells a fault of its own, and others tell the same one: they got it as its answer."""
        for candidate in candidates:
            rule = candidate.rule
            if rule is None or rule.technology in NAMELESS or not candidate.category.startswith(SERVED):
                continue
            servers = {service for service in candidate.services if serves(rule.technology, service)}
            for caller in set(candidate.services) - servers:
                self._named[caller] |= servers

    def _add_users(self, candidates: list[Candidate]) -> None:
        """Whoever a server refuses by the name of a service is that service, and so is its client; and so is who asks
        for one of that name, as its own errors tell."""
        said: dict[str, set[str]] = defaultdict(set)
        for candidate in (c for c in candidates if c.rule is None and c.whole.level >= Level.WARNING):
            for service in candidate.services:
                said[service].update(w for w in _WORD.findall(candidate.whole.template.lower()) if w not in ROLES)
        for candidate in candidates:
            servers = set(candidate.services)
            if candidate.rule is None or not all(serves(candidate.rule.technology, s) for s in servers):
                continue
            for user in candidate.values("user"):
                for service in self.services:
                    if service not in servers and (names(user, service) or user.lower() in said[service]):
                        self._named[service] |= servers

    def _add_blamed(self, candidates: list[Candidate]) -> None:
        """Who names another service in an error of its own, as a whole word, asked that one."""
        for candidate in candidates:
            if candidate.rule is not None or candidate.whole.level < Level.WARNING:
                continue
            words = set(_WORD.findall(candidate.whole.template.lower()))
            for service in words & self._telling:
                for caller in set(candidate.services) - {service}:
                    self._named[caller].add(service)

    def _add_behind(self, told: set[str]) -> None:
        """Behind a service that tells neither of requests nor of a fault stands what that one asks."""
        for caller in self.services:
            seen: set[str] = set()
            while silent := self._named[caller] - told - seen:
                for service in sorted(silent):
                    seen.add(service)
                    self._named[caller] |= self._named[service] - {caller}

    def _add_repeaters(self, candidates: list[Candidate]) -> None:
        """Who repeats the words of a server's error got them as its answer, and so is a client of it."""
        known = [c for c in candidates if c.rule is not None and c.category.startswith(SERVED)]
        servers = {s for c in known if c.rule is not None for s in c.services if serves(c.rule.technology, s)}
        unknown = [c for c in candidates if c.rule is None]
        for said in unknown:
            for server in servers & set(said.services):
                words = _told_words(said.whole.template)
                if words.count(" ") + 1 < TELLING_WORDS:
                    continue
                for other in unknown:
                    if words in other.whole.template:
                        for caller in set(other.services) - servers:
                            self._named[caller].add(server)

    def calls(self, caller: str, service: str) -> bool:
        """True when `caller` names `service` as its peer, fails on the same routes, or is a proxy."""
        if caller == service:
            return False
        same_routes = bool(self._failing[caller] & self._failing[service])
        return service in self._named[caller] or same_routes or caller in self._proxies

    def callers(self, services: Iterable[str]) -> set[str]:
        """Services in front of any of `services`."""
        wanted = list(services)
        return {caller for caller in self.services if any(self.calls(caller, service) for service in wanted)}

    def answers_for(self, front: str, near: set[str]) -> bool:
        """A front's failed requests may be those of services in `near`: no other service tells the same routes failing
        without a word of a peer."""
        same = {s for s in self.services if s not in self.fronts and self._failing[front] & self._failing[s]}
        if same & near or not same:
            return True
        return any(s in self._blaming or any(name.lower() in self._says[s] for name in near) for s in same)


def _told_words(template: str) -> str:
    """What a server's error says, without the words before it that only the server's own log has."""
    return _BEFORE.sub("", template.split("\n", 1)[0]).strip()


def _tells_requests(candidate: Candidate) -> bool:
    """Its records are failed requests of its own services, or unknown."""
    return candidate.rule is None or (candidate.depth is Depth.SYMPTOM and bool(candidate.values("method")))


def _words(candidates: list[Candidate]) -> dict[str, str]:
    """Service -> the texts of its unknown errors."""
    said: dict[str, str] = defaultdict(str)
    for candidate in candidates:
        if candidate.rule is None:
            for service in candidate.services:
                said[service] += f"{candidate.whole.template.lower()}\n"
    return said


def _fronts(summary: Summary, faulty: set[str], candidates: list[Candidate]) -> set[str]:
    events: dict[str, int] = defaultdict(int)
    requests: dict[str, int] = defaultdict(int)
    failures: dict[str, int] = defaultdict(int)
    errors: dict[str, int] = defaultdict(int)
    for stream in summary.streams.values():
        service = stream_service(stream.log_group, stream.log_stream)
        events[service] += stream.events.count
        requests[service] += stream.answers.count + stream.failures.count
        failures[service] += stream.failures.count
    for candidate in candidates:
        if candidate.rule is None and candidate.whole.level >= Level.ERROR:
            for tally in candidate.tallies:
                errors[tally.key.service] += tally.span.count
    troubled = {s for s, n in errors.items() if 2 * n >= failures[s]}
    return {s for s, n in events.items() if s not in faulty | troubled and requests[s] >= MOSTLY_REQUESTS * n}


def names(host: str, service: str) -> bool:
    """True when a host name's first label is the service's name, or ends or begins with it as a whole word."""
    label = host.split(".", 1)[0].lower()
    name = service.lower()
    if not name:
        return False
    return label == name or label.endswith((f"-{name}", f"_{name}")) or label.startswith((f"{name}-", f"{name}_"))


def runs(technology: str, service: str) -> bool:
    """True when a service is called after the server that a client's fault speaks of: `shop-mongo` for mongodb."""
    stem = technology.lower()[:STEM]
    return len(stem) == STEM and any(part.startswith(stem) for part in service.lower().replace("_", "-").split("-"))


def serves(technology: str, service: str) -> bool:
    """True when a service is the server that a fault speaks of, by its name."""
    parts = set(service.lower().replace("_", "-").split("-"))
    return runs(technology, service) or bool(parts & (STORES | BROKERS))


def is_agent(service: str) -> bool:
    """True when a service carries logs, metrics or traces, by its name."""
    return _AGENT.search(service.lower().replace("_", "-")) is not None


def is_of_telemetry(candidate: Candidate) -> bool:
    """Only agents that carry logs, metrics or traces tell it, or it is one of those that does not answer: whoever asks
    the services beside it does not notice."""
    ports = candidate.values("port")
    if ports and candidate.depth is Depth.PROXIMATE and AGENT_PORTS.issuperset(ports):
        return True
    return all(is_agent(service) for service in candidate.services)


def tells_of_clients(candidate: Candidate) -> bool:
    """Only data servers log it, and it is about a statement of a client: whether that harms, the client tells."""
    rule = candidate.rule
    if rule is None or candidate.category not in STATEMENTS:
        return False
    return all(serves(rule.technology, service) for service in candidate.services)


def lost_a_client(candidate: Candidate) -> bool:
    """A server tells that a connection to a client of its own was cut: that is the client's affair."""
    rule = candidate.rule
    if rule is None or candidate.category != "db.connection_lost":
        return False
    return all(serves(rule.technology, service) for service in candidate.services)
