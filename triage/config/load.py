"""Finds and reads the project file, then lays variables and flags over it."""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from triage.config.check import Problem, TableReader
from triage.config.lines import LineIndex
from triage.config.model import EnvironmentSettings, Settings
from triage.errors import Location, SettingsError

PROJECT_FILE = "triage.toml"
_SHOWN_PROBLEMS = 20
_HINT = "correct the file, or name another one with --config FILE"


class Flags(msgspec.Struct, frozen=True):
    """What the command line says; empty means not said."""

    config: str = ""
    region: str = ""
    profile: str = ""
    endpoint_url: str = ""
    rules: tuple[str, ...] = ()


def load_settings(flags: Flags, folder: Path, variables: Mapping[str, str], environment: str = "") -> Settings:
    """Settings for a run: flags win over `TRIAGE_*` variables, those over the environment's section of the
    project file, and that over its top level.

    The file is `--config`, else `TRIAGE_CONFIG`, else the nearest `triage.toml` of `folder` and its parents.
    Raises SettingsError with every problem of the file and its line."""
    named = flags.config or variables.get("TRIAGE_CONFIG", "")
    path = folder / named if named else find_project_file(folder)
    settings = read_project_file(path, named or os.path.relpath(path, folder)) if path else Settings()
    section = settings.section(environment)[1] if environment else EnvironmentSettings()
    settings = _over(settings, section.region, section.profile)
    settings = _over(
        settings,
        variables.get("TRIAGE_REGION", ""),
        variables.get("TRIAGE_PROFILE", ""),
        variables.get("TRIAGE_ENDPOINT_URL", ""),
        _share_variable(variables.get("TRIAGE_QUOTA_SHARE", "")),
    )
    settings = _over(settings, flags.region, flags.profile, flags.endpoint_url)
    packs = tuple(str(folder / pack) for pack in flags.rules)
    return msgspec.structs.replace(settings, rules=(*settings.rules, *packs), named_rules=packs)


def find_project_file(folder: Path) -> Path | None:
    """The nearest `triage.toml` in the folder or its parents, up to the root of the git checkout."""
    for place in (folder, *folder.parents):
        if (place / PROJECT_FILE).is_file():
            return place / PROJECT_FILE
        if (place / ".git").exists():
            break
    return None


def read_project_file(path: Path, shown: str) -> Settings:
    """Settings of one file; relative paths inside become absolute. `shown` names the file in errors.

    Raises SettingsError; its message lists up to twenty problems, each with path and line."""
    try:
        text = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SettingsError(f"cannot read {shown}: {reason}", _HINT) from error
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(shown, error) from error
    reader = TableReader()
    settings = reader.read(Settings, table)
    problems = [*reader.problems, *(_meaning(settings) if settings else ())]
    if problems or settings is None:
        raise _collected(shown, text, problems)
    return _anchored(settings, path)


def _meaning(settings: Settings) -> list[Problem]:
    """What has the right type and still cannot be meant."""
    problems = []
    if not 0 < settings.quota_share <= 1:
        problems.append(Problem(("quota_share",), "quota_share must be above 0 and at most 1"))
    owners: dict[str, str] = {}
    for name, section in settings.environments.items():
        for word in (name, *section.aliases):
            if owners.setdefault(word, name) != name:
                text = f"{word!r} names two environments, {owners[word]} and {name}"
                problems.append(Problem(("environments", name, "aliases"), text))
    return problems


def _collected(shown: str, text: str, problems: list[Problem]) -> SettingsError:
    index = LineIndex(text)
    located = sorted((index.line(problem.path), problem.text) for problem in problems)
    first, *others = [(Location(shown, line), words) for line, words in located]
    lines = [first[1], *(f"{location}: {words}" for location, words in others[: _SHOWN_PROBLEMS - 1])]
    if len(located) > _SHOWN_PROBLEMS:
        lines.append(f"and {len(located) - _SHOWN_PROBLEMS} more")
    return SettingsError("\n".join(lines), _HINT, first[0])


def _syntax_error(shown: str, error: tomllib.TOMLDecodeError) -> SettingsError:
    said = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", str(error), re.DOTALL)
    if said is None:
        return SettingsError(f"not valid TOML: {error}", _HINT, Location(shown))
    place = Location(shown, int(said[2] or 0), int(said[3] or 0))
    where = "" if said[2] else " at the end of the file"
    return SettingsError(f"not valid TOML: {said[1]}{where}", _HINT, place)


def _anchored(settings: Settings, path: Path) -> Settings:
    """Paths of the file, seen from the file."""
    folder = path.absolute().parent
    environments = {
        name: msgspec.structs.replace(
            section,
            terraform=msgspec.structs.replace(
                section.terraform,
                state=_anchor(section.terraform.state, folder),
                outputs=_anchor(section.terraform.outputs, folder),
            ),
        )
        for name, section in settings.environments.items()
    }
    rules = tuple(_anchor(pack, folder) for pack in settings.rules)
    return msgspec.structs.replace(settings, environments=environments, rules=rules, origin=str(path))


def _anchor(place: str, folder: Path) -> str:
    return place if not place or place.startswith("s3://") else str(folder / place)


def _over(
    settings: Settings, region: str = "", profile: str = "", endpoint_url: str = "", share: float = 0.0
) -> Settings:
    return msgspec.structs.replace(
        settings,
        region=region or settings.region,
        profile=profile or settings.profile,
        endpoint_url=endpoint_url or settings.endpoint_url,
        quota_share=share or settings.quota_share,
    )


def _share_variable(text: str) -> float:
    if not text:
        return 0.0
    try:
        share = float(text)
    except ValueError:
        share = 0.0
    if not 0 < share <= 1:
        raise SettingsError(f"TRIAGE_QUOTA_SHARE is {text[:40]!a}", "write a number above 0 and at most 1")
    return share
