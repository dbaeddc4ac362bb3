"""`--baseline ENVIRONMENT`: another environment, read in the same window, that a run is measured against."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from triage.cli.examine import Examined, examine
from triage.config import Flags, Settings, load_settings
from triage.errors import TriageError
from triage.model.report import Diagnostic, Report
from triage.ruleset.library import RuleSet

if TYPE_CHECKING:
    from triage.compare.sides import Side


class Beside(msgspec.Struct, frozen=True):
    """What the other environment is read with: the flags of the run."""

    name: str
    flags: Flags
    services: tuple[str, ...] = ()
    log_groups: tuple[str, ...] = ()
    quiet: bool = False
    checks: bool = True


def beside(found: Examined, environment: str, settings: Settings, library: RuleSet, other: Beside) -> Report:
    """The report of a run with what the other environment says of it; when that one cannot be read, with a notice."""
    from triage.compare.against import against
    from triage.compare.comparing import compare
    from triage.compare.model import Kind

    if found.interrupted or found.credentials_expired:
        return _noticed(found.report, other.name, "the run was broken off before it was read", "")
    try:
        theirs = load_settings(other.flags, Path.cwd(), os.environ, other.name)
        read = examine(
            other.name, theirs, found.window, library, other.services, other.log_groups, other.quiet, other.checks
        )
    except TriageError as error:
        return _noticed(found.report, other.name, error.message, error.hint)
    rules = {rule.id: rule for rule in library.rules}
    one, two = _side(environment, settings, found), _side(other.name, theirs, read)
    return against(found.report, compare(Kind.ENVIRONMENTS, one, two, rules))


def _side(name: str, settings: Settings, found: Examined) -> Side:
    from triage.compare.sides import Side

    canonical, section = settings.section(name)
    return Side(canonical, found.report, found.summary, found.environment, (canonical, *section.aliases))


def _noticed(report: Report, name: str, reason: str, hint: str) -> Report:
    text = f"Not compared with {name[:80]}: {reason}; nothing is called new"
    return msgspec.structs.replace(report, diagnostics=(*report.diagnostics, Diagnostic("baseline", text, hint)))
