"""Redaction of a whole comparison: every text that may come from a log."""

from typing import TypeVar, cast

import msgspec

from triage.compare.model import Comparison
from triage.model.report import Report, Tool
from triage.redaction import Redactor, typed_values

T = TypeVar("T")
_OURS = frozenset({"rule_id", "category", "finding_a", "finding_b", "role_a", "role_b", "per", "kind", "signatures"})
"""Fields whose text is the product's own."""


def cleaned(comparison: Comparison, a: Report, b: Report) -> Comparison:
    """The same comparison without secrets; names and addresses that the findings of the reports capture stay.

    A next step that held a secret cannot be copied any more: it is left out."""
    found = _clean(comparison, Redactor(keep=typed_values(a) | typed_values(b)))
    return found if found.next == comparison.next else msgspec.structs.replace(found, next=None)


def _clean(value: T, redactor: Redactor) -> T:
    result: object = value
    if isinstance(value, msgspec.Struct) and not isinstance(value, Tool):
        names = [name for name in value.__struct_fields__ if name not in _OURS or _holds_structs(getattr(value, name))]
        result = msgspec.structs.replace(value, **{name: _clean(getattr(value, name), redactor) for name in names})
    elif isinstance(value, tuple):
        result = tuple(_clean(one, redactor) for one in value)
    elif type(value) is str:
        result = redactor.redact(str(value))
    return cast(T, result)


def _holds_structs(value: object) -> bool:
    """A field of rows is no text of our own, whatever its name."""
    return isinstance(value, tuple) and any(isinstance(one, msgspec.Struct) for one in value)
