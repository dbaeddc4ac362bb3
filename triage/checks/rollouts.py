"""A fault that began with a deployment: told beside its factors, and as support of what explains it so."""

from __future__ import annotations

import msgspec

from triage.checks.facts import Deployment, EcsFacts
from triage.checks.wording import ago, moment
from triage.model.findings import Factor, Finding, Role, ScoredHypothesis
from triage.model.report import Report
from triage.model.rules import Severity
from triage.model.taxonomy import BENIGN

JUST_BEFORE_MS = 15 * 60_000
"""A deployment so long before the first record of a fault may have brought it."""
AFTER_MS = 10_000
"""Tasks of a deployment may fail before ECS has written down its time."""
BEFORE_WINDOW_MS = 60_000
"""A fault this near to the start of the window may be older than the window."""
FACTOR = "new_revision"

_BY_REVISION = ("A new revision", "A new release", "The release", "The live revision")


def with_rollouts(report: Report, facts: EcsFacts) -> Report:
    """The report whose causes and lone faults say which deployment they began with.

    It adds nothing to a score: whatever began afterwards, symptoms included, shares the deployment."""
    return msgspec.structs.replace(
        report, findings=tuple(_told(one, facts, report.window.start) for one in report.findings)
    )


def just_before(first_seen: int, deployments: tuple[Deployment, ...]) -> list[Deployment]:
    """Deployments that a fault first seen then may have come with, by time."""
    return [one for one in deployments if -AFTER_MS <= first_seen - one.started_at <= JUST_BEFORE_MS]


def before_text(deployment: Deployment, first_seen: int) -> str:
    """`web:8 went live at 2026-11-22 15:32:03 UTC, 73 s before the first record`."""
    text = f"{deployment.label} went live at {moment(deployment.started_at)}"
    return f"{text}, {ago(first_seen - deployment.started_at)} before the first record"


def _told(finding: Finding, facts: EcsFacts, start: int) -> Finding:
    if finding.role is Role.SYMPTOM or finding.category == BENIGN or finding.severity < Severity.MEDIUM:
        return finding
    near = [one for one in just_before(finding.first_seen, facts.deployments) if _concerns(one, finding)]
    if not near or (finding.first_seen - start < BEFORE_WINDOW_MS and near[-1].started_at < start):
        return finding
    text = before_text(near[-1], finding.first_seen)
    hypotheses = [_supported(one, text) for one in finding.hypotheses]
    return msgspec.structs.replace(
        finding,
        why=(*finding.why, Factor(FACTOR, 0.0, f"{text}; none before it in the window")),
        hypotheses=tuple(sorted(hypotheses, key=lambda one: -len(one.supported_by))),
    )


def _concerns(deployment: Deployment, finding: Finding) -> bool:
    """By the families that the finding's services run; any deployment where they are not known."""
    families = {label.partition(":")[0] for label in finding.revisions if ":" in label}
    return not families or deployment.family in families


def _supported(hypothesis: ScoredHypothesis, text: str) -> ScoredHypothesis:
    if not hypothesis.says.startswith(_BY_REVISION) and "deployment" not in hypothesis.says:
        return hypothesis
    return msgspec.structs.replace(hypothesis, supported_by=(*hypothesis.supported_by, text))
