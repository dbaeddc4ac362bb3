"""The rules of a project: shipped and pack rules, with what its triage.toml overrides, disables and mutes."""

import difflib
from collections.abc import Callable, Sequence
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec

from triage.config import Settings
from triage.errors import Location, SettingsError
from triage.model.rules import Rule
from triage.ruleset.effective import overridden
from triage.ruleset.library import RuleSet, load_rules
from triage.ruleset.packs import pinned
from triage.ruleset.policy import Policy, in_force


def project_rules(
    settings: Settings, today: date, use_index: bool = True, cold: Callable[[int], None] | None = None
) -> RuleSet:
    """Every rule as it applies in the project today; what expired stands in `notes`.

    Raises SettingsError for an unknown rule and for an override that makes no valid rule, RuleError for a wrong
    file that the command line names and for a wrong pin, InputError for a path without rules."""
    pinned([Path(pack) for pack in settings.rules], settings.pins)
    return applied(unchanged_rules(settings, use_index, cold), settings, today)


def unchanged_rules(settings: Settings, use_index: bool = True, cold: Callable[[int], None] | None = None) -> RuleSet:
    """The same without overrides and policy. A wrong rule is left out, unless the command line names its pack."""
    packs = [Path(pack) for pack in settings.rules]
    return load_rules(packs, use_index, [pack for pack in packs if str(pack) not in settings.named_rules], cold)


def applied(rules: RuleSet, settings: Settings, today: date) -> RuleSet:
    """`rules` with the settings' overrides, and the policy that is in force today. See `project_rules`."""
    written = [*(off.rule for off in settings.disable), *(mute.rule for mute in settings.mute), *settings.overrides]
    problems = _unknown(rules.rules, written, settings.origin)
    changed = [_changed(rule, settings, problems) for rule in rules.rules] if settings.overrides else rules.rules
    if problems:
        raise _joined(problems)
    policy, notes = in_force(Policy(settings.disable, settings.mute), today)
    return msgspec.structs.replace(rules, rules=tuple(changed), policy=policy, notes=tuple(notes))


def _changed(rule: Rule, settings: Settings, problems: list[SettingsError]) -> Rule:
    override = settings.overrides.get(rule.id)
    try:
        return overridden(rule, override, settings.origin).rule if override else rule
    except SettingsError as error:
        problems.append(error)
        return rule


def _joined(problems: Sequence[SettingsError]) -> SettingsError:
    """Several as one, so that all of them are said."""
    first, *others = problems
    more = "".join(f"\n{error} ({error.hint})" for error in others)
    return SettingsError(first.message, f"{first.hint}{more}", first.location)


def _unknown(rules: Sequence[Rule], written: Sequence[str], origin: str) -> list[SettingsError]:
    """An error that names every id or glob that fits no rule, if there is one."""
    ids = [rule.id for rule in rules]
    unknown = sorted({name for name in written if not any(fnmatchcase(known, name) for known in ids)})
    if not unknown:
        return []
    near = difflib.get_close_matches(unknown[0], ids, n=1)
    hint = f"Did you mean {near[0]!r}? " if near else ""
    names = ", ".join(repr(name) for name in unknown)
    return [SettingsError(f"there is no rule {names}", f"{hint}`triage rules list` shows all.", Location(origin))]
