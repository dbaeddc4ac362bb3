"""A reporting job takes every connection of a database while a service is deployed."""

from __future__ import annotations

import os
import subprocess

from ..container import Container, Image
from ..images import node_app
from ..recording import Cause
from ..servers import ADMIN, Server, postgres, psql, wait_for
from ..stage import Stage, at_once
from .database_stopped import GROUP, HOST, PASSWORD, REQUESTS, TABLES


def record(stage: Stage) -> None:
    """Node.js, pino JSON, PostgreSQL: no connection slots are left for the tasks of a new deployment."""
    database = postgres(stage, stage.host("10.20.41.30", HOST), "max_connections=12")
    psql(database, "CREATE DATABASE harbour; CREATE ROLE reporting LOGIN PASSWORD 'monthly'")
    psql(database, TABLES, "harbour")
    balancer = stage.balancer("10.20.1.191", "10.20.2.192", targets=[])
    old = [_task(stage, address, "3.7.1") for address in ("10.20.78.5", "10.20.79.6")]
    balancer.targets = [("10.20.78.5", 3000), ("10.20.79.6", 3000)]
    stage.open_to(balancer, "/ping", *REQUESTS, pace=2)
    stage.rest(32)
    for address in ("10.20.78.55", "10.20.79.56"):
        _task(stage, address, "3.7.2")
    fault = at_once()
    jobs = _reports(database)
    balancer.targets = [("10.20.78.55", 3000), ("10.20.79.56", 3000)]
    stage.rest(3)
    for container in old:
        container.stop()
    stage.rest(45)
    stage.traffic.stop()
    stage.write("production", [_cause(fault)], NOTE)
    for job in jobs:
        job.kill()


def _task(stage: Stage, address: str, release: str) -> Container:
    task = stage.task(address, "production", GROUP, "bookings")
    variables = {
        "PGHOST": HOST,
        "PGDATABASE": "harbour",
        "PGUSER": "bookings_app",
        "PGPASSWORD": PASSWORD,
        "APP_RELEASE": release,
    }
    image = Image(["node", "server.js"], node_app(stage, task.task_id, "bookings"), variables)
    container = stage.run(task, "bookings-api", image)
    wait_for(address, 3000)
    return container


def _reports(database: Server) -> list[subprocess.Popen[bytes]]:
    """More sessions of a reporting job than the server has slots left; those that find none try again."""
    login = ["psql", "-q", "-h", database.host.address, "-U", "reporting", "-d", "harbour"]
    again = f"until {' '.join(login)} -c 'SELECT pg_sleep(200)'; do sleep 0.3; done"
    variables = {**os.environ, **ADMIN, "PGPASSWORD": "monthly"}
    quiet = subprocess.DEVNULL
    return [
        subprocess.Popen(["sh", "-c", again], cwd="/", env=variables, stdout=quiet, stderr=quiet) for _ in range(12)
    ]


NOTE = (
    "A reporting job holds every connection slot of PostgreSQL while release 3.7.2 replaces 3.7.1: the new tasks cannot"
    " log in (SQLSTATE 53300). The release is a coincidence, not the cause."
)


def _cause(fault_at: str) -> Cause:
    return Cause(
        title="PostgreSQL has no connection slots left",
        root_cause_category="db.too_many_connections",
        faulty_service="bookings-api",
        entities={},
        fault_at=fault_at,
        evidence_pattern=r"remaining connection slots are reserved|too many clients already",
        symptoms=["500 on every route that reads or writes the database", "/ping answers 200"],
        remediation_must_mention=["max_connections"],
    )
