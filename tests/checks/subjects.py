"""What the checks are asked about in these tests, and short forms of what ECS answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from triage.aws.session import AwsSession
from triage.checks.facts import Looked, Subject
from triage.model.environment import Container, EcsService, Environment
from triage.model.report import Check, CheckVerdict, Window

NOW = 1_800_000_000_000
MINUTE = 60_000
WINDOW = Window(NOW - 30 * MINUTE, NOW)
BEFORE = (NOW - 20 * MINUTE) / 1000
"""Inside the window, in seconds as ECS sends them."""
LONG_AGO = (NOW - 6 * 86_400_000) / 1000
GROUP = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web-tg/0123456789abcdef"


def belongs(name: str, tags: Mapping[str, str]) -> bool:
    return "production" in name or tags.get("Environment") == "production"


def subject(session: AwsSession, *services: EcsService, now: int = NOW) -> Subject:
    environment = Environment("production", session.region, services=services, clusters=("prod",))
    return Subject(session, environment, WINDOW, now, belongs)


def web(**more: Any) -> EcsService:
    wanted: dict[str, Any] = {
        "cluster": "prod",
        "name": "web",
        "task_definition": "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:7",
        "family": "web",
        "revision": 7,
        "launch_type": "EC2",
        "desired": 2,
        "running": 2,
        "containers": (Container("app", "repo/app:1"),),
    }
    return EcsService(**(wanted | more))


def service(**more: Any) -> dict[str, Any]:
    """As DescribeServices tells of a service that is well."""
    told = {"serviceName": "web", "desiredCount": 2, "runningCount": 2, "pendingCount": 0, "events": []}
    return told | {"deployments": [deployment()]} | more


def deployment(**more: Any) -> dict[str, Any]:
    told = {"taskDefinition": "arn:aws:ecs:x:1:task-definition/web:7", "rolloutState": "COMPLETED", "status": "PRIMARY"}
    return told | {"createdAt": LONG_AGO, "failedTasks": 0} | more


def task(number: int = 1, **more: Any) -> dict[str, Any]:
    """As DescribeTasks tells of a running task."""
    told = {
        "taskArn": f"arn:aws:ecs:eu-west-1:123456789012:task/prod/{number:032x}",
        "clusterArn": "arn:aws:ecs:eu-west-1:123456789012:cluster/prod",
        "taskDefinitionArn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:7",
        "group": "service:web",
        "lastStatus": "RUNNING",
        "containers": [{"name": "app", "healthStatus": "HEALTHY", "imageDigest": "sha256:aa"}],
    }
    return told | more


def verdicts(looked: Looked) -> dict[str, CheckVerdict]:
    return {check.hypothesis: check.verdict for check in looked.checks}


def only(looked: Looked, hypothesis: str) -> Check:
    (check,) = [check for check in looked.checks if check.hypothesis == hypothesis]
    return check
