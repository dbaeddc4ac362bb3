"""One text file with several processes: stretches of it are summarised apart, and put one behind the other here.

A record, and what came just before it, must not be cut: so who summarises a stretch reads a little before it, and what
it carries from there into the stretch is compared with what this process has come to. Where they differ, this process
reads the stretch again, with what is true."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
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
from triage.sources.carriers.times import Years
from triage.sources.files import is_plain
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
AT_WORK = 2
"""Stretches that each worker has: one at work, and one waiting."""
SPARE = 2
"""Stretches on their way besides: what this process takes up itself."""
MOST_WRONG = 4
"""Wrong guesses in a row from which this process goes on alone."""
PATIENCE = 30.0
"""Seconds to wait for a stretch: a pool that breaks may leave some of its futures without an answer."""


def begin_ahead(path: str, load: Callable[[], RuleSet], year: int, worth: int = WORTH_BYTES) -> Ahead | None:
    """Processes for one large file of plain text, begun before this one has its rules; None where one does as well.

    `load` gives the processes the same rules."""
    workers = min(cores() - 1, MOST_WORKERS)
    if workers < 1 or path == STDIN or path.startswith(SCHEME):
        return None
    found = inputs([path]).files
    if len(found) != 1 or found[0].size < worth or not is_plain(found[0], year):
        return None
    return Ahead(load, workers)


_SPAWN = get_context("spawn")
_T = TypeVar("_T")


class Ahead:
    """Stretches of one file, summarised by other processes, and by this one whenever it would have to wait."""

    def __init__(
        self, load: Callable[[], RuleSet], workers: int, size: int = STRETCH_BYTES, warming: int = WARMING_BYTES
    ) -> None:
        self._workers = workers
        self._size = size
        self._warming = warming
        self._broken = False
        """Whether a worker ended before its time."""
        self._is_done = False
        """Whether all was read, so that nothing is on its way."""
        self._wrong = 0
        """Stretches in a row of which something else was guessed than was true."""
        self._guess = Guess()
        self._others = set(active_children())
        self._pool = _pool(workers, load)
        self._ready = self._submitted(_begin)
        """Done when the first worker can begin: until then this process does better alone."""

    def with_rules(self, rules: RuleSet) -> LinesOf | None:
        """How FileSource is to make lines of the file; None where every line must be read: nothing is gained then."""
        matcher = rules.matcher()
        return partial(self._lines, rules.version, matcher) if Screen.fits(matcher) else None

    def close(self) -> None:
        """End the other processes."""
        pool, self._pool = self._pool, None
        if pool is not None:
            _end(pool, set(active_children()) - self._others, well=self._is_done and not self._broken)

    def _lines(
        self, version: str, matcher: Matcher, blocks: Iterator[bytes], year: int, stream: str
    ) -> Iterator[Lines]:
        """See LinesOf. A process that is killed costs nothing: its stretches are summarised here."""
        pieces, dating = _Pieces(blocks, self._size, self._warming), Dating(year, stream)
        begun: deque[_Begun] = deque()
        while begun or not pieces.over:
            while len(begun) < AT_WORK * self._workers + SPARE and (piece := pieces.next()) is not None:
                begun.append(_Begun(piece, year, stream))
            if begun:
                self._help(begun, matcher)
                yield from self._finished(begun.popleft(), dating, version)
        self._is_done = True
        yield from dating.rest()
        if pieces.failure is not None:
            raise pieces.failure

    def _help(self, begun: Sequence[_Begun], matcher: Matcher) -> None:
        """Keep the workers busy, and until the first stretch is known, summarise those behind it that none of them has.

        The first one itself, if no worker has it, is left to who takes the lines."""
        self._hand_out(begun)
        if begun[0].future is None:
            return
        for one in begun:
            if begun[0].is_known:
                return
            if one.is_free:
                one.known = summarised(one.piece, self._guess, matcher, one.year, one.stream)
                self._hand_out(begun)

    def _hand_out(self, begun: Sequence[_Begun]) -> None:
        """Give workers the first stretches that nobody has: one at work and one waiting for each."""
        if self._broken or self._wrong >= MOST_WRONG or self._ready is None or not self._ready.done():
            return
        room = AT_WORK * self._workers - sum(one.future is not None and not one.future.done() for one in begun)
        for one in [one for one in begun if one.is_free][: max(room, 0)]:
            one.future = self._submitted(_summarised_there, one.piece, self._guess, one.year, one.stream)

    def _submitted(self, work: Callable[..., _T], *given: object) -> Future[_T] | None:
        """None where there is no pool, or a broken one, which is remembered."""
        if self._pool is None:
            return None
        try:
            with starting():
                return self._pool.submit(work, *given)
        except (BrokenProcessPool, OSError):  # OSError: it broke just now
            self._broken = True
            return None

    def _finished(self, one: _Begun, dating: Dating, version: str) -> Iterator[Lines]:
        """The lines of a stretch, with what is known of it if their times are as was guessed."""
        if one.known is None and one.future is not None:
            try:
                one.known = one.future.result(0 if self._broken else PATIENCE).of(version)
            except (BrokenProcessPool, TimeoutError):
                self._broken = True
        known = one.known
        if known is None or known.dated_before != dating.state:
            self._wrong += known is not None
            for block in one.piece.blocks:
                yield from dating.read(block)
        else:
            dating.resume(known.dated_after)
            starts, ends = known.starts.astype(np.int64), known.ends.astype(np.int64)
            lines = Lines(b"".join(one.piece.blocks), starts, ends, known.times, one.stream)
            if lines:
                stretched = StretchedLines(lines, known.stretch)
                yield stretched
                self._wrong = 0 if stretched.taken else self._wrong + 1
        stamped = self._guess.stamped or (known is not None and known.stamped)
        self._guess = Guess(stamped, dating.years)


@dataclass(frozen=True, slots=True)
class Guess:
    """What the lines just before a stretch do not tell of those before them."""

    stamped: bool = False
    """Whether lines of traces bear time stamps."""
    years: Years | None = None
    """See LineClock; None: nothing is known."""


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
    dated_before: DatingState
    """What was guessed."""
    dated_after: DatingState
    stretch: Stretch
    stamped: bool


class _Begun:
    """A piece on its way."""

    def __init__(self, piece: Piece, year: int, stream: str) -> None:
        self.piece = piece
        self.year = year
        self.stream = stream
        self.known: Known | None = None
        self.future: Future[_Answer] | None = None
        """Of a worker that has the piece."""

    @property
    def is_free(self) -> bool:
        """Whether it can be summarised by itself, and nobody has it yet."""
        return self.future is None and self.known is None and bool(self.piece.before)

    @property
    def is_known(self) -> bool:
        return self.known is not None or (self.future is not None and self.future.done())


def summarised(piece: Piece, guess: Guess, matcher: Matcher, year: int, stream: str) -> Known:
    """A piece summarised by itself."""
    dating, summarizer = Dating(year, stream, guess.years), Summarizer(matcher)
    if guess.stamped:
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
        dated_before,
        dated_after,
        summarizer.end_stretch(before),
        summarizer.stamped,
    )


@dataclass(frozen=True, slots=True)
class _Answer:
    """Of a worker."""

    known: Known
    version: str
    """Of its rules."""

    def of(self, version: str) -> Known | None:
        """What is known by rules of that version: files of rules may change between two readings."""
        return self.known if self.version == version else None


def _pool(workers: int, load: Callable[[], RuleSet]) -> ProcessPoolExecutor | None:
    """None where the system has no means to share work among processes, as in AWS Lambda."""
    try:
        return ProcessPoolExecutor(workers, _SPAWN, _prepare, (load,))
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


_worker: tuple[Matcher, str] | None = None
"""Of a worker process, for all its pieces: how it matches, and the version of its rules."""


def _prepare(load: Callable[[], RuleSet]) -> None:
    global _worker
    serve()
    rules = load()
    _worker = rules.matcher(), rules.version


def _begin() -> None:
    """Nothing: that it was called says that the worker is there."""


def _summarised_there(piece: Piece, guess: Guess, year: int, stream: str) -> _Answer:
    assert _worker is not None
    matcher, version = _worker
    return _Answer(summarised(piece, guess, matcher, year, stream), version)
