"""CloudTrail: who changed something of the environment inside or just before the window."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from triage.aws.errors import Refusal
from triage.checks.asking import ONCE, ask, milliseconds
from triage.checks.facts import LEAD_MS, Looked, Subject
from triage.checks.wording import Hypothesis, aws, counted, few, line
from triage.model.report import Change, Check
from triage.model.rules import Layer

if TYPE_CHECKING:
    from mypy_boto3_cloudtrail.type_defs import EventTypeDef

_PAGES = 2
"""The service answers two requests a second, for the whole account."""
_PER_PAGE = 50
_KEPT_MS = 90 * 86_400_000
_LATE_MS = 15 * 60_000
"""Events arrive minutes after the call."""
_CHANGES = 20
_NAMES = 200
_VERBS = (
    "Apply", "Attach", "Authorize", "Create", "Delete", "Deregister", "Detach", "Disable", "Enable", "Failover",
    "Modify", "Put", "Reboot", "Register", "Remove", "Restore", "Revoke", "Rotate", "Run", "Set", "Start", "Stop",
    "Terminate", "Update",
)  # fmt: skip
_ROUTINE = frozenset(
    (
        "CreateLogStream", "CreateNetworkInterface", "CreateNetworkInterfacePermission", "DeleteNetworkInterface",
        "DeregisterTargets", "RegisterContainerInstance", "RegisterTargets", "StartQuery", "StopQuery",
        "UpdateInstanceInformation",
    )
)  # fmt: skip
"""What services do by themselves all day, and what this tool does."""
SAYS = "Somebody changed the environment inside or just before the window"


def look_at_audit(subject: Subject) -> Looked:
    """One check; what was found is in the changes too."""
    start, end = subject.window.start - LEAD_MS, subject.window.end
    hypothesis = Hypothesis(Layer.INFRASTRUCTURE, SAYS, _command(start, end))
    if subject.now - end > _KEPT_MS:
        return Looked((hypothesis.unknown("CloudTrail remembers none", "it keeps 90 days"),))
    answer = _read(subject, start, end)
    if isinstance(answer, Refusal):
        return Looked((hypothesis.refused(answer),))
    ours = _ours(answer, subject)
    changes = tuple(Change(milliseconds(one.get("EventTime")), _told(one), "cloudtrail") for one in ours)
    return Looked((_check(hypothesis, answer, ours, subject),), changes[-_CHANGES:])


def _command(start: int, end: int) -> str:
    times = [f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%dT%H:%M:%SZ}" for at in (start, end)]
    return aws(
        "cloudtrail", "lookup-events", "--lookup-attributes", "AttributeKey=ReadOnly,AttributeValue=false",
        "--start-time", times[0], "--end-time", times[1], "--max-items", str(_PAGES * _PER_PAGE),
        "--query", "Events[].[EventTime,EventName,Username,Resources[].ResourceName]",
    )  # fmt: skip


def _read(subject: Subject, start: int, end: int) -> list[EventTypeDef] | Refusal:
    pages = subject.session.cloudtrail(attempts=ONCE).get_paginator("lookup_events").paginate(
        LookupAttributes=[{"AttributeKey": "ReadOnly", "AttributeValue": "false"}],
        StartTime=datetime.fromtimestamp(start / 1000, UTC),
        EndTime=datetime.fromtimestamp(end / 1000, UTC),
        PaginationConfig={"PageSize": _PER_PAGE},
    )  # fmt: skip
    return ask(
        subject.session,
        "cloudtrail:LookupEvents",
        lambda: [one for page in islice(pages, _PAGES) for one in page["Events"]],
    )


def _check(hypothesis: Hypothesis, read: list[EventTypeDef], ours: list[EventTypeDef], subject: Subject) -> Check:
    if ours:
        return hypothesis.implicated(f"{counted(len(ours), 'change')}: {few([_told(one) for one in ours[::-1]])}")
    oldest = min((milliseconds(one.get("EventTime")) for one in read), default=0)
    if len(read) >= _PAGES * _PER_PAGE and oldest > subject.window.start - LEAD_MS:
        text = f"none among the newest {len(read)} changes of the account"
        return hypothesis.unknown(text, "older ones of the window were not read")
    if subject.now - subject.window.end < _LATE_MS:
        return hypothesis.ruled_out("no change of it is recorded", "the last minutes may still be missing")
    return hypothesis.ruled_out("no change of it is recorded")


def _ours(events: list[EventTypeDef], subject: Subject) -> list[EventTypeDef]:
    """Changes that name a resource of the environment, by time."""
    names = _known_names(subject)
    found = [one for one in events if _is_change(one) and _concerns(one, names, subject)]
    return sorted(found, key=lambda one: (milliseconds(one.get("EventTime")), one.get("EventId", "")))


def _is_change(event: EventTypeDef) -> bool:
    name = event.get("EventName", "")
    return name.startswith(_VERBS) and name not in _ROUTINE and event.get("Username") != "ecs-service-scheduler"


def _known_names(subject: Subject) -> tuple[str, ...]:
    environment = subject.environment
    found = set(environment.clusters)
    for service in environment.services:
        found |= {service.cluster, service.name, service.family, *service.security_groups}
        found |= {arn.split("/")[1] for arn in service.target_groups if "/" in arn}
        found |= {reference for one in service.containers for _, reference in one.secrets}
    return tuple(sorted(found - {""}))[:_NAMES]


def _concerns(event: EventTypeDef, names: tuple[str, ...], subject: Subject) -> bool:
    """By the names of its resources, or by its request, where ECS alone names services and clusters."""
    resources = [one.get("ResourceName", "") for one in event.get("Resources", [])]
    if any(subject.belongs(name, {}) for name in resources):
        return True
    raw = event.get("CloudTrailEvent", "")
    return any(f'{before}{name}"' in raw for name in names for before in '"/:')


def _told(event: EventTypeDef) -> str:
    resources = [one.get("ResourceName", "") for one in event.get("Resources", [])]
    what = f" on {few(resources, 2, ', ')}" if resources else ""
    return line(f"{event.get('EventName', '')} by {event.get('Username', '') or 'an AWS service'}{what}")
