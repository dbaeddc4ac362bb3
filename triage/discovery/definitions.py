"""Where the containers of a task definition write their logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from triage.discovery.trail import Trail
from triage.model.environment import Container

if TYPE_CHECKING:
    from mypy_boto3_ecs.type_defs import ContainerDefinitionOutputTypeDef, TaskDefinitionTypeDef

_CLOUDWATCH_OUTPUTS = ("cloudwatch", "cloudwatch_logs")
_FORWARDER = "awsfirelens"


class Destination(msgspec.Struct, frozen=True, order=True):
    """Streams that containers write to."""

    log_group: str
    region: str
    stream_prefix: str
    container: str
    service: str
    """Empty for a task that no service started."""
    why: str


def containers_of(definition: TaskDefinitionTypeDef, region: str) -> tuple[Container, ...]:
    """The containers in the order of the definition; `region` is that of the cluster."""
    return tuple(_container(container, region) for container in definition.get("containerDefinitions", []))


def family_of(arn: str) -> tuple[str, int]:
    """Family and revision out of `arn:...:task-definition/web:12`, or out of `web:12`; 0 without a revision."""
    family, _, revision = arn.rsplit("/", 1)[-1].partition(":")
    return family, int(revision) if revision.isdigit() else 0


def destinations(containers: tuple[Container, ...], arn: str, service: str, trail: Trail) -> tuple[Destination, ...]:
    """Where the containers of one task definition log; what does not reach CloudWatch Logs is noted."""
    family, revision = family_of(arn)
    label = f"{family}:{revision}" if revision else family
    found = []
    for container in containers:
        if container.log_group and "$(" not in container.log_group:
            why = f"container {container.name} of task definition {label}"
            found.append(
                Destination(
                    container.log_group,
                    container.log_region,
                    container.stream_prefix,
                    container.name,
                    service,
                    why,
                )
            )
        else:
            _note_elsewhere(container, label, trail)
    return tuple(found)


def _container(definition: ContainerDefinitionOutputTypeDef, region: str) -> Container:
    name = definition.get("name", "")
    logging = definition.get("logConfiguration")
    driver = logging["logDriver"] if logging else ""
    options = dict(logging.get("options", {})) if logging else {}
    group, prefix, log_region = _destination(driver, options, name, region)
    ports = {port.get("containerPort", 0) for port in definition.get("portMappings", [])}
    return Container(
        name=name,
        image=definition.get("image", ""),
        environment=tuple(
            sorted((pair.get("name", ""), pair.get("value", "")) for pair in definition.get("environment", []))
        ),
        secrets=tuple(sorted((secret["name"], secret["valueFrom"]) for secret in definition.get("secrets", []))),
        ports=tuple(sorted(ports - {0})),
        log_driver=driver,
        log_group=group,
        stream_prefix=prefix,
        log_region=log_region,
        cpu=definition.get("cpu", 0),
        memory=definition.get("memory", 0) or definition.get("memoryReservation", 0),
    )


def _destination(driver: str, options: dict[str, str], container: str, region: str) -> tuple[str, str, str]:
    """Group, stream prefix and Region; the group is empty where CloudWatch Logs is not the destination."""
    if driver == "awslogs":
        prefix = options.get("awslogs-stream-prefix", "")
        # Without a prefix (possible on EC2 alone) a stream is named by the container's runtime id.
        stream = f"{prefix}/{container}/" if prefix else ""
        return options.get("awslogs-group", ""), stream, options.get("awslogs-region", "") or region
    if driver == _FORWARDER and options.get("Name", "").lower() in _CLOUDWATCH_OUTPUTS:
        # The router names streams prefix + tag, not prefix/container/task.
        stream = options.get("log_stream_name", "") or options.get("log_stream_prefix", "")
        stream = "" if "$(" in stream else stream
        return options.get("log_group_name", ""), stream, options.get("region", "") or region
    return "", "", ""


def _note_elsewhere(container: Container, label: str, trail: Trail) -> None:
    what = f"container {container.name} of task definition {label}"
    hint = "name its log group with --log-group or in triage.toml, if it has one"
    if container.log_group:
        trail.left_out(what, f"its log group is composed at run time ({container.log_group})", hint)
    elif container.log_driver == _FORWARDER:
        why = "its log router sends elsewhere than CloudWatch Logs, or by a configuration file of its own"
        trail.left_out(what, why, hint)
    elif container.log_driver == "awslogs":
        trail.left_out(what, "its awslogs driver names no log group", hint)
    elif container.log_driver:
        trail.left_out(what, f"its log driver {container.log_driver} does not write to CloudWatch Logs", hint)
    else:
        trail.left_out(what, "it has no log driver", hint)
