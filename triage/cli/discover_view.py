"""A discovered environment as sections of rows, as plain text, and as JSON."""

import shlex
from collections.abc import Iterator
from textwrap import wrap

import msgspec

from triage.model.environment import EcsService, Environment, LoadBalancer, LogTarget, Note
from triage.render.safe_text import json_escaped, line

_KINDS = (
    ("ambiguous", "Ambiguous"),
    ("left_out", "Left out"),
    ("missing", "Named, but not there"),
    ("refused", "Refused"),
)


class Section(msgspec.Struct, frozen=True):
    """A table: rows of texts without control characters, as many in each as there are columns."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def heading(environment: Environment) -> str:
    """What was looked for, where, and how much of it there is."""
    account = f", account {environment.account}" if environment.account else ""
    counts = f"{_counted(len(environment.targets), 'log target')}, {_counted(len(environment.services), 'service')}"
    return line(f"{environment.name} in {environment.region}{account}: {counts}")


def closing(environment: Environment) -> str:
    """What to do next."""
    if not environment.targets:
        return "No log group to read: name one with --log-group, or in triage.toml."
    return line(f"Next: triage {shlex.quote(environment.name)} --since 30m")


def sections(environment: Environment) -> tuple[Section, ...]:
    """The tables of the environment; those without rows are left out."""
    found = [
        _section(
            "Read",
            ("log group", "streams", "how it was found"),
            (_target(target, environment.region) for target in environment.targets),
        ),
        _section(
            "Services",
            ("cluster/service", "task definition", "running", "how it was found"),
            map(_service, environment.services),
        ),
        _section(
            "Load balancers", ("address", "reach", "how it was found"), map(_balancer, environment.load_balancers)
        ),
        _section("Values for commands", ("name", "value"), environment.values),
    ]
    for kind, title in _KINDS:
        notes = (_note(note) for note in environment.notes if note.kind == kind)
        found.append(_section(title, ("what", "why", "what helps"), notes))
    return tuple(section for section in found if section.rows)


def as_text(environment: Environment, width: int) -> str:
    """For files and pipes: every row begins with its first column, the rest is indented below it."""
    lines = [heading(environment)]
    for section in sections(environment):
        lines += ["", section.title]
        for first, *others in section.rows:
            lines.append(f"  {first}")
            lines += [
                part
                for label, text in zip(section.columns[1:], others, strict=True)
                for part in _indented(label, text, width)
            ]
    return "\n".join([*lines, "", closing(environment)]) + "\n"


def as_json(environment: Environment) -> str:
    """The environment as one JSON object; of containers' variables the names alone, for values may be secrets."""
    built = msgspec.to_builtins(environment)
    built["values"] = dict(environment.values)
    for service in built["services"]:
        for container in service["containers"]:
            container["environment"] = [name for name, _ in container["environment"]]
            container["secrets"] = [name for name, _ in container["secrets"]]
    encoded = msgspec.json.format(msgspec.json.encode(built), indent=2)
    return json_escaped(encoded.decode()) + "\n"


def _section(
    title: str, columns: tuple[str, ...], rows: Iterator[tuple[str, ...]] | tuple[tuple[str, ...], ...]
) -> Section:
    return Section(title, columns, tuple(tuple(line(text) for text in row) for row in rows))


def _target(target: LogTarget, home: str) -> tuple[str, ...]:
    streams = f"{target.stream_prefix}*" if target.stream_prefix else "all"
    extras = [target.region] if target.region != home else []
    extras += [target.log_class] if target.log_class != "STANDARD" else []
    return target.log_group, " ".join([streams, *(f"({extra})" for extra in extras)]), target.why


def _service(service: EcsService) -> tuple[str, ...]:
    definition = f"{service.family}:{service.revision}" if service.revision else service.family
    running = f"{service.running} of {service.desired}"
    return f"{service.cluster}/{service.name}", definition, running, service.why


def _balancer(balancer: LoadBalancer) -> tuple[str, ...]:
    port = f":{balancer.port}" if balancer.port else ""
    inside = "only inside the network" if balancer.internal else ""
    return f"{balancer.scheme}://{balancer.dns_name}{port}", inside, balancer.why


def _note(note: Note) -> tuple[str, ...]:
    return note.what, note.why, note.hint


def _indented(label: str, text: str, width: int) -> list[str]:
    if not text:
        return []
    said = f"{label}: {text}" if label else text
    return wrap(said, max(width, 40), initial_indent="    ", subsequent_indent="      ", break_on_hyphens=False)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
