"""Findings and signatures measured against an earlier window: new, more than before, as before, gone."""

from collections.abc import Iterable, Sequence

import msgspec

from triage.model.findings import Factor, Finding
from triage.model.report import Diagnostic, Report, UnmatchedCluster
from triage.model.rules import Rule
from triage.model.taxonomy import BENIGN
from triage.ranking.candidates import Candidate, candidates, same_faults
from triage.ranking.context import Baseline, RankContext
from triage.ranking.counts import Ratio, adjusted, dispersion, rate_ratio
from triage.ranking.findings import finding_id
from triage.signatures.merging import merge_templates
from triage.summary.tallies import FaultTally

MORE = 1.5
"""A rate this many times the earlier one, and beyond chance, is more than before; its inverse is less."""
_ALPHA = 0.05
_LEAST_MS = 60_000
"""A window of files ends with its last event: shorter ones would make a rate of a single record."""
NEW = "new: not in the baseline"
_GONE_SHOWN = 8
_GONE_CHARS = 80
TELLING = ("table", "column", "index", "constraint")
"""A rule that names these in both, and never the same one, found two faults."""


def marked(report: Report, known: Sequence[Candidate], unknown: Sequence[Candidate], context: RankContext) -> Report:
    """The report with what the baseline says of each finding and signature, and of what is gone since."""
    assert context.baseline is not None
    past = _Past(context.baseline, context, unknown)
    told = past.told(
        [*((one, past.of_rule(one)) for one in known), *((one, past.of_signature(one)) for one in unknown)]
    )
    findings = {finding_id(one.id): told[one.id] for one in known}
    signatures = {one.tallies[0].key.signature: told[one.id] for one in unknown}
    return msgspec.structs.replace(
        report,
        findings=tuple(past.finding(one, findings[one.id].text) for one in report.findings),
        unmatched=tuple(past.cluster(one, signatures[one.signature]) for one in report.unmatched),
        diagnostics=(*report.diagnostics, *past.notices(known, unknown)),
    )


def names_differ(mine: Iterable[FaultTally], theirs: Iterable[FaultTally]) -> bool:
    """Both name tables, columns or the like, and nothing in common."""
    ours, others = list(mine), list(theirs)
    for name in TELLING:
        left, right = _values(ours, name), _values(others, name)
        if left and right:
            return left.isdisjoint(right)
    return False


def _values(tallies: Iterable[FaultTally], name: str) -> set[str]:
    return {value for tally in tallies if name in tally.values for value, _ in tally.values[name].top(50)}


class _Told(msgspec.Struct, frozen=True):
    """Records of the same thing in the baseline, and what that says."""

    before: int
    text: str


