"""A report measured against another environment: what that one shows too, and where the two are set up differently."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from triage.compare.checking import machine_images
from triage.compare.model import Comparison, Difference, Setting, Tell
from triage.compare.wording import counted, factor, few
from triage.model.findings import Factor, Finding
from triage.model.report import Check, CheckVerdict, Diagnostic, Report, UnmatchedCluster
from triage.model.rules import Layer
from triage.model.taxonomy import BENIGN

_MOST = 6
_TITLE = 80
_DEFINITION = "describe-task-definition"


def against(report: Report, found: Comparison) -> Report:
    """`report`, which is A's own, with what `found` says of each finding and signature, and two more checks."""
    told = _Told(found)
    checks = (*report.checks, *_checks(report, found))
    order = list(Layer)
    return msgspec.structs.replace(
        report,
        findings=tuple(told.finding(one) for one in report.findings),
        unmatched=tuple(told.cluster(one) for one in report.unmatched),
        checks=tuple(sorted(checks, key=lambda one: order.index(one.layer))) if report.checks else (),
        diagnostics=(*report.diagnostics, *told.notices()),
    )


class _Told:
    def __init__(self, found: Comparison) -> None:
        self._b = found.b
        self._whole = found.b.complete and found.b.events > 0
        self._found = found
        self._findings = {one.finding_a: one for one in found.findings if one.finding_a}
        self._signatures = {name: one for one in found.signatures for name in one.signatures}

    def finding(self, finding: Finding) -> Finding:
        row = self._findings.get(finding.id)
        text = self._text(row) if row else ""
        if not text or finding.category == BENIGN:
            return finding
        return msgspec.structs.replace(finding, seen=text, why=(*finding.why, Factor("baseline", 0.0, text)))

    def cluster(self, cluster: UnmatchedCluster) -> UnmatchedCluster:
        row = self._signatures.get(cluster.signature)
        if row is None:
            return cluster
        new = False if row.rate.count_b else True if self._whole else None
        return msgspec.structs.replace(cluster, new=new, seen=self._text(row))

    def _text(self, row: Difference) -> str:
        name, there = self._b.label, row.rate.count_b
        if not there:
            return f"not in {name}" if self._whole else ""
        if not self._whole or row.rate.ratio is None:
            return f"in {name} too: at least {there:,} there"
        if row.tell in (Tell.MORE_A, Tell.MORE_B):
            word = "more" if row.tell is Tell.MORE_A else "less"
            return f"{word} than in {name}: {factor(row.rate.ratio)} as often per {row.rate.per}, {there:,} there"
        return f"as in {name}: {there:,} there"

    def notices(self) -> Iterable[Diagnostic]:
        """What it was measured against, and what that one alone shows."""
        text = f"Compared with {self._b.label} in the same window: {counted(self._b.events, 'event')}"
        if not self._whole:
            reason = f" ({self._b.gaps[0].reason})" if self._b.gaps else ""
            text += f"{', not read whole' if reason else ''}{reason}, so nothing is called absent there"
        a = self._found.a
        yield Diagnostic("baseline", f"{text}.", f"triage compare {a.label} {self._b.label} shows both side by side")
        alone = [one for one in (*self._found.findings, *self._found.signatures) if _only_there(one)]
        if alone and a.complete:
            rows = [f"{one.title[:_TITLE]} ({one.rate.count_b:,}×)" for one in alone]
            yield Diagnostic("baseline_gone", f"Only in {self._b.label}: {few(rows, _MOST)}")


def _only_there(one: Difference) -> bool:
    return one.tell is Tell.ONLY_B and (one.is_error or bool(one.rule_id)) and one.category != BENIGN


def _checks(report: Report, found: Comparison) -> Iterable[Check]:
    a, b = found.a.label, found.b.label
    commands = [one.command for one in report.checks if _DEFINITION in one.command]
    command = commands[0] if commands else f"aws ecs {_DEFINITION} --task-definition FAMILY"
    says = f"The task definition differs from that of {b} in what the fault names"
    yield Check(Layer.APPLICATION, says, command, *_definition(report, found.settings, a, b))
    for pair in found.checks:
        mine, theirs = machine_images(pair.finding_a), machine_images(pair.finding_b)
        if mine and theirs:
            yield Check(
                Layer.INFRASTRUCTURE, f"The AMI ids differ from those of {b}", pair.command,
                *_images(mine, theirs, pair.verdict_a is pair.verdict_b),
            )  # fmt: skip


def _images(mine: tuple[str, ...], theirs: tuple[str, ...], alike: bool) -> tuple[str, CheckVerdict, str]:
    if mine == theirs:
        return f"the same: {few(mine)}", CheckVerdict.RULED_OUT, ""
    text = f"{few(mine)} here, {few(theirs)} there"
    if alike:
        return text, CheckVerdict.RULED_OUT, "the same is true of both, so it explains no difference"
    return text, CheckVerdict.UNKNOWN, "they are not alike in both: see the check of the AMIs"


def _definition(report: Report, settings: tuple[Setting, ...], a: str, b: str) -> tuple[str, CheckVerdict, str]:
    """Finding, verdict and reason."""
    if not settings:
        return f"no service of {a} has its like in {b}", CheckVerdict.UNKNOWN, "there is nothing to put beside it"
    faults = [pair for one in report.findings[:1] for pair in one.entities]
    named = {(name, value) for name, values in faults for value in values}
    differing = [row for row in settings if not row.same]
    telling = [row for row in differing if named.intersection(row.names_a)]
    equal = f"{len(settings) - len(differing)} of {counted(len(settings), 'setting')} equal"
    if telling:
        return few([f"{row.name} is {row.a} here and {row.b} there" for row in telling]), CheckVerdict.IMPLICATED, equal
    other = [row for row in differing if not row.only_names]
    if other:
        shown = few([f"{row.name} ({row.a} / {row.b})" for row in other], 4)
        return f"{equal}; different: {shown}", CheckVerdict.UNKNOWN, "no finding names them"
    rest = f", {few([row.name for row in differing], _MOST)} by the environments' names alone" if differing else ""
    return f"{equal}{rest}", CheckVerdict.RULED_OUT, ""
