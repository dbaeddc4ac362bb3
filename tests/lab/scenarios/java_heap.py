"""A Java service keeps every document which it renders."""

from __future__ import annotations

from ..container import Image
from ..images import built_app
from ..recording import Cause
from ..servers import wait_for
from ..stage import Stage, at_once
from ..traffic import around, get

GROUP = "/ecs/alder-union/production"


def record(stage: Stage) -> None:
    """Java, java.util.logging (two lines a record): rendered statements are kept until the heap is full."""
    targets = []
    for address in ("10.20.71.2", "10.20.72.3"):
        task = stage.task(address, "production", GROUP, "statements")
        command = ["java", "-XX:+UseSerialGC", "-Xmx40m", "-cp", "/app", "coop.alder.statements.Statements"]
        stage.run(task, "statements", Image(command, built_app("statements"), {"APP_RELEASE": "12.0.1"}))
        wait_for(address, 8085)
        targets.append((address, 8085))
    balancer = stage.balancer("10.20.1.151", "10.20.2.152", targets=targets)
    stage.open_to(balancer, "/health", *(get(f"/members/{number}") for number in range(3300, 3330)), pace=2)
    stage.rest(33)
    fault = at_once()
    stage.traffic.send(balancer, 2.3, around(*(get(f"/statements/{number}/2023") for number in range(3300, 3340))))
    stage.rest(60)
    stage.traffic.stop()
    stage.write("production", [_cause(fault)], NOTE)


NOTE = (
    "A list of rendered statements is never emptied; after some of them the heap of 40 MB is full, and requests fail"
    " with OutOfMemoryError. java.util.logging's own layout puts the class on one line and the message on the next."
)


def _cause(fault_at: str) -> Cause:
    return Cause(
        title="statements runs out of Java heap",
        root_cause_category="runtime.out_of_memory",
        also_accept=["container.oom"],
        faulty_service="statements",
        entities={},
        fault_at=fault_at,
        evidence_pattern=r"java\.lang\.OutOfMemoryError: Java heap space",
        symptoms=["500 on /statements", "/members and /health still answer for a while"],
        remediation_must_mention=["heap"],
    )
