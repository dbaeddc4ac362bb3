"""A job starts before its broker, waits for it, and works; its lines are full of fault words that mean nothing."""

from __future__ import annotations

from ..container import Image
from ..images import python_app
from ..servers import rabbitmq
from ..stage import Stage
from .database_stopped import GROUP
from .two_faults import BROKER


def record(stage: Stage) -> None:
    """Healthy: Python, pika: the broker comes up after the job, retries succeed; zero counters, a deprecation."""
    host = stage.host("10.20.42.77", BROKER)
    task = stage.task("10.20.63.31", "production", GROUP, "tides")
    variables = {
        "AMQP_URL": f"amqp://tides:ebb@{BROKER}:5672/%2F",
        "APP_RELEASE": "2.14.0",
        "PYTHONUNBUFFERED": "1",
    }
    stage.run(task, "tides", Image(["python", "tides.py"], python_app(stage, "tides", "tides"), variables))
    stage.rest(5)
    rabbitmq(stage, host, "tides", "ebb")
    stage.rest(70)
    stage.write("production", [], NOTE)


NOTE = (
    "A job that starts before its broker: some refused attempts as warnings, then a connection and a minute of"
    " work. Zero counters (0 errors, fatal_errors=0), 'no exception raised', and a deprecation warning of two lines."
)
