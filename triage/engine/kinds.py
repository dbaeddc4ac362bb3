"""What the engine does with an event, and what an ordinary one tells."""

from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache

import msgspec

from triage.signatures.routes import route_of, routes_of


class Kind(IntEnum):
    """What is done with an event."""

    READ = 0
    """Read it, with the line before it."""
    BEGINS = 1
    """Read it; it begins a record, whatever stood before."""
    ORDINARY = 2
    """Count it: a record by itself that no rule knows, below a warning, without exception, failed request or step in
    the life of a process."""
    WORDS = 3
    """As ORDINARY, unless what stood before takes it."""


class Told(msgspec.Struct, frozen=True, gc=False):
    """What an ordinary event tells besides that it was written; equal ones are mostly one object."""

    method: str = ""
    route: str = ""
    """See `signatures.routes`; empty where the event does not name what was asked."""
    status: int = 0
    """Of a request that was answered, 100 to 399; 0 without one."""
    release: str = ""


def answer(method: str, path: str, status: int, release: str = "") -> Told:
    """Of a request that was answered."""
    return _told(method, route_of(path) if path else "", status, release)


@lru_cache(maxsize=4096)
def _told(method: str, route: str, status: int, release: str) -> Told:
    return Told(method, route, status, release)


def answers(requests: Sequence[str], statuses: Sequence[int]) -> list[Told]:
    """As `answer`, for many requests, each a method and an absolute path: they share the work and the values."""
    known: dict[tuple[str, int], Told] = {}
    told = []
    for key in zip(routes_of(requests), statuses, strict=True):
        same = known.get(key)
        if same is None:
            method, _, route = key[0].partition(" ")
            same = known[key] = _told(method, route, key[1], "")
        told.append(same)
    return told
