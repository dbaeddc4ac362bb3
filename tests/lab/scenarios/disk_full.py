"""Uploads fill their volume."""

from __future__ import annotations

from ..container import Image
from ..images import python_app
from ..recording import Cause
from ..servers import wait_for
from ..stage import Stage, at_once
from ..traffic import Request, around, get

GROUP = "/ecs/gable-estates/production"
PHOTO = "j" * 180_000


def record(stage: Stage) -> None:
    """Python, FastAPI on uvicorn: the volume for photos is full; traces through several layers of ASGI."""
    task = stage.task("10.20.75.9", "production", GROUP, "photos")
    command = ["uvicorn", "--host", "0.0.0.0", "--port", "8000", "photos:app"]
    app = python_app(stage, task.task_id, "photos")
    (app["/app"] / "store").mkdir()
    image = Image(command, app, {"PHOTO_DIR": "/app/store", "APP_RELEASE": "1.3.7"}, scratch={"/app/store": "2m"})
    stage.run(task, "photos", image)
    wait_for("10.20.75.9", 8000)
    balancer = stage.balancer("10.20.1.171", "10.20.2.172", targets=[("10.20.75.9", 8000)])
    stage.open_to(balancer, "/healthz", get("/photos"), pace=3)
    fault = at_once()
    upload = Request("POST", "/photos", PHOTO, headers={"Content-Type": "image/jpeg"})
    stage.traffic.send(balancer, 4.5, around(upload), after=6)
    stage.rest(110)
    stage.traffic.stop()
    stage.write("production", [_cause(fault)], NOTE)


NOTE = (
    "Uploads fill a volume of 2 MB: from then on each fails with errno 28, in uvicorn's layout ('ERROR:' and spaces)"
    " with an exception group through Starlette and anyio; reading and the health check go on."
)


def _cause(fault_at: str) -> Cause:
    return Cause(
        title="The volume of photos is full",
        root_cause_category="fs.disk_full",
        faulty_service="photos",
        entities={},
        fault_at=fault_at,
        evidence_pattern=r"\[Errno 28\] No space left on device",
        symptoms=["500 on POST /photos", "GET /photos and /healthz answer 200"],
        remediation_must_mention=["space"],
    )
