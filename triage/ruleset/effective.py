"""One rule as it applies: its file's data, what the project file sets or adds, and where each part is from."""

from pathlib import Path
from typing import Any

import msgspec

from triage import resources
from triage.config import Override
from triage.errors import InputError, Location, SettingsError
from triage.model.rules import Rule
from triage.ruleset import meaning, shape
from triage.ruleset.loading import build
from triage.ruleset.yaml_source import Document, parse

SETTABLE = ("title", "status", "severity", "layer", "explain", "reason", "replaced_by", "fallback", "tags", "codes",
            "scope.log_groups", "scope.services", "scope.containers")  # fmt: skip
"""What a project may set; another condition needs a rule of the project's own."""
ADDABLE = ("tags", "codes", "scope.log_groups", "scope.services", "scope.containers")


class Effective(msgspec.Struct, frozen=True):
    """A rule, its data in the order of its file, and the origin of each key."""

    rule: Rule
    data: dict[str, Any]
    origins: tuple[tuple[str, str], ...]
    """Key or dotted key -> `file:line`, in the order of the data; a dotted key is one that the project changed."""


def effective(rule: Rule, override: Override | None = None, settings_file: str = "") -> Effective:
    """The rule with its override, if there is one. Raises InputError when its file is gone."""
    if override is not None:
        return overridden(rule, override, settings_file)
    document = _document(rule)
    return Effective(rule, _data(document), tuple(_origins(rule, document)))


def overridden(rule: Rule, override: Override, settings_file: str) -> Effective:
    """The rule that an override makes. Raises SettingsError for a key that cannot be overridden or a wrong value."""
    document = _document(rule)
    data = _data(document)
    origins = dict(_origins(rule, document))
    where = Location(settings_file)
    for key, value in override.set.items():
        _refuse(key, SETTABLE, "set", rule.id, where)
        _put(data, key, list(value) if isinstance(value, tuple) else value)
        origins[key] = f"{settings_file}: set"
    for key, added in override.add.items():
        _refuse(key, ADDABLE, "add", rule.id, where)
        _put(data, key, [*_get(data, key), *(one for one in added if one not in _get(data, key))])
        origins[key] = f"{settings_file}: add"
    changed = Document(data, document.positions)
    path = rule.origin.path if rule.origin else ""
    faults = shape.faults(changed, path) or meaning.faults(build(data, rule.origin), changed, path)
    if faults:
        said = "; ".join(fault.message for fault in faults)
        raise SettingsError(f"the override of {rule.id} makes no valid rule: {said}", faults[0].hint, where)
    return Effective(build(data, rule.origin), data, tuple(origins.items()))


def text_of(rule: Rule) -> str:
    """The text of a rule's file, shipped or of a pack. Raises InputError when it is gone."""
    path = rule.origin.path if rule.origin else ""
    try:
        if path.startswith("rules/") and (file := resources.rules().joinpath(*path.split("/")[1:])).is_file():
            return file.read_bytes().decode("utf-8", "replace")
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise InputError(
            f"cannot read {path}: {error.strerror}", "Was it moved since the rules were loaded?"
        ) from error


def _document(rule: Rule) -> Document:
    return parse(text_of(rule), rule.origin.path if rule.origin else "")


def _data(document: Document) -> dict[str, Any]:
    assert isinstance(document.value, dict)
    return document.value


def _origins(rule: Rule, document: Document) -> list[tuple[str, str]]:
    path = rule.origin.path if rule.origin else ""
    return [(key, f"{path}:{document.location(path, (key,)).line}") for key in _data(document)]


def _refuse(key: str, known: tuple[str, ...], verb: str, rule_id: str, where: Location) -> None:
    if key not in known:
        hint = f"One of: {', '.join(known)}. Another condition needs a rule of your own: `triage rules new`."
        raise SettingsError(f"overrides.{rule_id}.{verb}: {key[:60]!a} cannot be overridden", hint, where)


def _get(data: dict[str, Any], key: str) -> list[Any]:
    first, dot, rest = key.partition(".")
    found = data.get(first, {} if dot else [])
    return list(found.get(rest, [])) if dot else list(found)


def _put(data: dict[str, Any], key: str, value: object) -> None:
    first, dot, rest = key.partition(".")
    if dot:
        data.setdefault(first, {})[rest] = value
    else:
        data[first] = value
