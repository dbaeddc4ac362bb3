"""A job without a word of error holds a lock; the worker that logs the failures is its victim."""

from __future__ import annotations

from ..container import Image
from ..images import python_app
from ..recording import Cause
from ..servers import postgres, psql, redis
from ..stage import Stage, at_once

GROUP = "/ecs/merchant-ledger/production"
DATABASE, BROKER = "ledger-db.merchant.internal", "ledger-queue.merchant.internal"


def record(stage: Stage) -> None:
    """Python, Celery with Redis, psycopg2, PostgreSQL: the monthly close locks a table that the worker needs."""
    database = postgres(stage, stage.host("10.20.48.4", DATABASE))
    redis(stage, stage.host("10.20.48.5", BROKER))
    psql(
        database,
        "CREATE TABLE accounts (id int PRIMARY KEY, balance int); INSERT INTO accounts VALUES (1, 0);"
        "CREATE TABLE rates (rate int); CREATE USER ledger PASSWORD 'lab-only';"
        "GRANT ALL ON accounts, rates TO ledger;",
    )
    variables = {
        "BROKER_URL": f"redis://{BROKER}:6379/0",
        "DATABASE_URL": f"postgresql://ledger:lab-only@{DATABASE}/postgres",
        "APP_RELEASE": "41",
    }
    worker = stage.task("10.20.67.3", "production", GROUP, "postings")
    command = ["celery", "-A", "postings", "worker", "-B", "-s", "/tmp/schedule", "-c", "2", "-l", "INFO"]
    stage.run(worker, "postings-worker", Image(command, python_app(stage, "worker", "postings"), variables))
    stage.rest(42)
    fault = at_once()
    job = stage.task("10.20.67.4", "production", GROUP, "close-month")
    command = ["python", "-u", "close_month.py"]
    stage.run(job, "close-month", Image(command, python_app(stage, "job", "postings"), variables))
    stage.rest(45)
    stage.write("production", [_cause(fault)], NOTE)


NOTE = (
    "A monthly job locks the table accounts for minutes and logs its progress at INFO. Celery's worker, which answers no"
    " requests, fails each posting after 1.5 s with SQLSTATE 55P03, between tasks that go on succeeding."
)


def _cause(fault_at: str) -> Cause:
    return Cause(
        title="The monthly close holds a lock on accounts: postings fail with LockNotAvailable",
        root_cause_category="db.lock_timeout",
        faulty_service="close-month",
        entities={},
        fault_at=fault_at,
        evidence_pattern=r"LockNotAvailable|canceling statement due to lock timeout",
        symptoms=["postings.post fails", "postings.rates still succeeds"],
        remediation_must_mention=["lock"],
    )
