"""How far a run has come, as lines and as a picture."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from triage.render.safe_text import line
from triage.sources.reading import Progress
from triage.summary.value import Summary
from triage.timespan import humane

if TYPE_CHECKING:
    from rich.console import Group
    from rich.text import Text

_BAR = 40
_LEAST_DONE = 0.02
"""Below it nothing is said about the time left."""
_FIRST_LOOK = 1.0
_SHARE = 0.1
"""Of the time that looks at candidates may take."""
_SHOWN = 5


class State:
    """The latest of everything. Written by the reader's thread; reading it from another is harmless."""

    def __init__(self, title: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.title = line(title)
        self.note = ""
        self._clock = clock
        self._began = clock()
        self._progress = Progress()
        self._records = self._errors = self._events = 0
        self._read = False

    def read(self, progress: Progress) -> None:
        if not self._read:
            self.note = ""
        self._progress, self._read = progress, True

    def counted(self, summary: Summary) -> None:
        self._events, self._records, self._errors = summary.events, summary.records, summary.error_records

    def line(self) -> str:
        """Everything in one line of plain text."""
        seen = self._progress
        if not self._read:
            return ", ".join(filter(None, (self.title, self.note, *self._analysed())))
        parts = [f"{self.title}: {seen.done:.0%}", *self._parts(), *self._analysed()]
        return ", ".join(parts)

    def _parts(self) -> list[str]:
        seen = self._progress
        parts = [
            f"{seen.groups_done} of {seen.groups} log groups",
            f"{seen.slices_done} of {seen.slices} slices",
            f"{seen.pages:,} pages",
            f"{seen.rate:.1f} of {seen.quota:.1f} requests/s",
        ]
        if seen.throttled:
            parts.append(f"throttled {seen.throttled}x")
        if seen.waiting:
            parts.append(line(seen.waiting))
        parts.append(self._left())
        return [part for part in parts if part]

    def _analysed(self) -> list[str]:
        if not self._events:
            return []
        return [f"{self._events:,} events", f"{self._records:,} records", f"{self._errors:,} errors"]

    def _left(self) -> str:
        done, passed = self._progress.done, self._clock() - self._began
        if done >= 1:
            return ""
        if done < _LEAST_DONE:
            return f"{humane(int(passed * 1000))} so far"
        return f"about {humane(int(passed * (1 - done) / done * 1000))} left"

    def picture(self, candidates: Sequence[str], width: int) -> Group:
        """A bar, the counts, and the candidates so far."""
        from rich.console import Group
        from rich.text import Text

        rows = [self._bar(width)]
        if self._read:
            rows.append(Text(f"  {', '.join(self._parts())}", style="dim", no_wrap=True, overflow="ellipsis"))
        if self.note:
            rows.append(Text(f"  {line(self.note)}", style="dim", no_wrap=True, overflow="ellipsis"))
        if analysed := self._analysed():
            rows.append(Text(f"  {', '.join(analysed)}", style="dim", no_wrap=True, overflow="ellipsis"))
        if candidates:
            whole = self._progress.done >= 1
            rows.append(Text("  Candidates" if whole else "  Candidates so far (not all is read)", style="bold"))
            rows += [Text(f"    {text}", no_wrap=True, overflow="ellipsis") for text in candidates[:_SHOWN]]
        return Group(*rows)

    def _bar(self, width: int) -> Text:
        from rich.text import Text

        length = max(10, min(_BAR, width - len(self.title) - 8))
        row = Text(f"{self.title}  ", style="bold", no_wrap=True, overflow="ellipsis")
        if self._read:
            full = round(length * min(1.0, self._progress.done))
            row.append("━" * full, style="green")
            row.append("━" * (length - full), style="bright_black")
            row.append(f" {self._progress.done:4.0%}", style="none")
        return row


class Candidates:
    """Looks at the growing summary now and then: seldom enough to cost next to nothing."""

    def __init__(
        self, rank: Callable[[Summary], Sequence[str]] | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.shown: Sequence[str] = ()
        self._rank = rank
        self._clock = clock
        self._next = clock() + _FIRST_LOOK

    def look(self, summary: Summary) -> None:
        if self._rank is None or self._clock() < self._next or not summary.error_records:
            return
        began = self._clock()
        self.shown = tuple(self._rank(summary))
        took = self._clock() - began
        self._next = began + max(_FIRST_LOOK, took / _SHARE)
