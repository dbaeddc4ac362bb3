"""A maintenance session holds a row lock for minutes."""

from __future__ import annotations

import subprocess

from ..container import Image
from ..images import built_app, java
from ..recording import Cause
from ..servers import mariadb, wait_for
from ..stage import Stage, at_once
from ..traffic import get

GROUP = "/ecs/old-theatre/production"
HOST = "seats-db.old-theatre.internal"
HOLD = "SET autocommit = 0; UPDATE theatre.shows SET title = 'Hedda' WHERE id = 2; SELECT SLEEP(300);"


def record(stage: Stage) -> None:
    """Java, HikariCP, logback without a date, MariaDB: a forgotten transaction holds the row of one show."""
    host = stage.host("10.20.48.6", HOST)
    mariadb(
        stage,
        host,
        """
        CREATE DATABASE theatre;
        CREATE TABLE theatre.shows (id INT PRIMARY KEY, title VARCHAR(80), reserved INT) ENGINE=InnoDB;
        INSERT INTO theatre.shows VALUES (1, 'Antigone', 0), (2, 'Hedda Gabler', 0), (3, 'Woyzeck', 0);
        CREATE USER seats@'%' IDENTIFIED BY 'curtain';
        GRANT SELECT, UPDATE ON theatre.* TO seats@'%';
        SET GLOBAL innodb_lock_wait_timeout = 4;""",
    )
    variables = {
        "JDBC_URL": f"jdbc:mariadb://{HOST}:3306/theatre",
        "DB_USER": "seats",
        "DB_PASSWORD": "curtain",
        "APP_RELEASE": "2024.11-r3",
    }
    targets = []
    for address in ("10.20.73.4", "10.20.74.5"):
        task = stage.task(address, "production", GROUP, "seats")
        stage.run(task, "seats", Image(java("theatre.seats.Seats"), built_app("seats"), variables))
        wait_for(address, 8086)
        targets.append((address, 8086))
    balancer = stage.balancer("10.20.1.161", "10.20.2.162", targets=targets)
    stage.open_to(balancer, "/healthz", get("/shows/1"), get("/shows/2"), get("/shows/3"), pace=2)
    stage.rest(35)
    fault = at_once()
    client = ["mariadb", "--no-defaults", f"-h{host.address}", "-uadmin", "-padmin", "-e", HOLD]
    session = subprocess.Popen(client, cwd="/")
    stage.rest(65)
    session.kill()
    stage.traffic.stop()
    stage.write("production", [_cause(fault)], NOTE)


NOTE = (
    "A maintenance session changes one row and does not commit: reservations of that show wait four seconds and fail"
    " with error 1205, those of other shows go on. Java, causes four deep, a layout without a date."
)


def _cause(fault_at: str) -> Cause:
    return Cause(
        title="Reservations wait for a lock which another session holds",
        root_cause_category="db.lock_timeout",
        faulty_service="seats",
        entities={},
        fault_at=fault_at,
        evidence_pattern=r"Lock wait timeout exceeded",
        symptoms=["503 after 4 s for show 2", "other shows are reserved at once"],
        remediation_must_mention=["lock"],
    )
