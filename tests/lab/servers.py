"""Real data stores and brokers for the stage: MariaDB, PostgreSQL, Redis, RabbitMQ."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from .container import Container, Image
from .network import Host
from .stage import Stage

ADMIN = {"PGPASSWORD": "admin"}


@dataclass(slots=True)
class Server:
    """A server on a host that can be stopped and started again on the same data.

    Its own log is not part of the recording, as with a managed service.
    """

    stage: Stage
    host: Host
    image: Image
    port: int
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    container: Container | None = None

    def start(self) -> Server:
        self.container = self.stage.serve(self.host, self.image, self.log)
        wait_for(self.host.address, self.port, self.log)
        return self

    def stop(self) -> None:
        """Stop it in order; clients are cut off."""
        assert self.container is not None
        self.container.send(self.stop_signal)
        self.container.wait()


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
    """A MariaDB with what `statements` make of it, and an administrator for `sql`."""
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
    command += ["--innodb-buffer-pool-size=32M", "--innodb-log-file-size=8M"]
    command += ["--init-file=/var/lib/mysql/setup.sql"]
    return Server(stage, host, Image(command, {"/var/lib/mysql": data}), 3306, room / "log").start()


def sql(server: Server, statements: str, database: str = "") -> str:
    """Run statements on a MariaDB as its administrator."""
    command = ["mariadb", "--no-defaults", f"-h{server.host.address}", "-uadmin", "-padmin", "--batch", database]
    return _ask(command, statements)


def postgres(stage: Stage, host: Host, *options: str) -> Server:
    """An empty PostgreSQL with an administrator for `psql`; `options` are settings, `name=value`."""
    room = stage.room(f"postgres-{host.label}")
    data, password = room / "data", room / "password"
    data.mkdir()
    password.write_text("admin")
    subprocess.run(["chown", "-R", "postgres:postgres", room], check=True)
    home = _postgres_home()
    init = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", f"{home}/initdb", f"-D{data}"]
    init += ["-Uadmin", f"--pwfile={password}", "--auth-host=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"]
    subprocess.run(init, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
    with (data / "pg_hba.conf").open("a") as rules:
        rules.write("host all all 10.0.0.0/8 scram-sha-256\n")
    command = [f"{home}/postgres", "-D", "/var/lib/postgresql", "-c", "listen_addresses=*"]
    command += ["-c", "unix_socket_directories=/tmp", "-c", "shared_buffers=16MB"]
    command += [word for option in options for word in ("-c", option)]
    image = Image(command, {"/var/lib/postgresql": data}, user="postgres")
    return Server(stage, host, image, 5432, room / "log", signal.SIGINT).start()


def psql(server: Server, statements: str, database: str = "postgres") -> str:
    """Run statements on a PostgreSQL as its administrator."""
    command = ["psql", "-h", server.host.address, "-U", "admin", "-d", database, "-q", "-v", "ON_ERROR_STOP=1"]
    return _ask(command, statements)


def redis(stage: Stage, host: Host) -> Server:
    """A Redis that keeps nothing on disk and asks for no password yet."""
    command = ["redis-server", "--port", "6379", "--bind", "0.0.0.0", "--protected-mode", "no", "--save", ""]
    return Server(stage, host, Image(command), 6379, stage.room(f"redis-{host.label}") / "log").start()


def redis_say(server: Server, *words: str) -> str:
    return _ask(["redis-cli", "-h", server.host.address, *words], "")


def rabbitmq(stage: Stage, host: Host, user: str, password: str) -> Server:
    """A RabbitMQ with one user, who may do everything in the virtual host /."""
    room = stage.room(f"rabbitmq-{host.label}")
    (room / "home").mkdir()
    settings = room / "rabbitmq.conf"
    settings.write_text(
        f"listeners.tcp.default = 5672\nloopback_users = none\ndefault_user = {user}\ndefault_pass = {password}\n"
    )
    subprocess.run(["chown", "-R", "rabbitmq:rabbitmq", room], check=True)
    environment = {
        "HOME": "/var/lib/rabbitmq",
        "RABBITMQ_NODENAME": "rabbit@localhost",
        "RABBITMQ_MNESIA_BASE": "/var/lib/rabbitmq/mnesia",
        "RABBITMQ_CONFIG_FILE": "/etc/rabbitmq/rabbitmq.conf",
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_PLUGINS_DIR": "/usr/lib/rabbitmq/lib/rabbitmq_server-3.10.8/plugins",
        "RABBITMQ_ENABLED_PLUGINS_FILE": "/tmp/enabled_plugins",
    }
    mounts = {"/var/lib/rabbitmq": room / "home", "/etc/rabbitmq": room}
    image = Image(["/usr/lib/rabbitmq/bin/rabbitmq-server"], mounts, environment, user="rabbitmq")
    return Server(stage, host, image, 5672, room / "log").start()


def _postgres_home() -> Path:
    return sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]


def _ask(command: list[str], words: str) -> str:
    """What a database client answers; SystemExit with its message where it fails."""
    done = subprocess.run(
        command, input=words, text=True, capture_output=True, check=False, cwd="/", env={**os.environ, **ADMIN}
    )
    if done.returncode:
        raise SystemExit(f"{command[0]}: {done.stderr}")
    return done.stdout
