"""Real data stores and proxies for the stage: MariaDB, PostgreSQL, Redis, RabbitMQ, nginx."""

from __future__ import annotations

import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from .container import Container, Image
from .network import Host
from .stage import Stage, Task

NGINX = """daemon off;
user www-data;
worker_processes 1;
pid /tmp/nginx.pid;
error_log /dev/stderr {level};
events {{ worker_connections 256; }}
http {{
    include /etc/nginx/mime.types;
    log_format main '$remote_addr - $remote_user [$time_local] "$request" '
                    '$status $body_bytes_sent "$http_referer" '
                    '"$http_user_agent" "$http_x_forwarded_for"';
    access_log /dev/stdout main;
    server_tokens off;
{body}
}}
"""


@dataclass(slots=True)
class Server:
    """A data store that can be stopped and started again on the same data."""

    stage: Stage
    host: Host
    image: Image
    port: int
    log: Path
    container: Container | None = None

    def start(self) -> None:
        self.container = self.stage.serve(self.host, self.image, self.log)
        wait_for(self.host.address, self.port, self.log)

    def stop(self, grace: float = 10.0) -> None:
        assert self.container is not None
        self.container.stop(grace)


def wait_for(address: str, port: int, log: Path | None = None, seconds: float = 60.0) -> None:
    """Return when the port answers; SystemExit with the server's last words when it doesn't."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            socket.create_connection((address, port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    words = log.read_text("utf-8", "replace")[-2000:] if log and log.exists() else ""
    raise SystemExit(f"nothing answers at {address}:{port}\n{words}")


def mariadb(stage: Stage, host: Host, statements: str) -> Server:
    """A MariaDB with only what `statements` make of it; root may log in from the recorder only."""
    room = stage.room(f"mariadb-{host.label}")
    data = room / "data"
    data.mkdir()
    subprocess.run(["chown", "mysql:mysql", data], check=True)
    install = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--user=mysql", "--skip-test-db"]
    subprocess.run([*install, "--auth-root-authentication-method=normal"], check=True, stdout=subprocess.DEVNULL)
    admin = "CREATE USER admin@'%' IDENTIFIED BY 'admin'; GRANT ALL ON *.* TO admin@'%' WITH GRANT OPTION;"
    one_a_line = [" ".join(part.split()) + ";" for part in f"{admin} {statements}".split(";") if part.strip()]
    (data / "setup.sql").write_text("\n".join(one_a_line) + "\n")
    command = ["mariadbd", "--no-defaults", "--user=mysql", "--datadir=/var/lib/mysql", "--skip-name-resolve"]
    command += ["--bind-address=0.0.0.0", "--socket=/tmp/mysqld.sock", "--pid-file=/tmp/mysqld.pid"]
    command += ["--innodb-buffer-pool-size=32M", "--innodb-log-file-size=8M", "--init-file=/var/lib/mysql/setup.sql"]
    server = Server(stage, host, Image(command, {"/var/lib/mysql": data}), 3306, room / "log")
    server.start()
    return server


def sql(server: Server, statement: str, database: str = "") -> str:
    """Run statements on a MariaDB as its administrator."""
    command = ["mariadb", "--no-defaults", f"-h{server.host.address}", "-uadmin", "-padmin", "--batch", database]
    done = subprocess.run(command, input=statement, text=True, capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def nginx(stage: Stage, task: Task, body: str, mounts: dict[str, Path] | None = None, level: str = "warn") -> Container:
    """nginx as the container `nginx` of a task; `body` stands in its http block."""
    config = stage.room(f"nginx-{task.host.label}") / "nginx.conf"
    config.write_text(NGINX.format(body=body, level=level))
    mount = {"/etc/nginx/nginx.conf": config, **(mounts or {})}
    container = stage.run(task, "nginx", Image(["nginx"], mount))
    wait_for(task.host.address, 80)
    return container
