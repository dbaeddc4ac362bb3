"""A rolling deployment that goes well."""

from __future__ import annotations

from ..container import Container, Image
from ..images import node_app
from ..proxy import forward_to, nginx
from ..servers import wait_for
from ..stage import Stage
from ..traffic import get, post

GROUP = "/ecs/florist/production"


def record(stage: Stage) -> None:
    """Healthy: Node.js and nginx tasks are replaced one after the other, with all their notices of ending."""
    balancer = stage.balancer("10.20.1.131", "10.20.2.132", targets=[])
    tasks = {address: _task(stage, address, "5.2.0") for address in ("10.20.64.3", "10.20.65.4")}
    balancer.targets = [(address, 80) for address in tasks]
    stage.open_to(balancer, "/alive", get("/cart"), post("/receipts", '{"order": 90533}'), get("/cart"), pace=1.2)
    stage.rest(25)
    for old, new in (("10.20.64.3", "10.20.64.23"), ("10.20.65.4", "10.20.65.24")):
        _task(stage, new, "5.2.1")
        balancer.targets = [*(target for target in balancer.targets if target[0] != old), (new, 80)]
        stage.rest(4)
        for container in tasks[old]:
            container.stop()
        stage.rest(8)
    stage.rest(25)
    stage.traffic.stop()
    stage.write("production", [], NOTE)


def _task(stage: Stage, address: str, release: str) -> list[Container]:
    task = stage.task(address, "production", GROUP, "web")
    variables = {"APP_RELEASE": release, "CHECKOUT_CURRENCY": "EUR", "RECEIPT_SIGNING_KEY": "lab-only"}
    app = stage.run(
        task, "checkout", Image(["node", "server.js"], node_app(stage, task.task_id, "checkout"), variables)
    )
    wait_for(address, 8080)
    return [nginx(stage, task, forward_to("127.0.0.1:8080"), level="notice"), app]


NOTE = (
    "A rolling deployment without a fault: new tasks start, the load balancer turns to them, old ones get SIGTERM and"
    " say so, in Node.js and in nginx's notices of signals and exiting processes."
)
