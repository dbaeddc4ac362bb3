"""The names of one side replaced by words that both sides share: environment, account, cluster, hosts, databases."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from triage.config import SAME_WORD
from triage.model.environment import EcsService, Environment

ENVIRONMENT = "{environment}"
MOST_NAMES = 400
_LONGEST = 200
_ACCOUNT_DIGITS = 12
_WORD = re.compile(r"[A-Za-z0-9]+")
_EDGE = re.compile(r"[^A-Za-z0-9]")
_COMMON = frozenset(
    {"true", "false", "null", "none", "info", "debug", "warning", "error", "localhost", "http", "https"}
)
"""Values that say nothing about a side when they stand in a log."""


class Names:
    """Replaces literal names (longest first), then words; both only as whole words."""

    def __init__(self, literals: Mapping[str, str], words: Iterable[str]) -> None:
        """`literals`: name -> what it becomes; `words`: names of the environment itself."""
        self._shared = {name.lower(): shown for name, shown in literals.items()}
        self._shared |= {word.lower(): ENVIRONMENT for word in words}
        ordered = sorted((name for name in self._shared if name), key=lambda name: (-len(name), name))[:MOST_NAMES]
        one_of = "|".join(map(re.escape, ordered))
        self._pattern = re.compile(rf"(?<![A-Za-z0-9])(?:{one_of})(?![A-Za-z0-9])", re.IGNORECASE) if ordered else None

    def shared(self, text: str) -> str:
        """`text` with this side's names as the shared words; everything else as it was."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda match: self._shared[match[0].lower()], text)


def names_of(
    environments: tuple[Environment | None, Environment | None],
    words: tuple[Sequence[str], Sequence[str]],
    log_groups: tuple[Sequence[str], Sequence[str]] = ((), ()),
) -> tuple[Names, Names]:
    """The names of both sides, learned from what discovery knows of them; `words`: their names and aliases."""
    forms = (_forms(words[0]), _forms(words[1]))
    pairs = list(_pairs(environments, log_groups))
    for left, right, _ in pairs:
        _learn(left, right, forms)
    literals: tuple[dict[str, str], dict[str, str]] = ({}, {})
    plain = (Names({}, forms[0]), Names({}, forms[1]))
    for left, right, shown in pairs:
        if shown and plain[0].shared(left) != plain[1].shared(right):
            for side, name in ((0, left), (1, right)):
                if _telling(name):
                    literals[side].setdefault(name, shown)
    return Names(literals[0], forms[0]), Names(literals[1], forms[1])


def paired_services(
    a: Environment, b: Environment, names: tuple[Names, Names]
) -> tuple[list[tuple[EcsService, EcsService]], list[EcsService], list[EcsService]]:
    """Services that are the same thing on both sides, by shared name, then by their containers; and those left over."""
    left, right = sorted(a.services, key=_place), sorted(b.services, key=_place)
    found: list[tuple[EcsService, EcsService]] = []
    for key in (_by_name, _by_family, _by_containers):
        for one in list(left):
            same = [two for two in right if key(two, names[1]) == key(one, names[0])]
            if len(same) == 1:
                found.append((one, same[0]))
                left.remove(one)
                right.remove(same[0])
    return sorted(found, key=lambda pair: _place(pair[0])), left, right


def _forms(words: Sequence[str]) -> set[str]:
    """A side's words with their short and long forms: production is prod."""
    lower = {word.lower() for word in words if word}
    short = {brief for brief, whole in SAME_WORD.items() if whole in lower}
    return lower | short | {SAME_WORD[word] for word in lower if word in SAME_WORD}


def _pairs(
    environments: tuple[Environment | None, Environment | None], log_groups: tuple[Sequence[str], Sequence[str]]
) -> Iterator[tuple[str, str, str]]:
    """Name in A, name in B, and the word for both; an empty word: good for learning alone."""
    if len(log_groups[0]) == len(log_groups[1]):
        yield from ((one, two, "") for one, two in zip(sorted(log_groups[0]), sorted(log_groups[1]), strict=True))
    a, b = environments
    if a is None or b is None:
        return
    yield a.account, b.account, "{account}"
    yield a.region, b.region, "{region}"
    for kind, left, right in (
        ("cluster", a.clusters, b.clusters),
        ("load balancer", [one.dns_name for one in a.load_balancers], [one.dns_name for one in b.load_balancers]),
    ):
        if len(left) == len(right) == 1:
            yield left[0], right[0], f"{{{kind}}}"
    plain = (Names({}, _forms([a.name])), Names({}, _forms([b.name])))
    for one, two in paired_services(a, b, plain)[0]:
        yield one.name, two.name, "{service}"
        yield one.family, two.family, "{family}"
        yield from _variables(one, two)


def _variables(one: EcsService, two: EcsService) -> Iterator[tuple[str, str, str]]:
    containers = {container.name: container for container in two.containers}
    for mine in one.containers:
        other = containers.get(mine.name)
        values = dict(other.environment) if other else {}
        for name, value in mine.environment:
            if name in values and values[name] != value:
                yield value, values[name], f"{{{name}}}"


def _learn(left: str, right: str, forms: tuple[set[str], set[str]]) -> None:
    """Names that differ in one word, a form of the environment on one side: so is the other side's word."""
    ours, theirs = _WORD.findall(left[:_LONGEST].lower()), _WORD.findall(right[:_LONGEST].lower())
    if len(ours) != len(theirs) or _EDGE.findall(left[:_LONGEST]) != _EDGE.findall(right[:_LONGEST]):
        return
    for mine, other in set(zip(ours, theirs, strict=True)):
        if mine != other and mine.isalpha() and other.isalpha() and (mine in forms[0]) != (other in forms[1]):
            forms[0].add(mine)
            forms[1].add(other)


def _telling(value: str) -> bool:
    if value.isdigit():
        return len(value) == _ACCOUNT_DIGITS
    return 4 <= len(value) <= _LONGEST and value.lower() not in _COMMON


def _place(service: EcsService) -> tuple[str, str]:
    return service.cluster, service.name


def _by_name(service: EcsService, names: Names) -> str:
    return names.shared(service.name)


def _by_family(service: EcsService, names: Names) -> str:
    return names.shared(service.family) or _by_name(service, names)


def _by_containers(service: EcsService, names: Names) -> str:
    known = sorted(names.shared(container.name) for container in service.containers)
    return "\x1f".join(known) or _by_name(service, names)
