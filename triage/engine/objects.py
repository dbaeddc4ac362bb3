"""JSON lines whose names were seen before: whether the values can tell more than ordinary work."""

import re

import msgspec

from triage.model.events import Level
from triage.parsing.structured.flattening import flatten
from triage.parsing.structured.objects import decode_object, read_flat
from triage.parsing.structured.roles import Role, role_of

MAX_PLANS = 500
MAX_LEVELS = 100
_KEY = re.compile(r'"([^"]*)" ?:')
_ERRORS = frozenset(
    (
        *("e", "ex", "exc", "thrown", "throwable", "@x", "reason", "stack", "trace", "stacktrace", "stack_trace"),
        *("backtrace", "formatted", "extendedstacktrace", "stacktracestring"),
    )
)
_SPOKEN = frozenset({Role.PATH, Role.RELEASE})
"""Roles whose fields make a line more than ordinary."""


class _Plan(msgspec.Struct):
    """What the names of a line tell."""

    level: re.Pattern[str] | None
    known: dict[str, bool]
    """Texts of the fields of the level -> whether they are below a warning."""


class Objects:
    """Remembers the names of the JSON lines it saw, in bounded space."""

    def __init__(self) -> None:
        self._plans: dict[tuple[str, ...], _Plan | None] = {}

    def is_ordinary(self, line: str) -> bool:
        """True for a flat object without backslashes, of a level below a warning, that tells no request or release."""
        if line[-1] != "}" or "\\" in line or "[" in line or line.find("{", 1) >= 0:
            return False
        names = tuple(_KEY.findall(line))
        plan = self._plans.get(names)
        if plan is None:
            if names in self._plans or len(self._plans) >= MAX_PLANS:
                return False
            plan = self._plans[names] = _plan(names, line)
            if plan is None:
                return False
        if plan.level is None:
            return True
        told = ",".join(plan.level.findall(line))
        quiet = plan.known.get(told)
        if quiet is None:
            quiet = _is_quiet(line)
            if len(plan.known) < MAX_LEVELS:
                plan.known[told] = quiet
        return quiet


def spoken(line: str) -> str:
    """A flat JSON line with its names and values as they stand in a record's text: `name: value`, one a line."""
    return (
        line.replace('":"', ": ").replace('","', "\n").replace('":', ": ").replace('": "', ": ").replace('", "', "\n")
    )


def _plan(names: tuple[str, ...], line: str) -> _Plan | None:
    value = decode_object(line)
    if value is None or tuple(value) != names or len(names) > 90:
        return None
    roles = {role_of(name) for name in names}
    if roles & _SPOKEN or any(name.lower() in _ERRORS or name.lower().startswith("exc") for name in names):
        return None
    levels = [re.escape(name) for name in names if role_of(name) is Role.LEVEL]
    pattern = re.compile(f'"(?:{"|".join(levels)})" ?: ?("[^"]*"|[^,}}]*)') if levels else None
    return _Plan(pattern, {})


def _is_quiet(line: str) -> bool:
    value = decode_object(line)
    if value is None:
        return False
    return (read_flat(flatten(value)).level or 0) < Level.WARNING
