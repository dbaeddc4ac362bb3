"""The log source for CloudWatch Logs."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from email.utils import parsedate_to_datetime

import msgspec

from triage.aws.session import AwsSession
from triage.errors import CredentialsError
from triage.model.environment import LogTarget
from triage.model.report import Gap, Target, Window
from triage.sources.cloudwatch.engine import MOST_THREADS, Delivery, Engine, Patience, open_regions
from triage.sources.cloudwatch.keeping import Keeper, Kept
from triage.sources.cloudwatch.lanes import Lane, LaneKey, lane_keys
from triage.sources.cloudwatch.pacing import Quotas
from triage.sources.cloudwatch.wire import OPERATION, PAGE_EVENTS
from triage.sources.distinct import Distinct, RecentEvents
from triage.sources.reading import Batch, Progress, ProgressCall, ReadLog
from triage.timespan import humane

_INTERRUPTED = ("interrupted before it was read", "run it again with the same window")
_PROGRESS_SECONDS = 0.2
LATE_MS = 120_000
"""Events arrive up to so much later than they were written."""
_MOST_SKEW_MS = 300_000


class Reading(msgspec.Struct, frozen=True):
    """How to read; nothing here changes which events come, or their order."""

    page_events: int = PAGE_EVENTS
    """Per request, 1 to 10,000."""
    threads: int = MOST_THREADS
    """At most; how many run follows how long the service takes."""
    patience: Patience = Patience()
    reread: bool = True
    """Read the last two minutes once more at the end, when the window ends now."""


class CloudWatchSource:
    """The events of some log groups, or of the streams under a prefix in them, read with FilterLogEvents."""

    def __init__(
        self,
        session: AwsSession,
        targets: Sequence[LogTarget],
        quotas: Quotas | None = None,
        reading: Reading | None = None,
        environment: str = "",
        account: str = "",
        progress: ProgressCall | None = None,
        clock: Callable[[], int] = lambda: int(time.time() * 1000),
        keeper: Keeper | None = None,
        kept: Kept | None = None,
        spans: Mapping[LaneKey, Sequence[Window]] | None = None,
    ) -> None:
        """`environment` is put on every event; `progress` is called a few times a second, in the reader's thread;
        `clock` gives milliseconds since the epoch, UTC. `keeper` keeps what is read while the run is not complete;
        what `kept` holds of an earlier run is not read again. `spans`: parts of the window, in order and apart, which
        alone are read; a lane without any is left out."""
        self._session = session
        self._targets = tuple(targets)
        self._quotas = quotas or Quotas()
        self._reading = reading or Reading()
        self._environment = environment
        self._account = account
        self._progress = progress
        self._clock = clock
        self._keeper = keeper
        self._kept = kept
        self._only = spans
        self._told = 0.0
        self._sent: deque[tuple[float, int]] = deque(maxlen=25)

    def describe(self) -> Target:
        regions = sorted({target.region for target in self._targets})
        groups = tuple(sorted({target.log_group for target in self._targets}))
        return Target("cloudwatch", self._environment, ", ".join(regions), self._account, groups)

    def events(self, window: Window, log: ReadLog) -> Iterator[Batch]:
        """See LogSource. Raises CredentialsError and AccessError where nothing can be read at all: no client can be
        built, or AWS does not accept the credentials from the first call on.

        An interrupt while it waits is swallowed: `log.interrupted` is set, and the rest is in `log.gaps`. Events that
        arrived while the log was read come last, out of the order of their streams."""
        keys = lane_keys(self._targets)
        if self._only is not None:
            keys = [key for key in keys if self._only.get(key)]
        if not keys or window.end <= window.start:
            return
        started = self._clock()
        recent = None
        if abs(started - window.end) < LATE_MS and self._reading.reread:
            recent = RecentEvents(max(window.start, window.end - LATE_MS))
        whole = False
        try:
            yield from self._rounds(keys, window, recent, log)
            whole = not log.gaps and not log.interrupted
        finally:
            self._end_keeping(whole, log)
        if recent is None:
            return
        log.notice("late_events", "events of the last two minutes may still arrive", "run it again in two minutes")
        if not log.interrupted and not log.credentials_expired:
            yield from self._late(keys, Window(recent.since, window.end), recent, log)

    def _end_keeping(self, whole: bool, log: ReadLog) -> None:
        if self._keeper is None:
            return
        if whole:
            self._keeper.discard()
            return
        self._keeper.finish()
        if self._keeper.problem:
            log.notice("not_kept", f"not all that was read is kept for --resume: {self._keeper.problem}")

    def _rounds(
        self, keys: Sequence[LaneKey], window: Window, recent: RecentEvents | None, log: ReadLog
    ) -> Iterator[Batch]:
        """What was kept and what is missing, by turns: each round reads the next missing part of every lane."""
        missing = {key: self._kept.missing(key, window) if self._kept else [self._whole(key, window)] for key in keys}
        reached = dict.fromkeys(keys, window.start)
        for place in range(max(map(len, missing.values()))):
            parts = {key: spans[place] for key, spans in missing.items() if place < len(spans)}
            for key, part in parts.items():
                yield from self._again(key, Window(reached[key], part.start), recent, log)
                reached[key] = part.end
            engine = self._engine(parts)
            yield from self._run(engine, _Delivery(parts, log, recent, keeper=self._keeper), log)
            if engine.fatal is not None and not engine.counts.pages and not log.events:
                raise CredentialsError(engine.fatal.reason, engine.fatal.hint)
            if place == 0:
                _compare_clocks(engine.date, self._clock(), log)
            if engine.fatal is not None or log.interrupted:
                reason = (engine.fatal.reason, engine.fatal.hint) if engine.fatal else _INTERRUPTED
                for key, spans in missing.items():
                    for part in spans[place + 1 :]:
                        log.gap(Gap(key.scope, *reason, part.start, part.end))
                break
        for key in keys:
            yield from self._again(key, Window(reached[key], window.end), recent, log)

    def _whole(self, key: LaneKey, window: Window) -> Window:
        """From the start of the first part that is to be read to the end of the last."""
        parts = self._only[key] if self._only is not None else [window]
        return Window(parts[0].start, parts[-1].end)

    def leave(self) -> None:
        """Nothing is going to be read: keep nothing."""
        if self._keeper is not None:
            self._keeper.discard()
            self._keeper = None

    def _again(self, key: LaneKey, part: Window, recent: RecentEvents | None, log: ReadLog) -> Iterator[Batch]:
        """Events that an earlier run has kept."""
        if self._kept is None or part.end <= part.start:
            return
        for batch in self._kept.events(key, part, self._environment):
            if recent is not None:
                recent.fresh(batch)
            yield log.deliver(batch)

    def _late(self, keys: Sequence[LaneKey], tail: Window, recent: RecentEvents, log: ReadLog) -> Iterator[Batch]:
        """What has arrived in the meantime, where the last minutes could be read at all."""
        lost = {gap.scope for gap in log.gaps if gap.end > tail.start}
        keys = [key for key in keys if key.scope not in lost and not key.infrequent]
        if not keys or tail.end <= tail.start:
            return
        parts = dict.fromkeys(keys, tail)
        engine = self._engine(parts)
        before, again = log.events, ReadLog()
        yield from self._run(engine, _Delivery(parts, log, recent, again=True), log, again)
        if log.events > before:
            log.notice("late_events", f"{log.events - before} events arrived while the log was read; they are counted")
        if again.gaps:
            first = again.gaps[0]
            log.notice("late_events", f"the last minutes could not be read again ({first.scope}: {first.reason})")

    def _run(self, engine: Engine, delivery: _Delivery, log: ReadLog, gaps: ReadLog | None = None) -> Iterator[Batch]:
        """Everything that the engine reads; its gaps go to `gaps`, else to `log`."""
        if not log.stopping:
            engine.start()
        try:
            while not engine.done:
                for ready in self._wait(engine, log):
                    yield from delivery.events(ready, list(engine.gaps))
                self._tell(engine, log)
            delivery.whole = True
        finally:
            if not delivery.whole:
                log.interrupted = True
                engine.gaps = delivery.missing(engine.lanes) + engine.gaps
            before = list(engine.gaps)
            engine.stop(*_INTERRUPTED)
            engine.gaps = before
            delivery.end(before)
            _settle(engine, log, gaps or log)
            self._tell(engine, log, last=True)

    def _wait(self, engine: Engine, log: ReadLog) -> list[Delivery]:
        """What is ready. After an interrupt or a stop: all that was read, and the rest is given up."""
        if log.stopping and not log.interrupted:
            log.interrupted = True
            engine.stop(*_INTERRUPTED)
        try:
            return engine.wait()
        except KeyboardInterrupt:
            log.stop()
            return []

    def _engine(self, parts: Mapping[LaneKey, Window]) -> Engine:
        reading = self._reading
        lanes = [Lane(key, part, reading.page_events, self._environment) for key, part in parts.items()]
        for lane in lanes:
            if self._only is not None:
                lane.read_only(self._only[lane.key])
        regions = open_regions(
            list(parts),
            self._session,
            lambda region: self._quotas.bucket(self._account, region, OPERATION),
            reading.threads,
        )
        return Engine(lanes, regions, self._session, reading.patience, reading.threads)

    def _tell(self, engine: Engine, log: ReadLog, last: bool = False) -> None:
        if log.interrupted:
            return  # what is given up would count as done
        now = time.monotonic()
        if self._progress is not None and (last or now - self._told >= _PROGRESS_SECONDS):
            self._told = now
            self._sent.append((now, engine.counts.requests))
            self._progress(_snapshot(engine, log, _rate(self._sent)))


class _Delivery:
    """Hands events on, each one once, and knows how far each lane came."""

    def __init__(
        self,
        parts: Mapping[LaneKey, Window],
        log: ReadLog,
        recent: RecentEvents | None = None,
        again: bool = False,
        keeper: Keeper | None = None,
    ) -> None:
        """`recent` remembers the last minutes; `again`: they are read the second time, and only news is handed on."""
        self.whole = False
        self._parts = parts
        self._log = log
        self._recent = recent
        self._again = again
        self._keeper = keeper
        self._seen: dict[LaneKey, Distinct] = {}
        self._reached: dict[LaneKey, int] = {}
        self._over: set[LaneKey] = set()
        if keeper is not None:
            for key, part in parts.items():
                keeper.begin(key, part.start)

    def events(self, ready: Delivery, gaps: Sequence[Gap]) -> Iterator[Batch]:
        fresh = self._seen.setdefault(ready.lane, Distinct()).fresh(ready.events)
        found = len(fresh)
        if self._recent is not None:
            news = self._recent.fresh(fresh)
            fresh = news if self._again else fresh
        if self._keeper is not None:
            self._keeper.add(ready.lane, fresh, gaps)
        if not self._again:
            self._log.duplicates += len(ready.events) - found
        if fresh:
            yield self._log.deliver(fresh)
        if ready.last:
            del self._seen[ready.lane]
            self._over.add(ready.lane)
            if self._keeper is not None and ready.apart:
                self._keeper.forget(ready.lane)
            elif self._keeper is not None and ready.lane in self._parts:
                self._keeper.end(ready.lane, self._parts[ready.lane].end, gaps)
        elif ready.events:
            self._reached[ready.lane] = ready.events[-1].timestamp

    def end(self, gaps: Sequence[Gap]) -> None:
        """Nothing more comes."""
        if self._keeper is not None:
            self._keeper.stop(gaps)

    def missing(self, lanes: Sequence[Lane]) -> list[Gap]:
        """What the reader did not take before it closed the reading."""
        open_ = [(lane, self._reached.get(lane.key, lane.window.start)) for lane in lanes if lane.key not in self._over]
        return [
            Gap(lane.key.scope, *_INTERRUPTED, start, lane.window.end)
            for lane, start in open_
            if start < lane.window.end
        ]


def _compare_clocks(date: str, started: int, log: ReadLog) -> None:
    """Windows are cut by this machine's clock: say so when the service's tells another time."""
    try:
        served = int(parsedate_to_datetime(date).timestamp() * 1000)
    except (TypeError, ValueError):
        return
    skew = started - served
    if abs(skew) > _MOST_SKEW_MS:
        way = "ahead of" if skew > 0 else "behind"
        log.notice(
            "clock_skew", f"the clock of this machine is {humane(skew)} {way} AWS; windows shift with it", "set it"
        )


def _settle(engine: Engine, log: ReadLog, gaps: ReadLog) -> None:
    """Write what the reading came to into the log."""
    counts = engine.counts
    log.requests += counts.requests
    log.throttled += counts.throttled
    log.retries += counts.retries
    log.credentials_expired = log.credentials_expired or engine.fatal is not None
    for gap in sorted(engine.gaps, key=lambda gap: (gap.scope, gap.start, gap.end, gap.reason)):
        gaps.gap(gap)
    if engine.late:
        log.notice("read.order", f"{engine.late} events came out of order from the service")


def _rate(sent: Sequence[tuple[float, int]]) -> float:
    """Requests a second between the first and the last of these counts."""
    (began, before), (now, after) = sent[0], sent[-1]
    return (after - before) / (now - began) if now > began else 0.0


def _snapshot(engine: Engine, log: ReadLog, rate: float) -> Progress:
    lanes = engine.lanes
    return Progress(
        groups=len(lanes),
        groups_done=sum(lane.done for lane in lanes),
        slices=sum(lane.cut for lane in lanes),
        slices_done=sum(lane.finished for lane in lanes),
        pages=engine.counts.pages,
        events=log.events,
        throttled=engine.counts.throttled,
        rate=rate,
        quota=sum(engine.rates()),
        done=sum(lane.covered for lane in lanes) / max(1, len(lanes)),
    )
