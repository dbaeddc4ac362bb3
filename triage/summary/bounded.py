"""Containers with a written bound that merge to the same value in any order."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

V = TypeVar("V")


def digest(key: str) -> bytes:
    """Eight bytes that spread keys evenly; the same on every machine."""
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()


class BoundedTable(Generic[V]):
    """A dictionary of at most `limit` entries: those whose rank is smallest.

    An entry that is kept was kept in every partition that had it, so its value is whole. `dropped` tells that
    the bound was reached. `rank` orders keys by something of their own, never by what was counted.
    """

    __slots__ = ("_items", "_rank", "dropped", "limit")

    def __init__(self, limit: int, rank: Callable[[str], tuple[int, bytes]] | None = None) -> None:
        self.limit = limit
        self.dropped = False
        self._rank = rank or _by_digest
        self._items: dict[str, V] = {}

    def get_or_make(self, key: str, make: Callable[[], V]) -> V:
        """The entry of `key`, made when there is none; it may be dropped again later."""
        found = self._items.get(key)
        if found is None:
            if len(self._items) > self.limit + self.limit // 4:
                self._prune()
            found = self._items[key] = make()
        return found

    def get(self, key: str) -> V | None:
        return self._items.get(key)

    def items(self) -> Iterator[tuple[str, V]]:
        """Entries by key."""
        self._prune()
        for key in sorted(self._items):
            yield key, self._items[key]

    def values(self) -> Iterator[V]:
        for _, value in self.items():
            yield value

    def __len__(self) -> int:
        return min(len(self._items), self.limit)

    def absorb(self, other: "BoundedTable[V]", join: Callable[[V, V], V], copy: Callable[[V], V]) -> None:
        """Take over the entries of `other`; `join` puts two values of one key together."""
        for key, value in other.items():
            mine = self._items.get(key)
            self._items[key] = copy(value) if mine is None else join(mine, value)
        self.dropped = self.dropped or other.dropped
        self._prune()

    def _prune(self) -> None:
        while len(self._items) > self.limit:
            before, self.dropped = self._items, True
            kept = sorted(before, key=self._rank)
            self._items = {key: before[key] for key in kept[: self.limit]}
            for key in kept[self.limit :]:
                self._give_up(key, before[key])

    def _give_up(self, key: str, value: V) -> None:
        """Called for an entry that finds no room."""


def _by_digest(key: str) -> tuple[int, bytes]:
    return 0, digest(key)
