"""Events of AWS as EventBridge delivers them into a log group: the task or service that one of ECS tells of."""

from collections.abc import Iterator
from typing import Any

import msgspec

_ENDED_WELL = (None, 0)


class Subject(msgspec.Struct, frozen=True):
    """Names out of the ARNs; empty where the event names none."""

    container: str = ""
    """The one that failed: with a reason, else with an exit code, else the first."""
    task: str = ""
    service: str = ""
    cluster: str = ""
    task_definition: str = ""
    """With its revision."""

    @property
    def stream(self) -> str:
        """As the awslogs driver names the stream of the task; empty where nothing is named."""
        name = self.container or self.service
        return f"ecs/{name}/{self.task}" if name else ""


def is_delivered(value: dict[str, object]) -> bool:
    """Whether an object is such an event; its `version` is that of the envelope."""
    return "detail-type" in value and "source" in value and isinstance(value.get("detail"), dict)


def subject(value: dict[str, Any]) -> Subject | None:
    """What an event of ECS tells of; None for other objects."""
    if value.get("source") != "aws.ecs" or not is_delivered(value):
        return None
    detail = value["detail"]
    containers = [one for one in _list(detail, "containers") if isinstance(one, dict)]
    group = _text(detail, "group")
    resources = [one for one in _list(value, "resources") if isinstance(one, str)]
    tasks = [_text(detail, "taskArn"), *(_text(one, "taskArn") for one in containers)]
    services = [one for one in resources if ":service/" in one]
    return Subject(
        next((_text(one, "name") for one in _failed(containers)), ""),
        _name(next(filter(None, tasks), "")),
        group.removeprefix("service:") if group.startswith("service:") else _name(services[0] if services else ""),
        _name(_text(detail, "clusterArn")),
        _name(_text(detail, "taskDefinitionArn")),
    )


def _failed(containers: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The containers, those first that did not end well."""
    yield from (one for one in containers if _text(one, "reason"))
    yield from (one for one in containers if one.get("exitCode") not in _ENDED_WELL)
    yield from containers


def _list(value: dict[str, Any], name: str) -> list[Any]:
    found = value.get(name)
    return found if isinstance(found, list) else []


def _text(value: dict[str, Any], name: str) -> str:
    found = value.get(name)
    return found[:300] if isinstance(found, str) else ""


def _name(arn: str) -> str:
    return arn.rpartition("/")[2]
