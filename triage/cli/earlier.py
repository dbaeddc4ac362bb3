"""The earlier window that a run is measured against."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from triage.errors import TriageError
from triage.model.report import Gap, Window
from triage.ruleset.library import RuleSet

if TYPE_CHECKING:
    from triage.compare.spans import BaselineSpan
    from triage.ranking.context import Baseline
    from triage.sources.reading import LogSource


def earlier_span(baseline: str, window: Window, now: datetime) -> BaselineSpan | None:
    """The window that --baseline means; None where it names an environment, or nothing. Raises UsageError for a window
    that cannot be meant."""
    from triage.compare.spans import baseline_span, is_span

    text = baseline.strip()
    return baseline_span(text, window, now) if text and is_span(text) else None


def read_baseline(
    source: LogSource, span: BaselineSpan, library: RuleSet, hidden: tuple[Gap, ...] | list[Gap] = ()
) -> Baseline:
    """The earlier window, summarized; what could not be read of it is among its gaps, and never stops the run."""
    from triage.ranking.context import Baseline
    from triage.sources.reading import ReadLog
    from triage.summary.summarizing import Summarizer

    log, summarizer = ReadLog(), Summarizer(library.matcher())
    gaps = list(hidden)
    try:
        for batch in source.events(span.window, log):
            summarizer.add(batch)
    except TriageError as error:
        gaps.append(Gap("baseline", error.message, error.hint, span.window.start, span.window.end))
    summary = summarizer.close(window_cut=True)
    return Baseline(summary, span.window, span.says, (*gaps, *log.gaps))
