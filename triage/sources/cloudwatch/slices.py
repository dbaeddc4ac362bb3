"""One time slice of a log group: the chain of its pages, and its events back in order."""

from __future__ import annotations

from operator import attrgetter

from triage.model.events import LogEvent
from triage.sources.cloudwatch.wire import PageRequest

EMPTY_PAGES = 5_000
"""In a row: more is taken for a chain without end. Sparse groups of the real service have hundreds."""
RESTARTS = 2

_BY_TIME = attrgetter("timestamp")


class Slice:
    """Half-open [start, end) of one lane. Not thread-safe: its owner holds a lock.

    Events leave through `absorb` and `flush` in order of time. The last page is kept back, so that neighbouring pages
    which overlap in time (the service should never send them) still come out in order."""

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end
        self.in_flight = False
        self.done = False
        self.pages = 0
        self.read = 0
        """Events that came, before any filter."""
        self.failures = 0
        self.restarts = 0
        self.not_before = 0.0
        self.oldest = end
        """Earliest time in the last page that held events."""
        self.newest = start
        """Latest time seen."""
        self.ordered = True
        self.waiting: list[list[LogEvent]] = []
        """Pages that wait until all earlier slices are done."""
        self.late = 0
        self.last_kept = False
        """The last page that came lies at the end of `waiting`."""
        self._token = ""
        self._tokens: set[int] = set()
        self._empty = 0
        self._kept: list[LogEvent] = []
        self._passed = start

    @property
    def held(self) -> int:
        return len(self._kept) + sum(map(len, self.waiting))

    @property
    def token(self) -> str:
        return self._token

    def request(self, base: PageRequest) -> PageRequest:
        """The next call of the chain."""
        from msgspec.structs import replace

        return replace(base, start=self.start, end=self.end, token=self._token)

    def advance(self, events: list[LogEvent], count: int, oldest: int, newest: int, token: str) -> bool:
        """Take note of a page (`events` of it are wanted, of `count`); False when its token came before."""
        self.pages += 1
        self.failures = 0
        self._empty = 0 if count else self._empty + 1
        self.read += count
        if count:
            self.ordered = self.ordered and oldest >= self.newest
            self.oldest, self.newest = oldest, max(newest, self.newest)
        self.last_kept = bool(events)
        if events:
            self.waiting.append(events)
        self._token = token
        self.done = not token
        key = hash(token)
        if token and key in self._tokens:
            return False
        self._tokens.add(key)
        return True

    @property
    def endless(self) -> bool:
        return self._empty > EMPTY_PAGES

    def absorb(self) -> list[LogEvent]:
        """Events whose turn has come; the slice must be the first one of its lane that is not done."""
        out: list[LogEvent] = []
        for page in self.waiting:
            edge = page[0].timestamp
            if self._kept and self._kept[-1].timestamp >= edge:
                self._kept.extend(page)
                self._kept.sort(key=_BY_TIME)
                cut = next(i for i, event in enumerate(self._kept) if event.timestamp >= edge)
                ready, self._kept = self._kept[:cut], self._kept[cut:]
            else:
                ready, self._kept = self._kept, page
            out.extend(ready)
        self.waiting.clear()
        return self._checked(out)

    def flush(self) -> list[LogEvent]:
        """All that is left."""
        out = self.absorb() + self._checked(self._kept)
        self._kept = []
        return out

    def end_at(self, end: int) -> None:
        """Done: what the last page brought and all that follows is left to another slice."""
        if self.last_kept:
            self.waiting.pop()
        self.end, self.done = end, True

    def restart(self) -> bool:
        """Begin again behind what has left already; False when that was tried often enough."""
        self.restarts += 1
        self._token, self._tokens, self._empty = "", set(), 0
        self.done = False
        if self._passed > self.start:
            self.start = self._passed
        self.waiting.clear()
        self._kept = []
        return self.restarts <= RESTARTS

    def _checked(self, out: list[LogEvent]) -> list[LogEvent]:
        if out:
            if out[0].timestamp < self._passed:
                self.late += sum(event.timestamp < self._passed for event in out)
            self._passed = max(self._passed, out[-1].timestamp)
        return out
