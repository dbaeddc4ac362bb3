"""What an examination says."""

from enum import StrEnum

import msgspec


class State(StrEnum):
    FINE = "fine"
    MISSING = "missing"
    """A run needs it, or loses something without it."""
    UNKNOWN = "unknown"
    """It could not be told."""


class Item(msgspec.Struct, frozen=True):
    """One thing that was looked at."""

    section: str
    """Tool, AWS or Permissions."""
    name: str
    state: State
    text: str
    hint: str = ""


class Examination(msgspec.Struct, frozen=True):
    """Everything that was looked at, in the order of the sections."""

    items: tuple[Item, ...]

    @property
    def missing(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.state is State.MISSING)

    @property
    def fine(self) -> bool:
        return not self.missing
