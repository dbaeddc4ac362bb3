"""Does a document have the shape of a rule file? Every fault is reported, each with its position."""

from __future__ import annotations

import difflib
import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from triage.errors import RuleError
from triage.ruleset.fault import RuleFault
from triage.ruleset.yaml_source import Document

if TYPE_CHECKING:
    import jsonschema

START = "`triage rules new acme.queue-stuck --print` shows one to start from."


@cache
def validator() -> jsonschema.Draft202012Validator:
    """The published schema of rule files, ready to use."""
    import jsonschema  # takes 50 ms, and most starts find their rules checked before

    text = resources.files("triage.ruleset").joinpath("rule.schema.json").read_text(encoding="utf-8")
    return jsonschema.Draft202012Validator(json.loads(text))


def faults(document: Document, file: str) -> list[RuleError]:
    """All departures from the schema, in the order of the file."""
    value = document.value
    if isinstance(value, dict) and isinstance(value.get("schema"), int) and value["schema"] > 1:
        where = document.location(file, ("schema",))
        return [
            RuleFault(
                "schema-version", f"schema {value['schema']} is newer than this program reads", "Update triage.", where
            )
        ]
    if not isinstance(value, dict):
        text = (
            "the file is empty"
            if value is None
            else "a rule file holds keys and values, such as `id: acme.queue-stuck`"
        )
        return [RuleFault("schema", text, START, document.location(file, ()))]
    found = [_located(error, document, file) for error in validator().iter_errors(value)]
    return sorted(found, key=lambda e: (e.location.line, e.location.column, e.message) if e.location else ())


_STUB: dict[str, Any] = {
    "schema": 1, "id": "a.b", "title": "stub", "status": "experimental", "severity": "low", "layer": "application",
    "category": "benign", "match": {"contains": "a stub of words"}, "explain": "",
    "examples": {"match": [{"name": "", "log": ""}], "no_match": [{"name": "", "log": "", "why": ""}]},
    "metadata": {"author": "", "created": "", "updated": "", "version": 1},
}  # fmt: skip
"""Stands where a key that must be there has a wrong form, or is not there."""


def mended(value: dict[str, Any]) -> tuple[dict[str, Any], frozenset[str]]:
    """A mapping of the right shape: stubs stand for its faulty parts, or nothing; and the keys of these parts."""
    paths = [tuple(error.absolute_path) for error in validator().iter_errors(value)]
    wrong = {str(path[0]) for path in paths if path} | {key for key in _STUB if key not in value}
    schema: Any = validator().schema
    known = schema["properties"]
    kept = {key: part for key, part in value.items() if key in known and key not in wrong}
    return {**_STUB, **kept}, frozenset(wrong)


def _located(error: jsonschema.ValidationError, document: Document, file: str) -> RuleError:
    path = tuple(error.absolute_path)
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        return _unknown_key(error, document, file)
    message, hint = _worded(error)
    name = ".".join(str(p) for p in path)
    return RuleFault("schema", f"{name}: {message}" if name else message, hint, document.location(file, path))


_FORMS = {"id": "Write technology.fault in small letters, digits and dashes.", "within": "Write 90s, 5m or 1h.",
          "url": "Write an address that begins with https://.", "created": "Write a date: 2026-01-31.",
          "updated": "Write a date: 2026-01-31."}  # fmt: skip
_KINDS = {"array": "a list", "object": "keys and values", "string": "text", "number": "a number",
          "integer": "a whole number", "boolean": "true or false", "null": "nothing"}  # fmt: skip
_SHOW = "`triage rules show mysql.table-missing` shows the form."


def _worded(error: jsonschema.ValidationError) -> tuple[str, str]:
    """What is wrong, and the mend, with the limit that is passed."""
    value: Any = error.instance
    schema: Any = error.schema
    limit: Any = error.validator_value
    match error.validator:
        case "const":
            return "schema must be 1", "Write `schema: 1`."
        case "required":
            return error.message, "Add the missing key."
        case "enum":
            return _short(error.message), f"One of: {_words(limit)}."
        case "minLength" | "maxLength":
            least, most = schema.get("minLength", 0), schema.get("maxLength", 0)
            word = "short" if error.validator == "minLength" else "long"
            count = "1 character" if len(value) == 1 else f"{len(value)} characters"
            return f"too {word}: {count}", _span(least, most, "characters")
        case "minItems" | "minProperties":
            return f"holds {len(value)} of at least {limit}", f"Write at least {limit}. {_SHOW}"
        case "maxProperties":
            return f"holds {len(value)} keys: {_words(value)}", f"Write at most {limit}. {_SHOW}"
        case "minimum":
            return f"{value} is too small", f"Write {limit} or more."
        case "type":
            kinds = [limit] if isinstance(limit, str) else list(limit)
            wanted = " or ".join(_KINDS[kind] for kind in kinds)
            example = " Write [one, two]." if kinds == ["array"] and isinstance(value, str) else ""
            return f"must be {wanted}, not {_kind(value)}", f"{_SHOW}{example}"
        case "pattern":
            path = tuple(error.absolute_path)
            form = "Write small letters, digits and dashes." if path[-1:] == ("id",) and len(path) > 1 else ""
            form = form or _FORMS.get(str(path[-1] if path else ""), f"It fits {limit}.")
            return f"{_short(repr(value))} has not the right form", form
    return _short(error.message), _SHOW


def _span(least: int, most: int, what: str) -> str:
    if least and most:
        return f"Write {least} to {most} {what}."
    return f"Write at least {least} {what}." if least else f"Write at most {most} {what}."


def _kind(value: Any) -> str:
    kinds = {bool: "boolean", str: "string", int: "number", float: "number", list: "array", dict: "object"}
    return _KINDS[kinds.get(type(value), "null")]


def _short(text: str) -> str:
    return text if len(text) <= 160 else text[:157] + "..."


def _unknown_key(error: jsonschema.ValidationError, document: Document, file: str) -> RuleError:
    schema: Any = error.schema
    known = list(schema.get("properties", {}))
    key = min(str(k) for k in _keys(error.instance) if k not in known)
    near = difflib.get_close_matches(key, known, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else f"Known keys: {_words(known)}."
    path = (*error.absolute_path, key)
    return RuleFault("unknown-key", f"unknown key {key!r}", hint, document.location(file, path))


def _keys(instance: Any) -> list[Any]:
    return list(instance)


def _words(values: Any) -> str:
    return ", ".join(str(v) for v in values)
