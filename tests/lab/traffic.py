"""Bounded background traffic: visitors, health checks and scanners, through a load balancer of the lab."""

from __future__ import annotations

import http.client
import itertools
import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

CLIENTS = ("203.0.113.24", "203.0.113.97", "198.51.100.18", "198.51.100.203", "192.0.2.61", "192.0.2.144")
BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6"
    " Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0",
)
HEALTH_CHECKER = "ELB-HealthChecker/2.0"
TIMEOUT = 20.0


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    body: str = ""
    agent: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    client: str = ""


def get(path: str, agent: str = "", **headers: str) -> Request:
    return Request("GET", path, agent=agent, headers=headers)


def post(path: str, body: str) -> Request:
    return Request("POST", path, body, headers={"Content-Type": "application/json"})


@dataclass(slots=True)
class Balancer:
    """Sends each request to the next target, from the addresses of its nodes, as an ALB does."""

    nodes: tuple[str, ...]
    targets: list[tuple[str, int]]
    _turns: Iterator[int] = field(default_factory=itertools.count)
    _random: random.Random = field(default_factory=lambda: random.Random(7))

    def send(self, request: Request) -> int:
        """The status, or 0 where no target answered."""
        turn = next(self._turns)
        targets = self.targets
        if not targets:
            return 0
        headers = {
            "X-Forwarded-For": request.client or self._random.choice(CLIENTS),
            "X-Forwarded-Proto": "https",
            "X-Forwarded-Port": "443",
            "User-Agent": request.agent or self._random.choice(BROWSERS),
            "Accept": "*/*",
            **request.headers,
        }
        return _exchange(self.nodes[turn % len(self.nodes)], targets[turn % len(targets)], request, headers)

    def check(self, path: str) -> None:
        """One health check of every target from every node."""
        headers = {"User-Agent": HEALTH_CHECKER, "Connection": "close"}
        for node in self.nodes:
            for target in list(self.targets):
                _exchange(node, target, get(path), headers)


def _exchange(node: str, target: tuple[str, int], request: Request, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection(*target, timeout=TIMEOUT, source_address=(node, 0))
    try:
        connection.request(request.method, request.path, request.body or None, headers)
        response = connection.getresponse()
        response.read()
        return response.status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


class Traffic:
    """Paced senders; each is one thread which ends with `stop`."""

    def __init__(self) -> None:
        self._done = threading.Event()
        self._threads: list[threading.Thread] = []

    def every(self, seconds: float, action: Callable[[], object], after: float = 0.0) -> None:
        """Run an action every `seconds` (a fifth more or less), first `after` seconds from now."""
        pace = random.Random(len(self._threads))

        def run() -> None:
            if self._done.wait(after):
                return
            action()
            while not self._done.wait(seconds * pace.uniform(0.8, 1.2)):
                action()

        thread = threading.Thread(target=run, daemon=True)
        self._threads.append(thread)
        thread.start()

    def send(self, balancer: Balancer, seconds: float, requests: Iterator[Request], after: float = 0.0) -> None:
        """Send the next of `requests` every `seconds`."""
        self.every(seconds, lambda: balancer.send(next(requests)), after)

    def stop(self) -> None:
        """No new request is sent; those under way may end."""
        self._done.set()
        for thread in self._threads:
            thread.join(TIMEOUT)


def around(*requests: Request) -> Iterator[Request]:
    """These requests over and over."""
    return itertools.cycle(requests)
