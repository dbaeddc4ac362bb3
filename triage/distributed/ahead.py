"""One text file with several processes: others tell its lines apart while this one joins, reads and counts the rest.

What a record is depends on the lines before it, so the file cannot be cut; which lines are ordinary does not."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import active_children, get_context
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from triage.distributed.processes import WORTH_BYTES, cores, serve, starting
from triage.engine.screen import Screen, Screened, ScreenedLines
from triage.model.lines import Lines, Places
from triage.ruleset.library import RuleSet
from triage.sources.carriers.clocks import BlockClock
from triage.sources.carriers.origin import LinesOf
from triage.sources.carriers.plain import spans_of
from triage.sources.objects import SCHEME
from triage.sources.opening import Unreadable
from triage.sources.walking import STDIN, inputs

MOST_WORKERS = 4
"""More than this one process can take what they leave."""
AHEAD = 4
"""Blocks on their way, for each worker."""
PATIENCE = 5.0
"""Seconds to wait for a block: a pool that breaks may leave some of its futures without an answer."""


def lines_ahead(paths: Sequence[str], rules: RuleSet, workers: int = 0, worth: int = WORTH_BYTES) -> LinesOf | None:
    """How FileSource is to make lines of one large file; None where this process does as well alone.

    `workers` are other processes; 0: as many as there are other cores."""
    workers = workers or min(cores() - 1, MOST_WORKERS)
    if workers < 1 or len(paths) != 1 or paths[0] == STDIN or paths[0].startswith(SCHEME):
        return None
    found = inputs(paths).files
    if len(found) != 1 or found[0].size < worth:
        return None
    ahead = Ahead(rules, workers)
    return ahead.lines if ahead.fits else None


_SPAWN = get_context("spawn")
_T = TypeVar("_T")


def _shared(data: bytes) -> Any:
    """Bytes that processes get without reading them from a pipe: the start of one that dies must not wait for it."""
    shared = _SPAWN.RawArray("c", len(data))
    shared.raw = data
    return shared


class Ahead:
    """Blocks of one file, told apart by other processes, and by this one whenever it would have to wait."""

    def __init__(self, rules: RuleSet, workers: int) -> None:
        self._rules = rules
        self._workers = workers
        matcher = rules.matcher()
        self._screen = Screen(matcher)
        self.fits = Screen.fits(matcher)
        """False where every line must be read, so that none can be told apart."""
        self._broken = False
        """Whether a worker ended before its time."""
        self._ready: Future[None] | None = None
        """Done when the first worker can begin: until then this process does better alone."""

    def lines(self, blocks: Iterator[bytes], year: int, stream: str) -> Iterator[Lines]:
        """See LinesOf. A process that is killed costs nothing: its blocks are told apart here."""
        clock = BlockClock(year)
        failure: Unreadable | None = None
        begun: deque[_Begun] = deque()
        others = set(active_children())
        pool = _pool(self._workers, self._rules, year)
        if pool is not None:
            self._ready = self._submitted(pool, _begin)
        try:
            more = True
            while more or begun:
                try:
                    while more and len(begun) < AHEAD * self._workers:
                        begun.append(_Begun(next(blocks)))
                except StopIteration:
                    more = False
                except Unreadable as error:
                    more, failure = False, error
                if begun:
                    self._help(begun, pool)
                    yield self._finished(begun.popleft(), clock, stream)
        finally:
            if pool is not None:
                pool.shutdown(wait=False, cancel_futures=not self._broken)
            if self._broken:  # it may have broken before it ended those that are left
                for child in set(active_children()) - others:
                    child.kill()
        if failure is not None:
            raise failure

    def _help(self, begun: Sequence[_Begun], pool: ProcessPoolExecutor | None) -> None:
        """Keep the workers busy, and until the first block is told, tell those that none of them has."""
        self._hand_out(begun, pool)
        for one in begun:
            if begun[0].is_told:
                return
            if one.future is None and one.told is None:
                one.told = _tell(one.block, self._screen)
                self._hand_out(begun, pool)

    def _hand_out(self, begun: Sequence[_Begun], pool: ProcessPoolExecutor | None) -> None:
        """Give workers the first blocks that nobody has: one at work and one waiting for each."""
        if pool is None or self._broken or self._ready is None or not self._ready.done():
            return
        room = 2 * self._workers - sum(one.future is not None and not one.future.done() for one in begun)
        for one in [one for one in begun if one.future is None and one.told is None][: max(room, 0)]:
            one.future = self._submitted(pool, _tell_there, one.block)

    def _submitted(self, pool: ProcessPoolExecutor, work: Callable[..., _T], *given: object) -> Future[_T] | None:
        """None where the pool is broken, which is remembered."""
        try:
            with starting():
                return pool.submit(work, *given)
        except (BrokenProcessPool, OSError):  # OSError: it broke just now
            self._broken = True
            return None

    def _finished(self, one: _Begun, clock: BlockClock, stream: str) -> Lines:
        if one.told is None:
            assert one.future is not None
            try:
                one.told = one.future.result(PATIENCE)
            except (BrokenProcessPool, TimeoutError):
                self._broken = True
                one.told = _tell(one.block, self._screen)
        told = one.told
        starts, ends = told.starts.astype(np.int64), told.ends.astype(np.int64)
        times = clock.read(one.block, starts, ends) if told.times is None else told.times
        return ScreenedLines(Lines(one.block, starts, ends, times, stream), told.screened)


@dataclass(frozen=True, slots=True)
class _Told:
    """What is said of one block."""

    starts: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]
    times: Places | None
    """None where the times of earlier blocks decide."""
    screened: Screened


class _Begun:
    """A block on its way."""

    def __init__(self, block: bytes) -> None:
        self.block = block
        self.told: _Told | None = None
        self.future: Future[_Told] | None = None
        """Of a worker that has the block."""

    @property
    def is_told(self) -> bool:
        return self.told is not None or (self.future is not None and self.future.done())


def _pool(workers: int, rules: RuleSet, year: int) -> ProcessPoolExecutor | None:
    """None where the system has no means to share work among processes, as in AWS Lambda."""
    try:
        return ProcessPoolExecutor(workers, _SPAWN, _prepare, (_shared(pickle.dumps(rules)), year))
    except (OSError, ImportError, NotImplementedError):
        return None


def _tell(block: bytes, screen: Screen, clock: BlockClock | None = None) -> _Told:
    starts, ends = spans_of(block)
    times = None if clock is None else clock.read(block, starts, ends)
    if clock is not None and clock.took_years:
        times = None
    screened = screen.sort(Lines(block, starts, ends, starts))
    return _Told(starts.astype(np.int32), ends.astype(np.int32), times, screened)


_worker: tuple[Screen, BlockClock] | None = None
"""Of a worker process, for all its blocks."""


def _prepare(rules: Any, year: int) -> None:
    global _worker
    serve()
    unpacked: RuleSet = pickle.loads(rules.raw)  # noqa: S301 - from the process that started this one
    _worker = Screen(unpacked.matcher()), BlockClock(year)


def _begin() -> None:
    """Nothing: that it was called says that the worker is there."""


def _tell_there(block: bytes) -> _Told:
    assert _worker is not None
    return _tell(block, *_worker)
