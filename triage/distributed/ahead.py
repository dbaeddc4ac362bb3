"""One text file with several processes: stretches of it are summarised apart, and put one behind the other here.

A record, and what came just before it, must not be cut: so who summarises a stretch reads a little before it, and what
it carries from there into the stretch is compared with what this process has come to. Where they differ, this process
reads the stretch again, with what is true."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import active_children, get_context
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from triage.distributed.processes import WORTH_BYTES, cores, serve, starting
from triage.engine.screen import Screen
from triage.model.lines import Lines
from triage.ruleset.library import RuleSet
from triage.ruleset.matching import Matcher
from triage.sources.carriers.origin import LinesOf
from triage.sources.carriers.plain import Dating, DatingState
from triage.sources.objects import SCHEME
from triage.sources.opening import Unreadable
from triage.sources.walking import STDIN, inputs
from triage.summary.stretches import Stretch, StretchedLines
from triage.summary.summarizing import Summarizer

MOST_WORKERS = 8
"""Each has some stretches on its way, which take memory."""
STRETCH_BYTES = 4 << 20
WARMING_BYTES = 1 << 17
"""Of what comes before a stretch: a record that still waits for lines begins in here, but for the very long ones."""
AHEAD = 4
"""Stretches on their way, for each worker."""
PATIENCE = 30.0
"""Seconds to wait for a stretch: a pool that breaks may leave some of its futures without an answer."""


def lines_ahead(paths: Sequence[str], rules: RuleSet, workers: int = 0, worth: int = WORTH_BYTES) -> LinesOf | None:
    """How FileSource is to make lines of one large file; None where this process does as well alone.

    `workers` are other processes; 0: as many as there are other cores."""
    workers = workers or min(cores() - 1, MOST_WORKERS)
    if workers < 1 or len(paths) != 1 or paths[0] == STDIN or paths[0].startswith(SCHEME):
        return None
    found = inputs(paths).files
    if len(found) != 1 or found[0].size < worth or not Screen.fits(rules.matcher()):
        return None
    return Ahead(rules, workers).lines


_SPAWN = get_context("spawn")
_T = TypeVar("_T")


def _shared(data: bytes) -> Any:
    """Bytes that processes get without reading them from a pipe: the start of one that dies must not wait for it."""
    shared = _SPAWN.RawArray("c", len(data))
    shared.raw = data
    return shared


class Ahead:
    """Stretches of one file, summarised by other processes, and by this one whenever it would have to wait."""

    def __init__(self, rules: RuleSet, workers: int, size: int = STRETCH_BYTES, warming: int = WARMING_BYTES) -> None:
        self._rules = rules
        self._workers = workers
        self._size = size
        self._warming = warming
        self._broken = False
        """Whether a worker ended before its time."""
        self._ready: Future[None] | None = None
        """Done when the first worker can begin: until then this process does better alone."""
        self._stamped = False
        """Whether lines of traces were seen to bear time stamps, which is not told by what comes just before."""

    def lines(self, blocks: Iterator[bytes], year: int, stream: str) -> Iterator[Lines]:
        """See LinesOf. A process that is killed costs nothing: its stretches are summarised here."""
        pieces, dating = _Pieces(blocks, self._size, self._warming), Dating(year, stream)
        begun: deque[_Begun] = deque()
        others = set(active_children())
        pool = _pool(self._workers, self._rules, year, stream)
        if pool is not None:
            self._ready = self._submitted(pool, _begin)
        try:
            while begun or not pieces.over:
                while len(begun) < AHEAD * self._workers and (piece := pieces.next()) is not None:
                    begun.append(_Begun(piece))
                if begun:
                    self._help(begun, pool, year, stream)
                    yield from self._finished(begun.popleft(), dating)
        finally:
            if pool is not None:
                _end(pool, set(active_children()) - others, well=not (self._broken or begun))
        yield from dating.rest()
        if pieces.failure is not None:
            raise pieces.failure

    def _help(self, begun: Sequence[_Begun], pool: ProcessPoolExecutor | None, year: int, stream: str) -> None:
        """Keep the workers busy, and until the first stretch is known, summarise those behind it that none of them has.

        The first one itself, if no worker has it, is left to who takes the lines."""
        self._hand_out(begun, pool)
        if begun[0].future is None:
            return
        for one in begun:
            if begun[0].is_known:
                return
            if one.is_free:
                one.known = summarised(one.piece, self._stamped, self._rules.matcher(), year, stream)
                self._hand_out(begun, pool)

    def _hand_out(self, begun: Sequence[_Begun], pool: ProcessPoolExecutor | None) -> None:
        """Give workers the first stretches that nobody has: one at work and one waiting for each."""
        if pool is None or self._broken or self._ready is None or not self._ready.done():
            return
        room = 2 * self._workers - sum(one.future is not None and not one.future.done() for one in begun)
        free = [one for one in begun if one.is_free]
        for one in free[: max(room, 0)]:
            one.future = self._submitted(pool, _summarised_there, one.piece, self._stamped)

    def _submitted(self, pool: ProcessPoolExecutor, work: Callable[..., _T], *given: object) -> Future[_T] | None:
        """None where the pool is broken, which is remembered."""
        try:
            with starting():
                return pool.submit(work, *given)
        except (BrokenProcessPool, OSError):  # OSError: it broke just now
            self._broken = True
            return None

    def _finished(self, one: _Begun, dating: Dating) -> Iterator[Lines]:
        """The lines of a stretch, with what is known of it if their times are as was guessed."""
        if one.known is None and one.future is not None:
            try:
                one.known = one.future.result(0 if self._broken else PATIENCE)
            except (BrokenProcessPool, TimeoutError):
                self._broken = True
        known = one.known
        if known is not None:
            self._stamped = self._stamped or known.stamped
        if known is None or known.dated_before != dating.state:
            for block in one.piece.blocks:
                yield from dating.read(block)
            return
        dating.resume(known.dated_after)
        starts, ends = known.starts.astype(np.int64), known.ends.astype(np.int64)
        lines = Lines(b"".join(one.piece.blocks), starts, ends, known.times, known.stream)
        if lines:
            yield StretchedLines(lines, known.stretch)


@dataclass(frozen=True, slots=True)
class Piece:
    """Neighbouring blocks of whole lines, and some lines before them; none before the first ones."""

    before: bytes
    blocks: list[bytes]


class _Pieces:
    """Blocks put together to pieces; after the last one, whether they failed."""

    def __init__(self, blocks: Iterator[bytes], size: int, warming: int) -> None:
        self._blocks = blocks
        self._size = size
        self._warming = warming
        self._before = b""
        self.over = False
        self.failure: Unreadable | None = None

    def next(self) -> Piece | None:
        """None behind the last one."""
        blocks: list[bytes] = []
        size = 0
        try:
            while not self.over and size < self._size:
                block = next(self._blocks)
                blocks.append(block)
                size += len(block)
        except StopIteration:
            self.over = True
        except Unreadable as error:
            self.over, self.failure = True, error
        if not blocks:
            return None
        piece = Piece(self._before, blocks)
        tail = b"".join((self._before, *blocks))[-self._warming :]
        self._before = tail[tail.find(b"\n") + 1 :]
        return piece


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one piece."""

    starts: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]
    """Of its lines in all its blocks together."""
    times: npt.NDArray[np.int64]
    stream: str
    dated_before: DatingState
    """What was guessed."""
    dated_after: DatingState
    stretch: Stretch
    stamped: bool


