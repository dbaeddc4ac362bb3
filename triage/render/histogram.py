"""Counts over the window in a given number of columns, and what happened in which column."""

import msgspec

from triage.model.findings import Trend
from triage.model.report import Gap, Window

_BLOCKS = "▁▂▃▄▅▆▇█"


class Histogram(msgspec.Struct, frozen=True):
    """Equal columns from the window's start; the last one may reach past its end."""

    start: int
    width: int
    """Milliseconds of one column, a whole number of the trend's buckets."""
    counts: tuple[int, ...]

    @property
    def most(self) -> int:
        return max(self.counts, default=0)

    def column(self, timestamp: int) -> int | None:
        """The column that holds the time; None outside the window."""
        at = (timestamp - self.start) // self.width
        return at if 0 <= at < len(self.counts) else None


def histogram(trend: Trend, window: Window, most: int) -> Histogram:
    """The trend in at most `most` columns; a bucket outside the window is left out."""
    bucket = max(1, trend.width)
    span = max(1, window.end - window.start)
    buckets = -(-span // bucket)
    width = bucket * max(1, -(-buckets // max(1, most)))
    counts = [0] * -(-span // width)
    for one in trend.buckets:
        at = (max(one.start, window.start) - window.start) // width
        if one.start + bucket > window.start and at < len(counts):
            counts[at] += one.count
    return Histogram(window.start, width, tuple(counts))


def unread(shape: Histogram, gaps: tuple[Gap, ...]) -> frozenset[int]:
    """Columns of which some part could not be read from some scope."""
    columns: set[int] = set()
    for gap in gaps[:1000]:
        if gap.end <= gap.start:
            continue
        first = max(0, (gap.start - shape.start) // shape.width)
        last = min(len(shape.counts) - 1, (gap.end - 1 - shape.start) // shape.width)
        columns.update(range(first, last + 1))
    return frozenset(columns)


def bars(shape: Histogram, holes: frozenset[int] = frozenset()) -> str:
    """One block character per column; `·` for nothing, `░` for nothing in a column that was not read whole."""
    top = max(1, shape.most)
    return "".join(
        _BLOCKS[min(7, (count * 8 - 1) // top)] if count else "░" if at in holes else "·"
        for at, count in enumerate(shape.counts)
    )


def unit(shape: Histogram) -> str:
    """What one column is: `per minute`, `per 5 min`."""
    minutes, rest = divmod(shape.width, 60_000)
    if rest:
        return f"per {shape.width / 1000:g} s"
    return "per minute" if minutes == 1 else f"per {minutes} min" if minutes < 120 else f"per {minutes / 60:g} h"
