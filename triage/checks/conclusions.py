"""What follows from the findings: what the logs prove about the database, and whether a deployment fits the onset."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from triage.checks.facts import Deployment, Looked
from triage.checks.rollouts import BEFORE_WINDOW_MS, before_text, just_before, with_rollouts
from triage.checks.stops import with_ecs_evidence
from triage.checks.wording import Hypothesis, ago, aws, few, moment
from triage.model.findings import Evidence, Finding, Role
from triage.model.report import Check, Report
from triage.model.rules import Layer, Severity, StepKind
from triage.model.taxonomy import BENIGN

_DAY_MS = 86_400_000

DEPLOYMENT_SAYS = "A deployment just before the onset brought the fault"
_REACHED = "The database cannot be reached"
_LOGIN = "The database refuses the login"
_EXISTS = "The database does not exist on its server"
_RIGHTS = "The login lacks rights in the database"
_SCHEMA = "The schema lacks what the code asks for"
_ROOM = "The database is out of connections or space, or may not write"
_ROWS = "Statements conflict with the data, with each other, or take too long"
_LADDER = (_REACHED, _LOGIN, _EXISTS, _RIGHTS, _SCHEMA, _ROOM, _ROWS)
"""In the order in which a statement meets them."""

_ANSWERED = frozenset({_REACHED})
_LOGGED_IN = frozenset({_REACHED, _LOGIN})
_INSIDE = frozenset({_REACHED, _LOGIN, _EXISTS})
_MEANING = {
    "db.unreachable": (_REACHED, frozenset[str]()),
    "db.not_ready": (_REACHED, frozenset[str]()),
    "db.connection_lost": (_REACHED, frozenset[str]()),
    "db.auth_failed": (_LOGIN, _ANSWERED),
    "db.client_not_allowed": (_LOGIN, _ANSWERED),
    "db.missing_database": (_EXISTS, _LOGGED_IN),
    "db.permission_denied": (_RIGHTS, _LOGGED_IN),
    "db.missing_table": (_SCHEMA, _INSIDE),
    "db.missing_column": (_SCHEMA, _INSIDE),
    "db.schema_error": (_SCHEMA, _INSIDE),
    "db.migration_pending": (_SCHEMA, _INSIDE),
    "db.syntax_error": (_SCHEMA, _INSIDE),
    "db.too_many_connections": (_ROOM, _ANSWERED),
    "db.pool_exhausted": (_ROOM, frozenset[str]()),
    "db.storage_full": (_ROOM, _INSIDE),
    "db.read_only": (_ROOM, _INSIDE),
    "db.deadlock": (_ROWS, _INSIDE),
    "db.lock_timeout": (_ROWS, _INSIDE),
    "db.query_timeout": (_ROWS, _INSIDE),
    "db.unique_violation": (_ROWS, _INSIDE),
    "db.foreign_key_violation": (_ROWS, _INSIDE),
}
"""Category -> what it implicates, and what must have worked for the server to say so."""


def conclude(report: Report, looked: Looked) -> Report:
    """The report with its whole checklist: infrastructure, application, data; evidence of ECS is marked as such."""
    report = with_rollouts(with_ecs_evidence(report, looked.ecs), looked.ecs)
    checks = (*looked.checks, deployment_check(report, looked), *data_checks(report))
    order = list(Layer)
    return msgspec.structs.replace(
        report,
        checks=tuple(sorted(checks, key=lambda one: order.index(one.layer))),
        changes=looked.changes,
    )


def data_checks(report: Report) -> tuple[Check, ...]:
    """What the findings prove about the databases, in the order in which a statement meets it; never empty."""
    systems: dict[str, list[Finding]] = {}
    for finding in report.findings:
        if finding.category in _MEANING:
            systems.setdefault(finding.rule_id.partition(".")[0], []).append(finding)
    if not systems:
        return (_silent(report),)
    return tuple(
        check
        for system, findings in sorted(systems.items())
        for check in _ladder(findings, f" ({system})" if len(systems) > 1 else "")
    )


def _ladder(findings: Sequence[Finding], which: str) -> Iterable[Check]:
    for rung in _LADDER:
        blamed = [one for one in findings if _MEANING[one.category][0] == rung and _counts(one)]
        proofs = [one for one in findings if rung in _MEANING[one.category][1]]
        if blamed:
            text = few([_told(one) for one in blamed])
            reason = f"at other times it worked: {_told(proofs[0])}" if proofs else ""
            yield Hypothesis(Layer.DATA, rung + which, _next_command(blamed[0])).implicated(text, reason)
        elif proofs:
            text = f"the server itself answered: {_told(proofs[0])}"
            yield Hypothesis(Layer.DATA, rung + which, _evidence_command(proofs[0].evidence)).ruled_out(text)


def _counts(finding: Finding) -> bool:
    """A unique violation now and then is daily business."""
    return finding.role is not Role.INDEPENDENT or finding.severity >= Severity.MEDIUM


def _told(finding: Finding) -> str:
    return f"{finding.title}, {finding.count}×"


def _silent(report: Report) -> Check:
    group = next(iter(report.target.log_groups), "")
    command = (
        aws("logs", "filter-log-events", "--log-group-name", group, "--start-time", str(report.window.start),
            "--filter-pattern", "?SQL ?database ?Database", "--max-items", "20")
        if group
        else ""
    )  # fmt: skip
    return Hypothesis(Layer.DATA, "The database is at fault", command).unknown(
        "no record names a fault of a database", "the logs neither prove nor disprove that it works"
    )


def _next_command(finding: Finding) -> str:
    """What would prove the rest: the first step that changes nothing and is ready to copy."""
    ready = (one.command for one in finding.remediation if one.kind is StepKind.INSPECT and one.command)
    return next(ready, "") or _evidence_command(finding.evidence)


def _evidence_command(evidence: Sequence[Evidence]) -> str:
    """The record that proves it, read again."""
    one = next((one for one in evidence if one.log_group), None)
    if one is None:
        return ""
    stream = ("--log-stream-names", one.log_stream) if one.log_stream else ()
    span = ("--start-time", str(one.timestamp), "--end-time", str(one.timestamp))
    return aws("logs", "filter-log-events", "--log-group-name", one.log_group, *stream, *span)


def deployment_check(report: Report, looked: Looked) -> Check:
    """Whether a deployment came just before the first record of the leading fault."""
    deployments = looked.ecs.deployments
    hypothesis = Hypothesis(Layer.APPLICATION, DEPLOYMENT_SAYS, _deployments_command(looked))
    if not looked.ecs.deployments_known:
        return hypothesis.unknown("the deployments are not known", "ecs:DescribeServices gave no answer, or no service")
    fault = _leading(report.findings)
    if fault is None:
        return hypothesis.not_applicable("no fault was found")
    near = just_before(fault.first_seen, deployments)
    if near:
        return hypothesis.implicated(few([before_text(one, fault.first_seen) for one in near[::-1]]))
    earlier = [one for one in deployments if one.started_at <= fault.first_seen]
    last = earlier[-1] if earlier else None
    begun = f"{last.label} went live {moment(last.started_at)}" if last else "none before the first record"
    if fault.first_seen - report.window.start < BEFORE_WINDOW_MS and _is_fresh(last, report.window.start):
        return hypothesis.unknown(begun, "the fault may be older than the window; a longer --since would show it")
    if last is None:
        return hypothesis.ruled_out("no deployment before the first record of the fault")
    return hypothesis.ruled_out(f"{begun}, {ago(fault.first_seen - last.started_at)} before the first record")


def _leading(findings: Sequence[Finding]) -> Finding | None:
    """The first cause; else the first finding that is a fault at all."""
    causes = [one for one in findings if one.role is Role.ROOT_CAUSE]
    faults = [one for one in findings if one.category != BENIGN and one.severity >= Severity.MEDIUM]
    return next(iter((*causes, *faults)), None)


def _is_fresh(last: Deployment | None, start: int) -> bool:
    return last is not None and start - last.started_at < _DAY_MS


def _deployments_command(looked: Looked) -> str:
    """As the check of the deployments has it."""
    known = (one.command for one in looked.checks if "deployments" in one.command)
    return next(known, "") or aws(
        "ecs", "describe-services", "--services", "SERVICE", "--query", "services[].deployments"
    )
