"""Reads lanes with a few threads inside the quota, and hands events out in order per lane."""

from __future__ import annotations

import random
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from math import ceil
from typing import TYPE_CHECKING

import msgspec

from triage.aws.session import AwsSession
from triage.model.events import LogEvent
from triage.model.report import Gap, Window
from triage.sources.cloudwatch.lanes import SLICE_PAGES, Lane, LaneKey
from triage.sources.cloudwatch.pacing import TokenBucket
from triage.sources.cloudwatch.refusals import INFREQUENT, NO_END, SAME_TOKEN, Trouble, Way, trouble
from triage.sources.cloudwatch.slices import Slice
from triage.sources.cloudwatch.wire import Answer, PageRequest, WireEvent, attach, fetch, gate

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient

MOST_THREADS = 16
HELD_EVENTS = 120_000
"""Events that wait for earlier slices, or for the reader; above it only the first slice of each lane is read."""
_HANDED_EVENTS = 20_000
"""About so many go to the reader at once: what it works on is not counted as held."""
_PAGES_HELD = 36
"""Pages of 1 MB that all chains of a Region may aim at together."""
_LOST_SLICES = 3
"""In a row, before the rest of a lane is given up."""
_TICK = 0.2


class Patience(msgspec.Struct, frozen=True):
    """How often a call is tried, and how long it waits after the n-th failure: between half and all of base * 2^n."""

    tries: int = 9
    base: float = 0.1
    longest: float = 15.0


class Region:
    """One Region of the reading: client, bucket, and how long calls take there."""

    def __init__(self, client: CloudWatchLogsClient, bucket: TokenBucket, most_threads: int) -> None:
        self.client = client
        self.bucket = bucket
        self.in_flight = 0
        self.lost = 0
        """Slices in a row that could not be read, with no page in between."""
        self._most = most_threads
        self._latency = 0.0

    @property
    def wanted(self) -> int:
        """Calls that must run at once to use the rate up."""
        if not self._latency:
            return min(2, self._most)
        return max(1, min(self._most, ceil(1.5 * self.bucket.rate * self._latency)))

    def took(self, seconds: float) -> None:
        self._latency = seconds if not self._latency else 0.8 * self._latency + 0.2 * seconds


class Delivery(msgspec.Struct, frozen=True, gc=False):
    """Events of one lane, in order; `last` when nothing of the lane follows."""

    lane: LaneKey
    events: list[LogEvent]
    last: bool = False
    apart: bool = False
    """The lane ends because others read its parts."""


class Counts(msgspec.Struct, frozen=True):
    """Totals so far."""

    requests: int = 0
    throttled: int = 0
    retries: int = 0
    pages: int = 0


