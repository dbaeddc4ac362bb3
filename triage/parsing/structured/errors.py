"""Exceptions inside a JSON object: stack texts, error objects with causes, structlog's and log4j2's lists of frames."""

from collections.abc import Mapping

from triage.model.events import ExceptionInfo, Frame
from triage.parsing.errortypes import is_exception_type
from triage.parsing.limits import MAX_DEPTH, MAX_FRAMES, MAX_MESSAGE
from triage.parsing.structured.flattening import text_of
from triage.parsing.traces.chain import bounded, in_app
from triage.parsing.traces.reading import read_exceptions

_HOLDERS = (
    "err", "error", "exception", "exc_info", "thrown", "e", "ex", "exc", "throwable", "@x", "reason", "cause", "failure", "proc_err", "exception_info", "errors",
)  # fmt: skip
_TYPES = (
    "type",
    "exc_type",
    "class",
    "exception_class",
    "class_name",
    "kind",
    "classname",
    "name",
    "typename",
    "exceptiontype",
    "errortype",
)
_MESSAGES = ("message", "msg", "exc_value", "exception_message", "value", "localizedmessage", "detail", "errormessage")
_STACKS = (
    "stack",
    "stacktrace",
    "stack_trace",
    "trace",
    "traceback",
    "backtrace",
    "extendedstacktrace",
    "formatted",
    "stacktracestring",
)
_FRAMES = ("frames", "stacktrace", "trace", "extendedstacktrace", "stack", "step_array", "stack_trace", "backtrace")
_CAUSES = (
    "cause",
    "previous",
    "inner",
    "innerexception",
    "inner_exception",
    "causedby",
    "caused_by",
    "original",
    "parent",
    "context",
    "reason",
    "aggregateerrors",
)
_CONTAINERS = (
    "attributes",
    "context",
    "extra",
    "fields",
    "data",
    "meta",
    "payload",
    "log",
    "properties",
    "record",
    "body",
    "details",
    "jsonpayload",
)
_MAX_LINES = 1_000


def read_error_fields(value: Mapping[str, object]) -> tuple[tuple[ExceptionInfo, ...], list[str]]:
    """The chain that the fields of an object tell, and the stack texts that it was read from."""
    stacks: list[str] = []
    for holder in _error_values(value, 0):
        if isinstance(holder, str):
            chain = _of_text(holder, stacks)
        elif isinstance(holder, list):
            chain = _of_list(holder, stacks)
        elif isinstance(holder, dict):
            chain = _of_object(holder, stacks, 0)
        else:
            continue
        if chain:
            return bounded(chain), stacks
    return _flat(value, stacks), stacks


def _lowered(value: Mapping[str, object]) -> dict[str, object]:
    return {key.lower(): item for key, item in value.items()}


def _error_values(value: Mapping[str, object], depth: int) -> list[object]:
    """Values that may be errors, the likeliest first."""
    low = _lowered(value)
    found = [low[name] for name in _HOLDERS if low.get(name)]
    if depth < 2:
        for name in _CONTAINERS:
            inner = low.get(name)
            if isinstance(inner, dict):
                found += _error_values(inner, depth + 1)
    found += [low[name] for name in _STACKS if isinstance(low.get(name), str) and low[name]]
    return found


def _of_text(text: str, stacks: list[str]) -> list[ExceptionInfo]:
    if "\n" in text:
        stacks.append(text)
    return list(read_exceptions(text[:200_000].split("\n")))


def _of_list(items: list[object], stacks: list[str]) -> list[ExceptionInfo]:
    """structlog prints a list of tracebacks, the outermost first where it follows `exc_type`."""
    chain: list[ExceptionInfo] = []
    for item in items[:64]:
        if isinstance(item, dict):
            chain += _of_object(item, stacks, 1)
    return chain


