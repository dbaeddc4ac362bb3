"""How much of the rules their examples exercise, and how much of a log the rules know."""

from collections.abc import Callable, Sequence

import msgspec

from triage import __version__
from triage.authoring.leaves import leaves
from triage.model.events import LogRecord
from triage.model.report import Gap, Target, Tool, UnmatchedCluster, Window
from triage.model.rules import Rule
from triage.ranking.context import RankContext
from triage.ranking.rank import rank
from triage.ruleset.evaluation import Patterns, View, evaluate
from triage.ruleset.library import RuleSet
from triage.ruleset.matching import Matcher
from triage.sources.files import FileSource
from triage.sources.reading import ALL_TIME, ReadLog
from triage.summary.summarizing import Summarizer


class Share(msgspec.Struct, frozen=True):
    """How many of how many; `missing` names the rest."""

    done: int = 0
    of: int = 0
    missing: tuple[str, ...] = ()

    @property
    def percent(self) -> int:
        """Rounded down: 100 means all."""
        return 100 * self.done // self.of if self.of else 100

    def join(self, other: "Share") -> "Share":
        return Share(self.done + other.done, self.of + other.of)


class RuleCoverage(msgspec.Struct, frozen=True):
    rule_id: str
    leaves: Share
    captures: Share
    commands: Share

    @property
    def percent(self) -> int:
        """The lowest share of leaves and captures."""
        return min(self.leaves.percent, self.captures.percent)


def library_coverage(rules: Sequence[Rule], read: Callable[[str], LogRecord]) -> list[RuleCoverage]:
    """Per rule: leaves that an example satisfies (those under `not`: a counter-example), captures that an example
    fills, steps with a command whose rendering an example states; the least covered first."""
    patterns = Patterns()
    found = [_of_rule(rule, read, patterns) for rule in rules]
    return sorted(found, key=lambda one: (one.percent, one.leaves.percent, one.rule_id))


def _of_rule(rule: Rule, read: Callable[[str], LogRecord], patterns: Patterns) -> RuleCoverage:
    records = [read(example.log) for example in rule.examples]
    views = [View(record) for record in records]
    others = [View(read(counter.log)) for counter in rule.counter_examples]
    missing = [
        leaf.words
        for leaf in leaves(rule.match)
        if not any(evaluate(leaf.condition, view, patterns) for view in (others if leaf.negated else views))
    ]
    count = sum(1 for _ in leaves(rule.match))
    matcher = Matcher([rule])
    given = {name for record in records for match in matcher.match(record) for name, _ in match.captures}
    names = [capture.name for capture in rule.captures]
    stated = {step for example in rule.examples for step, _ in example.commands}
    steps = [step.id for step in rule.remediation if step.argv]
    return RuleCoverage(
        rule.id,
        Share(count - len(missing), count, tuple(missing)),
        Share(sum(name in given for name in names), len(names), tuple(n for n in names if n not in given)),
        Share(sum(step in stated for step in steps), len(steps), tuple(s for s in steps if s not in stated)),
    )


class LogCoverage(msgspec.Struct, frozen=True):
    """What the rules know of some logs."""

    records: int
    errors: Share
    unmatched: tuple[UnmatchedCluster, ...]
    """Most frequent first."""
    gaps: tuple[Gap, ...] = ()


def log_coverage(rules: RuleSet, paths: Sequence[str]) -> LogCoverage:
    """The share of error records that a rule matches. Raises InputError when nothing can be read."""
    told = ReadLog()
    summarizer = Summarizer(rules.matcher())
    for batch in FileSource(paths).events(ALL_TIME, told):
        summarizer.add(batch)
    summary = summarizer.close()
    known = {rule.id: rule for rule in rules.rules}
    window = Window(summary.span.first, summary.span.last + 1)
    context = RankContext(rules=known, window=window, target=Target("files"), tool=Tool(__version__, rules.version))
    unmatched = sorted(rank(summary, context).unmatched, key=lambda one: (-one.count, one.signature))
    return LogCoverage(
        summary.records,
        Share(summary.matched_error_records, summary.error_records),
        tuple(unmatched),
        told.gaps,
    )
