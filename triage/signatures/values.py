"""The values behind one wildcard and how often each was seen, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b

MAX_VALUES = 64
MAX_VALUE_CHARS = 200


class ValueCounts:
    """Exact counts of a sample of the values seen: those with the smallest hashes, at most `bound` of them.

    Whether a value is kept depends on the values alone and not on their order or on how the input was divided.
    A value kept in the end was kept in every part, so its count is exact; `merge` is associative and
    commutative between instances of one bound. Values are told apart by their first `MAX_VALUE_CHARS` characters.
    """

    __slots__ = ("_bound", "_counts", "_dropped", "_hashes", "_largest")

    def __init__(self, bound: int = MAX_VALUES) -> None:
        self._bound = max(1, bound)
        self._counts: dict[str, int] = {}
        self._hashes: dict[str, int] = {}
        self._largest = -1
        self._dropped = 0

    def add(self, value: str, n: int = 1) -> None:
        """Counts a value `n` times."""
        value = value[:MAX_VALUE_CHARS]
        if value in self._counts:
            self._counts[value] += n
            return
        rank = _rank(value)
        if len(self._counts) >= self._bound and rank > self._largest:
            self._dropped += n
            return
        self._counts[value] = n
        self._hashes[value] = rank
        self._largest = max(self._largest, rank)
        if len(self._counts) > self._bound:
            self._drop_one()

    def merge(self, other: ValueCounts) -> None:
        """Adds all that another instance counted; raises ValueError if its bound is another."""
        if other._bound != self._bound:
            raise ValueError(f"cannot merge values bounded at {other._bound} into values bounded at {self._bound}")
        for value, n in list(other._counts.items()):
            self.add(value, n)
        self._dropped += other._dropped

    def top(self, n: int) -> list[tuple[str, int]]:
        """The kept values seen most often with their exact counts, most frequent first, then in text order."""
        return sorted(self._counts.items(), key=lambda item: (-item[1], item[0]))[:n]

    @property
    def distinct(self) -> int:
        """How many different values there are: exact, or with `more` at least this many."""
        return len(self._counts) + (1 if self.more else 0)

    @property
    def more(self) -> bool:
        """Whether the bound was reached, so that some values are not kept."""
        return self._dropped > 0

    @property
    def total(self) -> int:
        """How many times a value was counted, kept or not."""
        return sum(self._counts.values()) + self._dropped

    def as_mapping(self) -> Mapping[str, int]:
        """The kept values with their counts, in text order."""
        return dict(sorted(self._counts.items()))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ValueCounts):
            return NotImplemented
        return (self._bound, self._counts, self._dropped) == (other._bound, other._counts, other._dropped)

    __hash__ = None  # type: ignore[assignment]

    def _drop_one(self) -> None:
        worst = max(self._hashes, key=lambda value: (self._hashes[value], value))
        self._dropped += self._counts.pop(worst)
        del self._hashes[worst]
        self._largest = max(self._hashes.values())


def counts_of(values: Iterable[str], bound: int = MAX_VALUES) -> ValueCounts:
    """The counts of some values."""
    counted = ValueCounts(bound)
    for value in values:
        counted.add(value)
    return counted


def _rank(value: str) -> int:
    return int.from_bytes(blake2b(value.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
