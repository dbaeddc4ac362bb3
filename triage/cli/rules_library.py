"""What the rule commands share: which rules they look at, and how an id is found."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import click

from triage.config import Flags, Settings, load_settings
from triage.errors import UsageError
from triage.model.rules import Rule
from triage.ruleset.library import RuleSet
from triage.ruleset.project import project_rules, unchanged_rules

Decorate = Callable[[Callable[..., Any]], Callable[..., Any]]

rules_option: Decorate = click.option(
    "--rules", "packs", metavar="PATH", multiple=True, type=click.Path(),
    help="A further pack or rule file. May be repeated.",
)  # fmt: skip
config_option: Decorate = click.option(
    "--config", metavar="FILE", type=click.Path(dir_okay=False), default="",
    help="Project file; else TRIAGE_CONFIG, else the nearest triage.toml from here up to the checkout's root.",
)  # fmt: skip


def settings_of(config: str, packs: tuple[str, ...]) -> Settings:
    """The project's settings, with the packs of the command line behind its own."""
    return load_settings(Flags(config=config, rules=packs), Path.cwd(), os.environ)


def library(config: str, packs: tuple[str, ...], use_index: bool = True) -> RuleSet:
    """Shipped rules, the project's packs and those of the command line; without the project's overrides."""
    return unchanged_rules(settings_of(config, packs), use_index)


def effective_library(config: str, packs: tuple[str, ...]) -> RuleSet:
    """The same with the project's overrides: the rules as they apply here today."""
    return project_rules(settings_of(config, packs), datetime.now(UTC).date())


def chosen(rules: RuleSet, wanted: tuple[str, ...]) -> list[Rule]:
    """Rules whose id or former id fits one of the globs; all of them without a glob. Raises UsageError for none."""
    if not wanted:
        return list(rules.rules)
    found = [rule for rule in rules.rules if any(_fits(rule, glob) for glob in wanted)]
    if not found:
        raise UsageError(f"no rule fits {', '.join(wanted)}", _near(rules, wanted[0]))
    return found


def one(rules: RuleSet, wanted: str) -> Rule:
    """The rule of this id or former id. Raises UsageError when there is none."""
    found = next((rule for rule in rules.rules if wanted in (rule.id, *rule.aliases)), None)
    if found is None:
        raise UsageError(f"there is no rule {wanted[:80]!a}", _near(rules, wanted))
    return found


def _fits(rule: Rule, glob: str) -> bool:
    return any(fnmatchcase(name, glob) for name in (rule.id, *rule.aliases))


def _near(rules: RuleSet, wanted: str) -> str:
    import difflib

    ids = [rule.id for rule in rules.rules]
    near = difflib.get_close_matches(wanted, ids, n=3) or [i for i in ids if wanted.split(".")[0] in i][:3]
    return f"Perhaps {', '.join(near)}. `triage rules list` shows all." if near else "`triage rules list` shows all."
