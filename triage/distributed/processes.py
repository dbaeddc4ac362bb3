"""Many files at the same time: partitions summarised by processes of this machine, merged in a fixed order."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, repeat
from multiprocessing import active_children, get_context, parent_process
from threading import Thread

from triage.collecting import seldom
from triage.distributed.planning import parts, scans, size_for
from triage.distributed.told import JoinedLog
from triage.distributed.work import INTERRUPTED, Partial, Streams, merged, missed, packed, scan, summarized
from triage.model.report import Window
from triage.ruleset.library import RuleSet
from triage.sources.files import objects_of, streams_at_head, tell_left_out
from triage.sources.parts import Part
from triage.sources.reading import ALL_TIME
from triage.sources.walking import STDIN, Input, inputs
from triage.summary.value import Summary

WORTH_BYTES = 64 << 20
"""Stored bytes below which starting processes costs more than it gains."""
ENOUGH_STREAMS = 4
"""For each worker, so that one file of many streams can be shared: each worker reads it, and keeps some of them."""


def serve() -> None:
    """Of a process that works for another one: it leaves Ctrl-C to that one, and ends when that one does."""
    seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def starting() -> Iterator[None]:
    """While processes are started: they are deaf to Ctrl-C from the beginning, and this one hears it afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Processes:
    """Reads files with several processes; worth it for some size, and for several files or one of many streams."""

    paths: Sequence[str]
    year: int
    workers: int = 0
    """0: as many as there are cores."""
    largest: int = 0
    """Stored bytes of a partition; 0: by the size of the input."""
    worth: int = WORTH_BYTES

    def summarize(
        self, window: Window, rules: RuleSet, tell: Callable[[str], None]
    ) -> tuple[Summary, JoinedLog] | None:
        """As Distributed does; None where one process does as well: one file of few streams, little data, one core.

        A process that is killed costs nothing: what it was to read is read by this one. An interrupt gives what was
        summarised so far. Raises what FileSource raises."""
        workers = self.workers or cores()
        if workers < 2 or STDIN in self.paths:
            return None
        found = inputs(self.paths, objects_of(self.paths), window)
        if sum(one.size for one in found.files) < self.worth:
            return None
        if len(found.files) == 1 and streams_at_head(found.files[0], self.year) < ENOUGH_STREAMS * workers:
            return None
        log = JoinedLog()
        with _pool(workers) as pool:
            partial = self._all(pool, found.files, window, packed(rules), log, tell)
        tell_left_out(found.left_out, log)
        log.take(partial.told, {one.path: number for number, one in enumerate(found.files)})
        return partial.summary, log

    def _all(
        self,
        pool: ProcessPoolExecutor,
        files: Sequence[Input],
        window: Window,
        rules: bytes,
        log: JoinedLog,
        tell: Callable[[str], None],
    ) -> Partial:
        planned: list[Part] = []
        done: dict[int, Partial] = {}
        limits = None if window == ALL_TIME else window
        try:
            planned = self._planned(pool, files)
            tasks = {pool.submit(summarized, part, limits, rules, self.year): n for n, part in enumerate(planned)}
            for future in as_completed(tasks):
                number = tasks[future]
                done[number] = _result(future, planned[number], limits, rules, self.year)
                tell(f"{len(done)} of {len(planned)} partitions summarised")
        except KeyboardInterrupt:
            log.interrupted = True
            for child in active_children():
                child.kill()
        planned = planned or [Part(tuple(files))]
        rest = [part for number, part in enumerate(planned) if number not in done]
        return merged(*(done[number] for number in sorted(done)), missed(rest, *INTERRUPTED))

    def _planned(self, pool: ProcessPoolExecutor, files: Sequence[Input]) -> list[Part]:
        if len(files) == 1:
            workers = self.workers or cores()
            return [Part(tuple(files), lane, workers, alone=True) for lane in range(workers)]
        return parts(files, self._streams(pool, files), self.largest or size_for(files))

    def _streams(self, pool: ProcessPoolExecutor, files: Sequence[Input]) -> list[Streams]:
        shares = scans(files)
        try:
            return list(chain.from_iterable(pool.map(scan, shares, repeat(self.year))))
        except BrokenProcessPool:
            return list(chain.from_iterable(scan(share, self.year) for share in shares))


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Fresh processes that leave Ctrl-C to this one."""
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=serve)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _result(future: Future[Partial], part: Part, window: Window | None, rules: bytes, year: int) -> Partial:
    try:
        return future.result()
    except BrokenProcessPool:
        return summarized(part, window, rules, year)
