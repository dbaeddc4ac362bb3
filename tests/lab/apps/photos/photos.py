"""Photo uploads of an estate agent: FastAPI on uvicorn, files on a volume, uvicorn's own log layout."""

import logging
import os
import uuid
from pathlib import Path

from fastapi import FastAPI, Request

STORE = Path(os.environ["PHOTO_DIR"])
log = logging.getLogger("uvicorn.error")
app = FastAPI()


@app.middleware("http")
async def count(request: Request, call_next):
    response = await call_next(request)
    response.headers["X-Release"] = os.environ.get("APP_RELEASE", "dev")
    return response


@app.get("/healthz")
async def healthz():
    return {"ok": True}


@app.get("/photos")
async def photos():
    return {"count": sum(1 for _ in STORE.iterdir())}


def save(name: str, content: bytes) -> Path:
    path = STORE / name
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return path


@app.post("/photos", status_code=201)
async def upload(request: Request):
    path = save(f"{uuid.uuid4().hex[:12]}.jpg", await request.body())
    log.info("photo %s stored", path.name)
    return {"name": path.name}
