"""The earlier window that a run is measured against."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from triage.errors import TriageError, UsageError
from triage.model.report import Gap, Window
from triage.ruleset.library import RuleSet

if TYPE_CHECKING:
    from triage.compare.spans import BaselineSpan
    from triage.ranking.context import Baseline
    from triage.sources.reading import LogSource


def earlier_span(environment: str, baseline: str, window: Window, now: datetime) -> BaselineSpan:
    """The window that --baseline means. Raises UsageError, with the command to type where it names an environment."""
    from triage.compare.spans import FORMS, baseline_span, is_span

    if not is_span(baseline.strip()):
        name = baseline.strip()[:80]
        raise UsageError(
            f"--baseline {name} is no earlier window",
            f"{FORMS}; another environment: triage compare {environment[:80]} {name}",
        )
    return baseline_span(baseline, window, now)


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