class _Begun:
    """A piece on its way."""

    def __init__(self, piece: Piece) -> None:
        self.piece = piece
        self.known: Known | None = None
        self.future: Future[Known] | None = None
        """Of a worker that has the piece."""

    @property
    def is_free(self) -> bool:
        """Whether it can be summarised by itself, and nobody has it yet."""
        return self.future is None and self.known is None and bool(self.piece.before)

    @property
    def is_known(self) -> bool:
        return self.known is not None or (self.future is not None and self.future.done())


def summarised(piece: Piece, stamped: bool, matcher: Matcher, year: int, stream: str) -> Known:
    """A piece summarised by itself; `stamped`: see `Summarizer`."""
    dating, summarizer = Dating(year, stream), Summarizer(matcher)
    if stamped:
        summarizer.assume_stamped(stream)
    for lines in (*dating.read(piece.before), *dating.rest()):
        summarizer.add(lines)
    before, dated_before = summarizer.state(), dating.state
    summarizer.begin_stretch()
    spans: list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]] = []
    size = 0
    for block in piece.blocks:
        for lines in dating.read(block):
            summarizer.add(lines)
            spans.append((lines.starts + size, lines.ends + size, lines.times))
        size += len(block)
    dated_after = dating.state
    assert dated_before is not None and dated_after is not None  # `rest` was asked for
    starts, ends, times = (np.concatenate(parts) for parts in zip(*spans, strict=True)) if spans else (np.empty(0),) * 3
    return Known(
        starts.astype(np.int32),
        ends.astype(np.int32),
        times.astype(np.int64),
        stream,
        dated_before,
        dated_after,
        summarizer.end_stretch(before),
        summarizer.stamped,
    )


def _pool(workers: int, rules: RuleSet, year: int, stream: str) -> ProcessPoolExecutor | None:
    """None where the system has no means to share work among processes, as in AWS Lambda."""
    try:
        return ProcessPoolExecutor(workers, _SPAWN, _prepare, (_shared(pickle.dumps(rules)), year, stream))
    except (OSError, ImportError, NotImplementedError):
        return None


def _end(pool: ProcessPoolExecutor, children: Iterable[BaseProcess], well: bool) -> None:
    """End a pool; unless all went well, its processes are ended at once, whatever they do.

    One that is killed while it sends a result never ends it, and a thread of the pool, for which the interpreter waits
    before it ends, waits for the rest as long as the pipe can be written to: this process holds its end open, too."""
    results: Any = pool._result_queue
    pool.shutdown(wait=False, cancel_futures=well)
    if well:
        return
    for child in children:
        child.kill()
    with suppress(AttributeError, OSError):
        results._writer.close()


_worker: tuple[Matcher, int, str] | None = None
"""Of a worker process, for all its pieces."""


def _prepare(rules: Any, year: int, stream: str) -> None:
    global _worker
    serve()
    unpacked: RuleSet = pickle.loads(rules.raw)  # noqa: S301 - from the process that started this one
    _worker = unpacked.matcher(), year, stream


def _begin() -> None:
    """Nothing: that it was called says that the worker is there."""


def _summarised_there(piece: Piece, stamped: bool) -> Known:
    assert _worker is not None
    return summarised(piece, stamped, *_worker)
