"""What is looked for: the environment's words, what was named for it, and what the caller wants to see of it."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

import msgspec

from triage.config import Settings
from triage.discovery.words import EnvironmentWords


class Named(msgspec.Struct, frozen=True, order=True):
    """A resource that the project file or Terraform names: a name or glob, and where it is named."""

    pattern: str
    why: str

    def matches(self, name: str) -> bool:
        return fnmatchcase(name, self.pattern)

    @property
    def literal(self) -> bool:
        return not any(sign in self.pattern for sign in "*?[")


class Scope(msgspec.Struct, frozen=True):
    """One question of discovery."""

    name: str
    words: EnvironmentWords
    clusters: tuple[Named, ...] = ()
    services: tuple[Named, ...] = ()
    """Patterns of `cluster/service`, or of a service's name."""
    log_groups: tuple[Named, ...] = ()
    exclude_log_groups: tuple[str, ...] = ()
    ecs_is_settled: bool = False
    """The project file names clusters or services: nothing else of ECS is looked for."""
    log_groups_are_settled: bool = False
    """The project file names log groups: no others are looked for by name."""
    only_services: tuple[str, ...] = ()
    """Globs of the names of services or containers to keep; empty: all."""
    only_log_groups: tuple[str, ...] = ()

    def wants_service(self, service: str, containers: Iterable[str] = ()) -> bool:
        return wanted((service, *containers), self.only_services)

    def wants_log_group(self, name: str) -> bool:
        return wanted((name,), self.only_log_groups)

    def excludes(self, log_group: str) -> bool:
        return bool(self.exclude_log_groups) and wanted((log_group,), self.exclude_log_groups)


def scope_of(
    name: str, settings: Settings, only_services: tuple[str, ...] = (), only_log_groups: tuple[str, ...] = ()
) -> Scope:
    """The scope of an environment given by name or alias."""
    name, section = settings.section(name)
    source = "named in triage.toml"
    others = [
        word for other, its in sorted(settings.environments.items()) if other != name for word in (other, *its.aliases)
    ]
    return Scope(
        name=name,
        words=EnvironmentWords(name, section.aliases, others),
        clusters=tuple(Named(pattern, source) for pattern in section.clusters),
        services=tuple(Named(pattern, source) for pattern in section.services),
        log_groups=tuple(Named(pattern, source) for pattern in section.log_groups),
        exclude_log_groups=section.exclude_log_groups,
        ecs_is_settled=bool(section.clusters or section.services),
        log_groups_are_settled=bool(section.log_groups),
        only_services=only_services,
        only_log_groups=only_log_groups,
    )


def first_match(named: Iterable[Named], *names: str) -> Named | None:
    """The first pattern that matches one of the names."""
    return next((one for one in named if any(one.matches(name) for name in names)), None)


def wanted(names: Iterable[str], patterns: tuple[str, ...]) -> bool:
    """True when there are no patterns, or one of them matches one of the names."""
    return not patterns or any(fnmatchcase(name, pattern) for name in names for pattern in patterns)
