"""Counts over time in a bounded number of buckets."""

from collections.abc import Mapping

WIDTHS = tuple(seconds * 1000 for seconds in (1, 5, 15, 60, 300, 900, 3600, 21_600, 86_400))
"""Milliseconds; each is a multiple of the one before, so buckets can be joined and never need to be split."""
FINEST = WIDTHS[0]
MAX_BUCKETS = 240


class TimeCounts:
    """How often something happened, in buckets as narrow as MAX_BUCKETS of them allow."""

    __slots__ = ("_step", "counts")

    def __init__(self) -> None:
        self._step = 0
        self.counts: dict[int, int] = {}

    @property
    def width(self) -> int:
        """Milliseconds of one bucket."""
        return WIDTHS[self._step]

    def add(self, timestamp: int, n: int = 1) -> None:
        bucket = timestamp - timestamp % WIDTHS[self._step]
        self.counts[bucket] = self.counts.get(bucket, 0) + n
        if len(self.counts) > MAX_BUCKETS:
            self._fit()

    def absorb(self, other: "TimeCounts") -> None:
        """Take over the counts of `other`."""
        self._step = max(self._step, other._step)
        joined = self.at_width(self.width)
        for bucket, n in other.at_width(self.width).items():
            joined[bucket] = joined.get(bucket, 0) + n
        self.counts = joined
        self._fit()

    def at_width(self, width: int) -> dict[int, int]:
        """The counts in wider buckets; `width` is one of WIDTHS and at least the own width."""
        wide: dict[int, int] = {}
        for bucket, n in self.counts.items():
            start = bucket - bucket % width
            wide[start] = wide.get(start, 0) + n
        return wide

    def between(self, start: int, end: int) -> int:
        """Counts of the buckets that begin in the half-open span."""
        return sum(n for bucket, n in self.counts.items() if start <= bucket < end)

    def sorted(self) -> Mapping[int, int]:
        return dict(sorted(self.counts.items()))

    def _fit(self) -> None:
        while len(self.counts) > MAX_BUCKETS and self._step + 1 < len(WIDTHS):
            self._step += 1
            self.counts = self.at_width(self.width)
