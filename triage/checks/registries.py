"""Service discovery: are the tasks in the registry that other services ask for their addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol, cast

import msgspec

from triage.aws.errors import Refusal
from triage.aws.parallel import in_parallel
from triage.checks.asking import ask
from triage.checks.facts import Looked, Subject
from triage.checks.services import by_cluster, described
from triage.checks.wording import Hypothesis, aws, counted, few
from triage.model.report import Check
from triage.model.rules import Layer

if TYPE_CHECKING:
    from mypy_boto3_ecs.type_defs import ServiceTypeDef

_MOST = 20
_UNHEALTHY = "UNHEALTHY"
SAYS = "Service discovery does not lead to the running tasks"


class CloudMap(Protocol):
    """The one call that is asked of AWS Cloud Map."""

    def get_instances_health_status(self, *, ServiceId: str) -> Mapping[str, Mapping[str, str]]: ...


class _Registry(msgspec.Struct, frozen=True, order=True):
    service: str
    id: str
    running: int
    states: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        bad = sum(state == _UNHEALTHY for state in self.states)
        text = f"{self.service}: {len(self.states)} registered, {counted(self.running, 'task')} run"
        return f"{text}, {bad} unhealthy" if bad else text


def look_at_registries(subject: Subject) -> Looked:
    """One check over all registries of the environment's services."""
    if not subject.environment.services:
        return Looked((_hypothesis("").without_services(subject.blind),))
    services: list[ServiceTypeDef] = []
    for cluster, ours in by_cluster(subject.environment.services):
        answer = described(subject, cluster, [one.name for one in ours])
        if isinstance(answer, Refusal):
            return Looked((_hypothesis("").refused(answer),))
        services += answer
    wanted = [one for service in services for one in _registries(service)][:_MOST]
    if not wanted:
        return Looked((_hypothesis("").not_applicable(*_without(services)),))
    answers = in_parallel([partial(_read, subject, one) for one in wanted])
    found = [one for one in answers if isinstance(one, _Registry)]
    refused = [one for one in answers if isinstance(one, Refusal)]
    return Looked((_check(wanted, found, refused),))


def _hypothesis(identity: str) -> Hypothesis:
    command = (
        aws("servicediscovery", "get-instances-health-status", "--service-id", identity)
        if identity
        else aws("servicediscovery", "list-services", "--query", "Services[].[Id,Name,InstanceCount]")
    )
    return Hypothesis(Layer.APPLICATION, SAYS, command)


def _without(services: Sequence[ServiceTypeDef]) -> tuple[str, str]:
    connected = [
        one
        for one in services
        if any(each.get("serviceConnectConfiguration", {}).get("enabled") for each in one.get("deployments", []))
    ]
    if connected:
        names = few([one.get("serviceName", "") for one in connected])
        return "no service has a registry", f"Service Connect leads to {names}, through the proxies of its tasks"
    return "no service has a registry", ""


def _registries(service: ServiceTypeDef) -> list[_Registry]:
    arns = [one.get("registryArn", "") for one in service.get("serviceRegistries", [])]
    name, running = service.get("serviceName", ""), service.get("runningCount", 0)
    return sorted(_Registry(name, arn.rsplit("/", 1)[-1], running) for arn in arns if "/" in arn)


def _read(subject: Subject, registry: _Registry) -> _Registry | Refusal:
    client = cast("CloudMap", subject.session.client("servicediscovery"))
    answer = ask(
        subject.session,
        "servicediscovery:GetInstancesHealthStatus",
        lambda: client.get_instances_health_status(ServiceId=registry.id).get("Status", {}),
        registry.id,
    )
    if isinstance(answer, Refusal):
        return answer
    return msgspec.structs.replace(registry, states=tuple(sorted(answer.values())))


def _check(wanted: Sequence[_Registry], found: Sequence[_Registry], refused: Sequence[Refusal]) -> Check:
    bad = [one for one in found if (one.running and not one.states) or _UNHEALTHY in one.states]
    stale = [one for one in found if len(one.states) > one.running]
    first = (bad or stale or found or wanted)[0]
    hypothesis = _hypothesis(first.id)
    if bad:
        return hypothesis.implicated(few([one.told for one in bad]))
    if refused:
        return hypothesis.refused(refused[0], few([one.told for one in found]))
    if stale:
        return hypothesis.unknown(
            few([one.told for one in stale]), "more are registered than run: tasks may be changing"
        )
    return hypothesis.ruled_out(few([one.told for one in found]))
