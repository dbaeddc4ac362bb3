"""A JSON log line read into what its fields tell, whichever logger wrote it."""

import json
from collections.abc import Mapping
from functools import lru_cache
from math import isfinite

import msgspec

from triage.model.events import ExceptionInfo, HttpExchange, Level
from triage.parsing.headers.levels import level_from_number, level_from_severity_number, level_from_word
from triage.parsing.headers.times import time_of_value
from triage.parsing.structured.delivered import is_delivered, subject
from triage.parsing.structured.errors import read_error_fields
from triage.parsing.structured.flattening import flatten, text_of
from triage.parsing.structured.roles import ROLE_ORDER, Role, role_of
from triage.parsing.traces.node import codes_of_node

_DECODER = msgspec.json.Decoder()
_MAX_SLOW = 65_536
_ERROR_NAMES = ("err", "exc", "stack", "trace", "thrown", "throwable", "cause", "reason", "fail", "@x", "ex.", "e.")
"""One of these stands in the names of every object that tells an exception."""
_PYTHON_LEVELS = {10: Level.DEBUG, 20: Level.INFO, 30: Level.WARNING, 40: Level.ERROR, 50: Level.CRITICAL}
_OF_REQUESTS = frozenset({Role.METHOD, Role.PATH, Role.STATUS, Role.MILLIS, Role.SECONDS, Role.DURATION})
_BARE_CODES = frozenset({"0", "200", "ok", "OK", ""})


class Fields(msgspec.Struct):
    """What the fields of one line say."""

    flat: dict[str, str]
    message: str = ""
    message_name: str = ""
    level: Level | None = None
    logger: str = ""
    process: str = ""
    request_id: str = ""
    release: str = ""
    codes: tuple[str, ...] = ()
    http: HttpExchange | None = None
    told_stream: str = ""
    """Of the task that an event of AWS tells of."""
    exceptions: tuple[ExceptionInfo, ...] = ()
    stacks: tuple[str, ...] = ()
    """Stack texts, in the order of the chain."""
    time_names: tuple[str, ...] = ()
    level_names: tuple[str, ...] = ()

    @property
    def logged_at(self) -> int | None:
        """The first of the times that can be read, milliseconds since the epoch; read when it is asked for."""
        times = (time_of_value(self.flat[name]) for name in self.time_names)
        return next((at for at in times if at is not None), None)


def decode_object(text: str) -> dict[str, object] | None:
    """The object that a text is; None for other text, for broken JSON and for nesting too deep to read."""
    try:
        value = _DECODER.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError, ValueError):
        if len(text) > _MAX_SLOW or ("NaN" not in text and "Infinity" not in text and "\\ud" not in text.lower()):
            return None
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return None
    return value if isinstance(value, dict) else None


def read_object(value: dict[str, object]) -> Fields:
    """Reads an object; a message that is itself an object is read as well and goes before the outer fields."""
    fields = _read(value)
    inner = fields.message.strip()
    if inner.startswith("{") and inner.endswith("}") and (nested := decode_object(inner)) is not None and nested:
        return _merged(fields, read_object_once(nested))
    return _with_errors(fields, value)


def read_object_once(value: dict[str, object]) -> Fields:
    """As `read_object`, without looking into the message."""
    return _with_errors(_read(value), value)


def _read(value: dict[str, object]) -> Fields:
    fields = read_flat(flatten(value))
    if is_delivered(value):
        told = subject(value)
        fields.release, fields.told_stream = "", told.stream if told else ""
    return fields


def _with_errors(fields: Fields, value: dict[str, object]) -> Fields:
    if _hints_at_errors(tuple(fields.flat)):
        fields.exceptions, stacks = read_error_fields(value)
        fields.stacks = tuple(dict.fromkeys(stacks))
        told = [code for stack in fields.stacks for code in codes_of_node(stack[:65_536].split("\n"))]
        fields.codes = tuple(dict.fromkeys((*fields.codes, *told)))[:8]
    return fields


def _merged(outer: Fields, inner: Fields) -> Fields:
    flat = {name: text for name, text in outer.flat.items() if name != outer.message_name}
    inner.flat = {**inner.flat, **{name: text for name, text in flat.items() if name not in inner.flat}}
    inner.level = inner.level if inner.level is not None else outer.level
    for name in ("logger", "process", "request_id", "release"):
        setattr(inner, name, getattr(inner, name) or getattr(outer, name))
    inner.http = inner.http or outer.http
    inner.codes = tuple(dict.fromkeys((*inner.codes, *outer.codes)))
    inner.time_names += outer.time_names
    inner.level_names += outer.level_names
    return inner


def read_flat(flat: dict[str, str]) -> Fields:
    """Reads dotted names with texts, of JSON or logfmt."""
    roles = _roles(tuple(flat))
    fields = Fields(flat)
    fields.message_name = roles[Role.MESSAGE][0] if Role.MESSAGE in roles else ""
    fields.message = flat.get(fields.message_name, "")
    fields.level_names = tuple(roles.get(Role.LEVEL, ()))
    fields.level = _level(flat, fields.level_names)
    fields.time_names = tuple(roles.get(Role.TIME, ()))
    fields.logger = _first(flat, roles, Role.LOGGER)
    fields.process = _first(flat, roles, Role.PROCESS)
    fields.request_id = _first(flat, roles, Role.REQUEST)[:128]
    fields.release = _first(flat, roles, Role.RELEASE)[:128]
    fields.codes = _codes(flat, roles)
    fields.http = _http(flat, roles)
    return fields


