"""Turns the tables of a TOML file into frozen structs, and collects everything that is wrong on the way."""

import difflib
import re
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, TypeVar, get_args, get_origin

import msgspec
from msgspec import NODEFAULT, Struct

from triage.config.lines import Path

T = TypeVar("T", bound=Struct)


class Problem(Struct, frozen=True):
    """One thing that is wrong, and the key path it is about."""

    path: Path
    text: str


class TableReader:
    """Reads tables into structs; what is wrong gathers in `problems` and its field keeps the default."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def read(self, kind: type[T], table: object, path: Path = ()) -> T | None:
        """The struct, or None when a key that must be there is not."""
        if not isinstance(table, Mapping):
            self._report(path, f"{_dotted(path)} must be a table, not {_kind_of(table)}")
            return None
        fields = {
            field.encode_name: field for field in msgspec.structs.fields(kind) if field.encode_name.isidentifier()
        }
        self._unknown(table, fields, path)
        values: dict[str, Any] = {}
        for key, field in fields.items():
            if key in table:
                value = self._value(field.type, table[key], (*path, key))
                if value is not NODEFAULT:
                    values[field.name] = value
                    continue
            if field.default is NODEFAULT and field.default_factory is NODEFAULT:
                if key not in table:
                    self._report(path, f"{_dotted(path)} needs {key!r}")
                values[field.name] = None
        return None if any(value is None for value in values.values()) else kind(**values)

    def _value(self, kind: Any, value: object, path: Path) -> Any:
        """The value as `kind`; NODEFAULT when it was refused."""
        if isinstance(kind, type) and issubclass(kind, Struct):
            read = self.read(kind, value, path)
            return NODEFAULT if read is None else read
        inner = [part for part in get_args(kind) if isinstance(part, type) and issubclass(part, Struct)]
        if inner and get_origin(kind) is tuple:
            return self._entries(inner[0], value, path)
        if inner and get_origin(kind) is dict:
            return self._named(inner[0], value, path)
        try:
            return msgspec.convert(value, kind, strict=True)
        except msgspec.ValidationError as error:
            self._report(path, f"{_dotted(path)}: {_worded(error, kind)}")
            return NODEFAULT

    def _entries(self, kind: type[Struct], value: object, path: Path) -> Any:
        if not isinstance(value, list):
            self._report(path, f"{_dotted(path)} must be an array of tables ([[{_dotted(path)}]])")
            return NODEFAULT
        entries = [self.read(kind, entry, (*path, number)) for number, entry in enumerate(value)]
        return tuple(entry for entry in entries if entry is not None)

    def _named(self, kind: type[Struct], value: object, path: Path) -> Any:
        if not isinstance(value, Mapping):
            self._report(path, f"{_dotted(path)} must hold tables ([{_dotted(path)}.NAME])")
            return NODEFAULT
        entries = {name: self.read(kind, entry, (*path, name)) for name, entry in value.items()}
        return {name: entry for name, entry in entries.items() if entry is not None}

    def _unknown(self, table: Mapping[str, object], known: Iterable[str], path: Path) -> None:
        names = sorted(known)
        for key in table:
            if key not in names:
                near = difflib.get_close_matches(key, names, n=1)
                rest = f"; did you mean {near[0]!r}?" if near else f"; known here: {', '.join(names)}"
                self._report((*path, key), f"unknown key {_dotted((*path, key))}{rest}")

    def _report(self, path: Path, text: str) -> None:
        self.problems.append(Problem(path, text))


def _dotted(path: Path) -> str:
    shown = ""
    for part in path:
        if isinstance(part, int):
            shown += f"[{part + 1}]"
        else:
            plain = part.replace("_", "").replace("-", "").isalnum()
            shown += ("." if shown else "") + (part if plain else ascii(part).replace("'", '"'))
    return shown or "the file"


def _worded(error: msgspec.ValidationError, kind: Any) -> str:
    """What msgspec says, in the words of the file's reader."""
    text = str(error).split(" - at ")[0]
    if found := _EXPECTED.fullmatch(text):
        wanted, got = (_KINDS.get(name, name) for name in found.groups())
        return f"must be {wanted}, not {got}" + (': write ["one", "two"]' if wanted == "a list" else "")
    if text.startswith("Invalid enum value") and isinstance(kind, type) and issubclass(kind, Enum):
        return f"{text.replace('Invalid enum value', 'there is no')}; one of {', '.join(one.value for one in kind)}"
    if "date" in text:
        return "must be a date: write 2026-12-31"
    return text.replace("`", "")


_EXPECTED = re.compile(r"Expected `([a-z]+)`, got `([a-z]+)`")
_KINDS = {"array": "a list", "object": "a table", "str": "text", "int": "a whole number", "float": "a number",
          "bool": "true or false"}  # fmt: skip


def _kind_of(value: object) -> str:
    kinds = {str: "str", bool: "bool", int: "int", float: "float", list: "array"}
    return _KINDS.get(kinds.get(type(value), ""), type(value).__name__)
