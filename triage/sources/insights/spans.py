"""Times around hits: joined where they are near, and thinned out where there are more than may be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from triage.model.report import Window
from triage.sources.cloudwatch.lanes import LaneKey

AROUND_MS = 3_000
"""Before and after each hit: lines of one trace stand within milliseconds, what led to it within seconds."""
_NEAR_MS = 30_000
"""Hits nearer to each other are read in one go."""
MOST_SPANS = 200
"""Of one group; more are joined until they fit."""


def joined(times: Iterable[tuple[int, int]], window: Window, most: int = MOST_SPANS) -> list[Window]:
    """Spans around hits (first and last millisecond of each), in the window, in order and apart; at most `most`."""
    ordered, near = sorted(times), _NEAR_MS
    while True:
        spans: list[Window] = []
        for first, last in ordered:
            start, end = max(window.start, first - AROUND_MS), min(window.end, last + AROUND_MS + 1)
            if spans and start - spans[-1].end <= near:
                spans[-1] = Window(spans[-1].start, max(end, spans[-1].end))
            elif start < end:
                spans.append(Window(start, end))
        if len(spans) <= most:
            return spans
        near *= 2


def thinned(
    spans: Mapping[LaneKey, Sequence[Window]], density: Mapping[LaneKey, float], most_pages: float
) -> dict[LaneKey, list[Window]]:
    """Those that may be read when that may cost `most_pages` in all: of each lane the first, the last, then the
    middles of what lies between. A span that is too long by itself is cut behind."""
    left, kept = most_pages, dict[LaneKey, list[Window]]()
    ranked = sorted(
        (rank, key, span) for key, found in spans.items() for rank, span in zip(_spread(len(found)), found, strict=True)
    )
    for rank, key, span in ranked:
        pages = max(1.0, density.get(key, 0.0) * (span.end - span.start))
        if pages > left and not (rank == 0 and left >= 1):
            continue
        if pages > left:
            span = Window(span.start, span.start + max(1, int((span.end - span.start) * left / pages)))
        left -= min(pages, left)
        kept.setdefault(key, []).append(span)
    return {key: sorted(found, key=lambda span: span.start) for key, found in kept.items()}


def _spread(count: int) -> list[int]:
    """The rank of each of so many places: first, last, middle, middles of the halves, and so on."""
    ranks = dict.fromkeys((0, max(0, count - 1)), 0) if count else {}
    if count > 1:
        ranks[count - 1] = 1
    open_, rank = [(0, count - 1)], 2
    while open_:
        nearer = []
        for low, high in open_:
            middle = (low + high) // 2
            if middle not in ranks and low < middle < high:
                ranks[middle] = rank
                rank += 1
                nearer += [(low, middle), (middle, high)]
        open_ = nearer
    return [ranks[place] for place in range(count)]
