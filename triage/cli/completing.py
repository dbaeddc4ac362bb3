"""Values that a shell completes: environments, rules, saved runs, windows, profiles. A failure completes nothing."""

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import click

from triage.config import Flags, load_settings
from triage.errors import TriageError

_WINDOWS = ("15m", "30m", "1h", "2h", "6h", "1d")
_PLAIN = re.compile(r"[A-Za-z0-9_][\w./:@+-]{0,99}", re.ASCII)
"""What a shell takes as one word, whatever it stands beside."""

Complete = Callable[[click.Context, click.Parameter, str], list[str]]


def _completing(values: Callable[[], Iterable[str]]) -> Complete:
    def complete(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
        try:
            return sorted({one for one in values() if one.startswith(begun) and _PLAIN.fullmatch(one)})
        except (TriageError, OSError, ValueError):
            return []

    return complete


def _environments() -> list[str]:
    """Those of `triage.toml`, with their aliases, and those that were looked at before."""
    from triage.cli.remembering import history_store

    settings = load_settings(Flags(), Path.cwd(), os.environ)
    before = history_store().environments()
    aliases = [alias for section in settings.environments.values() for alias in section.aliases]
    return [*settings.environments, *aliases, *(before if isinstance(before, dict) else ())]


def _rules() -> list[str]:
    from triage.ruleset.library import load_rules

    packs = load_settings(Flags(), Path.cwd(), os.environ).rules
    return [rule.id for rule in load_rules([Path(pack) for pack in packs]).rules]


def _categories() -> list[str]:
    """Those of the taxonomy, and the groups that they begin with."""
    from triage.model.taxonomy import CATEGORIES

    return [*CATEGORIES, *(name.split(".")[0] for name in CATEGORIES)]


def _runs() -> list[str]:
    from triage.cli.saving import run_store

    return [stamp.id for stamp in run_store().stamps()]


def _profiles() -> list[str]:
    from botocore.session import Session

    return list(Session().available_profiles)


environments = _completing(_environments)
rules = _completing(_rules)
categories = _completing(_categories)
runs = _completing(_runs)
runs_or_environments = _completing(lambda: [*_runs(), *_environments()])
times = _completing(lambda: _WINDOWS)
baselines = _completing(lambda: ["previous", "1d", *_environments()])
profiles = _completing(_profiles)
