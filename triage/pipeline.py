"""The sequence of stages: events -> summary -> report, and the library's front door."""

from collections.abc import Callable, Iterable

import msgspec

from triage import __version__
from triage.checks import Looked, conclude
from triage.config import Settings
from triage.model.environment import Environment
from triage.model.events import LogEvent
from triage.model.report import Diagnostic, Gap, Report, Target, Tool, Window
from triage.model.rules import Classification
from triage.parsing.reading import read_text
from triage.ranking.context import Baseline, RankContext
from triage.ranking.ecs import with_ecs
from triage.ranking.rank import rank
from triage.ruleset.library import RuleSet, shipped_matcher, shipped_rules
from triage.sources.reading import ALL_TIME, LogSource, ReadLog
from triage.summary.summarizing import Summarizer
from triage.summary.summarizing import summarize as summarize_with
from triage.summary.value import Summary


def summarize(events: Iterable[LogEvent], rules: RuleSet | None = None) -> Summary:
    """The summary of events; those of one stream must come in order of time, streams may be mixed.

    Summaries of partitions of whole streams merge to the summary of all: `Summary.merge`.
    """
    return summarize_with(events, (rules or shipped_rules()).matcher())


def analyze(events: Iterable[LogEvent], rules: RuleSet | None = None) -> Report:
    """Summarize and rank; the window runs from the first event to the last."""
    chosen = rules or shipped_rules()
    summary = summarize(events, chosen)
    window = Window(summary.span.first, summary.span.last + 1 if summary.events else 0)
    return rank(summary, context(chosen, window, Target("files")))


def classify(text: str) -> Classification | None:
    """The best match of the shipped rules on one log text, a line or a joined trace; None when none matches.

    Best: innermost exception, then a server's own code, then the declared winner of two overlapping rules, then the
    longest match, then the id. Captures are not redacted.
    """
    matches = shipped_matcher().match(read_text(text), capture_all=False)
    if not matches:
        return None
    return Classification(matches[0].rule_id, matches[0].category, dict(matches[0].captures))


def investigate(
    source: LogSource,
    window: Window,
    rules: RuleSet,
    settings: Settings,
    environment: Environment | None = None,
    log: ReadLog | None = None,
    on_batch: Callable[[Summary], None] | None = None,
    on_summary: Callable[[Summary], None] | None = None,
    checks: Callable[[], Looked] | None = None,
    baseline: Callable[[], Baseline] | None = None,
) -> Report:
    """Read a source and report on it; what could not be read stands in the report's gaps.

    With the window ALL_TIME the report's window runs from the first event to the last. `on_batch` is called with the
    growing summary, `on_summary` once with the whole one; `checks` and `baseline` are asked after the reading,
    for what was found around the logs and for an earlier window. Raises what the source raises when it reads nothing.
    """
    log = log or ReadLog()
    summarizer = Summarizer(rules.matcher())
    for batch in source.events(window, log):
        summarizer.add(batch)
        if on_batch is not None:
            on_batch(summarizer.summary)
    summary = summarizer.close(window_cut=bool(log.gaps) or window is not ALL_TIME)
    if on_summary is not None:
        on_summary(summary)
    whole = window is ALL_TIME
    return report_on(
        summary, source.describe(), None if whole else window, rules, settings, environment, log, checks, baseline
    )


def report_on(
    summary: Summary,
    target: Target,
    window: Window | None,
    rules: RuleSet,
    settings: Settings,
    environment: Environment | None,
    log: ReadLog,
    checks: Callable[[], Looked] | None = None,
    baseline: Callable[[], Baseline] | None = None,
) -> Report:
    """Rank a whole summary, wherever it was made; `log` tells what its reading missed and noticed.

    Without a window, or with one that is open on a side as ALL_TIME is, the report's window runs from the first
    event, or to the last; the rest is as in `investigate`."""
    shown = _closed(window or ALL_TIME, log.span())
    notes = [*(Diagnostic("rule_skipped", str(e), e.hint) for e in rules.errors), *rules.notes]
    looked = checks() if checks is not None else Looked()
    summary = with_ecs(summary, looked.ecs, shown, rules.matcher())
    made = context(rules, shown, target)
    made = msgspec.structs.replace(
        made,
        environment=environment,
        runbooks=settings.runbooks,
        gaps=(*hidden_gaps(environment, shown), *log.gaps),
        diagnostics=(*log.diagnostics, *notes),
        checks=looked.checks,
        changes=looked.changes,
        reading=log.coverage(),
        baseline=baseline() if baseline is not None and not log.interrupted else None,
    )
    report = rank(summary, made)
    return report if checks is None else conclude(report, looked)


def _closed(window: Window, read: Window | None) -> Window:
    """The window with its open sides where the events begin and end."""
    start = window.start or (read.start if read else 0)
    last = max(start, read.end) if read else start
    return Window(start, window.end if window.end < ALL_TIME.end else last)


def context(rules: RuleSet, window: Window, target: Target) -> RankContext:
    """A context that knows nothing but rules, window and target."""
    return RankContext(
        rules={rule.id: rule for rule in rules.rules},
        window=window,
        target=target,
        tool=Tool(__version__, rules.version),
    )


def hidden_gaps(environment: Environment | None, window: Window) -> list[Gap]:
    """Discovery that was refused may have hidden log groups: that is a gap."""
    notes = environment.notes if environment else ()
    return [Gap(note.what, note.why, note.hint, window.start, window.end) for note in notes if note.may_hide_logs]
