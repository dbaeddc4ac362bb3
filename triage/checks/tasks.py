"""Tasks: which stopped and why, the health of their containers, the images they run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from triage.aws.errors import Refusal
from triage.aws.parallel import chunks
from triage.checks.asking import ONCE, ask, milliseconds
from triage.checks.facts import MAX_STOPPED, EcsFacts, Looked, StoppedContainer, StoppedTask, Subject
from triage.checks.services import by_cluster
from triage.checks.wording import Hypothesis, aws, counted, few, line
from triage.model.environment import EcsService
from triage.model.report import Change, Check
from triage.model.rules import Layer

if TYPE_CHECKING:
    from mypy_boto3_ecs.literals import DesiredStatusType
    from mypy_boto3_ecs.type_defs import TaskTypeDef

MEMORY_MS = 3_600_000
"""ECS forgets a stopped task after about this time."""
_AT_ONCE = 100
_MOST = 400
_STATES: tuple[DesiredStatusType, ...] = ("RUNNING", "STOPPED")
_SERVICE_GROUP = "service:"
_BY_ITSELF = ("TaskFailedToStart", "EssentialContainerExited", "SpotInterruption", "TerminationNotice")
_STOPPED_ON_PURPOSE = (0, 143, None)
"""Exit codes of a container that was asked to end; 143 is SIGTERM."""
_CHANGES = 10

STOPPED_SAYS = "Tasks stop by themselves"
HEALTH_SAYS = "Containers fail their own health check"
IMAGE_SAYS = "Tasks of one service run different images under one tag"
_REASONS = "tasks[].[taskArn,stopCode,stoppedReason,stoppedAt,containers[].[name,exitCode,reason]]"
_HEALTH = "tasks[].containers[].[taskArn,name,healthStatus]"
_IMAGES = "tasks[].containers[].[name,image,imageDigest]"
_HYPOTHESES = (
    (Layer.INFRASTRUCTURE, STOPPED_SAYS, _REASONS),
    (Layer.APPLICATION, HEALTH_SAYS, _HEALTH),
    (Layer.APPLICATION, IMAGE_SAYS, _IMAGES),
)


def look_at_tasks(subject: Subject) -> Looked:
    """Three checks per cluster, and the stopped tasks as facts and changes."""
    if not subject.environment.services:
        hypotheses = (Hypothesis(layer, says, aws("ecs", "list-tasks")) for layer, says, _ in _HYPOTHESES)
        return Looked(tuple(one.without_services(subject.blind) for one in hypotheses))
    looked = Looked()
    for cluster, services in by_cluster(subject.environment.services):
        looked = looked.joined(_cluster(subject, cluster, services))
    return looked


def read_tasks(subject: Subject, cluster: str) -> list[TaskTypeDef] | Refusal:
    """Running and recently stopped tasks of a cluster, by ARN; bounded."""
    ecs = subject.session.ecs(attempts=ONCE)
    pages = ecs.get_paginator("list_tasks").paginate
    arns: set[str] = set()
    for state in _STATES:
        listed = ask(
            subject.session,
            "ecs:ListTasks",
            lambda state=state: [  # type: ignore[misc]
                arn
                for page in pages(cluster=cluster, desiredStatus=state, PaginationConfig={"MaxItems": _MOST})
                for arn in page["taskArns"]
            ],
        )
        if isinstance(listed, Refusal):
            return listed
        arns.update(listed)
    found: list[TaskTypeDef] = []
    for part in chunks(sorted(arns), _AT_ONCE):
        described = ask(
            subject.session,
            "ecs:DescribeTasks",
            lambda part=part: ecs.describe_tasks(cluster=cluster, tasks=list(part))["tasks"],  # type: ignore[misc]
        )
        if isinstance(described, Refusal):
            return described
        found += described
    return sorted((one for one in found if _lies_in(one, cluster)), key=lambda one: one.get("taskArn", ""))


def _lies_in(task: TaskTypeDef, cluster: str) -> bool:
    return task.get("clusterArn", cluster).rsplit("/", 1)[-1] == cluster


def _cluster(subject: Subject, cluster: str, services: Sequence[EcsService]) -> Looked:
    tasks = read_tasks(subject, cluster)
    if isinstance(tasks, Refusal):
        return Looked(
            tuple(
                Hypothesis(layer, says, _describe(cluster, _ids(services), query)).refused(tasks)
                for layer, says, query in _HYPOTHESES
            )
        )
    names = {service.name for service in services}
    ours = [one for one in tasks if not _service(one) or _service(one) in names]
    stopped = [one for one in map(_stopped, ours) if one.stopped_at and subject.in_reach(one.stopped_at)]
    stopped += [one for one in map(_stopped, ours) if one.code and not one.stopped_at]
    stopped = sorted(stopped)[-MAX_STOPPED:]
    running = [one for one in ours if one.get("lastStatus") == "RUNNING" and not one.get("stopCode")]
    changes = [
        Change(one.stopped_at, f"task {one.id} of {one.service or one.family} stopped: {told(one)}", "ecs")
        for one in stopped
        if one.by_itself and one.stopped_at
    ]
    checks = (
        _stopping(cluster, stopped, subject),
        _health(cluster, running),
        _images(cluster, services, running),
    )
    return Looked(checks, tuple(changes[-_CHANGES:]), EcsFacts(tuple(stopped), revisions=_revisions(ours)))


def _revisions(tasks: Sequence[TaskTypeDef]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((_id(one), one.get("taskDefinitionArn", "").rsplit("/", 1)[-1]) for one in tasks))


def _describe(cluster: str, ids: Sequence[str], query: str) -> str:
    if not ids:
        return aws("ecs", "list-tasks", "--cluster", cluster, "--desired-status", "STOPPED")
    return aws("ecs", "describe-tasks", "--cluster", cluster, "--tasks", *ids[:10], "--query", query)


def _ids(services: Sequence[EcsService]) -> list[str]:
    return sorted({task for service in services for task in service.tasks})


def _id(task: TaskTypeDef) -> str:
    return task.get("taskArn", "").rsplit("/", 1)[-1]


def _service(task: TaskTypeDef) -> str:
    group = task.get("group", "")
    return group.removeprefix(_SERVICE_GROUP) if group.startswith(_SERVICE_GROUP) else ""


def _stopped(task: TaskTypeDef) -> StoppedTask:
    family, _, revision = task.get("taskDefinitionArn", "").rsplit("/", 1)[-1].partition(":")
    containers = tuple(
        StoppedContainer(one.get("name", ""), one.get("exitCode"), line(one.get("reason", "")))
        for one in task.get("containers", [])
    )
    code, reason = task.get("stopCode", ""), line(task.get("stoppedReason", ""))
    return StoppedTask(
        stopped_at=milliseconds(task.get("stoppedAt")),
        cluster=task.get("clusterArn", "").rsplit("/", 1)[-1],
        service=_service(task),
        id=_id(task),
        family=family,
        revision=int(revision) if revision.isdigit() else 0,
        code=code,
        reason=reason,
        by_itself=_by_itself(code, reason, bool(_service(task)), containers),
        containers=containers,
    )


def _by_itself(code: str, reason: str, of_service: bool, containers: Sequence[StoppedContainer]) -> bool:
    if any(one.reason for one in containers) or "health check" in reason.lower():
        return True
    if code == "EssentialContainerExited" and not of_service:
        # A job that did its work ends just so.
        return any(one.exit_code for one in containers)
    return code in _BY_ITSELF or (not code and any(one.exit_code not in _STOPPED_ON_PURPOSE for one in containers))


def told(task: StoppedTask) -> str:
    """Why a task ended: reason, exit codes, and what the containers say."""
    exits = [f"{one.name} exit {one.exit_code}" for one in task.containers if one.exit_code is not None]
    reasons = [one.reason for one in task.containers if one.reason]
    parts = [task.reason or task.code, *dict.fromkeys(reasons), *exits]
    return line("; ".join(part for part in parts if part) or "no reason given")


def _stopping(cluster: str, stopped: Sequence[StoppedTask], subject: Subject) -> Check:
    bad = [one for one in stopped if one.by_itself]
    ids = [one.id for one in (bad or stopped)][::-1]
    hypothesis = Hypothesis(Layer.INFRASTRUCTURE, STOPPED_SAYS, _describe(cluster, ids, _REASONS))
    if bad:
        by_service = Counter(one.service or one.family for one in bad)
        text = few([f"{counted(number, 'task')} of {name}" for name, number in sorted(by_service.items())])
        return hypothesis.implicated(f"{text}; the last: {told(bad[-1])}")
    if subject.now - subject.window.end > MEMORY_MS // 2:
        return hypothesis.unknown("ECS remembers none", "it forgets stopped tasks after about an hour")
    others = f", {counted(len(stopped), 'task')} ended by deployments, scaling or people" if stopped else ""
    return hypothesis.ruled_out(f"no task stopped by itself within the last hour{others}")


def _health(cluster: str, running: Sequence[TaskTypeDef]) -> Check:
    states = [(one.get("healthStatus", "UNKNOWN"), one.get("name", ""), _id(task)) for task in running
              for one in task.get("containers", [])]  # fmt: skip
    bad = sorted((name, task) for state, name, task in states if state == "UNHEALTHY")
    good = sum(state == "HEALTHY" for state, _, _ in states)
    ids = [task for _, task in bad] or [_id(one) for one in running]
    hypothesis = Hypothesis(Layer.APPLICATION, HEALTH_SAYS, _describe(cluster, list(dict.fromkeys(ids)), _HEALTH))
    if bad:
        return hypothesis.implicated(few([f"{name} of task {task} is unhealthy" for name, task in bad]))
    if not states:
        return hypothesis.unknown("no task runs", "there is no container to ask")
    if not good:
        return hypothesis.not_applicable("no container defines a health check")
    unasked = len(states) - good
    rest = f", {counted(unasked, 'container')} without a health check" if unasked else ""
    return hypothesis.ruled_out(f"{counted(good, 'container')} healthy{rest}")


def _images(cluster: str, services: Sequence[EcsService], running: Sequence[TaskTypeDef]) -> Check:
    tagged = {(service.name, one.name): one.image for service in services for one in service.containers
              if "@sha256:" not in one.image}  # fmt: skip
    hypothesis = Hypothesis(Layer.APPLICATION, IMAGE_SAYS, _describe(cluster, [_id(one) for one in running], _IMAGES))
    containers = sum(len(service.containers) for service in services)
    if not tagged:
        return hypothesis.ruled_out(f"{counted(containers, 'image')} pinned by digest")
    digests: dict[tuple[str, str, str], set[str]] = {}
    for task in running:
        for one in task.get("containers", []):
            if (_service(task), one.get("name", "")) in tagged and (digest := one.get("imageDigest", "")):
                key = (_service(task), one.get("name", ""), task.get("taskDefinitionArn", ""))
                digests.setdefault(key, set()).add(digest)
    if mixed := sorted(key for key, found in digests.items() if len(found) > 1):
        texts = [f"{name} of {service}: {len(digests[service, name, arn])} digests" for service, name, arn in mixed]
        return hypothesis.implicated(few(texts))
    if not {(service, name) for service, name, _ in digests} >= tagged.keys():
        images = few(sorted(set(tagged.values())))
        return hypothesis.unknown(f"named by tag only: {images}", "ECS tells no digest of the running containers")
    return hypothesis.ruled_out(f"named by tag, one digest in all tasks: {few(sorted(set(tagged.values())))}")
