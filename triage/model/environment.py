"""An environment as discovery found it: where its logs are, and what the checks may look at."""

import msgspec


class LogTarget(msgspec.Struct, frozen=True, order=True):
    """Streams to read: a log group, or the part of it under a stream prefix."""

    log_group: str
    region: str
    stream_prefix: str = ""
    """`prefix/container/`; empty: the whole group."""
    account: str = ""
    """Set when the group lives in another account, read through a monitoring account."""
    arn: str = ""
    log_class: str = "STANDARD"
    why: str = ""
    """How it was found, for people."""


class Container(msgspec.Struct, frozen=True):
    name: str
    image: str = ""
    environment: tuple[tuple[str, str], ...] = ()
    secrets: tuple[tuple[str, str], ...] = ()
    """Name and the reference it comes from; never a value."""
    ports: tuple[int, ...] = ()
    log_driver: str = ""
    log_group: str = ""
    stream_prefix: str = ""
    log_region: str = ""
    cpu: int = 0
    """CPU units; 0: not set."""
    memory: int = 0
    """MiB: the limit, else the reservation; 0: not set."""


class EcsService(msgspec.Struct, frozen=True):
    """One ECS service with the task definition it runs."""

    cluster: str
    name: str
    task_definition: str = ""
    """ARN."""
    family: str = ""
    revision: int = 0
    launch_type: str = ""
    desired: int = 0
    running: int = 0
    pending: int = 0
    containers: tuple[Container, ...] = ()
    target_groups: tuple[str, ...] = ()
    """ARNs."""
    tasks: tuple[str, ...] = ()
    """Ids of running and recently stopped tasks."""
    security_groups: tuple[str, ...] = ()
    why: str = ""
    cpu: str = ""
    """Of a whole task, as its definition writes it."""
    memory: str = ""


class LoadBalancer(msgspec.Struct, frozen=True):
    name: str
    arn: str
    dns_name: str
    scheme: str = "http"
    """http or https, as the listener to ask speaks."""
    port: int = 0
    """0: the usual one of the scheme."""
    internal: bool = False
    """Only reachable from inside the network."""
    target_groups: tuple[str, ...] = ()
    why: str = ""


class Note(msgspec.Struct, frozen=True):
    """Something seen on the way: left out, ambiguous, or refused."""

    kind: str
    """left_out, ambiguous, missing (named, but not there) or refused."""
    what: str
    why: str
    hint: str = ""
    may_hide_logs: bool = False
    """Log groups of the environment may have been missed: a gap of the run."""


class Environment(msgspec.Struct, frozen=True):
    """Everything that discovery found under one name."""

    name: str
    region: str
    account: str = ""
    targets: tuple[LogTarget, ...] = ()
    services: tuple[EcsService, ...] = ()
    load_balancers: tuple[LoadBalancer, ...] = ()
    clusters: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    """Named values out of Terraform or the project file."""
