"""What `triage files --baseline` measures against: an earlier window of the same files, or other files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from triage.errors import TriageError, UsageError
from triage.model.report import Gap, Window
from triage.timespan import window

if TYPE_CHECKING:
    from triage.ranking.context import Baseline
    from triage.ruleset.library import RuleSet
    from triage.sources.reading import ReadLog
    from triage.summary.value import Summary

    Read = Callable[[tuple[str, ...], Window], tuple[Summary, ReadLog]]
    """Paths and a window -> the summary of the events in it, and what the reading noticed."""

_STDIN = "-"


class Choice(msgspec.Struct, frozen=True):
    """Which events are asked about, and which earlier ones they are measured against."""

    window: Window
    """Reaches from 0, or to the end of time, where no bound was given."""
    earlier: str = ""
    """As it was written; empty without a baseline."""
    paths: tuple[str, ...] = ()
    """Files of the baseline."""
    of_its_own: bool = False
    """They are other files than those asked about, and read whole."""


def choose(paths: tuple[str, ...], since: str, until: str, earlier: str, now: datetime) -> Choice:
    """The window of the flags, and where its baseline is. Raises UsageError where they do not go together."""
    asked = limits(since, until, now)
    if not earlier:
        return Choice(asked)
    if _is_path(earlier):
        return Choice(asked, earlier, (earlier,), of_its_own=True)
    from triage.compare.spans import FORMS, baseline_span, is_span

    if not is_span(earlier):
        raise UsageError(f"--baseline {earlier[:80]} is neither a file nor an earlier window", f"{FORMS}; or a file")
    if _STDIN in paths:
        raise UsageError("standard input is read once: it has no earlier window", "Save it to a file first.")
    if ".." in earlier and not since:
        end = baseline_span(earlier, Window(asked.end - 1, asked.end), now).window.end
        return Choice(Window(end, max(asked.end, end + 1)), earlier, paths)
    if not since:
        raise UsageError(f"--baseline {earlier[:80]}: earlier than what?", "Give --since: the baseline ends before it.")
    if asked.end <= int(now.timestamp() * 1000):
        baseline_span(earlier, asked, now)
    return Choice(asked, earlier, paths)


def limits(since: str, until: str, now: datetime) -> Window:
    """The bounds that were given; without one the window is open on that side."""
    from triage.sources.reading import ALL_TIME

    if not since and not until:
        return ALL_TIME
    found = window(since or "1970-01-01", until, now)
    return Window(found.start, found.end if until else ALL_TIME.end)


def baseline_of(choice: Choice, log: ReadLog, now: datetime, read: Read) -> Callable[[], Baseline] | None:
    """Reads the baseline when it is asked for, after `log` knows the events asked about; None without one."""
    return (lambda: measured(choice, log.span(), now, read)) if choice.earlier else None


def measured(choice: Choice, shown: Window | None, now: datetime, read: Read) -> Baseline:
    """The baseline, read and summarized; `shown`: from the first event asked about to the last.

    What could not be read is among its gaps. Raises UsageError when the two windows overlap."""
    from triage.compare.spans import BaselineSpan, baseline_span
    from triage.ranking.context import Baseline
    from triage.sources.reading import ALL_TIME, ReadLog
    from triage.summary.value import Summary

    start = choice.window.start or (shown.start if shown else 0)
    end = choice.window.end if choice.window.end < ALL_TIME.end else shown.end if shown else start
    if choice.of_its_own:
        span = BaselineSpan(ALL_TIME, Path(choice.earlier).name or choice.earlier)
    elif end <= start:
        return Baseline(Summary(), Window(0, 1), f"{choice.earlier} (no event to measure against it)")
    else:
        span = baseline_span(choice.earlier, Window(start, end), now)
    try:
        summary, log = read(choice.paths, span.window)
    except TriageError as error:
        summary, log = Summary(), ReadLog()
        log.gap(Gap("baseline", error.message, error.hint, span.window.start, span.window.end))
    whole = log.span() or Window(0, 1) if choice.of_its_own else span.window
    return Baseline(summary, whole, span.says, log.gaps)


def reader(library: RuleSet, year: int) -> Read:
    """Reads with this machine alone."""
    from triage.sources.files import FileSource
    from triage.sources.reading import ReadLog
    from triage.summary.summarizing import Summarizer

    def read(paths: tuple[str, ...], span: Window) -> tuple[Summary, ReadLog]:
        log, summarizer = ReadLog(), Summarizer(library.matcher())
        for batch in FileSource(paths, year=year).events(span, log):
            summarizer.add(batch)
        return summarizer.close(window_cut=True), log

    return read


def _is_path(text: str) -> bool:
    if text.startswith("s3://"):
        return True
    try:
        return text != _STDIN and Path(text).exists()
    except (OSError, ValueError):
        return False
