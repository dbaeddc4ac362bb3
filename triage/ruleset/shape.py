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


def _located(error: jsonschema.ValidationError, document: Document, file: str) -> RuleError:
    path = tuple(error.absolute_path)
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        return _unknown_key(error, document, file)
    message = error.message if len(error.message) <= 160 else error.message[:157] + "..."
    hint = "`triage rules show mysql.table-missing` shows the form."
    if error.validator == "const":
        message, hint = "schema must be 1", "Write `schema: 1`."
    elif error.validator == "required":
        hint = "Add the missing key."
    elif error.validator == "enum":
        hint = f"One of: {_words(error.validator_value)}."
    name = ".".join(str(p) for p in path)
    return RuleFault("schema", f"{name}: {message}" if name else message, hint, document.location(file, path))


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
