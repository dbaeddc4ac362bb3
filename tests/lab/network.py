"""A private network: one bridge, and one network namespace with its own address for every host and task."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass

BRIDGE = "lab0"


@dataclass(frozen=True, slots=True)
class Host:
    """A machine or an ECS task: what shares one address and one loopback interface."""

    label: str
    address: str

    @property
    def namespace(self) -> str:
        return f"/run/netns/{self.label}"

    @property
    def hostname(self) -> str:
        """The name which ECS gives a task in awsvpc mode."""
        return f"ip-{self.address.replace('.', '-')}.eu-central-1.compute.internal"


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)


def open_bridge() -> None:
    """Make the bridge of an empty network namespace (that of the recorder)."""
    ip("link", "set", "lo", "up")
    # With an address of its own choice a bridge changes it whenever a host is added, and packets are lost.
    ip("link", "add", "name", BRIDGE, "address", "02:00:0a:14:00:02", "type", "bridge")
    ip("link", "set", BRIDGE, "up")


def give_address(address: str) -> None:
    """Let the recorder itself answer and speak from an address: a load balancer node, the name server."""
    ip("address", "add", f"{address}/16", "dev", BRIDGE)


def add_host(label: str, address: str, number: int) -> Host:
    """Plug a new host into the bridge. `number` is unique in the recording (interface names are short)."""
    outside, inside = f"veth{number}", f"peer{number}"
    ip("netns", "add", label)
    ip("link", "add", outside, "type", "veth", "peer", "name", inside)
    ip("link", "set", inside, "netns", label)
    ip("link", "set", outside, "master", BRIDGE, "up")
    for step in (
        ("link", "set", "lo", "up"),
        ("link", "set", inside, "name", "eth0"),
        ("address", "add", f"{address}/16", "dev", "eth0"),
        ("link", "set", "eth0", "up"),
    ):
        ip("-n", label, *step)
    return Host(label, address)
