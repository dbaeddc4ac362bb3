"""Task definitions of both sides beside each other; values are shown only where they are plain names."""

import re
from collections.abc import Iterator

from triage.compare.model import Setting
from triage.compare.names import Names, paired_services
from triage.model.environment import Container, EcsService, Environment
from triage.redaction import Redactor

MOST_SETTINGS = 300
HIDDEN = "(not shown)"
ABSENT = "(not set)"
_NAME = re.compile(r"[A-Za-z0-9_.:/{}@-]{0,120}", re.ASCII)
_KEY = re.compile(r"[A-Za-z0-9+/=_]{24,}", re.ASCII)
_SECRET_NAME = re.compile(
    r"pass|pwd|secret|token|credential|private|salt|signature|cookie|dsn|apikey|(?:^|_)(?:key|auth|pin|license)(?:$|_)",
    re.IGNORECASE,
)

_UNTELLING = frozenset({"request_id", "release", "exit_code", "signal", "function", "port"})
_SHORT_NAME = 3

Names2 = tuple[Names, Names]
Entities = tuple[tuple[str, str], ...]
"""Name and value."""


def compare_settings(
    a: Environment, b: Environment, names: Names2, named: tuple[Entities, Entities] = ((), ())
) -> tuple[Setting, ...]:
    """Settings service by service, what differs first; services of one side alone are told as such.

    `named`: the entities of each side's findings; a setting tells which of them its value holds."""
    pairs, left, right = paired_services(a, b, names)
    rows = [row for one, two in pairs for row in _service(one, two, names, named)]
    rows += [Setting(one.name, "service", "service", one.name, ABSENT, False) for one in left]
    rows += [Setting(one.name, "service", "service", ABSENT, one.name, False) for one in right]
    order = ("service", "image", "variable", "secret", "size", "port")
    rows.sort(key=lambda row: (row.same, row.only_names, order.index(row.kind), row.place, row.name))
    return tuple(rows[:MOST_SETTINGS])


def held(value: str, entities: Entities) -> Entities:
    """The entities that a value is or holds as a whole word."""
    return tuple((name, wanted) for name, wanted in entities if name not in _UNTELLING and _holds(value, wanted))


def _holds(value: str, wanted: str) -> bool:
    at = value.find(wanted) if len(wanted) >= _SHORT_NAME else -1
    if at < 0:
        return False
    around = value[max(0, at - 1) : at] + value[at + len(wanted) : at + len(wanted) + 1]
    return not any(sign.isalnum() or sign == "_" for sign in around)


def _service(one: EcsService, two: EcsService, names: Names2, named: tuple[Entities, Entities]) -> Iterator[Setting]:
    place = one.name
    yield _row(place, "service", "launch type", one.launch_type, two.launch_type, names)
    yield _row(place, "service", "desired tasks", str(one.desired), str(two.desired), names)
    yield _row(place, "service", "running tasks", str(one.running), str(two.running), names)
    for name, mine, theirs in (("cpu", one.cpu, two.cpu), ("memory", one.memory, two.memory)):
        if mine or theirs:
            yield _row(place, "size", name, mine or ABSENT, theirs or ABSENT, names)
    ours = {names[0].shared(container.name): container for container in one.containers}
    others = {names[1].shared(container.name): container for container in two.containers}
    for name in sorted({*ours, *others}):
        where = f"{place} / {name}"
        if name not in ours or name not in others:
            there = [name if name in side else ABSENT for side in (ours, others)]
            yield Setting(where, "service", "container", there[0], there[1], False)
        else:
            yield from _variables(where, ours[name], others[name], names, named)
            yield from _container(where, ours[name], others[name], names)


def _container(where: str, one: Container, two: Container, names: Names2) -> Iterator[Setting]:
    yield _image(where, one.image, two.image, names)
    secrets = (dict(one.secrets), dict(two.secrets))
    for name in sorted({*secrets[0], *secrets[1]}):
        yield _secret(where, name, secrets[0].get(name), secrets[1].get(name), names)
    for name, mine, theirs in (("cpu", one.cpu, two.cpu), ("memory", one.memory, two.memory)):
        if mine or theirs:
            yield _row(where, "size", name, str(mine or ABSENT), str(theirs or ABSENT), names)
    ports = [", ".join(map(str, side.ports)) or ABSENT for side in (one, two)]
    yield _row(where, "port", "ports", ports[0], ports[1], names)


def _image(where: str, one: str, two: str, names: Names2) -> Setting:
    """Equal digests are equal code; equal tags are only the same name."""
    digests = [image.partition("@")[2] for image in (one, two)]
    same = digests[0] == digests[1] if all(digests) else names[0].shared(one) == names[1].shared(two)
    kind_of_proof = "digest" if all(digests) else "tag"
    return Setting(where, "image", kind_of_proof, one[:200], two[:200], same)


def _variables(
    where: str, one: Container, two: Container, names: Names2, named: tuple[Entities, Entities]
) -> Iterator[Setting]:
    redactor = Redactor()
    mine, theirs = dict(one.environment), dict(two.environment)
    for name in sorted({*mine, *theirs}):
        values = (mine.get(name), theirs.get(name))
        shown = [ABSENT if value is None else _shown(name, value, redactor) for value in values]
        left, right = values[0] or "", values[1] or ""
        same = values[0] == values[1]
        renamed = not same and None not in values and names[0].shared(left) == names[1].shared(right)
        holds = (held(left, named[0]), held(right, named[1]))
        yield Setting(where, "variable", name, shown[0], shown[1], same, renamed, *holds)


def _shown(name: str, value: str, redactor: Redactor) -> str:
    """A plain name, host or number; anything that may be a secret stays hidden."""
    text = f"{name}={value}"
    plain = _NAME.fullmatch(value) and not _KEY.search(value) and not _SECRET_NAME.search(name)
    return (value or "(empty)") if plain and redactor.redact(text) == text else HIDDEN


def _secret(where: str, name: str, one: str | None, two: str | None, names: Names2) -> Setting:
    """By name alone; where it comes from is compared, never shown."""
    if one is None or two is None:
        there = ["(set)" if side is not None else ABSENT for side in (one, two)]
        return Setting(where, "secret", name, there[0], there[1], False)
    alike = names[0].shared(one) == names[1].shared(two)
    place = "the same place" if one == two else "its own place" if alike else "another place"
    return Setting(where, "secret", name, "(set)", f"(set, from {place})", one == two, alike and one != two)


def _row(place: str, kind: str, name: str, one: str, two: str, names: Names2) -> Setting:
    same = one == two
    return Setting(place, kind, name, one, two, same, not same and names[0].shared(one) == names[1].shared(two))
