"""Stopped tasks as events: what ECS says of their end is evidence even where no log exists."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from triage.checks.facts import EcsFacts, StoppedTask
from triage.checks.tasks import told
from triage.model.events import LogEvent
from triage.model.findings import Evidence, Source
from triage.model.report import Report, Window

_CATEGORY = re.compile(r"(?:[A-Z][A-Za-z]{2,40}(?:Error|Exception|Interruption)\b|Task failed )", re.ASCII)
"""How ECS begins a reason that names a cause; `Essential container in task exited` names none."""
_KILLED = (132, 134, 137, 139)
"""Exit codes of a process that the kernel ended; it can write no line about that itself."""


def stop_events(facts: EcsFacts, window: Window) -> tuple[LogEvent, ...]:
    """One event for each task that ended by itself inside the window for a reason of its own, by time.

    Its stream is `ecs/CONTAINER/TASK`, as the awslogs driver names it; it has no log group."""
    return tuple(
        LogEvent(task.stopped_at, told(task), "", _stream(task))
        for task in sorted(facts.stopped)
        if task.by_itself and window.holds(task.stopped_at) and _names_a_cause(task)
    )


def with_ecs_evidence(report: Report, facts: EcsFacts) -> Report:
    """The report whose evidence says ECS where it came from `stop_events`."""
    tasks = {_stream(task): task.id for task in facts.stopped}
    findings = tuple(
        msgspec.structs.replace(finding, evidence=tuple(_marked(finding.evidence, tasks)))
        for finding in report.findings
    )
    return msgspec.structs.replace(report, findings=findings)


def _marked(evidence: Iterable[Evidence], tasks: dict[str, str]) -> Iterable[Evidence]:
    for one in evidence:
        task = "" if one.log_group else tasks.get(one.log_stream, "")
        yield msgspec.structs.replace(one, source=Source.ECS, log_stream="", ref=f"task {task}") if task else one


def _names_a_cause(task: StoppedTask) -> bool:
    reasons = (task.reason, *(one.reason for one in task.containers))
    return any(map(_CATEGORY.match, reasons)) or any(one.exit_code in _KILLED for one in task.containers)


def _stream(task: StoppedTask) -> str:
    """Of the container that failed: one with a reason, else one with an exit code, else the first."""
    failed = [one for one in task.containers if one.reason] or [one for one in task.containers if one.exit_code]
    names = [one.name for one in (*failed, *task.containers)]
    return f"ecs/{names[0] if names else task.service or task.family}/{task.id}"
