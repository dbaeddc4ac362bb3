"""The table of faults: past its bound, faults are counted together by rule or by how their messages begin."""

from collections.abc import Iterator

import msgspec

from triage.signatures.identity import signature_id
from triage.signatures.lexing import WILDCARD
from triage.signatures.loosening import text_of, tokens_of
from triage.summary.bounded import BoundedTable, digest
from triage.summary.tallies import FaultKey, FaultTally, rank_of_fault

MAX_FAULTS = 5_000
MAX_GROUPS = 500
"""Groups of faults that found no room; past them, one group holds the rest."""
_FIRST_TOKENS = 2
_OTHER = "\x1f"
"""Key of that group."""


class FaultTable(BoundedTable[FaultTally]):
    """Of each fault what was counted, in bounded space; nothing that was counted is lost.

    The faults of rules are kept before unrecognised signatures. What is kept is whole; a fault without room is
    counted in the group of its rule and service, or of its service and the first words of its template. The groups
    follow the kept faults, and merge to the same ones however the input was divided.
    """

    __slots__ = ("_groups",)

    def __init__(self, limit: int = MAX_FAULTS, groups: int = MAX_GROUPS) -> None:
        super().__init__(limit, rank_of_fault)
        self._groups = _Groups(groups, _rank_of_group)

    def items(self) -> Iterator[tuple[str, FaultTally]]:
        """Kept faults by key, then groups by key."""
        yield from super().items()
        yield from self._groups.items()

    def take(self, other: "FaultTable") -> None:
        """Take over everything that `other` counted."""
        for key, tally in other._kept():
            mine = self._items.get(key)
            self._items[key] = tally.copy() if mine is None else mine.absorb(tally)
        self._groups.absorb(other._groups, FaultTally.absorb, FaultTally.copy)
        self.dropped = self.dropped or other.dropped
        self._prune()

    def _kept(self) -> Iterator[tuple[str, FaultTally]]:
        return super().items()

    def _give_up(self, key: str, value: FaultTally) -> None:
        self._groups.count(value)


class _Groups(BoundedTable[FaultTally]):
    """Faults without room, put together."""

    __slots__ = ()

    def count(self, tally: FaultTally) -> None:
        key, template = _group_of(tally)
        self._put("g" + key.text(), FaultTally(key, template), tally)

    def _put(self, text: str, fresh: FaultTally, tally: FaultTally) -> None:
        group = self.get_or_make(text, lambda: fresh)
        group.absorb(tally)
        group.template = fresh.template
        group.wildcards = {}
        group.crashes, group.follows = (
            0,
            {},
        )  # counted only as long as a fault has room, which hangs on what came before

    def _give_up(self, key: str, value: FaultTally) -> None:
        self._put(_OTHER, FaultTally(FaultKey("", signature_id(("other",)), ""), WILDCARD), value)


def _group_of(tally: FaultTally) -> tuple[FaultKey, str]:
    if tally.key.rule_id:
        return msgspec.structs.replace(tally.key, identity=()), ""
    start = text_of(tokens_of(tally.template)[:_FIRST_TOKENS])
    template = start if start.endswith(WILDCARD) else f"{start} {WILDCARD}"
    return FaultKey("", signature_id(("group", template)), tally.key.service), template


def _rank_of_group(key: str) -> tuple[int, bytes]:
    return (0 if key == _OTHER else 1), digest(key)
