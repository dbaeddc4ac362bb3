"""The sequence of stages: events -> summary -> report, and the library's front door."""

from collections.abc import Iterable

from triage import __version__
from triage.model.events import LogEvent
from triage.model.report import Report, Target, Tool, Window
from triage.model.rules import Classification
from triage.parsing.reading import read_text
from triage.ranking.context import RankContext
from triage.ranking.rank import rank
from triage.ruleset.library import RuleSet, shipped_matcher, shipped_rules
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
    return rank(summary, plain_context(summary, chosen))


def plain_context(summary: Summary, rules: RuleSet) -> RankContext:
    """A context that knows nothing but the events themselves."""
    return RankContext(
        rules={rule.id: rule for rule in rules.rules},
        window=Window(summary.span.first, summary.span.last + 1 if summary.events else 0),
        target=Target("files"),
        tool=Tool(__version__, rules.version),
    )


def classify(text: str) -> Classification | None:
    """The best match of the shipped rules on one log text, a line or a joined trace; None when none matches.

    Best: innermost exception, then a server's own code, then the declared winner of two overlapping rules, then the
    longest match, then the id. Captures are not redacted.
    """
    matches = shipped_matcher().match(read_text(text))
    if not matches:
        return None
    return Classification(matches[0].rule_id, matches[0].category, dict(matches[0].captures))
