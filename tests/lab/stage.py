"""The stage of one scenario: hosts, containers, databases, traffic, and the recording of what they say."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .container import Container, Image
from .nameserver import NameServer
from .network import Host, add_host, give_address, open_bridge
from .recording import Cause, Recording, Stream, moment, now, truth_of, write_json
from .traffic import Balancer, Request, Traffic, around

ROOT = Path(__file__).resolve().parents[2]
APPS = Path(__file__).resolve().parent / "apps"
WORK = ROOT / ".lab"
NETWORKS = ("10.20", "10.30")


@dataclass(frozen=True, slots=True)
class Task:
    """One ECS task: a host whose containers log to streams `prefix/container/task id`."""

    host: Host
    environment: str
    log_group: str
    prefix: str
    task_id: str

    def stream(self, container: str) -> Stream:
        return Stream(self.environment, self.log_group, f"{self.prefix}/{container}/{self.task_id}")


@dataclass(slots=True)
class Stage:
    """Everything a scenario may use. Paths of this machine never reach a container."""

    name: str
    recording: Recording = field(default_factory=Recording)
    traffic: Traffic = field(default_factory=Traffic)
    names: NameServer = field(init=False)
    tasks: list[Task] = field(default_factory=list)
    _containers: list[Container] = field(default_factory=list)
    _hosts: int = 0
    _etc: Path = field(init=False)

    def __post_init__(self) -> None:
        open_bridge()
        for network in NETWORKS:
            give_address(f"{network}.0.2")
        self.names = NameServer()
        self._etc = self.room("etc")
        (self._etc / "hosts").write_text("127.0.0.1 localhost\n")
        for network in NETWORKS:
            (self._etc / f"resolv-{network}").write_text(f"nameserver {network}.0.2\n")

    def room(self, label: str) -> Path:
        """A new empty folder, gone after the recording."""
        path = Path("/tmp/lab") / label  # the recorder has a /tmp of its own
        path.mkdir(parents=True)
        return path

    def host(self, address: str, *names: str) -> Host:
        self._hosts += 1
        host = add_host(f"h{self._hosts}", address, self._hosts)
        for name in (*names, host.hostname):
            self.names.names[name.lower()] = address
        return host

    def task(self, address: str | Host, environment: str, log_group: str, prefix: str) -> Task:
        """A new task, on a new host or on one whose task ended.

        Its id depends on the scenario and its place in it, so it stays the same.
        """
        seed = f"{self.name}/{environment}/{prefix}/{len(self.tasks)}"
        task_id = hashlib.md5(seed.encode(), usedforsecurity=False).hexdigest()
        host = self.host(address) if isinstance(address, str) else address
        task = Task(host, environment, log_group, prefix, task_id)
        self.tasks.append(task)
        return task

    def run(self, task: Task, container: str, image: Image) -> Container:
        """Start a container of a task; its lines are recorded."""
        stream = task.stream(container)
        return self._start(task.host, image, lambda line: self.recording.add(stream, line))

    def serve(self, host: Host, image: Image, log: Path) -> Container:
        """Start a server whose own log is not part of the recording (a managed service)."""

        def keep(line: bytes) -> None:
            with log.open("ab") as file:
                file.write(line + b"\n")

        return self._start(host, image, keep)

    def _start(self, host: Host, image: Image, sink: Callable[[bytes], None]) -> Container:
        network = host.address.rsplit(".", 2)[0]
        names = {"/etc/hosts": self._etc / "hosts", "/etc/resolv.conf": self._etc / f"resolv-{network}"}
        image = Image(image.command, {**names, **image.mounts}, image.environment, image.user, image.scratch)
        container = Container(host, image, sink)
        self._containers.append(container)
        return container

    def balancer(self, *nodes: str, targets: list[tuple[str, int]]) -> Balancer:
        for node in nodes:
            give_address(node)
        return Balancer(nodes, targets)

    def rest(self, seconds: float) -> None:
        """Let the traffic run."""
        time.sleep(seconds)

    def open_to(self, balancer: Balancer, path: str, *requests: Request, pace: float = 4.0) -> None:
        """The usual traffic of a service: health checks of `path`, and `requests` one every `pace` seconds."""
        self.traffic.every(15, lambda: balancer.check(path))
        self.traffic.send(balancer, pace, around(*requests), after=1)

    def close(self) -> None:
        """End traffic and containers; what they say while they are ended is not recorded."""
        self.traffic.stop()
        for container in self._containers:
            container.process.kill()

    def write(self, environment: str, causes: list[Cause], note: str, staging: str = "") -> Path:
        """Write the sample: the events of `environment`, of its healthy twin, and the truth."""
        folder = ROOT / "sample_logs" / self.name
        folder.mkdir(parents=True, exist_ok=True)
        events = self.recording.write_events(environment, folder / "events.jsonl")
        if staging:
            self.recording.write_events(staging, folder / "events-staging.jsonl")
        services = sorted({event.logStream.split("/")[-2] for event in events})
        told = [truth_of(cause, events) for cause in causes]
        common: dict[str, object] = {"services": services, "note": note}
        if not told:
            truth = {"title": note.split(".")[0], "root_cause_category": "healthy", **common}
        elif len(told) == 1:
            truth = {**told[0], **common}
        else:
            truth = {**told[0], "title": "; ".join(c.title for c in causes), "causes": told, **common}
        write_json(folder / "truth.json", truth)
        return folder


def at_once() -> str:
    """The present moment as `fault_at` holds it."""
    return moment(now())
