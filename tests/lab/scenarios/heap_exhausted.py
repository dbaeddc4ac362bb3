"""An export keeps every row in memory."""

from __future__ import annotations

from ..container import Image
from ..images import node_app
from ..recording import Cause
from ..service import Service
from ..stage import Stage, at_once
from ..traffic import around, get, post

GROUP = "/ecs/lumen-energy/production"


def record(stage: Stage) -> None:
    """Node.js, winston JSON: exports fill the heap, V8 ends the process with its own plain-text notice."""
    image = Image(
        ["node", "--max-old-space-size=64", "server.js"],
        node_app(stage, "invoices", "invoices"),
        {"APP_RELEASE": "1.19.4"},
    )
    host = stage.host("10.20.53.40", "invoices.lumen.internal")
    service = Service(stage, host, "production", GROUP, "invoices", "invoices", image).start(3000)
    balancer = stage.balancer("10.20.1.81", "10.20.2.82", targets=[("10.20.53.40", 3000)])
    stage.open_to(balancer, "/status", *(get(f"/invoices/{number}") for number in range(5510, 5550)), pace=1.5)
    stage.rest(32)
    fault = at_once()
    stage.traffic.send(balancer, 5, around(post("/exports/2023", "{}"), post("/exports/2024", "{}")))
    stage.rest(75)
    service.end()
    stage.traffic.stop()
    stage.write("production", [_cause(fault)], NOTE)


NOTE = (
    "Each export adds its rows to an array that is never emptied; after a few exports V8 cannot allocate and ends the"
    " process (exit code 134), a new task starts and the story repeats."
)


def _cause(fault_at: str) -> Cause:
    return Cause(
        title="invoices runs out of heap during exports",
        root_cause_category="runtime.out_of_memory",
        also_accept=["container.oom"],
        faulty_service="invoices",
        entities={},
        fault_at=fault_at,
        evidence_pattern=r"JavaScript heap out of memory",
        symptoms=["no answer to exports", "the task is replaced every half minute"],
        remediation_must_mention=["memory"],
    )
