"""A partner's certificate passes its last second."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ..container import Image
from ..images import python_app
from ..recording import Cause
from ..servers import Server, wait_for
from ..stage import Stage
from ..traffic import get

GROUP = "/ecs/border-post/production"
HOST = "tariffs.tradedesk.example"
LIFE = 45
AUTHORITY = """[ca]
default_ca = lab
[lab]
new_certs_dir = .
database = index.txt
serial = serial.txt
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
"""


def record(stage: Stage) -> None:
    """Python, python-json-logger, requests over TLS: the partner's certificate expires while it is in use."""
    folder = stage.room("tls")
    expires = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=LIFE)
    make_certificate(folder, expires)
    _partner(stage, folder).start()
    targets = []
    for address in ("10.20.54.3", "10.20.55.4"):
        task = stage.task(address, "production", GROUP, "customs")
        app = python_app(stage, task.task_id, "tariff-client")
        (app["/app"] / "partner-ca.pem").write_bytes((folder / "ca.pem").read_bytes())
        variables = {
            "TARIFF_URL": f"https://{HOST}",
            "REQUESTS_CA_BUNDLE": "/app/partner-ca.pem",
            "APP_RELEASE": "0.42.0",
        }
        command = ["gunicorn", "--bind", "0.0.0.0:8000", "--threads", "2", "--access-logfile", "-", "customs:app"]
        stage.run(task, "customs", Image(command, app, variables))
        wait_for(address, 8000)
        targets.append((address, 8000))
    balancer = stage.balancer("10.20.1.91", "10.20.2.92", targets=targets)
    stage.open_to(balancer, "/livez", *(get(f"/declarations/{code}") for code in ("6403", "0902", "8712")), pace=3.5)
    stage.rest(95)
    stage.traffic.stop()
    stage.write("production", [_cause(expires.isoformat().replace("+00:00", "Z"))], NOTE)


def make_certificate(folder: Path, expires: datetime) -> None:
    """A new authority (ca.pem), and a certificate of it (server.pem with server.key) that ends at `expires`."""
    (folder / "ca.cnf").write_text(AUTHORITY)
    (folder / "index.txt").touch()
    (folder / "serial.txt").write_text("1001")
    new = ["req", "-newkey", "rsa:2048", "-nodes"]
    _openssl(folder, *new, "-x509", "-subj", "/CN=Tradedesk Issuing CA", "-keyout", "ca.key", "-out", "ca.pem")
    names = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    _openssl(folder, *new, *names, "-keyout", "server.key", "-out", "server.csr")
    sign = ["ca", "-batch", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key", "-notext"]
    sign += ["-startdate", "240101000000Z", "-enddate", f"{expires:%y%m%d%H%M%SZ}"]
    _openssl(folder, *sign, "-in", "server.csr", "-out", "server.pem")


def _openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


def _partner(stage: Stage, folder: Path) -> Server:
    host = stage.host("10.20.90.7", HOST)
    app = python_app(stage, "partner", "tariff-client")
    for name in ("server.pem", "server.key"):
        (app["/app"] / name).write_bytes((folder / name).read_bytes())
    return Server(stage, host, Image(["python", "partner.py"], app), 443, folder / "log")


NOTE = (
    "The certificate of a partner's service expires while requests go on: from that second each call fails to verify."
    " JSON lines hold the whole chain of exceptions, from the application's own error down to the TLS library's."
)


def _cause(fault_at: str) -> Cause:
    return Cause(
        title=f"The certificate of {HOST} has expired",
        root_cause_category="tls.cert_expired",
        faulty_service="customs",
        entities={"host": HOST},
        fault_at=fault_at,
        evidence_pattern=r"certificate has expired",
        symptoms=["503 on /declarations", "/livez answers 200"],
        remediation_must_mention=["certificate"],
    )
