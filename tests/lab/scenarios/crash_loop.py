"""A deployment lacks a variable; the proxy in front is the loudest."""

from __future__ import annotations

from ..container import Image
from ..images import node_app
from ..proxy import forward_to, nginx
from ..recording import Cause
from ..service import Service
from ..stage import Stage, at_once
from ..traffic import get, post

GROUP = "/ecs/florist/production"
HOST = "checkout.florist.internal"


def record(stage: Stage) -> None:
    """Node.js behind nginx: new tasks exit at once for a missing variable; nginx floods the logs with 502."""
    variables = {"APP_RELEASE": "5.1.9", "CHECKOUT_CURRENCY": "EUR", "RECEIPT_SIGNING_KEY": "lab-only"}
    app = node_app(stage, "checkout", "checkout")
    checkout = Service(
        stage,
        stage.host("10.20.51.17", HOST),
        "production",
        GROUP,
        "checkout",
        "checkout",
        Image(["node", "server.js"], app, variables),
    ).start(8080)
    edge = stage.task("10.20.52.18", "production", GROUP, "edge")
    nginx(stage, edge, forward_to(f"{HOST}:8080"))
    balancer = stage.balancer("10.20.1.71", "10.20.2.72", targets=[("10.20.52.18", 80)])
    stage.open_to(balancer, "/alive", *REQUESTS, pace=0.8)
    stage.rest(35)
    fault = at_once()
    changed = {"APP_RELEASE": "5.2.0", "CHECKOUT_CURRENCY": "EUR"}
    checkout.deploy(Image(["node", "server.js"], app, changed))
    stage.rest(50)
    checkout.end()
    stage.traffic.stop()
    stage.write("production", [_cause(fault)], NOTE)


REQUESTS = (get("/cart"), get("/cart"), post("/receipts", '{"order": 90417}'))
NOTE = (
    "Release 5.2.0 is deployed without RECEIPT_SIGNING_KEY: every new task ends in its first second, and ECS starts the"
    " next. The loudest lines are nginx's refused upstream connections and 502 answers, which are symptoms."
)


def _cause(fault_at: str) -> Cause:
    return Cause(
        title="The tasks of release 5.2.0 exit at start: RECEIPT_SIGNING_KEY is not set",
        root_cause_category="config.missing_env",
        faulty_service="checkout",
        entities={"env_var": "RECEIPT_SIGNING_KEY"},
        fault_at=fault_at,
        evidence_pattern=r"Missing required environment variable RECEIPT_SIGNING_KEY",
        symptoms=["502 on every route", "tasks start and stop in a loop", "health check fails"],
        remediation_must_mention=["RECEIPT_SIGNING_KEY"],
    )
