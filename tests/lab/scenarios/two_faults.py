"""Two services of one system fail at the same time, for reasons that have nothing to do with each other."""

from __future__ import annotations

from ..container import Image
from ..images import python_app
from ..recording import Cause
from ..servers import psql, rabbitmq
from ..stage import Stage, at_once
from .database_stopped import GROUP, REQUESTS, berths, bookings

BROKER = "notices-mq.harbour.internal"


def record(stage: Stage) -> None:
    """Node.js with PostgreSQL, Python with RabbitMQ: a permission is revoked, and the broker stops."""
    database = berths(stage)
    balancer = bookings(stage, "10.20.31.8", "10.20.32.19")
    broker = rabbitmq(stage, stage.host("10.20.42.77", BROKER), "notices", "mooring")
    worker = stage.task("10.20.63.9", "production", GROUP, "notices")
    variables = {"AMQP_URL": f"amqp://notices:mooring@{BROKER}:5672/%2F", "APP_RELEASE": "1.8.0"}
    stage.run(
        worker,
        "notices-worker",
        Image(["python", "-u", "worker.py"], python_app(stage, "notices", "notices"), variables),
    )
    stage.open_to(balancer, "/ping", *REQUESTS, pace=2)
    stage.rest(35)
    revoked = at_once()
    psql(database, "REVOKE SELECT ON berths FROM bookings_app", "harbour")
    stage.rest(20)
    stopped = at_once()
    broker.stop()
    stage.rest(40)
    stage.traffic.stop()
    stage.write("production", [_permission(revoked), _broker(stopped)], NOTE)


NOTE = (
    "Two independent root causes in two services of one log group: a privilege in PostgreSQL is revoked, and twenty"
    " seconds later RabbitMQ stops. pika logs each failed attempt over many lines, louder than the other fault."
)


def _permission(fault_at: str) -> Cause:
    return Cause(
        title="bookings_app may not read the table berths",
        root_cause_category="db.permission_denied",
        faulty_service="bookings-api",
        entities={"table": "berths"},
        fault_at=fault_at,
        evidence_pattern=r"permission denied for table berths",
        symptoms=["500 on GET /berths", "bookings are still made"],
        remediation_must_mention=["grant"],
    )


def _broker(fault_at: str) -> Cause:
    return Cause(
        title=f"RabbitMQ at {BROKER} cannot be reached",
        root_cause_category="queue.broker_unreachable",
        faulty_service="notices-worker",
        entities={},
        fault_at=fault_at,
        evidence_pattern=r"ConnectionRefusedError\(111, 'Connection refused'\)|CONNECTION_FORCED",
        symptoms=["no notices are sent"],
        remediation_must_mention=["5672"],
    )
