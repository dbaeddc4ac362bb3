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

ACCOUNT = "123456789012"
"""The account that moto answers for."""
AGE_MS = 20_000
"""The last recorded event is this old when the demo starts."""

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
    from triage.demo.stage import Stage

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    story = script()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    with tempfile.TemporaryDirectory() as folder, _variables(_CREDENTIALS | _project(folder, story)):
        server.start()
        try:
            host, port = server.get_host_and_port()
            endpoint = f"http://{host}:{port}"
            Stage(story, endpoint).build(int(time.time() * 1000) - AGE_MS)
            _plant_tasks(story)
            with _variables({"AWS_ENDPOINT_URL": endpoint}):
                yield
        finally:
            server.stop()


def _project(folder: str, story: Script) -> dict[str, str]:
    """Settings that keep a user's own profile, Region and project file out of the demo."""
    place = Path(folder) / "triage.toml"
    place.write_text(project_file(), encoding="utf-8")
    nothing = str(Path(folder) / "none")
    return {
        "TRIAGE_CONFIG": str(place),
        "TRIAGE_REGION": story.region,
        "AWS_DEFAULT_REGION": story.region,
        "AWS_REGION": story.region,
        "AWS_CONFIG_FILE": nothing,
        "AWS_SHARED_CREDENTIALS_FILE": nothing,
        "AWS_PROFILE": "",
    }


def _plant_tasks(story: Script) -> None:
    """Give the services the tasks of the recording: the emulation's services start none."""
    from moto.ecs.models import Task, ecs_backends
    from moto.moto_api import state_manager

    state_manager.set_transition("ecs::task", {"progression": "manual", "times": 1_000_000_000})
    backend = ecs_backends[ACCOUNT][story.region]
    for environment in story.environments:
        definition = backend.describe_task_definition(environment.task_definition_family)
        for task in environment.tasks:
            planted = Task(
                backend.clusters[environment.cluster],
                definition,
                None,
                None,
                backend,
                group=f"service:{environment.service.name}",
                launch_type="EC2",
                started_by=f"ecs-svc/{environment.service.name}",
            )
            planted.id = task.id
            backend.tasks.setdefault(environment.cluster, {})[planted.task_arn] = planted


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
