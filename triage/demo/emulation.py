"""An AWS emulation (moto) on a free loopback port, holding the story."""

from __future__ import annotations

import logging
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from triage.demo.script import Script, project_file, script
from triage.errors import MissingExtra
from triage.runs import demo_folder

AGE_MS = 20_000
"""The last recorded event is this old when the demo starts."""
BUILT_MS = 6 * 86_400_000
"""Services and databases were made this long before."""

_CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "demo",
    "AWS_SECRET_ACCESS_KEY": "demo",
    "AWS_SESSION_TOKEN": "demo",
    "AWS_EC2_METADATA_DISABLED": "true",
    "MOTO_ECS_SERVICE_RUNNING": "2",
}


@contextmanager
def emulation() -> Iterator[None]:
    """Run with every AWS call going to the emulation; the environment variables are put back afterwards.

    Raises MissingExtra when moto is not installed.
    """
    try:
        from moto.server import ThreadedMotoServer
    except ImportError as error:
        raise MissingExtra(
            "the demo needs the AWS emulation moto, which is not installed",
            "pip install 'cloudwatch-triage[demo]'",
        ) from error
    from triage.demo.planting import forget, plant
    from triage.demo.stage import Stage

    # What the emulation lacks it answers with 500 and a traceback; the checklist says so in its own words.
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL + 1)
    story = script()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    with tempfile.TemporaryDirectory() as folder, _variables(_CREDENTIALS | _project(folder, story)):
        server.start()
        try:
            host, port = server.get_host_and_port()
            endpoint = f"http://{host}:{port}"
            now = int(time.time() * 1000)
            Stage(story, endpoint).build(now - AGE_MS)
            plant(story, now - BUILT_MS)
            with _variables({"AWS_ENDPOINT_URL": endpoint}):
                yield
        finally:
            server.stop()
            forget()


def _project(folder: str, story: Script) -> dict[str, str]:
    """Settings that keep a user's own profile, Region, project file and saved runs out of the demo; its own runs are
    kept apart, for the commands that a report of it names."""
    place = Path(folder) / "triage.toml"
    place.write_text(project_file(), encoding="utf-8")
    nothing = str(Path(folder) / "none")
    return {
        "TRIAGE_CONFIG": str(place),
        "TRIAGE_STATE_DIR": str(demo_folder(os.environ)),
        "TRIAGE_REGION": story.region,
        "AWS_DEFAULT_REGION": story.region,
        "AWS_REGION": story.region,
        "AWS_CONFIG_FILE": nothing,
        "AWS_SHARED_CREDENTIALS_FILE": nothing,
        "AWS_PROFILE": "",
    }


@contextmanager
def _variables(wanted: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in wanted}
    for name, value in wanted.items():
        os.environ[name] = value
        if not value:
            os.environ.pop(name)
    try:
        yield
    finally:
        for name, old in before.items():
            os.environ.pop(name, None)
            if old is not None:
                os.environ[name] = old
