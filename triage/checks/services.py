"""ECS services: do they run what they should, how do their deployments go, what do their events say."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from triage.aws.errors import Refusal
from triage.aws.parallel import chunks, in_parallel
from triage.checks.asking import ONCE, ask, milliseconds
from triage.checks.facts import Deployment, EcsFacts, Looked, Subject
from triage.checks.wording import Hypothesis, aws, counted, few, line
from triage.model.environment import EcsService
from triage.model.report import Change, Check
from triage.model.rules import Layer

if TYPE_CHECKING:
    from mypy_boto3_ecs.type_defs import DeploymentTypeDef, ServiceEventTypeDef, ServiceTypeDef

_AT_ONCE = 10
_MOST_SERVICES = 100
_EVENTS_KEPT = 100
"""ECS keeps the newest 100 events of a service."""
_BAD_EVENTS = (
    "deployment failed", "failed container health checks", "failed elb health checks", "failed to launch",
    "failed to register targets", "failed to start", "is unhealthy in", "no container instances were found",
    "operations are being throttled", "reached the limit", "rolling back", "unable to assume",
    "unable to consistently start", "unable to place a task", "unable to stop or start tasks",
)  # fmt: skip
"""Parts of service event messages, lower case, that tell of trouble."""

COUNT_SAYS = "A service runs fewer tasks than it should"
DEPLOYMENT_SAYS = "A deployment failed or is stuck"
EVENTS_SAYS = "ECS cannot place tasks, or replaces unhealthy ones"
_COUNTS = "services[].[serviceName,desiredCount,runningCount,pendingCount]"
_ROLLOUTS = "services[].deployments[].[taskDefinition,status,rolloutState,rolloutStateReason,createdAt,failedTasks]"
_MESSAGES = "services[].events[:10].[createdAt,message]"


def look_at_services(subject: Subject) -> Looked:
    """Three checks per cluster, and the deployments as facts and changes."""
    if not subject.environment.services:
        hypotheses = (
            _hypothesis(says, aws("ecs", "list-services")) for says in (COUNT_SAYS, DEPLOYMENT_SAYS, EVENTS_SAYS)
        )
        return Looked(tuple(one.without_services(subject.blind) for one in hypotheses))
    looked = Looked()
    for cluster, services in by_cluster(subject.environment.services):
        looked = looked.joined(_cluster(subject, cluster, services))
    return looked


def by_cluster(services: Sequence[EcsService]) -> list[tuple[str, list[EcsService]]]:
    """Services of each cluster, both by name; bounded."""
    found: dict[str, list[EcsService]] = {}
    for service in sorted(services, key=lambda one: (one.cluster, one.name))[:_MOST_SERVICES]:
        found.setdefault(service.cluster, []).append(service)
    return list(found.items())


def describe(cluster: str, names: Sequence[str], query: str) -> str:
    """The CLI line for up to ten services."""
    return aws("ecs", "describe-services", "--cluster", cluster, "--services", *names[:_AT_ONCE], "--query", query)


def _cluster(subject: Subject, cluster: str, services: Sequence[EcsService]) -> Looked:
    names = [service.name for service in services]
    answer = described(subject, cluster, names)
    if isinstance(answer, Refusal):
        queries = ((COUNT_SAYS, _COUNTS), (DEPLOYMENT_SAYS, _ROLLOUTS), (EVENTS_SAYS, _MESSAGES))
        return Looked(
            tuple(_hypothesis(says, describe(cluster, names, query)).refused(answer) for says, query in queries)
        )
    deployments = [_deployment(service, one) for service in answer for one in service.get("deployments", [])]
    changes = [
        Change(one.started_at, f"deployment of {one.label} to {one.service}{_state(one)}", "ecs")
        for one in deployments
        if subject.in_reach(one.started_at)
    ]
    checks = (_count(cluster, answer), _rollout(cluster, answer), _events(cluster, answer, subject))
    return Looked(checks, tuple(changes), EcsFacts((), tuple(deployments), deployments_known=True)).joined(Looked())


def described(subject: Subject, cluster: str, names: Sequence[str]) -> list[ServiceTypeDef] | Refusal:
    """What ECS says of the services of one cluster, by name; each call is tried once."""
    ecs = subject.session.ecs(attempts=ONCE)
    calls = [
        partial(
            ask,
            subject.session,
            "ecs:DescribeServices",
            lambda part=part: ecs.describe_services(cluster=cluster, services=list(part))["services"],  # type: ignore[misc]
        )
        for part in chunks(names, _AT_ONCE)
    ]
    found: list[ServiceTypeDef] = []
    for answer in in_parallel(calls):
        if isinstance(answer, Refusal):
            return answer
        found += answer
    return sorted(found, key=_name)


def _hypothesis(says: str, command: str) -> Hypothesis:
    return Hypothesis(Layer.INFRASTRUCTURE, says, command)


def _name(service: ServiceTypeDef) -> str:
    return service.get("serviceName", "")


def _count(cluster: str, services: Sequence[ServiceTypeDef]) -> Check:
    short = [one for one in services if one.get("runningCount", 0) < one.get("desiredCount", 0)]
    closed = [one for one in services if not one.get("desiredCount", 0) and one.get("loadBalancers")]
    shown = short or closed or services
    hypothesis = _hypothesis(COUNT_SAYS, describe(cluster, [_name(one) for one in shown], _COUNTS))
    if not services:
        return hypothesis.unknown("ECS describes none of the services", "they may have been deleted")
    if short:
        return hypothesis.implicated(few([_counts(one) for one in short]))
    if closed:
        return hypothesis.implicated(few([f"{_name(one)} wants no task, behind a load balancer" for one in closed]))
    if not any(one.get("desiredCount", 0) for one in services):
        return hypothesis.not_applicable("no service wants a task")
    return hypothesis.ruled_out(few([_counts(one) for one in services]))


def _counts(service: ServiceTypeDef) -> str:
    pending = service.get("pendingCount", 0)
    told = (
        f"{_name(service)}: {service.get('runningCount', 0)} of {counted(service.get('desiredCount', 0), 'task')} run"
    )
    return f"{told}, {pending} pending" if pending > 0 else told


def _rollout(cluster: str, services: Sequence[ServiceTypeDef]) -> Check:
    pairs = [(service, one) for service in services for one in service.get("deployments", [])]
    failed = [(s, d) for s, d in pairs if d.get("rolloutState") == "FAILED" or d.get("failedTasks", 0)]
    going_on = [(s, d) for s, d in pairs if d.get("rolloutState") == "IN_PROGRESS"]
    shown = [_name(service) for service, _ in failed or going_on or pairs]
    hypothesis = _hypothesis(DEPLOYMENT_SAYS, describe(cluster, list(dict.fromkeys(shown)), _ROLLOUTS))
    if failed:
        return hypothesis.implicated(few([_told(service, one) for service, one in failed]))
    if going_on:
        return hypothesis.unknown(few([_told(service, one) for service, one in going_on]), "it is still going on")
    if not pairs:
        return hypothesis.unknown("ECS lists no deployment", "another controller than ECS deploys these services")
    return hypothesis.ruled_out(few([_told(service, one) for service, one in pairs]))


def _told(service: ServiceTypeDef, deployment: DeploymentTypeDef) -> str:
    told = _deployment(service, deployment)
    failed = deployment.get("failedTasks", 0)
    state = told.state.lower().replace("_", " ") or "in place"
    text = f"{told.service}: {told.label} {state}"
    if failed:
        text += f", {counted(failed, 'task')} failed"
    if told.state == "FAILED":
        text += f" ({line(deployment.get('rolloutStateReason', ''))})"
    return text


def _deployment(service: ServiceTypeDef, deployment: DeploymentTypeDef) -> Deployment:
    family, _, revision = deployment.get("taskDefinition", "").rsplit("/", 1)[-1].partition(":")
    return Deployment(
        started_at=milliseconds(deployment.get("createdAt")),
        service=_name(service),
        family=family,
        revision=int(revision) if revision.isdigit() else 0,
        state=deployment.get("rolloutState", ""),
    )


def _state(deployment: Deployment) -> str:
    return f" ({deployment.state.lower().replace('_', ' ')})" if deployment.state else ""


def _events(cluster: str, services: Sequence[ServiceTypeDef], subject: Subject) -> Check:
    bad = sorted(
        ((milliseconds(event.get("createdAt")), _name(one), event.get("message", "")) for one in services
         for event in one.get("events", []) if _is_bad(event, subject)),
        reverse=True,
    )  # fmt: skip
    names = list(dict.fromkeys(name for _, name, _ in bad)) or [_name(one) for one in services]
    hypothesis = _hypothesis(EVENTS_SAYS, describe(cluster, names, _MESSAGES))
    if bad:
        return hypothesis.implicated(f"{counted(len(bad), 'event')}, the last: {line(bad[0][2])}")
    if cut := [_name(one) for one in services if _is_cut(one.get("events", []), subject)]:
        return hypothesis.unknown(f"no such event of {few(cut)} is kept", "ECS keeps the newest 100 of a service")
    return hypothesis.ruled_out(
        f"no such event of {counted(len(services), 'service')} inside or just before the window"
    )


def _is_bad(event: ServiceEventTypeDef, subject: Subject) -> bool:
    text = event.get("message", "").lower()
    return subject.in_reach(milliseconds(event.get("createdAt"))) and any(part in text for part in _BAD_EVENTS)


def _is_cut(events: Sequence[ServiceEventTypeDef], subject: Subject) -> bool:
    """Events of the window may have been pushed out by newer ones."""
    oldest = min((milliseconds(event.get("createdAt")) for event in events), default=0)
    return len(events) >= _EVENTS_KEPT and oldest > subject.window.start
