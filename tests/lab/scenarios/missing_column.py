"""A release is deployed before the migration which it needs."""

from __future__ import annotations

from pathlib import Path

from ..container import Image
from ..images import plain_app
from ..proxy import nginx
from ..recording import Cause
from ..servers import mariadb, wait_for
from ..stage import Stage, at_once
from ..traffic import get

GROUP = "/ecs/samovar/production"
HOST = "teas-db.samovar.internal"
PROXY = """
    server {
        listen 80;
        location / {
            fastcgi_pass 127.0.0.1:9000;
            fastcgi_param SCRIPT_FILENAME /app/public/index.php;
            include fastcgi_params;
        }
    }
"""
POOL = """[global]
error_log = /proc/self/fd/2
daemonize = no
systemd_interval = 0
[www]
user = www-data
group = www-data
listen = 0.0.0.0:9000
pm = static
pm.max_children = 2
clear_env = no
access.log = /proc/self/fd/2
catch_workers_output = yes
decorate_workers_output = no
"""


def record(stage: Stage) -> None:
    """PHP-FPM, nginx, MariaDB: a release that reads a column which no migration has made yet."""
    mariadb(
        stage,
        stage.host("10.20.43.5", HOST),
        """
        CREATE DATABASE samovar;
        CREATE TABLE samovar.teas (id INT PRIMARY KEY, title VARCHAR(80), price DECIMAL(6,2));
        INSERT INTO samovar.teas VALUES (1, 'Assam', 8.90), (2, 'Sencha', 11.50), (3, 'Rooibos', 6.20);
        CREATE USER teashop@'%' IDENTIFIED BY 'leaf';
        GRANT SELECT ON samovar.* TO teashop@'%';""",
    )
    balancer = stage.balancer("10.20.1.33", "10.20.2.34", targets=[])
    old = [_task(stage, address, "2024.45") for address in ("10.20.35.14", "10.20.36.15")]
    balancer.targets = [(task.address, 80) for task in old]
    stage.open_to(balancer, "/up", get("/"), get("/teas"), get("/teas/1"), get("/teas/3"), pace=1.7)
    stage.rest(35)
    fault = at_once()
    new = [_task(stage, address, "2024.46") for address in ("10.20.35.61", "10.20.36.62")]
    balancer.targets = [(task.address, 80) for task in new]
    stage.rest(3)
    for task in old:
        task.stop()
    stage.rest(45)
    stage.traffic.stop()
    stage.write("production", [_cause(fault)], NOTE)


class _Running:
    """The two containers of one task."""

    def __init__(self, stage: Stage, address: str, release: str) -> None:
        self.address = address
        task = stage.task(address, "production", GROUP, "web")
        variables = {
            "APP_RELEASE": release,
            "DB_DSN": f"mysql:host={HOST};dbname=samovar;charset=utf8mb4",
            "DB_USER": "teashop",
            "DB_PASSWORD": "leaf",
        }
        app = plain_app(stage, task.task_id, "shop")
        (app["/app"] / "php-fpm.conf").write_text(POOL)
        fpm = sorted(Path("/usr/sbin").glob("php-fpm*"))[-1]
        image = Image([str(fpm), "--nodaemonize", "--fpm-config", "/app/php-fpm.conf"], app, variables)
        self.containers = [stage.run(task, "php", image)]
        wait_for(address, 9000)
        self.containers.append(nginx(stage, task, PROXY))

    def stop(self) -> None:
        for container in reversed(self.containers):
            container.stop()


def _task(stage: Stage, address: str, release: str) -> _Running:
    return _Running(stage, address, release)


NOTE = (
    "Release 2024.46 replaces 2024.45 before the column teas.steep_seconds exists: product pages answer 500, lists"
    " and the health check stay green. PHP's trace reaches the logs through nginx, split over lines."
)


def _cause(fault_at: str) -> Cause:
    return Cause(
        title="Release 2024.46 reads the column steep_seconds, which the table teas does not have",
        root_cause_category="db.missing_column",
        faulty_service="php",
        entities={"column": "steep_seconds"},
        fault_at=fault_at,
        evidence_pattern=r"Unknown column 't\.steep_seconds'",
        symptoms=["500 on /teas/<id>", "/teas and /up answer 200"],
        remediation_must_mention=["migrat", "steep_seconds"],
    )
