"""`triage rules show`."""

from typing import Any

import click
import yaml

from triage.cli import completing
from triage.cli.rules_library import config_option, library, one, rules_option, settings_of
from triage.ruleset.effective import Effective, effective


class _Dumper(yaml.SafeDumper):
    """Block text for what has line breaks, and never an alias."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _text)


@click.command("show")
@click.argument("rule_id", metavar="ID", shell_complete=completing.rules)
@click.option("--origin", is_flag=True, help="Say of each key which file and line it comes from.")
@rules_option
@config_option
def command(rule_id: str, origin: bool, packs: tuple[str, ...], config: str) -> None:
    """Print a rule as it applies here: the rule's file, with what the project's triage.toml sets or adds."""
    settings = settings_of(config, packs)
    rule = one(library(config, packs), rule_id)
    click.echo(as_yaml(effective(rule, settings.overrides.get(rule.id), settings.origin), origin), nl=False)


def as_yaml(found: Effective, origin: bool) -> str:
    """The data as YAML, its keys in the order of the file; with `origin` a comment above each key."""
    origins = dict(found.origins)
    parts = []
    for key, value in found.data.items():
        if origin:
            parts += [f"# {origins.get(key, '')}\n" if key in origins else ""]
            parts += [f"# {name}: {where}\n" for name, where in found.origins if name.startswith(f"{key}.")]
        parts.append(_dumped({key: value}))
    return "".join(parts)


def _dumped(value: dict[str, Any]) -> str:
    dumped: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    return dumped
