"""Tasks, running and recently stopped, and the task definitions that say where they log."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from triage.aws.errors import Refusal, attempt
from triage.aws.parallel import chunks, in_parallel
from triage.aws.session import AwsSession
from triage.discovery.clusters import Cluster, cluster_name
from triage.discovery.definitions import Destination, containers_of, destinations, family_of
from triage.discovery.scope import Scope
from triage.discovery.services import Service
from triage.discovery.trail import Trail
from triage.discovery.words import Carries
from triage.model.environment import Container, EcsService

if TYPE_CHECKING:
    from mypy_boto3_ecs.literals import DesiredStatusType
    from mypy_boto3_ecs.type_defs import PaginatorConfigTypeDef, ServiceTypeDef, TaskTypeDef

_DESCRIBED_AT_ONCE = 100
_MOST_PER_LISTING = 1_000
_SERVICE_GROUP = "service:"
_STATES: tuple[DesiredStatusType, ...] = ("RUNNING", "STOPPED")


class Task(msgspec.Struct, frozen=True, order=True):
    """A task of the environment; `service` is empty for one that no service started."""

    cluster: str
    service: str
    id: str
    definition: str


class Definition(msgspec.Struct, frozen=True):
    """What a task definition says of its containers, and the size of a whole task."""

    containers: tuple[Container, ...] = ()
    cpu: str = ""
    memory: str = ""


class Workloads(msgspec.Struct, frozen=True):
    """Services with what they run, and where everything found logs."""

    services: tuple[EcsService, ...]
    destinations: tuple[Destination, ...]


def find_workloads(
    session: AwsSession, clusters: tuple[Cluster, ...], services: tuple[Service, ...], scope: Scope, trail: Trail
) -> Workloads:
    """Services and log destinations of an environment, in total order. Refused calls are noted."""
    tasks = _tasks(session, clusters, services, trail)
    arns = {arn for service in services for arn in definitions_of(service.described)}
    definitions = _definitions(session, sorted(arns | {task.definition for task in tasks}), trail)
    described = tuple(_ecs_service(service, tasks, definitions) for service in services)
    containers = {arn: definition.containers for arn, definition in definitions.items()}
    kept = tuple(
        service
        for service in described
        if scope.wants_service(service.name, (container.name for container in service.containers))
    )
    return Workloads(kept, _destinations(services, tasks, containers, scope, trail))


def definitions_of(service: ServiceTypeDef) -> tuple[str, ...]:
    """Task definitions that a service runs or is replacing, the wanted one first."""
    deployed = [deployment.get("taskDefinition", "") for deployment in service.get("deployments", [])]
    sets = [task_set.get("taskDefinition", "") for task_set in service.get("taskSets", [])]
    return tuple(dict.fromkeys(arn for arn in (service.get("taskDefinition", ""), *deployed, *sets) if arn))


def _tasks(
    session: AwsSession, clusters: tuple[Cluster, ...], services: tuple[Service, ...], trail: Trail
) -> tuple[Task, ...]:
    """In a cluster of the environment every task counts; in another one only those of its services."""
    ours = {(service.cluster.name, service.name) for service in services}
    whole = {cluster.name for cluster in clusters if cluster.claim.carries in (Carries.YES, Carries.DOUBTFUL)}
    wanted = [(cluster, "") for cluster in clusters if cluster.name in whole]
    wanted += [(service.cluster, service.name) for service in services if service.cluster.name not in whole]
    calls = [partial(_read_tasks, session, cluster, service) for cluster, service in wanted]
    found = set()
    for (cluster, _), answer in zip(wanted, in_parallel(calls), strict=True):
        if isinstance(answer, Refusal):
            lost = f"tasks of cluster {cluster.name} and their revisions are not known"
            trail.refused(answer, lost, may_hide_logs=True)
            continue
        for described in answer:
            task = _task(described)
            loose = not task.service and cluster.name in whole
            if task.cluster == cluster.name and (loose or (cluster.name, task.service) in ours):
                found.add(task)
    return tuple(sorted(found))


def _read_tasks(session: AwsSession, cluster: Cluster, service: str) -> list[TaskTypeDef] | Refusal:
    ecs = session.ecs()
    pages = ecs.get_paginator("list_tasks").paginate

    def arns(state: DesiredStatusType) -> list[str]:
        bound: PaginatorConfigTypeDef = {"MaxItems": _MOST_PER_LISTING, "PageSize": 100}
        listed = (
            pages(cluster=cluster.name, serviceName=service, desiredStatus=state, PaginationConfig=bound)
            if service
            else pages(cluster=cluster.name, desiredStatus=state, PaginationConfig=bound)
        )
        return [arn for page in listed for arn in page["taskArns"]]

    listed: set[str] = set()
    for state in _STATES:
        answer = attempt(session, "ecs:ListTasks", partial(arns, state), cluster.arn)
        if isinstance(answer, Refusal):
            return answer
        listed.update(answer)
    tasks: list[TaskTypeDef] = []
    for part in chunks(sorted(listed), _DESCRIBED_AT_ONCE):
        call = partial(ecs.describe_tasks, cluster=cluster.name, tasks=list(part))
        described = attempt(session, "ecs:DescribeTasks", lambda call=call: call()["tasks"], cluster.arn)  # type: ignore[misc]
        if isinstance(described, Refusal):
            return described
        tasks.extend(described)
    return tasks


def _task(described: TaskTypeDef) -> Task:
    group = described.get("group", "")
    return Task(
        cluster=cluster_name(described.get("clusterArn", "")),
        service=group.removeprefix(_SERVICE_GROUP) if group.startswith(_SERVICE_GROUP) else "",
        id=described.get("taskArn", "").rsplit("/", 1)[-1],
        definition=described.get("taskDefinitionArn", ""),
    )


def _definitions(session: AwsSession, arns: list[str], trail: Trail) -> dict[str, Definition]:
    """What each task definition says; one that cannot be read is left out and noted."""
    ecs = session.ecs()
    calls = [
        partial(
            attempt,
            session,
            "ecs:DescribeTaskDefinition",
            lambda arn=arn: ecs.describe_task_definition(taskDefinition=arn)["taskDefinition"],  # type: ignore[misc]
            arn,
        )
        for arn in arns
    ]
    found = {}
    for arn, answer in zip(arns, in_parallel(calls), strict=True):
        if isinstance(answer, Refusal):
            trail.refused(answer, "where its containers log is not known", may_hide_logs=True)
        else:
            containers = containers_of(answer, session.region)
            found[arn] = Definition(containers, answer.get("cpu", ""), answer.get("memory", ""))
    return found


def _ecs_service(service: Service, tasks: tuple[Task, ...], definitions: dict[str, Definition]) -> EcsService:
    described = service.described
    definition = next(iter(definitions_of(described)), "")
    told = definitions.get(definition, Definition())
    family, revision = family_of(definition)
    network = described.get("networkConfiguration", {}).get("awsvpcConfiguration")
    balancers = described.get("loadBalancers", [])
    return EcsService(
        cluster=service.cluster.name,
        name=service.name,
        task_definition=definition,
        family=family,
        revision=revision,
        launch_type=described.get("launchType", ""),
        desired=described.get("desiredCount", 0),
        running=described.get("runningCount", 0),
        pending=described.get("pendingCount", 0),
        containers=told.containers,
        target_groups=tuple(sorted({one["targetGroupArn"] for one in balancers if "targetGroupArn" in one})),
        tasks=tuple(task.id for task in tasks if (task.cluster, task.service) == (service.cluster.name, service.name)),
        security_groups=tuple(sorted(network.get("securityGroups", []))) if network else (),
        why=service.why,
        cpu=told.cpu,
        memory=told.memory,
    )


def _destinations(
    services: tuple[Service, ...],
    tasks: tuple[Task, ...],
    containers: dict[str, tuple[Container, ...]],
    scope: Scope,
    trail: Trail,
) -> tuple[Destination, ...]:
    """Of services and their tasks, then of loose tasks; each stream prefix of a group once."""
    used = {(service.name, arn) for service in services for arn in definitions_of(service.described)}
    used |= {(task.service, task.definition) for task in tasks}
    found: dict[tuple[str, str, str, str], Destination] = {}
    # Newest revision first: it is the one that a reason names when several say the same.
    for service, arn in sorted(
        used, key=lambda pair: (not pair[0], pair[0], family_of(pair[1])[0], -family_of(pair[1])[1])
    ):
        for one in destinations(containers.get(arn, ()), arn, service, trail):
            if scope.wants_service(service or family_of(arn)[0], (one.container,)):
                found.setdefault((one.region, one.log_group, one.stream_prefix, service), one)
    return tuple(found.values())
