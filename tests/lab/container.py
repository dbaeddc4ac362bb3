"""A process that runs like an ECS container: own processes, mounts and host name; its lines are recorded."""

from __future__ import annotations

import shlex
import signal
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from .network import Host

PATH = "/opt/venv/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True, slots=True)
class Image:
    """What a container is started from."""

    command: list[str]
    mounts: dict[str, Path] = field(default_factory=dict)
    """Path inside -> folder or file outside."""
    environment: dict[str, str] = field(default_factory=dict)
    user: str = ""
    scratch: dict[str, str] = field(default_factory=dict)
    """Path inside -> size of an empty in-memory file system, such as 4m."""


class Container:
    """One run of an image on a host. `sink` gets every line of standard output and standard error."""

    def __init__(self, host: Host, image: Image, sink: Callable[[bytes], None]) -> None:
        arguments = ["nsenter", f"--net={host.namespace}", "unshare", "--mount", "--pid", "--fork", "--uts"]
        arguments += ["--kill-child", "--mount-proc", "sh", "-c", _script(host, image)]
        environment = {
            "PATH": PATH,
            "HOME": "/root",
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "PYTHONDONTWRITEBYTECODE": "1",
            **image.environment,
        }
        self.process = subprocess.Popen(
            arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, cwd="/"
        )
        assert self.process.stdout is not None and self.process.stderr is not None
        self._readers = [
            threading.Thread(target=_read, args=(pipe, sink), daemon=True)
            for pipe in (self.process.stdout, self.process.stderr)
        ]
        for reader in self._readers:
            reader.start()

    @property
    def exit_code(self) -> int | None:
        return self.process.poll()

    def send(self, number: signal.Signals) -> None:
        """Signal the first process of the container, as an orchestrator does."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        if self.process.poll() is None:
            subprocess.run(["kill", f"-{number.value}", *children.read_text().split()], check=False)

    def stop(self, grace: float = 30.0) -> int:
        """SIGTERM, after `grace` seconds SIGKILL; returns the exit code when all lines are recorded."""
        self.send(signal.SIGTERM)
        try:
            self.process.wait(grace)
        except subprocess.TimeoutExpired:
            self.send(signal.SIGKILL)
        return self.wait()

    def kill(self) -> int:
        self.send(signal.SIGKILL)
        return self.wait()

    def wait(self) -> int:
        code = self.process.wait()
        for reader in self._readers:
            reader.join(5)
        return code


def _read(pipe: IO[bytes], sink: Callable[[bytes], None]) -> None:
    for line in pipe:
        sink(line.removesuffix(b"\n"))


def _script(host: Host, image: Image) -> str:
    """The shell commands which prepare the container and become its first process."""
    steps = [f"hostname {host.hostname}"]
    for inside, outside in sorted(image.mounts.items()):
        steps.append(f"mount --bind {shlex.quote(str(outside))} {shlex.quote(inside)}")
    for inside, size in sorted(image.scratch.items()):
        steps.append(f"mount -t tmpfs -o mode=1777,size={size} scratch {shlex.quote(inside)}")
    steps += [f"mount -t tmpfs -o mode=1777 private {folder}" for folder in ("/tmp", "/run")]
    prefix = f"setpriv --reuid={image.user} --regid={image.user} --init-groups " if image.user else ""
    steps.append("cd /app 2>/dev/null || cd /")
    steps.append(f"exec {prefix}{shlex.join(image.command)}")
    return "\n".join(["set -e", *steps])
