"""Who calls whom, as far as the logs and ECS tell."""

from collections import defaultdict
from collections.abc import Iterable

from triage.model.events import stream_service
from triage.ranking.candidates import Candidate
from triage.summary.value import Summary


class Topology:
    """Services, and which of them look to others for answers."""

    def __init__(self, summary: Summary, candidates: list[Candidate]) -> None:
        streams = summary.streams.values()
        self.services = sorted({stream_service(s.log_group, s.log_stream) for s in streams})
        self._named: dict[str, set[str]] = defaultdict(set)
        for candidate in candidates:
            for host in (*candidate.values("host"), *candidate.values("container")):
                for service in self.services:
                    if names(host, service):
                        for caller in candidate.services:
                            self._named[caller].add(service)
        self._failing: dict[str, set[str]] = defaultdict(set)
        for route in summary.routes.values():
            if route.failures.count and route.route.startswith("/"):
                self._failing[route.service].add(f"{route.method} {route.route}")
        self._proxies = {service for c in candidates if c.category == "net.upstream_error" for service in c.services}

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


def names(host: str, service: str) -> bool:
    """True when a host name's first label is the service's name, or ends or begins with it as a whole word."""
    label = host.split(".", 1)[0].lower()
    name = service.lower()
    if not name:
        return False
    return label == name or label.endswith((f"-{name}", f"_{name}")) or label.startswith((f"{name}-", f"{name}_"))
