"""A scanner asks for frightening things and gets 404."""

from __future__ import annotations

from ..container import Image
from ..images import node_app
from ..proxy import forward_to, nginx
from ..servers import wait_for
from ..stage import Stage
from ..traffic import around, get
from .database_stopped import HOST, PASSWORD, berths

GROUP = "/ecs/harbour/production"


def record(stage: Stage) -> None:
    """Healthy: a scanner's addresses hold the words of every fault, and all of them are answered with 404."""
    berths(stage)
    variables = {
        "PGHOST": HOST,
        "PGDATABASE": "harbour",
        "PGUSER": "bookings_app",
        "PGPASSWORD": PASSWORD,
        "APP_RELEASE": "3.7.1",
    }
    targets = []
    for address in ("10.20.66.7", "10.20.67.8"):
        task = stage.task(address, "production", GROUP, "web")
        app = node_app(stage, task.task_id, "bookings")
        stage.run(task, "bookings-api", Image(["node", "server.js"], app, variables))
        wait_for(address, 3000)
        nginx(stage, task, forward_to("127.0.0.1:3000"))
        targets.append((address, 80))
    balancer = stage.balancer("10.20.1.141", "10.20.2.142", targets=targets)
    stage.open_to(balancer, "/ping", get("/berths"), get("/berths"), get("/berths?pier=north"), pace=2)
    scans = (get(path, agent="Mozilla/5.0 (compatible; sitescan/1.4)") for path in SCANNED)
    stage.traffic.send(balancer, 0.7, around(*scans), after=20)
    stage.rest(75)
    stage.traffic.stop()
    stage.write("production", [], NOTE)


SCANNED = (
    "/.env",
    "/.git/config",
    "/error.log",
    "/logs/fatal-error.txt",
    "/exception?trace=java.lang.NullPointerException",
    "/panic",
    "/api/v1/crash?signal=SIGSEGV",
    "/status/500",
    "/debug/OutOfMemoryError",
    "/server-status?full=true",
    "/?q=Connection+refused",
    "/admin/mysql/1146/table-does-not-exist",
    "/login?error=access+denied&retry=failed",
    "/backup/db_password.sql",
    "/timeout/504-gateway-timeout",
    "/deadlock",
    "/wp-content/debug.log",
    "/?x=Traceback+(most+recent+call+last)",
    "/certificate-has-expired",
    "/ECONNREFUSED/127.0.0.1:5432",
)
NOTE = (
    "No fault: a scanner asks for addresses full of fault words (fatal-error, OutOfMemoryError, Connection+refused) and"
    " gets 404, in nginx's access log and in pino's JSON; real requests succeed throughout."
)
