"""What no call can make in the emulation: the tasks of the recording, and a past for what was just created."""

from __future__ import annotations

from copy import copy
from datetime import UTC, datetime
from typing import Any

from triage.demo.script import DemoContainer, DemoEnvironment, Script

ACCOUNT = "123456789012"
"""The account that moto answers for."""


def plant(story: Script, built: int) -> None:
    """Give the services their tasks, and let everything have been made at `built` (ms since the epoch)."""
    from moto.moto_api import state_manager

    state_manager.set_transition("ecs::task", {"progression": "manual", "times": 1_000_000_000})
    when = datetime.fromtimestamp(built / 1000, UTC)
    for environment in story.environments:
        _age(story.region, environment, when)
        _start_tasks(story.region, environment)


def forget() -> None:
    """Leave nothing of the account in this process: the emulation's state outlives its server."""
    from moto.core.base_backend import BackendDict
    from moto.moto_api import state_manager

    state_manager.unset_transition("ecs::task")
    BackendDict.reset()


def _age(region: str, environment: DemoEnvironment, when: datetime) -> None:
    from moto.ecs.models import ecs_backends
    from moto.rds.models import rds_backends

    service = ecs_backends[ACCOUNT][region].services[f"{environment.cluster}:{environment.service.name}"]
    for deployment in service.deployments:
        deployment["createdAt"] = deployment["updatedAt"] = when
    for event in rds_backends[ACCOUNT][region].events:
        event.date = when


def _start_tasks(region: str, environment: DemoEnvironment) -> None:
    """The emulation's services start none."""
    from moto.ecs.models import Task, ecs_backends

    backend = ecs_backends[ACCOUNT][region]
    service = backend.services[f"{environment.cluster}:{environment.service.name}"]
    definition = backend.describe_task_definition(environment.task_definition_family)
    for task in environment.tasks:
        planted = Task(
            backend.clusters[environment.cluster],
            definition,
            None,
            None,
            backend,
            group=f"service:{environment.service.name}",
            launch_type="EC2",
            started_by=f"ecs-svc/{environment.service.name}",
            networking_configuration=service.network_configuration,
        )
        planted.id = task.id
        planted.containers = [_container(planted.containers[0], one) for one in environment.containers]
        _give_address(planted, task.address)
        backend.tasks.setdefault(environment.cluster, {})[planted.task_arn] = planted


def _container(first: Any, wanted: DemoContainer) -> Any:
    """A running one; the emulation itself lists the first of a task alone."""
    made = copy(first)
    made.name, made.image, made.last_status = wanted.name, wanted.image, "RUNNING"
    made.image_digest = wanted.image.partition("@")[2]
    return made


def _give_address(task: Any, address: str) -> None:
    for attachment in task.attachments:
        for detail in attachment["details"]:
            if detail["name"] == "privateIPv4Address":
                detail["value"] = address
