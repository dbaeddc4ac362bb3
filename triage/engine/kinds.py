"""What the engine does with an event, and what an ordinary one tells."""

from enum import IntEnum

import msgspec


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
    """What an ordinary event tells besides that it was written."""

    method: str = ""
    path: str = ""
    """Without the query string; empty where the event does not name what was asked."""
    status: int = 0
    """Of a request that was answered, 100 to 399; 0 without one."""
    release: str = ""
