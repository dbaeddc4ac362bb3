"""A service as ECS keeps it: one container on a host, started again as a new task when it ends."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from .container import Container, Image
from .network import Host
from .servers import wait_for
from .stage import Stage


@dataclass(slots=True)
class Service:
    """Keeps one task of a service alive. `image` may change between two tasks: a deployment."""

    stage: Stage
    host: Host
    environment: str
    log_group: str
    prefix: str
    container: str
    image: Image
    pause: float = 4.0
    """Seconds from the end of a task to the start of the next."""
    running: Container | None = None
    _ended: threading.Event = field(default_factory=threading.Event)

    def start(self, port: int = 0) -> Service:
        """Start the first task, and wait until it answers on `port` where one is given."""
        self._run()
        if port:
            wait_for(self.host.address, port)
        threading.Thread(target=self._keep, daemon=True).start()
        return self

    def deploy(self, image: Image) -> None:
        """Stop the running task; its successor starts from `image`."""
        self.image = image
        assert self.running is not None
        self.running.stop()

    def end(self) -> None:
        """Start no further task."""
        self._ended.set()

    def _run(self) -> None:
        task = self.stage.task(self.host, self.environment, self.log_group, self.prefix)
        self.running = self.stage.run(task, self.container, self.image)

    def _keep(self) -> None:
        while self.running is not None:
            self.running.wait()
            if self._ended.wait(self.pause):
                return
            self._run()