class _Past:
    def __init__(self, baseline: Baseline, context: RankContext, unknown: Sequence[Candidate]) -> None:
        self._baseline = baseline
        self._rules = context.rules
        self._live = context.target.source != "files"
        self._now, self._then = (max(_LEAST_MS, w.end - w.start) for w in (context.window, baseline.window))
        self._faults = [t for t in baseline.summary.faults.values() if t.key.rule_id]
        self._signed = [t for t in baseline.summary.faults.values() if t.key.signature]
        counts: dict[str, int] = {}
        for tally in (*self._signed, *(tally for one in unknown for tally in one.tallies)):
            counts[tally.template] = counts.get(tally.template, 0) + tally.span.count
        self._merged = merge_templates(counts)

    def of_rule(self, candidate: Candidate) -> list[FaultTally]:
        """The same fault in the baseline."""
        return self._same(candidate, candidate.rule) if candidate.rule else []

    def _same(self, candidate: Candidate, rule: Rule) -> list[FaultTally]:
        earlier = [tally for tally in self._faults if tally.key.rule_id == rule.id]
        ours = {id(tally) for tally in candidate.tallies}
        for group in same_faults([*candidate.tallies, *earlier], rule):
            theirs = [tally for tally in group if id(tally) not in ours]
            if len(theirs) < len(group) and not names_differ(candidate.tallies, theirs):
                return theirs
        return []

    def of_signature(self, candidate: Candidate) -> list[FaultTally]:
        """The same template in the baseline, merged over both windows."""
        finals = {self._merged.get(tally.template, tally.template) for tally in candidate.tallies}
        ids = {tally.key.signature for tally in candidate.tallies}
        return [
            tally
            for tally in self._signed
            if tally.key.signature in ids or self._merged.get(tally.template, tally.template) in finals
        ]

    def told(self, pairs: Sequence[tuple[Candidate, list[FaultTally]]]) -> dict[str, _Told]:
        """Id of a candidate -> what the baseline says of it; chance is allowed for over all of them together."""
        counts = [sum(tally.span.count for tally in theirs) for _, theirs in pairs]
        ratios = [
            rate_ratio(one.count, n, self._now, self._then, dispersion([t.times for t in (*one.tallies, *theirs)]))
            for (one, theirs), n in zip(pairs, counts, strict=True)
        ]
        ps = adjusted([ratio.p for ratio in ratios])
        return {
            one.id: _Told(n, self._text(n, ratio, p) if n else self._absent(one))
            for (one, _), n, ratio, p in zip(pairs, counts, ratios, ps, strict=True)
        }

    def finding(self, finding: Finding, text: str) -> Finding:
        if finding.category == BENIGN or not text:
            return msgspec.structs.replace(finding, seen=text)
        return msgspec.structs.replace(finding, seen=text, why=(*finding.why, Factor("baseline", 0.0, text)))

    def cluster(self, cluster: UnmatchedCluster, told: _Told) -> UnmatchedCluster:
        new = False if told.before else True if told.text == NEW else None
        return msgspec.structs.replace(cluster, new=new, seen=told.text)

    def _absent(self, candidate: Candidate) -> str:
        """New, unless its log groups were not there to be read in the baseline, or it was not read from a log."""
        theirs = self._baseline.summary.log_groups
        ours = {key.partition("\x1f")[0] for key in candidate.streams}
        seen = not theirs.isdisjoint(ours) if theirs or self._live else True
        return NEW if self._baseline.whole and seen else ""

    def _text(self, before: int, ratio: Ratio, p: float) -> str:
        if not self._baseline.whole or ratio.value is None:
            return f"in the baseline too: at least {before:,} there"
        if p <= _ALPHA and not 1 / MORE < ratio.value < MORE:
            word = "more" if ratio.value > 1 else "less"
            return f"{word} than before: {_times(ratio.value)} the rate, {before:,} in the baseline"
        return f"as before: {before:,} in the baseline"

    def notices(self, known: Sequence[Candidate], unknown: Sequence[Candidate]) -> list[Diagnostic]:
        """What the baseline was, and what is gone since."""
        base = self._baseline
        events = f"{base.summary.events:,} {'event' if base.summary.events == 1 else 'events'}"
        text = f"Compared with {base.says}: {events}"
        if base.gaps:
            text += f", not read whole ({base.gaps[0].reason}), so nothing is called new"
        elif not base.whole:
            text += ", so nothing is called new"
        found = [Diagnostic("baseline", text, base.gaps[0].hint if base.gaps else "")]
        gone = self._gone(known, unknown)
        if gone:
            more = f"; and {len(gone) - _GONE_SHOWN} more" if len(gone) > _GONE_SHOWN else ""
            found.append(Diagnostic("baseline_gone", f"Gone since the baseline: {'; '.join(gone[:_GONE_SHOWN])}{more}"))
        return found

    def _gone(self, known: Sequence[Candidate], unknown: Sequence[Candidate]) -> list[str]:
        still = {id(tally) for one in known if one.rule for tally in self._same(one, one.rule)}
        faults = [
            (one.count, one.rule.title if one.rule else "")
            for one in candidates(self._baseline.summary, self._rules)[0]
            if not any(id(tally) in still for tally in one.tallies)
        ]
        finals = {self._merged.get(t.template, t.template) for one in unknown for t in one.tallies}
        rest: dict[str, int] = {}
        for tally in self._signed:
            final = self._merged.get(tally.template, tally.template)
            if final not in finals:
                rest[final] = rest.get(final, 0) + tally.span.count
        faults += [(count, template[:_GONE_CHARS]) for template, count in rest.items()]
        return [f"{title} ({count:,}×)" for count, title in sorted(faults, key=lambda one: (-one[0], one[1]))]


def _times(ratio: float) -> str:
    """`12×`, `0.2×`."""
    return f"{ratio:.0f}×" if ratio >= 10 else f"{ratio:.2g}×"
