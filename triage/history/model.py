"""The nouns of the history."""

import msgspec


class Mark(msgspec.Struct, frozen=True, order=True):
    """What makes a finding or signature the same in two runs; `aliases` are further ids of the same thing."""

    id: str
    kind: str
    """finding or signature."""
    name: str
    """Id of the rule, or of the signature with the version of its algorithm."""
    title: str
    services: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


class Sighting(msgspec.Struct, frozen=True, order=True):
    """One time that something was seen; sightings that touch are one."""

    first: int
    """Milliseconds since the epoch, UTC."""
    last: int
    records: int
    """At least this many: overlapping windows count records twice, so the larger count is kept."""
    run: str = ""
    """The latest saved run that shows it; empty when it was not saved."""


class Known(msgspec.Struct, frozen=True):
    """Everything kept of one thing, its sightings by time."""

    mark: Mark
    sightings: tuple[Sighting, ...]

    @property
    def first(self) -> int:
        return self.sightings[0].first

    @property
    def last(self) -> int:
        return max(one.last for one in self.sightings)


class HistoryNote(msgspec.Struct, frozen=True):
    """Why the history could not be used; the run goes on without it."""

    text: str
    hint: str = ""
