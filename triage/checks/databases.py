"""RDS databases of the environment: which they are, their status, and what happened to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from triage.aws.errors import Refusal
from triage.aws.parallel import in_parallel
from triage.checks.asking import ONCE, ask, milliseconds
from triage.checks.facts import LEAD_MS, Looked, Subject
from triage.checks.reach import look_at_reach, reach_unknown
from triage.checks.wording import Hypothesis, aws, counted, few, line
from triage.model.report import Change, Check
from triage.model.rules import Layer

if TYPE_CHECKING:
    from mypy_boto3_rds.type_defs import DBInstanceTypeDef, EventTypeDef

_MOST_LISTED = 500
_MOST = 5
_KEPT_MS = 14 * 86_400_000
"""RDS keeps its events so long."""
_HOST = re.compile(
    r"([a-z][a-z0-9-]{0,62})\.(cluster-)?(?:ro-|custom-)?[a-z0-9]{4,24}\.[a-z0-9-]{4,24}\.rds\.amazonaws\.com", re.ASCII
)
_LONGEST_VALUE = 2_048
_WELL = (
    "available",
    "backing-up",
    "configuring-log-exports",
    "storage-optimization",
    "configuring-enhanced-monitoring",
)
_BUSY = ("modifying", "maintenance", "upgrading", "renaming", "resetting-master-credentials")
"""Mostly still answering, yet not surely."""
_BAD_CATEGORIES = ("availability", "failover", "failure", "low storage", "recovery", "restoration", "security")

STATUS_SAYS = "The database instance is not available"
EVENTS_SAYS = "The database restarted, failed over, ran full or was changed"
_STATUS = "DBInstances[].[DBInstanceIdentifier,DBInstanceStatus,Endpoint.Address,Endpoint.Port]"


def look_at_databases(subject: Subject) -> Looked:
    """Status, events and the security groups on the way to each database."""
    listed = _listed(subject)
    if isinstance(listed, Refusal):
        return Looked((_status(()).refused(listed), _events(()).refused(listed), reach_unknown(listed)))
    ours = find_databases(listed, subject)
    if not ours:
        checks = (_status(()), _events(()))
        if not listed:
            text = f"there is no RDS instance in {subject.environment.region}"
            return Looked((*(one.not_applicable(text) for one in checks), reach_unknown(None, text)))
        text = f"none of {counted(len(listed), 'RDS instance')} is known to be the environment's"
        why = "no environment variable, name or tag leads to one"
        return Looked((*(one.unknown(text, why) for one in checks), reach_unknown(None, text, why)))
    events = _read_events(ours, subject)
    changes = () if isinstance(events, Refusal) else tuple(map(_change, events))
    checks_of_status = (_judge_status(ours), _judge_events(ours, events, subject))
    return Looked((*checks_of_status, *look_at_reach(subject, ours)), changes)


def find_databases(listed: Sequence[DBInstanceTypeDef], subject: Subject) -> list[DBInstanceTypeDef]:
    """Instances that environment variables lead to; without any, those named or tagged for the environment."""
    values = [
        value[:_LONGEST_VALUE].lower()
        for value in (
            *(
                value
                for service in subject.environment.services
                for one in service.containers
                for _, value in one.environment
            ),
            *(value for _, value in subject.environment.values),
        )
    ]
    found = {(name, bool(cluster)) for value in values for name, cluster in _HOST.findall(value)}
    led = [
        one
        for one in listed
        if (_name(one), False) in found
        or (one.get("DBClusterIdentifier", ""), True) in found
        or any(_address(one) and _address(one) in value for value in values)
    ]
    named = [one for one in listed if subject.belongs(_name(one), _tags(one))]
    return sorted(led or named, key=_name)[:_MOST]


def _listed(subject: Subject) -> list[DBInstanceTypeDef] | Refusal:
    pages = subject.session.rds(attempts=ONCE).get_paginator("describe_db_instances").paginate
    return ask(
        subject.session,
        "rds:DescribeDBInstances",
        lambda: [one for page in pages(PaginationConfig={"MaxItems": _MOST_LISTED}) for one in page["DBInstances"]],
    )


def _name(instance: DBInstanceTypeDef) -> str:
    return instance.get("DBInstanceIdentifier", "")


def _address(instance: DBInstanceTypeDef) -> str:
    return instance.get("Endpoint", {}).get("Address", "").lower()


def _tags(instance: DBInstanceTypeDef) -> dict[str, str]:
    return {tag.get("Key", ""): tag.get("Value", "") for tag in instance.get("TagList", [])}


def _status(names: Sequence[str]) -> Hypothesis:
    which = ("--filters", f"Name=db-instance-id,Values={','.join(names)}") if names else ()
    command = aws("rds", "describe-db-instances", *which, "--query", _STATUS)
    return Hypothesis(Layer.INFRASTRUCTURE, STATUS_SAYS, command)


def _events(names: Sequence[str]) -> Hypothesis:
    which = ("--source-identifier", names[0]) if names else ()
    command = aws(
        "rds", "describe-events", "--source-type", "db-instance", *which, "--duration", "1440",
        "--query", "Events[].[Date,SourceIdentifier,Message]",
    )  # fmt: skip
    return Hypothesis(Layer.INFRASTRUCTURE, EVENTS_SAYS, command)


def _judge_status(instances: Sequence[DBInstanceTypeDef]) -> Check:
    bad = [one for one in instances if _state(one) not in (*_WELL, *_BUSY)]
    busy = [one for one in instances if _state(one) in _BUSY]
    hypothesis = _status([_name(one) for one in bad or busy or instances])
    texts = [f"{_name(one)} is {_state(one) or 'in no known state'}" for one in bad or busy or instances]
    if bad:
        return hypothesis.implicated(few(texts))
    if busy:
        return hypothesis.unknown(few(texts), "it may answer or not while this goes on")
    return hypothesis.ruled_out(few(texts))


def _state(instance: DBInstanceTypeDef) -> str:
    return instance.get("DBInstanceStatus", "")


def _read_events(instances: Sequence[DBInstanceTypeDef], subject: Subject) -> list[EventTypeDef] | Refusal:
    answers = in_parallel([partial(_events_of, _name(one), subject) for one in instances])
    found: list[EventTypeDef] = []
    for answer in answers:
        if isinstance(answer, Refusal):
            return answer
        found += [one for one in answer if subject.in_reach(milliseconds(one.get("Date")))]
    return sorted(found, key=lambda one: (milliseconds(one.get("Date")), one.get("SourceIdentifier", "")))


def _events_of(name: str, subject: Subject) -> list[EventTypeDef] | Refusal:
    from datetime import UTC, datetime

    rds = subject.session.rds(attempts=ONCE)
    start = max(subject.window.start - LEAD_MS, subject.now - _KEPT_MS)
    end = max(subject.window.end, start + 60_000)
    return ask(
        subject.session,
        "rds:DescribeEvents",
        lambda: rds.describe_events(
            SourceType="db-instance",
            SourceIdentifier=name,
            StartTime=datetime.fromtimestamp(start / 1000, UTC),
            EndTime=datetime.fromtimestamp(end / 1000, UTC),
        )["Events"],
    )


def _change(event: EventTypeDef) -> Change:
    return Change(milliseconds(event.get("Date")), _happened(event), "rds")


def _happened(event: EventTypeDef) -> str:
    return f"{event.get('SourceIdentifier', '')}: {line(event.get('Message', ''))}"


def _judge_events(
    instances: Sequence[DBInstanceTypeDef], events: list[EventTypeDef] | Refusal, subject: Subject
) -> Check:
    hypothesis = _events([_name(one) for one in instances])
    if isinstance(events, Refusal):
        return hypothesis.refused(events)
    bad = [one for one in events if any(kind in _BAD_CATEGORIES for kind in one.get("EventCategories", []))]
    if bad:
        return hypothesis.implicated(few([_happened(one) for one in bad[::-1]]))
    if subject.now - subject.window.end > _KEPT_MS:
        return hypothesis.unknown("RDS remembers none", "it keeps events for 14 days")
    others = f"; {counted(len(events), 'event')} of other kinds" if events else ""
    return hypothesis.ruled_out(f"no such event of {few([_name(one) for one in instances])}{others}")
