"""JSON lines and lines of pairs: whether their fields can tell more than ordinary work."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec

from triage.engine.kinds import Told, answer
from triage.model.events import Level
from triage.parsing.reading import Glance, glance, glance_at_pairs
from triage.parsing.structured.flattening import flatten
from triage.parsing.structured.objects import decode_object, http_of, read_flat
from triage.parsing.structured.roles import Role, role_of

MAX_PLANS = 500
MAX_LEVELS = 100
MAX_NAMES = 90
_ERRORS = frozenset(
    (
        *("e", "ex", "exc", "thrown", "throwable", "@x", "reason", "stack", "trace", "stacktrace", "stack_trace"),
        *("backtrace", "formatted", "extendedstacktrace", "stacktracestring"),
    )
)
_SPOKEN_AS = (('":"', ": "), ('","', "\n"), ('":', ": "), ('": "', ": "), ('", "', "\n"))
_ROWS = msgspec.json.Decoder(list[dict[str, str | int | float | bool | None]])
NOTHING = Told()


class Look(msgspec.Struct, frozen=True, gc=False):
    """An ordinary line."""

    text: str
    """As it stands in the text of its record, or with the same words."""
    told: Told = NOTHING


class _Plan:
    """What the names of a line tell."""

    def __init__(self, levels: list[str], asks: bool) -> None:
        self.levels = levels
        """Names of the fields of the level."""
        self.asks = asks
        """Whether the line may tell of a request."""
        self._known: dict[str, bool] = {}
        """Values of these fields -> whether they are below a warning."""

    def is_below(self, told: Sequence[object], value: Mapping[str, object]) -> bool:
        """Whether an object with these values of the level is of a level below a warning."""
        if not told:
            return True
        only = told[0] if len(told) == 1 else None
        text = only if isinstance(only, str) else f"\0{told!r}"
        quiet = self._known.get(text)
        if quiet is None:
            quiet = (read_flat(flatten(dict(value))).level or 0) < Level.WARNING
            if len(self._known) < MAX_LEVELS:
                self._known[text] = quiet
        return quiet


class Fields:
    """Remembers the names of the JSON lines it saw, in bounded space."""

    def __init__(self) -> None:
        self._plans: dict[tuple[str, ...], _Plan | None] = {}

    def look(self, line: str) -> Look | None:
        """The line as an ordinary one: an object on a line of its own, of a level below a warning, without exception
        and failed request in its fields; else None."""
        if line[-1] != "}":
            return None
        value = decode_object(line)
        if value is None:
            return None
        is_flat = "\\" not in line and "[" not in line and line.find("{", 1) < 0
        plan = self._plan_of(tuple(value)) if is_flat else None
        if plan is None or plan.asks:
            return None if _names_trouble(value) else _looked(glance(line, value))
        told = [value[name] for name in plan.levels]
        return Look(spoken(line)) if plan.is_below(told, value) else None

    def all_told(self, lines: Sequence[bytes]) -> list[Told | None]:
        """What each of some ordinary lines tells, as `look` says it; None for other lines, and where it takes more to
        know than names, level and request.

        Each begins and ends with its only braces, and holds no bracket and no escape."""
        try:
            values = _ROWS.decode(b"[" + b",".join(lines) + b"]")
        except (msgspec.DecodeError, UnicodeError, RecursionError, ValueError):
            return [None] * len(lines)
        plans = self._plans
        all_told: list[Told | None] = []
        for value in values:
            names = tuple(value)
            plan = plans[names] if names in plans else self._plan_of(names)
            if plan is None or not plan.is_below([value[name] for name in plan.levels], value):
                all_told.append(None)
            else:
                all_told.append(_asked(value) if plan.asks else NOTHING)
        return all_told

    def _plan_of(self, names: tuple[str, ...]) -> _Plan | None:
        if names not in self._plans and len(self._plans) < MAX_PLANS:
            self._plans[names] = _plan(names)
        return self._plans.get(names)


def spoken(line: str) -> str:
    """A flat JSON line with its names and values as they stand in a record's text: `name: value`, one a line."""
    for written, said in _SPOKEN_AS:
        line = line.replace(written, said)
    return line


def all_spoken(lines: Sequence[bytes]) -> list[bytes]:
    """As `spoken`, for many lines without controls."""
    text = b"\0".join(lines)
    for written, said in _SPOKEN_AS:
        text = text.replace(written.encode(), said.encode())
    return text.split(b"\0")


def look_at_object(line: str) -> Look | None:
    """As `Fields.look`, by all the fields of the line."""
    value = decode_object(line)
    return None if value is None else _looked(glance(line, value))


def look_at_pairs(line: str) -> Look | None:
    """As `Fields.look`, for a line of `name=value` pairs."""
    return _looked(glance_at_pairs(line))


def _looked(seen: Glance | None) -> Look | None:
    if seen is None:
        return None
    fields = seen.fields
    http = fields.http
    status = http.status if http is not None else 0
    if fields.exceptions or (fields.level or 0) >= Level.WARNING or status >= 400:
        return None
    if http is None or not status:
        return Look(seen.text, Told(release=fields.release) if fields.release else NOTHING)
    return Look(seen.text, answer(http.method, http.path, status, fields.release))


def _asked(value: Mapping[str, object]) -> Told | None:
    """What a flat object tells of a request; None where that is no answered one."""
    http = http_of(value)
    if http is None or not 0 < http.status < 400:
        return None
    return answer(http.method, http.path, http.status)


def _names_trouble(value: Mapping[str, object]) -> bool:
    """Whether a level of an object, one of its own names, is a warning or worse: it need not be read to know more."""
    return any(role_of(name) is Role.LEVEL and _is_trouble(name, told) for name, told in value.items())


def _is_trouble(name: str, told: object) -> bool:
    return isinstance(told, str | int) and _is_loud(name, told)


@lru_cache(maxsize=256)
def _is_loud(name: str, told: str | int) -> bool:
    return (read_flat(flatten({name: told})).level or 0) >= Level.WARNING


def _plan(names: tuple[str, ...]) -> _Plan | None:
    """None for names that may tell more than a message, its level and a request."""
    roles = {role_of(name) for name in names}
    if len(names) > MAX_NAMES or Role.RELEASE in roles or "log" in names:
        return None
    if any(name.lower() in _ERRORS or name.lower().startswith("exc") for name in names):
        return None
    return _Plan([name for name in names if role_of(name) is Role.LEVEL], Role.PATH in roles)
