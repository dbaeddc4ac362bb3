"""A route keeps the connections which it takes from the pool."""

from __future__ import annotations

from ..container import Image
from ..images import python_app
from ..recording import Cause
from ..servers import postgres, psql, wait_for
from ..stage import Stage, at_once
from ..traffic import around, get

GROUP = "/ecs/larkfield/production"
HOST = "quotes-db.larkfield.internal"


def record(stage: Stage) -> None:
    """Python, structlog JSON with the trace in a field, PostgreSQL: a route never gives connections back."""
    database = postgres(stage, stage.host("10.20.45.9", HOST))
    psql(database, "CREATE ROLE quotes LOGIN PASSWORD 'umbrella'; CREATE DATABASE quotes")
    psql(
        database,
        "CREATE TABLE quotes AS SELECT id, id * 1.25 AS premium FROM generate_series(1, 500) AS id;"
        "GRANT SELECT ON quotes TO quotes",
        "quotes",
    )
    variables = {"DATABASE_URL": f"postgresql+psycopg2://quotes:umbrella@{HOST}/quotes", "APP_RELEASE": "7.3.0"}
    targets = []
    for address in ("10.20.37.21", "10.20.38.22"):
        task = stage.task(address, "production", GROUP, "quotes")
        command = ["gunicorn", "--bind", "0.0.0.0:8000", "--threads", "8", "quotes:app"]
        stage.run(task, "quotes", Image(command, python_app(stage, task.task_id, "quotes"), variables))
        wait_for(address, 8000)
        targets.append((address, 8000))
    balancer = stage.balancer("10.20.1.61", "10.20.2.62", targets=targets)
    stage.open_to(balancer, "/livez", *(get(f"/quotes/{number}") for number in range(101, 140)), pace=2)
    stage.rest(35)
    fault = at_once()
    stage.traffic.send(balancer, 3, around(*(get(f"/quotes/{number}/history") for number in range(201, 240))))
    stage.rest(65)
    stage.traffic.stop()
    stage.write("production", [_cause(fault)], NOTE)


NOTE = (
    "A route leaks pooled connections; after three of its requests per task every request waits four seconds and fails."
    " The health check stays green, the database is idle. One JSON object a line, the trace in its field exception."
)


def _cause(fault_at: str) -> Cause:
    return Cause(
        title="The connection pool of quotes (size 3) has no free connection",
        root_cause_category="db.pool_exhausted",
        faulty_service="quotes",
        entities={},
        fault_at=fault_at,
        evidence_pattern=r"QueuePool limit of size 3 overflow 0 reached",
        symptoms=["500 after 4 s on every route that reads the database", "/livez answers 200"],
        remediation_must_mention=["pool"],
    )
