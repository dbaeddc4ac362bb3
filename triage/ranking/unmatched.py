"""What no rule knows: clusters of unrecognised signatures, worst and most frequent first."""

from triage.model.events import Level
from triage.model.report import UnmatchedCluster
from triage.ranking.candidates import Candidate
from triage.ranking.context import RankContext
from triage.ranking.findings import trend
from triage.signatures.merging import merge_templates
from triage.summary.tallies import FaultTally
from triage.summary.value import Summary

MAX_CLUSTERS = 50
MAX_VALUES = 5
MAX_ALIASES = 32


def unknown_candidates(summary: Summary) -> list[Candidate]:
    """One candidate per template, after merging templates on counted evidence; by first record."""
    tallies = [t for t in summary.faults.values() if t.key.signature]
    counts: dict[str, int] = {}
    for tally in tallies:
        counts[tally.template] = counts.get(tally.template, 0) + tally.span.count
    merged = merge_templates(counts)
    groups: dict[tuple[str, str], list[FaultTally]] = {}
    for tally in tallies:
        final = merged.get(tally.template, tally.template)
        alone = final == tally.template
        groups.setdefault((final, tally.key.signature if alone else ""), []).append(tally)
    made = []
    for (template, _), group in sorted(groups.items()):
        candidate = Candidate(group, None)
        candidate.whole.template = template
        made.append(candidate)
    return sorted(made, key=lambda c: (c.first, c.id))


def clusters(unknown: list[Candidate], summary: Summary, context: RankContext) -> tuple[UnmatchedCluster, ...]:
    """The bounded table of the report."""
    ordered = sorted(unknown, key=lambda c: (-_badness(c), -c.count, c.first, c.id))
    return tuple(_cluster(c, summary, context) for c in ordered[:MAX_CLUSTERS])


def is_error(candidate: Candidate) -> bool:
    """Level ERROR or above, or a bare trace."""
    return _badness(candidate) >= Level.ERROR


def _badness(candidate: Candidate) -> int:
    level = candidate.whole.level
    return Level.ERROR if level == Level.TRACE else level


def _cluster(candidate: Candidate, summary: Summary, context: RankContext) -> UnmatchedCluster:
    whole = candidate.whole
    values = tuple((name, tuple(whole.wildcards[name].top(MAX_VALUES))) for name in sorted(whole.wildcards, key=int))
    return UnmatchedCluster(
        signature=candidate.tallies[0].key.signature,
        template=whole.template,
        count=candidate.count,
        services=tuple(filter(None, candidate.services)),
        first_seen=candidate.first,
        last_seen=candidate.last,
        level="" if whole.level == Level.TRACE else whole.level.name.lower(),
        sample=whole.samples[0].message if whole.samples else "",
        values=values,
        trend=trend(whole, summary.span.last, context),
        aliases=tuple(sorted({t.key.signature for t in candidate.tallies[1:]} - {candidate.tallies[0].key.signature}))[
            :MAX_ALIASES
        ],
    )