def _of_object(value: dict[str, object], stacks: list[str], depth: int) -> list[ExceptionInfo]:
    low = _lowered(value)
    name = next((item for key in _TYPES if isinstance(item := low.get(key), str) and item), "")
    message = next((text_of(item) for key in _MESSAGES if isinstance(item := low.get(key), str) and item), "")
    stack = _stack(low, name, message)
    chain = _of_text(stack, stacks) if stack else []
    if stack and "\n" not in stack:
        stacks.append(stack)
    frames = next((tuple(_frames(item)) for key in _FRAMES if isinstance(item := low.get(key), list)), ())
    if chain:
        chain[0] = _named(chain[0], name, message)
    elif name and (is_exception_type(name) or frames or stack or message) and " " not in name:
        chain = [ExceptionInfo(name, message[:MAX_MESSAGE], frames)]
    if chain and len(chain) == 1 and depth < MAX_DEPTH:
        chain += _cause(low, stacks, depth)
    return chain


def _stack(low: dict[str, object], name: str, message: str) -> str:
    """The text of a stack; a list of its lines, without the head maybe, counts as well."""
    for key in _STACKS:
        item = low.get(key)
        if isinstance(item, str) and item:
            return item
        if isinstance(item, list) and item and all(isinstance(line, str) for line in item[:_MAX_LINES]):
            lines = [str(line) for line in item[:_MAX_LINES]]
            head = [f"{name}: {message}"] if name and not lines[0].startswith(name) else []
            return "\n".join([*head, *lines])
    return ""


def _named(first: ExceptionInfo, name: str, message: str) -> ExceptionInfo:
    """The class that a field names where the stack says `Error` only."""
    if (
        name
        and name != "error"
        and name not in first.type
        and first.type in ("error", "Error", "Exception", "")
        and " " not in name
    ):
        return ExceptionInfo(name, first.message or message, first.frames)
    return first


def _cause(low: dict[str, object], stacks: list[str], depth: int) -> list[ExceptionInfo]:
    for name in _CAUSES:
        item = low.get(name)
        if isinstance(item, dict):
            inner = item.get("exception")
            item = inner if isinstance(inner, dict) else item
            chain = _of_object(item, stacks, depth + 1)
        elif isinstance(item, str) and name in ("cause", "caused_by", "causedby", "previous", "innerexception"):
            chain = _of_text(item, stacks)
        elif isinstance(item, list) and item and isinstance(item[0], dict):
            chain = _of_object(item[0], stacks, depth + 1)
        else:
            continue
        if chain:
            return chain
    return []


def _frames(items: list[object]) -> list[Frame]:
    """Frames as objects, in whatever order they were printed; named as printed."""
    frames = []
    for item in items[:MAX_FRAMES]:
        if not isinstance(item, dict):
            continue
        low = _lowered(item)
        file = text_of(low.get("filename") or low.get("file") or low.get("source") or low.get("path"))
        function = ".".join(
            text_of(low[key])
            for key in ("class", "func", "function", "method", "name")
            if isinstance(low.get(key), str)
        )
        number = low.get("lineno") or low.get("line") or low.get("linenumber")
        line = (
            int(number)
            if isinstance(number, int) or (isinstance(number, str) and number.isdecimal() and len(number) < 10)
            else 0
        )
        frames.append(Frame(function, file, line, in_app(file, function, by_name=True)))
    return frames


def _flat(value: Mapping[str, object], stacks: list[str]) -> tuple[ExceptionInfo, ...]:
    """Dotted names in a flat object: `exception.type`, `error.type`, `exception.message`, `error.stack_trace`."""
    low = _lowered(value)
    inner = low.get("attributes")
    if isinstance(inner, dict):
        low = {**low, **_lowered(inner)}
    for holder in ("exception", "error", "err"):
        nested = {key[len(holder) + 1 :]: item for key, item in low.items() if key.startswith(holder + ".")}
        if nested and (chain := _of_object(nested, stacks, 0)):
            return bounded(chain)
    named = next((low[key] for key in ("exc_type", "exception_class", "error_type", "exceptiontype", "error_class", "errortype", "exception_type", "error_name")
                  if isinstance(low.get(key), str)), "")  # fmt: skip
    if isinstance(named, str) and named and " " not in named:
        text = next(
            (
                text_of(low[key])
                for key in ("exc_value", "exception_message", "error_message", "errormessage", "error")
                if isinstance(low.get(key), str)
            ),
            "",
        )
        return (ExceptionInfo(named, text[:MAX_MESSAGE]),)
    return ()
