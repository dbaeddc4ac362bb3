"""Spaces requests so that they stay inside a share of the documented quota, per account, Region and operation."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
_FILTER = {"us-east-1": 25.0} | dict.fromkeys(
    ("ap-northeast-3", "ap-southeast-3", "ca-west-1", "eu-central-1", "il-central-1"), 5.0
)
_GET = {"eu-west-3": 30.0} | dict.fromkeys(
    (
        "us-west-2",
        "eu-west-1",
        "eu-central-1",
        "ap-northeast-3",
        "ap-southeast-3",
        "ca-west-1",
        "il-central-1",
    ),
    10.0,
)
_ELSEWHERE = {
    "FilterLogEvents": 10.0,
    "GetLogEvents": 25.0,
    "DescribeLogStreams": 25.0,
    "StartQuery": 10.0,
    "GetQueryResults": 10.0,
}
_CAREFUL = 5.0
DEFAULT_SHARE = 0.8
_SLACK = 1.0
"""Requests by which a late start may be made up, while the service takes that well."""
_MARGINS = (1.015, 1.03, 1.04, 1.06, 1.08)
"""Longer distances between requests once it did not: arrivals jitter by a millisecond or two, and a service that
grants no burst at all refuses whatever comes early."""
_MARGIN_SECONDS = 0.2
"""Between two such steps: answers to what is under way tell nothing new."""
_CLOSE_ENOUGH = 0.0002
_SELDOM = 30
"""Requests granted between two refusals: seldom enough that the rate is right."""
_SLOWER = 0.8
_SLOWEST = 0.05
"""Of the allowed rate: no throttling brings it lower."""
_RECOVERY = 0.02
"""Of the allowed rate, won back by each request that was granted."""


def quota(operation: str, region: str) -> float:
    """Requests a second that AWS grants an account in a Region; it cannot be raised."""
    if operation == "FilterLogEvents":
        return _FILTER.get(region, _ELSEWHERE[operation])
    if operation == "GetLogEvents":
        return _GET.get(region, _ELSEWHERE[operation])
    return _ELSEWHERE.get(operation, _CAREFUL)


class TokenBucket:
    """Gives each request its place in time. Slows down when the service throttles, and recovers. Thread-safe."""

    def __init__(self, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        """`rate`: requests a second, above 0."""
        self.allowed = rate
        self._rate = rate
        self._clock = clock
        self._next = clock()
        self._slack = _SLACK
        self._margin = 1.0
        self._steps = list(_MARGINS)
        self._left = clock() - 1 / rate
        self._slowed = clock()
        self._granted = 0
        self._lock = threading.Lock()

    @property
    def rate(self) -> float:
        """Requests a second at the moment."""
        return self._rate

    def reserve(self) -> float:
        """Take the next place; the seconds until it has come, after which the caller says `leave`."""
        with self._lock:
            now = self._clock()
            self._next = max(self._next, now - self._slack / self._rate)
            wait = self._next - now
            self._next += self._margin / self._rate
            return max(0.0, wait)

    def leave(self) -> float:
        """The request of a place goes out now, maybe later than planned. More than 0: not yet, so many seconds too
        near to the one before, which was late; wait, and say `leave` again."""
        if self._slack:
            return 0.0
        with self._lock:
            now, distance = self._clock(), self._margin / self._rate
            if now < self._left + distance - _CLOSE_ENOUGH:
                return self._left + distance - now
            self._left = now
            self._next = max(self._next, now + distance)
            return 0.0

    def throttled(self) -> None:
        """The service refused a request. First the places become even, then a little wider; when refusals stay
        frequent (others use the quota too), they become fewer, by one step a second at most."""
        with self._lock:
            now = self._clock()
            seldom = self._granted >= _SELDOM
            self._granted = 0
            if self._steps and (self._slack or (not seldom and now - self._slowed >= _MARGIN_SECONDS)):
                self._slack, self._margin, self._slowed = 0.0, self._steps.pop(0), now
            elif not self._steps and not seldom and now - self._slowed >= 1:
                self._rate = max(self._rate * _SLOWER, self.allowed * _SLOWEST)
                self._slowed = now
            self._next = max(self._next, now + self._margin / self._rate)

    def granted(self) -> None:
        """The service served a request."""
        with self._lock:
            self._granted += 1
            if self._rate < self.allowed:
                self._rate = min(self.allowed, self._rate + self.allowed * _RECOVERY)


class Quotas:
    """The buckets of a run; everything that calls an operation shares the one of its account and Region."""

    def __init__(
        self,
        share: float = DEFAULT_SHARE,
        granted: Callable[[str, str], float] = quota,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`share` of the quota, above 0 and at most 1; `granted`: operation, Region -> requests a second."""
        self._share = share
        self._granted = granted
        self._clock = clock
        self._buckets: dict[tuple[str, str, str], TokenBucket] = {}
        self._lock = threading.Lock()

    def bucket(self, account: str, region: str, operation: str) -> TokenBucket:
        """`account`: the one whose credentials call, for quotas count there; empty for the run's own."""
        with self._lock:
            key = (account, region, operation)
            if key not in self._buckets:
                self._buckets[key] = TokenBucket(self._granted(operation, region) * self._share, self._clock)
            return self._buckets[key]
