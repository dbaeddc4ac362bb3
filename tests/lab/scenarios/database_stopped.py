"""A PostgreSQL server stops while Node.js services use it."""

from __future__ import annotations

from ..container import Image
from ..images import node_app
from ..recording import Cause
from ..servers import Server, postgres, psql, wait_for
from ..stage import Stage, at_once
from ..traffic import Balancer, get, post

GROUP = "/ecs/harbour/production"
HOST = "berths-db.harbour.internal"
PASSWORD = "quay-side"
TABLES = f"""
    CREATE ROLE bookings_app LOGIN PASSWORD '{PASSWORD}';
    CREATE TABLE berths (id serial PRIMARY KEY, pier text, length_m int);
    CREATE TABLE bookings (id serial PRIMARY KEY, berth_id int, vessel text);
    INSERT INTO berths (pier, length_m) VALUES ('north', 12), ('north', 18), ('west', 30);
    GRANT SELECT ON berths TO bookings_app;
    GRANT SELECT, INSERT ON bookings TO bookings_app;
    GRANT USAGE ON SEQUENCE bookings_id_seq TO bookings_app;
"""


def record(stage: Stage) -> None:
    """Node.js, pino JSON, PostgreSQL: the database stops; connections are cut, then refused."""
    database = berths(stage)
    balancer = bookings(stage, "10.20.31.8", "10.20.32.19")
    stage.open_to(balancer, "/ping", *REQUESTS, pace=2)
    stage.rest(40)
    fault = at_once()
    database.stop()
    stage.rest(45)
    stage.traffic.stop()
    stage.write("production", [_cause(fault)], NOTE)


def berths(stage: Stage) -> Server:
    """The database of the bookings, with its tables and its user."""
    database = postgres(stage, stage.host("10.20.41.30", HOST))
    psql(database, "CREATE DATABASE harbour")
    psql(database, TABLES, "harbour")
    return database


def bookings(stage: Stage, *addresses: str) -> Balancer:
    """Bookings tasks at these addresses, and the load balancer in front of them."""
    variables = {
        "PGHOST": HOST,
        "PGDATABASE": "harbour",
        "PGUSER": "bookings_app",
        "PGPASSWORD": PASSWORD,
        "APP_RELEASE": "3.7.1",
    }
    for address in addresses:
        task = stage.task(address, "production", GROUP, "bookings")
        app = node_app(stage, task.task_id, "bookings")
        stage.run(task, "bookings-api", Image(["node", "server.js"], app, variables))
        wait_for(address, 3000)
    return stage.balancer("10.20.1.44", "10.20.2.15", targets=[(address, 3000) for address in addresses])


REQUESTS = (
    get("/berths"),
    get("/berths"),
    post("/berths/2/bookings", '{"vessel": "Sea Thistle"}'),
    get("/berths"),
    get("/robots.txt"),
)
NOTE = (
    "PostgreSQL is stopped while two tasks use it: idle connections are cut with 57P01, then every request fails"
    " with ECONNREFUSED, in pino JSON with the driver's error as the cause of the application's."
)


def _cause(fault_at: str) -> Cause:
    return Cause(
        title="PostgreSQL at 10.20.41.30:5432 refuses connections: the server was stopped",
        root_cause_category="db.unreachable",
        also_accept=["db.connection_lost"],
        faulty_service="bookings-api",
        entities={"host": "10.20.41.30", "port": "5432"},
        fault_at=fault_at,
        evidence_pattern=r"connect ECONNREFUSED 10\.20\.41\.30:5432",
        symptoms=["500 on every route that reads or writes the database", "/ping answers 200"],
        remediation_must_mention=["5432"],
    )
