"""Workers wait for a partner without a time limit, until their supervisor ends them."""

from __future__ import annotations

from ..container import Image
from ..images import plain_app, python_app
from ..proxy import forward_to, nginx
from ..recording import Cause
from ..servers import Server, wait_for
from ..stage import Stage, at_once
from ..traffic import get

GROUP = "/ecs/city-parking/production"
HOST = "registry.transport.example"


def record(stage: Stage) -> None:
    """Python, Django on gunicorn behind nginx: a registry stops answering, gunicorn kills the waiting workers."""
    app = plain_app(stage, "registry", "permits")
    registry = Image(["/usr/bin/python3", "/app/registry.py"], app)
    Server(stage, stage.host("10.20.91.4", HOST), registry, 8099, stage.room("registry") / "log").start()
    targets = []
    for address in ("10.20.76.2", "10.20.77.3"):
        task = stage.task(address, "production", GROUP, "permits")
        command = ["gunicorn", "--bind", "0.0.0.0:8000", "--workers", "2", "--timeout", "8", "permits:application"]
        variables = {"REGISTRY_URL": f"http://{HOST}:8099", "APP_RELEASE": "88"}
        stage.run(task, "permits", Image(command, python_app(stage, task.task_id, "permits"), variables))
        wait_for(address, 8000)
        nginx(stage, task, forward_to("127.0.0.1:8000"))
        targets.append((address, 80))
    balancer = stage.balancer("10.20.1.181", "10.20.2.182", targets=targets)
    stage.open_to(balancer, "/health", *(get(f"/permits/KX{number}") for number in range(510, 560)), pace=2.5)
    stage.rest(35)
    fault = at_once()
    (app["/app"] / "slow").touch()
    stage.rest(75)
    stage.traffic.stop()
    stage.write("production", [_cause(fault)], NOTE)


NOTE = (
    "A partner stops answering and the application sets no time limit: gunicorn ends its workers after eight seconds"
    " (the trace shows where they waited, SystemExit last) and nginx answers 502, louder than the cause."
)


def _cause(fault_at: str) -> Cause:
    return Cause(
        title="gunicorn ends workers of permits that wait for the registry",
        root_cause_category="runtime.worker_timeout",
        also_accept=["net.timeout"],
        faulty_service="permits",
        entities={},
        fault_at=fault_at,
        evidence_pattern=r"WORKER TIMEOUT \(pid:\d+\)",
        symptoms=["502 and long waits on /permits", "health checks fail at times"],
        remediation_must_mention=["timeout"],
    )
