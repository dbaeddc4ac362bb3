"""A release does not expect data which exists."""

from __future__ import annotations

from ..container import Container, Image
from ..images import plain_app
from ..recording import Cause
from ..servers import wait_for
from ..stage import Stage, at_once
from ..traffic import get

GROUP = "/ecs/hearth-magazine/production"


def record(stage: Stage) -> None:
    """Ruby, Sinatra on Puma: a new release trips over a record that lacks an optional field."""
    balancer = stage.balancer("10.20.1.121", "10.20.2.122", targets=[])
    old = [_task(stage, address, "4.8.2") for address in ("10.20.61.5", "10.20.62.6")]
    balancer.targets = [("10.20.61.5", 9292), ("10.20.62.6", 9292)]
    stage.open_to(balancer, "/health", *(get(path) for path in PATHS), pace=1.4)
    stage.rest(38)
    fault = at_once()
    for address in ("10.20.61.45", "10.20.62.46"):
        _task(stage, address, "4.9.0")
    balancer.targets = [("10.20.61.45", 9292), ("10.20.62.46", 9292)]
    stage.rest(3)
    for container in old:
        container.stop()
    stage.rest(45)
    stage.traffic.stop()
    stage.write("production", [_cause(fault)], NOTE)


def _task(stage: Stage, address: str, release: str) -> Container:
    task = stage.task(address, "production", GROUP, "recipes")
    command = ["puma", "--bind", "tcp://0.0.0.0:9292", "--threads", "2:4", "--environment", "production"]
    image = Image(command, plain_app(stage, task.task_id, "recipes"), {"APP_RELEASE": release})
    container = stage.run(task, "recipes", image)
    wait_for(address, 9292)
    return container


PATHS = ("/recipes", "/recipes/1", "/recipes/3", "/recipes/2", "/recipes/9", "/recipes/1")
NOTE = (
    "Release 4.9.0 replaces 4.8.2 (both say so when they start) and fails with NoMethodError on the one recipe without"
    " nutrition facts; all others are served. Ruby's trace, newest call first, behind Puma's start and stop notices."
)


def _cause(fault_at: str) -> Cause:
    return Cause(
        title="Release 4.9.0 of recipes reads a field of nil (per_serving)",
        root_cause_category="code.exception",
        also_accept=["runtime.null_reference"],
        faulty_service="recipes",
        entities={},
        fault_at=fault_at,
        evidence_pattern=r"NoMethodError - undefined method `\[\]' for nil",
        symptoms=["500 on /recipes/2 since release 4.9.0"],
        remediation_must_mention=[],
    )