class Engine:
    """Runs until all lanes are read or given up. `deliveries` and `gaps` belong to the one thread that calls `wait`."""

    def __init__(
        self,
        lanes: Sequence[Lane],
        regions: dict[str, Region],
        session: AwsSession,
        patience: Patience,
        most_threads: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.lanes = list(lanes)
        self.gaps: list[Gap] = []
        self.fatal: Trouble | None = None
        """Why nothing more can be read with these credentials."""
        self.late = 0
        self.date = ""
        """The service's own time in the first answer."""
        self.counts = Counts()
        self._regions = regions
        self._session = session
        self._patience = patience
        self._most_threads = most_threads
        self._clock = clock
        self._random = random.Random(0)  # noqa: S311 - spreads retries
        self._ready: deque[Delivery] = deque()
        self._held = 0
        self._queued = 0
        """Of the held ones, those that only wait for the reader."""
        self._changed = threading.Condition()
        self._stopped = threading.Event()
        self._broken: BaseException | None = None
        self._threads: list[threading.Thread] = []
        self._gates: list[Callable[[], None]] = []
        self._left: dict[int, float] = {}
        """When the request of each thread went out."""

    def start(self) -> None:
        for region in self._regions.values():
            self._gates.append(gate(region.client, partial(self._leave, region.bucket)))
        with self._changed:
            for lane in self.lanes:
                if lane.key.infrequent:
                    self._give_up(lane, INFREQUENT)
            self._more_threads()

    def wait(self, seconds: float = _TICK) -> list[Delivery]:
        """What became ready; empty after that many seconds, or when everything is done."""
        with self._changed:
            if not self._ready and not self.done and self._broken is None:
                self._changed.wait(seconds)
            if self._broken is not None:
                raise self._broken
            out: list[Delivery] = []
            while self._ready and sum(len(one.events) for one in out) < _HANDED_EVENTS:
                out.append(self._ready.popleft())
            self._queued = sum(len(one.events) for one in self._ready)
            self._held = self._queued + sum(part.held for lane in self.lanes for part in lane.slices)
            self._changed.notify_all()
            return out

    @property
    def done(self) -> bool:
        """True when nothing more will become ready."""
        return not self._ready and all(lane.done for lane in self.lanes)

    def stop(self, reason: str, hint: str) -> None:
        """Read no further: what has come is made ready, the rest becomes gaps. Calls under way are abandoned."""
        with self._changed:
            self._stopped.set()
            for lane in self.lanes:
                if not lane.done:
                    self._give_up(lane, Trouble(Way.GROUP, reason, hint))
            self._changed.notify_all()
        while self._gates:
            self._gates.pop()()

    def rates(self) -> list[float]:
        """Requests a second that each Region may make at the moment."""
        return [region.bucket.rate for region in self._regions.values()]

    # What follows runs in the threads.

    def _work(self) -> None:
        try:
            self._read_on()
        except BaseException as error:
            # A thread that died in silence would leave the reader waiting for ever: `wait` raises it there.
            with self._changed:
                self._broken = error
                self._stopped.set()
                self._changed.notify_all()

    def _read_on(self) -> None:
        while (job := self._take()) is not None:
            lane, part, request = job
            outcome = self._call(lane, request)
            events = lane.accept(outcome.page.events or []) if isinstance(outcome, Answer) else []
            with self._changed:
                part.in_flight = False
                self._regions[lane.key.region].in_flight -= 1
                if not self._stopped.is_set() and not lane.done and part in lane.slices:
                    self._put(lane, part, outcome, events)
                self._changed.notify_all()

    def _take(self) -> tuple[Lane, Slice, PageRequest] | None:
        with self._changed:
            while not self._stopped.is_set() and not all(lane.done for lane in self.lanes):
                if (found := self._next()) is not None:
                    lane, part = found
                    part.in_flight = True
                    self._regions[lane.key.region].in_flight += 1
                    self._more_threads()
                    return lane, part, part.request(lane.base)
                self._changed.wait(self._pause())
            return None

    def _next(self) -> tuple[Lane, Slice] | None:
        """The slice to go on with: first ones of their lanes first, earlier times first."""
        now = self._clock()
        room = self._held < HELD_EVENTS
        if self._queued >= HELD_EVENTS:
            return None  # the reader is behind; what waits for earlier slices alone must never stop those
        best: tuple[tuple[bool, int], Lane, Slice] | None = None
        for lane in self.lanes:
            region = self._regions.get(lane.key.region)
            if lane.done or region is None or region.in_flight >= region.wanted:
                continue
            if not lane.slices or (room and all(part.done or part.in_flight for part in lane.slices)):
                lane.cut_next()
            for place, part in enumerate(lane.slices):
                if part.done or part.in_flight or part.not_before > now or (place and not room):
                    continue
                rank = (place > 0, part.newest)
                if best is None or rank < best[0]:
                    best = (rank, lane, part)
        return None if best is None else (best[1], best[2])

    def _pause(self) -> float:
        """Seconds until a retry is due, or until it is worth looking again."""
        now = self._clock()
        due = [part.not_before - now for lane in self.lanes for part in lane.slices if part.not_before > now]
        return min(_TICK, max(0.001, min(due, default=_TICK)))

    def _more_threads(self) -> None:
        wanted = sum(region.wanted for region in self._regions.values())
        if len(self._threads) < min(self._most_threads, wanted):
            # Daemons: a second interrupt ends the program without waiting for answers.
            thread = threading.Thread(target=self._work, name=f"fetch-{len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _call(self, lane: Lane, request: PageRequest) -> Answer | Trouble:
        from botocore.exceptions import BotoCoreError, ClientError

        from triage.sources.cloudwatch.wire import NotThePage

        region = self._regions[lane.key.region]
        if self._stopped.wait(region.bucket.reserve()):
            return Trouble(Way.GROUP, "stopped")
        self._left[threading.get_ident()] = self._clock()
        try:
            answer = fetch(region.client, request)
        except (BotoCoreError, ClientError, NotThePage) as error:
            return trouble(error, self._session, request.arn or request.log_group)
        region.took(self._clock() - self._left[threading.get_ident()])
        region.bucket.granted()
        return answer

    def _leave(self, bucket: TokenBucket) -> None:
        while (more := bucket.leave()) > 0 and not self._stopped.wait(more):
            pass
        self._left[threading.get_ident()] = self._clock()

    def _put(self, lane: Lane, part: Slice, outcome: Answer | Trouble, events: list[LogEvent]) -> None:
        """One call came back: note it, and hand out what is ready."""
        self._count(part, outcome)
        if isinstance(outcome, Trouble):
            self._failed(lane, part, outcome)
        else:
            self._page(lane, part, outcome, events)
        self._drain(lane)

    def _count(self, part: Slice, outcome: Answer | Trouble) -> None:
        counts = self.counts
        answered = isinstance(outcome, Answer)
        again = outcome.retries if isinstance(outcome, Answer) else 0
        self.counts = Counts(
            counts.requests + 1 + again,
            counts.throttled + (isinstance(outcome, Trouble) and outcome.way is Way.THROTTLED),
            counts.retries + again + (part.failures > 0),
            counts.pages + answered,
        )

    def _page(self, lane: Lane, part: Slice, answer: Answer, events: list[LogEvent]) -> None:
        region = self._regions[lane.key.region]
        region.lost = lane.lost = 0
        self.date = self.date or answer.date
        raw: list[WireEvent] = answer.page.events or []
        oldest = min((event.timestamp for event in raw), default=0)
        newest = max((event.timestamp for event in raw), default=0)
        lane.seen += len(raw)
        lane.wanted += len(events)
        lane.fullest = max(lane.fullest, len(raw))
        if not part.advance(events, len(raw), oldest, newest, answer.page.nextToken or ""):
            self._failed(lane, part, SAME_TOKEN)
        elif part.endless:
            self._lose(lane, part, NO_END)
        elif part.done:
            lane.measure(part)
        elif part.pages == 1 and lane.cut == 1 and lane.rest is None and lane.wasteful():
            self._read_apart(lane)
        elif self._hungry(region, lane):
            lane.aim = max(SLICE_PAGES[0], min(SLICE_PAGES[1], _PAGES_HELD // region.wanted))
            lane.split(part)
        self._held += len(events)

    def _hungry(self, region: Region, lane: Lane) -> bool:
        """True when the chains that there are cannot use the rate up."""
        chains = 0
        for other in self.lanes:
            if other.key.region == lane.key.region and not other.done:
                chains += sum(not part.done for part in other.slices) + (other.rest is not None)
        return chains < region.wanted

    def _read_apart(self, lane: Lane) -> None:
        """Most of the group is of no interest: each prefix becomes a lane of its own."""
        lane.slices.clear()
        lane.apart_now = True
        for prefix in lane.key.prefixes:
            key = msgspec.structs.replace(lane.key, prefixes=(prefix,))
            self.lanes.append(lane.apart(key))

    def _failed(self, lane: Lane, part: Slice, found: Trouble) -> None:
        if found.way is Way.RUN:
            self.fatal = found
            for other in self.lanes:
                if not other.done:
                    self._give_up(other, found)
            return
        if found.way is Way.GROUP:
            self._give_up(lane, found)
            return
        if found.way is Way.RESTART:
            if not part.restart():
                self._lose(lane, part, found)
            return
        if found.way is Way.THROTTLED:
            self._regions[lane.key.region].bucket.throttled()
        part.failures += 1
        if part.failures >= self._patience.tries or self._regions[lane.key.region].lost >= _LOST_SLICES:
            self._lose(lane, part, found)
            return
        longest = min(self._patience.longest, self._patience.base * 2.0**part.failures)
        part.not_before = self._clock() + longest * self._random.uniform(0.5, 1.0)

    def _lose(self, lane: Lane, part: Slice, found: Trouble) -> None:
        """Give up one slice; after some in a row, the lane."""
        lane.lost += 1
        self._regions[lane.key.region].lost += 1
        self._gap(lane, _unread(part), found)
        part.done = True
        if lane.lost >= _LOST_SLICES:
            self._give_up(lane, found)

    def _give_up(self, lane: Lane, found: Trouble) -> None:
        """End a lane: what came is handed out, what did not is a gap."""
        for part in lane.slices:
            if not part.done:
                self._gap(lane, _unread(part), found)
                part.done = True
        if lane.rest is not None:
            self._gap(lane, lane.rest, found)
            lane.rest = None
        self._drain(lane)

    def _gap(self, lane: Lane, span: Window, found: Trouble) -> None:
        self.gaps.append(Gap(lane.key.scope, found.reason, found.hint, span.start, span.end))

    def _drain(self, lane: Lane) -> None:
        """Make ready what the first slices of a lane hold."""
        out: list[LogEvent] = []
        while lane.slices:
            first = lane.slices[0]
            out += first.flush() if first.done else first.absorb()
            if not first.done:
                break
            self.late += first.late
            lane.finished += 1
            lane.slices.popleft()
        if out or lane.done:
            self._ready.append(Delivery(lane.key, out, lane.done, lane.apart_now))
            self._queued += len(out)


def _unread(part: Slice) -> Window:
    """The time of a slice that was not read: from the last event on, where pages came in order."""
    return Window(part.newest if part.ordered and part.read else part.start, part.end)


def open_regions(
    keys: Sequence[LaneKey], session: AwsSession, bucket: Callable[[str], TokenBucket], most_threads: int
) -> dict[str, Region]:
    """A client and a bucket for each Region of the keys. Raises CredentialsError and AccessError."""
    regions: dict[str, Region] = {}
    for name in sorted({key.region for key in keys if not key.infrequent}):
        client = session.logs(name, attempts=1)
        attach(client)
        regions[name] = Region(client, bucket(name), most_threads)
    return regions
