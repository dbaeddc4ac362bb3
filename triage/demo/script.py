"""What the demo's recording holds: the topology of both environments, and their events."""

from collections.abc import Iterator

import msgspec

from triage import resources
from triage.errors import InputError


class DemoContainer(msgspec.Struct, frozen=True):
    name: str
    image: str
    port: int
    environment: dict[str, str]
    secrets: dict[str, str]
    log_options: dict[str, str]


class DemoService(msgspec.Struct, frozen=True):
    name: str
    desired_count: int


class DemoTask(msgspec.Struct, frozen=True):
    id: str
    address: str


class DemoBalancer(msgspec.Struct, frozen=True):
    name: str
    listener_port: int


class DemoTargetGroup(msgspec.Struct, frozen=True):
    name: str
    port: int
    health_check_path: str


class DemoDatabase(msgspec.Struct, frozen=True):
    identifier: str
    endpoint: str
    port: int
    engine: str
    status: str


class DemoEnvironment(msgspec.Struct, frozen=True):
    name: str
    cluster: str
    service: DemoService
    task_definition_family: str
    containers: tuple[DemoContainer, ...]
    load_balancer: DemoBalancer
    target_group: DemoTargetGroup
    tasks: tuple[DemoTask, ...]
    ami_id: str
    database: DemoDatabase


class Script(msgspec.Struct, frozen=True):
    region: str
    environments: tuple[DemoEnvironment, ...]


class RecordedEvent(msgspec.Struct, frozen=True, rename="camel"):
    timestamp: int
    message: str
    log_group: str
    log_stream: str


FILES = {"production": "events.jsonl", "staging": "events-staging.jsonl"}


def script() -> Script:
    """The topology. Raises InputError when the recording is damaged."""
    try:
        return msgspec.json.decode(_read("environment.json"), type=Script)
    except msgspec.DecodeError as error:
        raise InputError(f"the demo's recording is damaged: {error}", "Install cloudwatch-triage again.") from error


def events(environment: str) -> Iterator[RecordedEvent]:
    """The recorded events of one environment, by time."""
    for line in _read(FILES[environment]).splitlines():
        yield msgspec.json.decode(line, type=RecordedEvent)


def project_file() -> str:
    """The story's `triage.toml`."""
    return _read("triage.toml").decode()


def _read(name: str) -> bytes:
    return resources.demo().joinpath(name).read_bytes()
