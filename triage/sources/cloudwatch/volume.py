"""How much a window holds, from one page out of each strip of it: what the service stores about sizes says nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import msgspec

from triage.aws.session import AwsSession
from triage.model.report import Window
from triage.sources.cloudwatch.engine import Region, open_regions
from triage.sources.cloudwatch.lanes import Lane, LaneKey
from triage.sources.cloudwatch.pacing import TokenBucket
from triage.sources.cloudwatch.refusals import Way, trouble
from triage.sources.cloudwatch.wire import PAGE_EVENTS, NotThePage, PageRequest, WireEvent, fetch
from triage.sources.reading import ReadLog

MOST_REQUESTS = 24
"""That the estimate costs, at most, unless there are more log groups than that."""
_MOST_STRIPS = 4
_EMPTY_PAGES = 3
"""Followed in a strip before it counts as a page."""
_PAGE_BYTES = 1 << 20
_EVENT_BYTES = 26
"""Counted on top of each message."""


class Volume(msgspec.Struct, frozen=True):
    """An estimate; lanes that could not be looked at count as empty."""

    events: int
    bytes: int
    pages: float
    seconds: float
    """To read everything at the present rates."""
    density: dict[LaneKey, float]
    """Pages in a millisecond."""


class _Strip(msgspec.Struct, frozen=True):
    events: float = 0.0
    bytes: float = 0.0
    pages: float = 0.0


def measure(
    keys: Sequence[LaneKey],
    window: Window,
    session: AwsSession,
    bucket: Callable[[str], TokenBucket],
    log: ReadLog,
) -> Volume:
    """Look at some pages of each lane; requests are counted in `log`. A stop ends it early.

    Raises CredentialsError and AccessError where no client can be built."""
    regions = open_regions(keys, session, bucket, 1)
    strips = max(1, min(_MOST_STRIPS, MOST_REQUESTS // max(1, len(keys))))
    span = max(1, window.end - window.start)
    edges = [window.start + span * place // strips for place in range(strips + 1)]
    density: dict[LaneKey, float] = {}
    seconds = dict.fromkeys(regions, 0.0)
    events = size = 0.0
    for key in keys:
        if key.infrequent:
            continue
        region, pages = regions[key.region], 0.0
        request = Lane(key, window, PAGE_EVENTS, "").base
        for start, end in pairwise(edges):
            found = _strip(region, msgspec.structs.replace(request, start=start, end=end), session, log)
            events, size, pages = events + found.events, size + found.bytes, pages + found.pages
        density[key] = pages / span
        seconds[key.region] += pages / region.bucket.rate
    whole = sum(density.values()) * span
    return Volume(round(events), round(size), whole, max(seconds.values(), default=0.0), density)


def _strip(region: Region, request: PageRequest, session: AwsSession, log: ReadLog) -> _Strip:
    from botocore.exceptions import BotoCoreError, ClientError

    for _ in range(_EMPTY_PAGES):
        if log.stopping or log.pause(region.bucket.reserve()):
            return _Strip()
        log.requests += 1
        try:
            page = fetch(region.client, request).page
        except (BotoCoreError, ClientError, NotThePage) as error:
            # What cannot be read is told by the reading itself.
            if trouble(error, session, request.log_group).way is Way.THROTTLED:
                log.throttled += 1
                region.bucket.throttled()
            return _Strip()
        events = page.events or []
        if events or not page.nextToken:
            return _extrapolated(events, request, bool(page.nextToken))
        request = msgspec.structs.replace(request, token=page.nextToken)
    return _Strip(pages=1.0)


def _extrapolated(events: Sequence[WireEvent], request: PageRequest, cut: bool) -> _Strip:
    """What the strip holds when all of it is like its first page."""
    size = sum(len(event.message) + _EVENT_BYTES for event in events)
    if not cut:
        return _Strip(len(events), size, max(len(events) / PAGE_EVENTS, size / _PAGE_BYTES))
    times = (request.end - request.start) / max(1, events[-1].timestamp + 1 - request.start)
    return _Strip(len(events) * times, size * times, max(1.0, times))
