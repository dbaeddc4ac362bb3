"""What is going on, on standard error: a live picture on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TextIO

from triage.cli.progress_state import Candidates, State
from triage.sources.reading import Progress
from triage.summary.value import Summary

if TYPE_CHECKING:
    from rich.live import Live

LINES_EVERY = 10.0
"""Seconds between plain lines; a run that is over sooner says nothing."""
DRAWN_EVERY = 0.25


class Display(Protocol):
    """Told by the reader's thread how far reading and analysis have come."""

    def reading(self, state: Progress) -> None: ...
    def counted(self, summary: Summary) -> None: ...
    def waiting(self, text: str) -> None:
        """What goes on before and after the reading."""
        ...


Rank = Callable[[Summary], Sequence[str]]
"""The candidates in a growing summary, best first, each in one safe line."""


@contextmanager
def progress(quiet: bool, title: str, rank: Rank | None = None) -> Iterator[Display]:
    """A display that is gone when the work is done."""
    out = sys.stderr
    if quiet:
        yield Silent()
    elif out.isatty() and os.environ.get("TERM") != "dumb":
        with LiveDisplay(out, title, rank) as live:
            yield live
    else:
        yield LineDisplay(out, title)


def cold_start(quiet: bool) -> Callable[[int], None]:
    """Says at once, wherever standard error goes, why the first start takes many seconds."""

    def say(files: int) -> None:
        if not quiet:
            sys.stderr.write(f"triage: compiling {files:,} rules, once: later starts take a second\n")
            sys.stderr.flush()

    return say


class Silent:
    """Shows nothing."""

    def reading(self, state: Progress) -> None:
        return None

    def counted(self, summary: Summary) -> None:
        return None

    def waiting(self, text: str) -> None:
        return None


class LineDisplay:
    """A plain line every ten seconds."""

    def __init__(self, out: TextIO, title: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._out = out
        self._state = State(title, clock)
        self._clock = clock
        self._next = clock() + LINES_EVERY

    def reading(self, state: Progress) -> None:
        self._state.read(state)
        self._tell()

    def counted(self, summary: Summary) -> None:
        self._state.counted(summary)
        self._tell()

    def waiting(self, text: str) -> None:
        self._state.note = text
        self._tell()

    def _tell(self) -> None:
        if self._clock() >= self._next:
            self._next = self._clock() + LINES_EVERY
            self._out.write(f"triage: {self._state.line()}\n")
            self._out.flush()


class LiveDisplay:
    """The whole picture, drawn anew a few times a second, and wiped away at the end."""

    def __init__(self, out: TextIO, title: str, rank: Rank | None) -> None:
        from rich.console import Console

        self._console = Console(file=out, highlight=False, markup=False)
        self._state = State(title)
        self._candidates = Candidates(rank)
        self._live: Live | None = None
        self._drawn = 0.0

    def __enter__(self) -> LiveDisplay:
        from rich.live import Live

        # The picture's own clock drives it while the analysis of a large batch is busy.
        self._live = Live(
            get_renderable=lambda: self._state.picture(self._candidates.shown, self._console.width),
            console=self._console,
            refresh_per_second=4,
            transient=True,
        )
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live is not None:
            self._live.stop()

    def reading(self, state: Progress) -> None:
        self._state.read(state)

    def counted(self, summary: Summary) -> None:
        self._state.counted(summary)
        self._candidates.look(summary)

    def waiting(self, text: str) -> None:
        self._state.note = text
