"""A Redis gets a password which its clients do not send."""

from __future__ import annotations

from ..container import Image
from ..images import built_app
from ..recording import Cause
from ..servers import redis, redis_say, wait_for
from ..stage import Stage, at_once
from ..traffic import get

GROUP = "/ecs/lindgren/production"
HOST = "stock-cache.lindgren.internal"


def record(stage: Stage) -> None:
    """Go, logrus logfmt, Redis: the server is given a password, the clients send none."""
    server = redis(stage, stage.host("10.20.46.3", HOST))
    for number in range(40, 60):
        redis_say(server, "SET", f"stock:LG-{number}", str(number * 3))
    targets = []
    for address in ("10.20.56.11", "10.20.57.12"):
        task = stage.task(address, "production", GROUP, "stock")
        variables = {"REDIS_ADDRESS": f"{HOST}:6379", "APP_RELEASE": "v1.30.2"}
        stage.run(task, "stock", Image(["/app/stock"], built_app("stock"), variables))
        wait_for(address, 9000)
        targets.append((address, 9000))
    balancer = stage.balancer("10.20.1.101", "10.20.2.102", targets=targets)
    stage.open_to(balancer, "/ready", *(get(f"/levels/LG-{number}") for number in range(40, 60)), pace=1.1)
    stage.rest(40)
    fault = at_once()
    redis_say(server, "CONFIG", "SET", "requirepass", "lab-only")
    stage.rest(45)
    stage.traffic.stop()
    stage.write("production", [_cause(fault)], NOTE)


NOTE = (
    "Redis is given a password while a Go service without one uses it. Open connections go on for some seconds; every"
    " new one gets NOAUTH. Logfmt by logrus, the error wrapped twice in one line."
)


def _cause(fault_at: str) -> Cause:
    return Cause(
        title="Redis asks for a password which stock does not send",
        root_cause_category="db.auth_failed",
        faulty_service="stock",
        entities={},
        fault_at=fault_at,
        evidence_pattern=r"NOAUTH Authentication required",
        symptoms=["503 on /levels", "/ready answers 200"],
        remediation_must_mention=["password"],
    )
