"""Which conditions no ordinary line satisfies, whatever it says."""

import re

from triage.model.rules import All, AnyOf, Condition, FieldTest


def cannot_hold(condition: Condition) -> bool:
    """True when the condition is false for every ordinary line, whatever it says."""
    match condition:
        case All(parts):
            return any(map(cannot_hold, parts))
        case AnyOf(parts):
            return all(map(cannot_hold, parts))
        case FieldTest():
            return _is_refuted(condition)
        case _:
            return False


_EMPTY = ("exception.", "frame.", "life.")


def _is_refuted(test: FieldTest) -> bool:
    """Whether a field of an ordinary line fails the test: no exception, no step of life, no status from 400 up."""
    wanted = test.value
    if test.path == "http.status":
        return test.op == "gte" and isinstance(wanted, int | float) and wanted >= 400
    if test.path == "level":
        words = wanted if isinstance(wanted, tuple) else (wanted,)
        return test.op in ("equals", "in") and all(word in ("warning", "error", "critical") for word in words)
    if not test.path.startswith(_EMPTY):
        return False
    match test.op:
        case "exists":
            return bool(wanted)
        case "equals" | "contains":
            return bool(wanted)
        case "in":
            return isinstance(wanted, tuple) and all(wanted)
        case "regex":
            return re.search(str(wanted), "") is None
        case _:
            return True
