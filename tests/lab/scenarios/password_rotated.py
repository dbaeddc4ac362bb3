"""A database password is changed without telling the service."""

from __future__ import annotations

from ..container import Image
from ..images import built_app, java
from ..recording import Cause
from ..servers import postgres, psql, wait_for
from ..stage import Stage, at_once
from ..traffic import get

GROUP = "/ecs/kestrel-pay/production"
HOST = "ledger.cluster-cq3v8ms.eu-west-1.rds.amazonaws.com"


def record(stage: Stage) -> None:
    """Java, logback, JDBC, PostgreSQL: the password of the service's user is changed; causes three deep."""
    database = postgres(stage, stage.host("10.20.44.12", HOST))
    psql(database, "CREATE ROLE ledger_rw LOGIN PASSWORD 'first'; CREATE DATABASE ledger")
    psql(
        database,
        "CREATE TABLE balances (account text, balance numeric); GRANT SELECT ON balances TO ledger_rw",
        "ledger",
    )
    variables = {
        "JDBC_URL": f"jdbc:postgresql://{HOST}:5432/ledger",
        "DB_USER": "ledger_rw",
        "DB_PASSWORD": "first",
        "APP_RELEASE": "2.11.0",
    }
    targets = []
    for address in ("10.20.33.71", "10.20.34.102"):
        task = stage.task(address, "production", GROUP, "ledger")
        stage.run(task, "ledger", Image(java("com.kestrelpay.ledger.Ledger"), built_app("ledger"), variables))
        wait_for(address, 8081)
        targets.append((address, 8081))
    balancer = stage.balancer("10.20.1.51", "10.20.2.52", targets=targets)
    stage.open_to(balancer, "/actuator/health", *(get(f"/accounts/{number}") for number in range(7301, 7320)), pace=2.5)
    stage.rest(38)
    fault = at_once()
    psql(database, "ALTER ROLE ledger_rw PASSWORD 'second'")
    stage.rest(50)
    stage.traffic.stop()
    stage.write("production", [_cause(fault)], NOTE)


NOTE = (
    "The password of ledger_rw is changed in PostgreSQL while the service keeps the old one: each request logs a Java"
    " exception with two causes below it, the server's refusal innermost."
)


def _cause(fault_at: str) -> Cause:
    return Cause(
        title="PostgreSQL refuses the password of ledger_rw",
        root_cause_category="db.auth_failed",
        faulty_service="ledger",
        entities={"user": "ledger_rw"},
        fault_at=fault_at,
        evidence_pattern=r'FATAL: password authentication failed for user "ledger_rw"',
        symptoms=["503 on /accounts", "the health check answers 200"],
        remediation_must_mention=["password", "ledger_rw"],
    )
