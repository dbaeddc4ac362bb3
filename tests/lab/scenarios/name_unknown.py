"""A service disappears from the name service."""

from __future__ import annotations

from ..container import Image
from ..images import built_app, plain_app
from ..recording import Cause
from ..servers import Server, wait_for
from ..stage import Stage, at_once
from ..traffic import get

GROUP = "/ecs/swift-parcel/production"
HOST = "routing.swift-parcel.internal"


def record(stage: Stage) -> None:
    """Go, its own logfmt: the name of the service it asks is taken out of DNS."""
    host = stage.host("10.20.47.8", HOST)
    server = Image(["/usr/bin/python3", "/app/routing.py", "8090"], plain_app(stage, "routing", "parcels"))
    Server(stage, host, server, 8090, stage.room("routing") / "log").start()
    targets = []
    for address in ("10.20.58.31", "10.20.59.32"):
        task = stage.task(address, "production", GROUP, "tracker")
        variables = {"ROUTING_URL": f"http://{HOST}:8090", "APP_RELEASE": "2024-11-18.2"}
        stage.run(task, "parcels", Image(["/app/parcels"], built_app("parcels"), variables))
        wait_for(address, 7070)
        targets.append((address, 7070))
    balancer = stage.balancer("10.20.1.111", "10.20.2.112", targets=targets)
    parcels = (get(f"/track/SP{number}") for number in range(880120, 880180))
    stage.open_to(balancer, "/up", *parcels, pace=1.3)
    stage.rest(40)
    fault = at_once()
    del stage.names.names[HOST]
    stage.rest(45)
    stage.traffic.stop()
    stage.write("production", [_cause(fault)], NOTE)


NOTE = (
    "The private name of a service is taken out of DNS: its clients log 'no such host' inside a wrapped Go error in"
    " logfmt, and answer 502. The service itself is well and logs nothing."
)


def _cause(fault_at: str) -> Cause:
    return Cause(
        title=f"The name {HOST} cannot be resolved",
        root_cause_category="net.dns_failure",
        faulty_service="parcels",
        entities={"host": HOST},
        fault_at=fault_at,
        evidence_pattern=rf"lookup {HOST}[^:]*:53: no such host",
        symptoms=["502 on /track", "/up answers 200"],
        remediation_must_mention=["dns"],
    )
