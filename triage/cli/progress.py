"""What is going on, on standard error: one live line on a terminal, nothing when quiet or piped."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from triage.sources.reading import Progress
from triage.summary.value import Summary

EVERY_SECONDS = 0.2


class Display:
    """One line that is written over; silent unless `out` is a terminal."""

    def __init__(self, out: TextIO, title: str, silent: bool) -> None:
        self._out = out
        self._title = title
        self._silent = silent
        self._shown = 0.0
        self._reading = Progress()
        self._written = False

    def reading(self, state: Progress) -> None:
        """How far the source has come."""
        self._reading = state
        self._draw(f"{state.events:,} events, {state.pages} pages, {state.slices_done}/{state.slices} slices")

    def counted(self, summary: Summary) -> None:
        """How far the analysis has come."""
        self._draw(f"{summary.events:,} events, {summary.records:,} records, {summary.error_records:,} errors")

    def clear(self) -> None:
        if self._written:
            self._out.write("\r\x1b[2K")
            self._out.flush()

    def _draw(self, text: str) -> None:
        now = time.monotonic()
        if self._silent or now - self._shown < EVERY_SECONDS:
            return
        self._shown = now
        throttled = f", throttled {self._reading.throttled}x" if self._reading.throttled else ""
        self._out.write(f"\r\x1b[2K{self._title}: {text}{throttled}")
        self._out.flush()
        self._written = True


@contextmanager
def progress(quiet: bool, title: str) -> Iterator[Display]:
    """A display that is gone when the work is done."""
    display = Display(sys.stderr, title, quiet or not sys.stderr.isatty())
    try:
        yield display
    finally:
        display.clear()
