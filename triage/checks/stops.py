"""Stopped tasks as events: what ECS says of their end is evidence even where no log exists."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from triage.checks.facts import EcsFacts, StoppedContainer, StoppedTask
from triage.checks.tasks import told
from triage.checks.wording import line
from triage.model.events import LogEvent
from triage.model.findings import Evidence, Source
from triage.model.report import Report, Window

_CATEGORY = re.compile(r"(?:[A-Z][A-Za-z]{2,40}(?:Error|Exception|Interruption)\b|Task failed )", re.ASCII)
"""How ECS begins a reason that names a cause; `Essential container in task exited` names none."""
_KILLED = (132, 134, 137, 139)
"""Exit codes of a process that the kernel ended; it can write no line about that itself."""
_TAKEN = ("SpotInterruption", "TerminationNotice")
_TERMINATED = 143
"""SIGTERM: asked to end."""


def stop_events(facts: EcsFacts, window: Window) -> tuple[LogEvent, ...]:
    """One event for each task that ended by itself inside the window for a reason of its own or with an exit code that
    tells of a failure, by time.

    Its stream is `ecs/CONTAINER/TASK`, as the awslogs driver names it; it has no log group."""
    return tuple(
        LogEvent(task.stopped_at, _said(task), "", _stream(task))
        for task in sorted(facts.stopped)
        if failed(task) and window.holds(task.stopped_at)
    )


def failed(task: StoppedTask) -> bool:
    """It ended by itself, and not well."""
    return task.by_itself and (_names_a_cause(task) or (not _ended_by_ecs(task) and any(map(_badly, task.containers))))


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


def _said(task: StoppedTask) -> str:
    """A reason that names no cause is an error all the same."""
    if _ended_by_ecs(task):
        return line("; ".join(filter(None, (task.reason, *dict.fromkeys(one.reason for one in task.containers)))))
    return told(task) if _names_a_cause(task) else f"ERROR task stopped: {told(task)}"


def _ended_by_ecs(task: StoppedTask) -> bool:
    """Asked to end, then killed: its exit codes say nothing, 137 nothing of memory."""
    return "health check" in task.reason.lower() or task.code in _TAKEN


def _badly(container: StoppedContainer) -> bool:
    return container.exit_code not in (None, 0, _TERMINATED)


def _names_a_cause(task: StoppedTask) -> bool:
    reasons = (task.reason, *(one.reason for one in task.containers))
    killed = not _ended_by_ecs(task) and any(one.exit_code in _KILLED for one in task.containers)
    return killed or any(map(_CATEGORY.match, reasons))


def _stream(task: StoppedTask) -> str:
    """Of the container that failed: one with a reason, else one with an exit code, else the first."""
    failed = [one for one in task.containers if one.reason] or [one for one in task.containers if one.exit_code]
    names = [one.name for one in (*failed, *task.containers)]
    return f"ecs/{names[0] if names else task.service or task.family}/{task.id}"
