"""What a project may settle in `triage.toml`; the names of the fields are the keys of the file."""

from datetime import date

import msgspec

from triage.model.rules import StepKind

SAME_WORD = {"prod": "production", "stage": "staging"}
"""Short forms that are the same environment everywhere."""


class TerraformSettings(msgspec.Struct, frozen=True):
    """Where Terraform's knowledge about an environment lies."""

    state: str = ""
    """A state file: a path (relative to the project file) or `s3://bucket/key`."""
    outputs: str = ""
    """What `terraform output -json` printed, in a file or on S3."""


class EnvironmentSettings(msgspec.Struct, frozen=True):
    """`[environments.NAME]`: what belongs to an environment, where guessing by name is not enough."""

    aliases: tuple[str, ...] = ()
    """Other words for the same environment, on the command line and in the names of resources."""
    region: str = ""
    profile: str = ""
    log_groups: tuple[str, ...] = ()
    """Globs. Once given, log groups are no longer searched by name; those of task definitions still count."""
    exclude_log_groups: tuple[str, ...] = ()
    """Globs; they win over every other way in which a log group is found."""
    clusters: tuple[str, ...] = ()
    """Globs. Once clusters or services are given, ECS is no longer searched by name."""
    services: tuple[str, ...] = ()
    """Globs of `cluster/service`, or of a service's name in any cluster."""
    terraform: TerraformSettings = TerraformSettings()
    values: dict[str, str] = {}
    """Fill `{param.NAME}` and `{ctx.NAME}` of commands."""


class Runbook(msgspec.Struct, frozen=True):
    """`[[runbooks]]`: a step of the project's own for what a rule finds."""

    rule: str
    """Id or glob of ids."""
    kind: StepKind
    title: str
    argv: tuple[str, ...] = ()
    environment: str = ""
    """Only there; empty: everywhere."""
    risk: str = ""
    undo: str = ""


class Disable(msgspec.Struct, frozen=True):
    """`[[disable]]`: a rule that is off up to and including a day."""

    rule: str
    reason: str
    until: date


class Mute(msgspec.Struct, frozen=True):
    """`[[mute]]`: matches of a rule, narrowed by captures or services, that are kept out of the findings."""

    rule: str
    reason: str
    until: date
    captures: dict[str, str] = {}
    services: tuple[str, ...] = ()
    """Globs."""


OverrideValue = str | int | float | bool | tuple[str, ...]


class Override(msgspec.Struct, frozen=True):
    """`[overrides."RULE"]`: fields of a shipped rule that are replaced (`set`) or extended (`add`)."""

    set: dict[str, OverrideValue] = {}
    add: dict[str, tuple[str, ...]] = {}


class Settings(msgspec.Struct, frozen=True):
    """The whole project file, with variables and flags already laid over it."""

    region: str = ""
    profile: str = ""
    endpoint_url: str = ""
    quota_share: float = 0.8
    """Part of the account's CloudWatch Logs quota that a run may use: above 0, at most 1."""
    rules: tuple[str, ...] = ()
    """Folders of rule packs, absolute."""
    pins: dict[str, str] = {}
    """Name of a pack -> digest of its files: a pack that changed is refused until it is pinned anew."""
    environments: dict[str, EnvironmentSettings] = {}
    runbooks: tuple[Runbook, ...] = ()
    disable: tuple[Disable, ...] = ()
    mute: tuple[Mute, ...] = ()
    overrides: dict[str, Override] = {}
    origin: str = msgspec.field(default="", name="")
    """The file that was read; empty without one. Not a key of the file."""
    named_rules: tuple[str, ...] = msgspec.field(default=(), name="--rules")
    """Those of `rules` that the command line names. Not a key of the file."""

    def section(self, environment: str) -> tuple[str, EnvironmentSettings]:
        """Name and settings of an environment, found by its name or an alias (`prod` is `production`, case does
        not matter); empty settings where it has none."""
        wanted = _spelt(environment)
        for name, settings in self.environments.items():
            if wanted in map(_spelt, (name, *settings.aliases)):
                return name, settings
        return environment, EnvironmentSettings()

    def are_one(self, one: str, two: str) -> bool:
        """Two names of one environment."""
        return _spelt(self.section(one)[0]) == _spelt(self.section(two)[0])


def _spelt(environment: str) -> str:
    lower = environment.lower()
    return SAME_WORD.get(lower, lower)
