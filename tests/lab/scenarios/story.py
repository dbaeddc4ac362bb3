"""The story: production's database was created but never bootstrapped, staging's was."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from ..container import Image
from ..images import python_app
from ..proxy import nginx
from ..recording import Cause, write_json
from ..servers import Server, mariadb, sql, wait_for
from ..stage import APPS, Stage, Task, at_once
from ..traffic import around, get, post

REGION = "eu-central-1"
APP_GROUP = "/aws/application/tf-playground"
RELEASE = "1.4.2"
PASSWORD = "lab-only"
PROXY = """
    upstream flask { server 127.0.0.1:8000; }
    server {
        listen 80;
        location / {
            proxy_pass http://flask;
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        }
    }
"""


@dataclass(frozen=True, slots=True)
class Environment:
    name: str
    network: str
    database: str
    endpoint: str
    image_id: str

    def address(self, rest: str) -> str:
        return f"{self.network}.{rest}"


PRODUCTION = Environment(
    "production",
    "10.20",
    "tfplayground_prod",
    f"tf-playground-production.c7hd2kq1xw9m.{REGION}.rds.amazonaws.com",
    "ami-0f3c5d2a9b1e47680",
)
STAGING = Environment(
    "staging",
    "10.30",
    "tfplayground_staging",
    f"tf-playground-staging.c7hd2kq1xw9m.{REGION}.rds.amazonaws.com",
    "ami-0a91e64b7d03c258f",
)


def record(stage: Stage) -> None:
    """Production fails from the first request that needs its table; the health check stays green."""
    tasks = {environment.name: _start(stage, environment) for environment in (PRODUCTION, STAGING)}
    started = at_once()
    for environment in (PRODUCTION, STAGING):
        _visit(stage, environment, tasks[environment.name])
    stage.rest(105)
    stage.traffic.stop()
    folder = stage.write("production", [_cause(started)], NOTE, staging="staging")
    write_json(
        folder / "environment.json",
        {
            "region": REGION,
            "environments": [_topology(e, tasks[e.name]) for e in (PRODUCTION, STAGING)],
        },
    )


def _start(stage: Stage, environment: Environment) -> list[Task]:
    host = stage.host(environment.address("21.14"), environment.endpoint)
    database = mariadb(
        stage,
        host,
        f"""
        CREATE DATABASE {environment.database};
        CREATE USER app@'%' IDENTIFIED BY '{PASSWORD}';
        GRANT ALL ON {environment.database}.* TO app@'%';""",
    )
    if environment is STAGING:
        bootstrap(database, environment.database)
    group = f"{APP_GROUP}/{environment.name}"
    tasks = [stage.task(environment.address(rest), environment.name, group, "ecs-blue") for rest in ("11.37", "12.206")]
    app = python_app(stage, environment.name, "contacts")
    for task in tasks:
        stage.run(
            task,
            "flask-app",
            Image(
                ["gunicorn", "--bind", "0.0.0.0:8000", "--workers", "2", "--access-logfile", "-", "app:app"],
                app,
                {**_variables(environment), "DB_PASSWORD": PASSWORD},
            ),
        )
        wait_for(task.host.address, 8000)
        nginx(stage, task, PROXY)
    return tasks


def bootstrap(database: Server, name: str) -> None:
    """What `./ecs-database-bootstrap.sh` runs in an environment."""
    sql(database, (APPS / "contacts" / "bootstrap.sql").read_text(), name)


def _visit(stage: Stage, environment: Environment, tasks: list[Task]) -> None:
    nodes = [environment.address("1.12"), environment.address("2.87")]
    balancer = stage.balancer(*nodes, targets=[(task.host.address, 80) for task in tasks])
    stage.traffic.every(15, lambda: balancer.check("/healthz"))
    stage.traffic.send(balancer, 5, around(get("/")), after=2)
    stage.traffic.send(balancer, 21, around(*(get(path) for path in SCANNED)), after=9)
    stage.traffic.send(balancer, 6, around(get("/contacts"), get("/contacts?page=2"), get("/contacts")), after=32)
    body = '{"name": "Noor Haddad", "email": "noor.haddad@example.com"}'
    stage.traffic.send(balancer, 24, around(post("/contacts", body)), after=45)


SCANNED = ("/wp-login.php", "/.env", "/phpmyadmin/index.php", "/favicon.ico")
NOTE = (
    "Production answers 500 on /contacts because its database was created and never bootstrapped; the health"
    " check does not touch the database and stays green. Staging runs the same image and is healthy."
)


def _cause(fault_at: str) -> Cause:
    return Cause(
        title="The table contacts is missing in tfplayground_prod: the database was never bootstrapped",
        root_cause_category="db.missing_table",
        faulty_service="flask-app",
        entities={"table": "contacts", "database": PRODUCTION.database},
        fault_at=fault_at,
        evidence_pattern=r"\(1146, \"Table 'tfplayground_prod\.contacts' doesn't exist\"\)",
        symptoms=["500 on GET and POST /contacts", "health checks and / answer 200"],
        remediation_must_mention=["bootstrap", "contacts"],
    )


def _variables(environment: Environment) -> dict[str, str]:
    return {
        "APP_RELEASE": RELEASE,
        "DB_HOST": environment.endpoint,
        "DB_NAME": environment.database,
        "DB_PORT": "3306",
        "DB_USER": "app",
    }


def _digest(*sources: str) -> str:
    return "sha256:" + hashlib.sha256("".join(sources).encode()).hexdigest()


def _topology(environment: Environment, tasks: list[Task]) -> dict[str, object]:
    """What the demo creates for an environment in its AWS emulation."""
    name, group = environment.name, f"{APP_GROUP}/{environment.name}"
    code = (APPS / "contacts" / "app.py").read_text()
    logs = {"awslogs-group": group, "awslogs-region": REGION, "awslogs-stream-prefix": "ecs-blue"}
    registry = f"123456789012.dkr.ecr.{REGION}.amazonaws.com"
    return {
        "name": name,
        "cluster": f"{name}-ecs-cluster",
        "service": {"name": f"{name}-blue-service", "desired_count": len(tasks)},
        "task_definition_family": f"{name}-contacts-blue",
        "containers": [
            {
                "name": "flask-app",
                "image": f"{registry}/tf-playground/contacts@{_digest(code)}",
                "port": 8000,
                "environment": _variables(environment),
                "secrets": {"DB_PASSWORD": f"/tf-playground/{name}/db-password"},
                "log_options": logs,
            },
            {
                "name": "nginx",
                "image": f"{registry}/tf-playground/nginx@{_digest(PROXY)}",
                "port": 80,
                "environment": {},
                "secrets": {},
                "log_options": logs,
            },
        ],
        "load_balancer": {"name": f"{name}-alb", "listener_port": 80},
        "target_group": {"name": f"{name}-blue-tg", "port": 80, "health_check_path": "/healthz"},
        "tasks": [{"id": task.task_id, "address": task.host.address} for task in tasks],
        "ami_id": environment.image_id,
        "ami_exists": False,
        "database": {
            "identifier": environment.endpoint.split(".")[0],
            "endpoint": environment.endpoint,
            "port": 3306,
            "engine": "mariadb",
            "status": "available",
        },
        "runbook": [
            {
                "rule_category": "db.missing_table",
                "title": f"Bootstrap the {name} database",
                "command": f"./ecs-database-bootstrap.sh {name}",
            }
        ],
    }
