"""What the stub serves and how it misbehaves; plain values, so that they cross into the server's process."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class StubEvent:
    timestamp: int
    message: str
    stream: str = "ecs/web/0123456789abcdef0123456789abcdef"
    id: str = ""
    """Empty: its place in the group."""
    from_call: int = 0
    """Visible from this call on the group on: it arrived late."""


@dataclass(frozen=True)
class Bulk:
    """Many generated events: `count` of them, evenly over [start, end); `size` in characters."""

    count: int
    start: int
    end: int
    streams: int = 20
    size: int = 150
    burst: float = 0.0
    """Share of the events that falls into the last tenth of the time."""
    error_every: int = 0
    """Each so many-th event is an error that a rule knows; 0: none."""


@dataclass(frozen=True)
class Knobs:
    """All faults are off by default. Calls and pages count from 1."""

    latency: float = 0.0
    rate: float = 0.0
    """Requests a second, then ThrottlingException; 0: no limit."""
    burst: float = 1.0
    page_events: int = 10_000
    page_bytes: int = 1 << 20
    fail_every: int = 0
    fail_with: str = "ServiceUnavailableException"
    """An error code; or `reset`, `truncated`, `html-200`, `html-500`, `no-events`, `stall` (no answer for a second),
    `not-utf-8` (the page, with a byte in it that is none)."""
    fail_page: int = 0
    """Fail this page of a chain, `fail_page_times` times."""
    fail_page_times: int = 1
    fail_after: int = 0
    """From this call on, every call fails with `fail_with`..."""
    fail_until: int = 0
    """...and from this call on none any more; 0: for ever."""
    empty_run: int = 0
    """Empty pages with a token before each page."""
    duplicate: int = 0
    """Each page begins with so many events of the page before."""
    shuffle_pages: bool = False
    """The events of a page stand in no order."""
    overlap_pages: bool = False
    """Neighbouring pages overlap in time."""
    same_token_at: int = 0
    """This page of a chain repeats its own token."""
    token_dies_at: int = 0
    """The token of this page is refused once as expired."""
    endless: bool = False
    """Empty pages with fresh tokens for ever."""
    drip: float = 0.0
    """Seconds that one answer takes to come, in small parts."""
    ignore_prefix: bool = False
    clock_ahead: int = 0
    """Seconds that the service's clock is ahead of this machine's."""
    query_looks: int = 0
    """An Insights query is seen running, with some of its rows, so often before it is complete."""
    query_ends: str = "Complete"
    query_refused: int = 0
    """So many starts of queries are refused at first: too many run already."""


@dataclass(frozen=True)
class Group:
    events: tuple[StubEvent, ...] = ()
    bulk: Bulk | None = None
    refuse: str = ""
    """An error code for every call on the group; or `infrequent`."""
    refuse_message: str = ""
    knobs: Knobs | None = None
    """Of this group only."""


@dataclass(frozen=True)
class Scenario:
    groups: dict[str, Group] = field(default_factory=dict)
    knobs: Knobs = Knobs()