@lru_cache(maxsize=2048)
def _roles(names: tuple[str, ...]) -> Mapping[Role, tuple[str, ...]]:
    """The names of each role, the one that counts first; the lines of one program share their names."""
    found: dict[Role, list[str]] = {}
    for name in names:
        role = role_of(name)
        if role is not None:
            found.setdefault(role, []).append(name)
    return {
        role: tuple(sorted(names, key=lambda name: ROLE_ORDER.get(name.lower(), 9_999)))
        for role, names in found.items()
    }


@lru_cache(maxsize=2048)
def _names_of_requests(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if role_of(name) in _OF_REQUESTS)


def http_of(value: Mapping[str, object]) -> HttpExchange | None:
    """The request that an object of plain values tells of, read by itself."""
    names = _names_of_requests(tuple(value))
    flat = {name[:200]: text_of(value[name]) for name in names if value[name] is not None}
    return _http(flat, _roles(tuple(flat)))


@lru_cache(maxsize=2048)
def _hints_at_errors(names: tuple[str, ...]) -> bool:
    text = " ".join(names).lower()
    return any(hint in text for hint in _ERROR_NAMES)


def _first(flat: dict[str, str], roles: Mapping[Role, tuple[str, ...]], role: Role) -> str:
    return next((flat[name] for name in roles.get(role, ()) if flat[name]), "")


def _level(flat: dict[str, str], names: tuple[str, ...]) -> Level | None:
    for name in names:
        if (level := level_from_word(flat[name])) is not None:
            return level
    for name in names:
        text, lower = flat[name], name.lower()
        try:
            number = float(text)
        except ValueError:
            continue
        if not isfinite(number):
            continue
        if lower.endswith("levelno"):
            found = _PYTHON_LEVELS.get(int(number))
        elif lower.endswith(("severitynumber", "severity_number")):
            found = level_from_severity_number(number)
        elif lower.endswith("level_value"):
            found = level_from_number(number / 1000 + 10) if number >= 5_000 else None
        else:
            found = level_from_number(number)
        if found is not None:
            return found
    return None


def _codes(flat: dict[str, str], roles: Mapping[Role, tuple[str, ...]]) -> tuple[str, ...]:
    found = [flat[name] for name in roles.get(Role.CODE, ()) if len(flat[name]) <= 64 and " " not in flat[name]]
    return tuple(dict.fromkeys(code for code in found if code not in _BARE_CODES))[:8]


def _http(flat: dict[str, str], roles: Mapping[Role, tuple[str, ...]]) -> HttpExchange | None:
    method = _first(flat, roles, Role.METHOD)
    path = _first(flat, roles, Role.PATH)
    status = next(
        (
            int(flat[name])
            for name in roles.get(Role.STATUS, ())
            if len(flat[name]) == 3 and flat[name].isascii() and flat[name].isdigit() and 100 <= int(flat[name]) < 600
        ),
        0,
    )
    if not ((path and (method or status)) or (status and _is_answer(flat, roles))) or not (
        method == "" or method.isalpha()
    ):
        return None
    if "://" in path[:10]:
        path = "/" + path.split("://", 1)[1].partition("/")[2]
    return HttpExchange(
        method.upper()[:16],
        path.partition("?")[0][:4096],
        status,
        _duration(flat, roles),
        _first(flat, roles, Role.UPSTREAM),
        _first(flat, roles, Role.AGENT)[:1000],
    )


def _is_answer(flat: dict[str, str], roles: Mapping[Role, tuple[str, ...]]) -> bool:
    """The line of an answer that leaves the request to an earlier line, as Fastify writes it."""
    return any(name.lower() == "res.statuscode" for name in roles.get(Role.STATUS, ())) and _duration(flat, roles) >= 0


def _duration(flat: dict[str, str], roles: Mapping[Role, tuple[str, ...]]) -> float:
    for role, factor in ((Role.MILLIS, 1.0), (Role.SECONDS, 1_000.0), (Role.DURATION, 0.0)):
        for name in roles.get(role, ()):
            if (millis := _millis(flat[name], factor)) >= 0:
                return millis
    return -1.0


def _millis(text: str, factor: float) -> float:
    """A duration in milliseconds; without a unit and factor, small fractions are seconds (zap, caddy) and large numbers nanoseconds."""
    for unit, scale in (("ms", 1.0), ("µs", 0.001), ("us", 0.001), ("ns", 1e-6), ("s", 1_000.0)):
        if text.endswith(unit):
            text, factor = text[: -len(unit)], scale
            break
    try:
        number = float(text)
    except ValueError:
        return -1.0
    if not factor:
        factor = 1e-6 if number >= 1e6 else (1_000.0 if "." in text and number < 60 else 1.0)
    return round(number * factor, 3)
