"""One joined record read: time, level, logger, message, exceptions, HTTP exchange, life event, fields."""

import re
from typing import NamedTuple

import msgspec

from triage.model.events import Cut, ExceptionInfo, HttpExchange, Layout, Level, LifeEvent, LogRecord
from triage.parsing.access import is_access_line, read_access
from triage.parsing.details import codes_in, release_in, request_id_in
from triage.parsing.headers.plain import Header, read_header
from triage.parsing.headers.times import settled, stamp_at
from triage.parsing.joining import Joined
from triage.parsing.life import read_life
from triage.parsing.limits import MAX_FIELD_CHARS, MAX_FIELDS, MAX_MESSAGE, MAX_RAW, MAX_TEXT
from triage.parsing.openrecord import TWO_LINE_LEVELS, TWO_LINES
from triage.parsing.structured.logfmt import is_logfmt, read_logfmt
from triage.parsing.structured.objects import Fields, decode_object, read_flat, read_object
from triage.parsing.traces.node import codes_of_node, speaks_of_error
from triage.parsing.traces.reading import read_exceptions
from triage.parsing.unwrapping import Unwrapped, unwrap, unwrap_text

_TRACE_LINE = re.compile(
    r"(?:\s+at |Traceback \(most|Caused by|\s+File \"|goroutine \d|#\d+ |Stack trace:|\[stacktrace\]|\s+from |\s+\d{1,5}: )"
)
_NODE_FRAME = re.compile(r"\s+at .{1,300}:\d{1,9}:\d{1,9}\)?\s*(?:\n|$)")
_MAX_LINES = 5_000
_MAX_WORDS_BEFORE_OBJECT = 300


def read(joined: Joined) -> LogRecord:
    """Reads a joined record; never fails, whatever the text. Work is linear in the text and bounded by `limits`."""
    unwrapped = unwrap(joined.lines)
    raw = joined.lines[0] if joined.events == 1 else "\n".join(joined.lines)
    record = _read(unwrapped, raw, joined.timestamp, joined.cuts)
    return msgspec.structs.replace(
        record,
        log_group=joined.log_group,
        log_stream=joined.log_stream,
        environment=joined.environment,
        end_timestamp=joined.end_timestamp,
        events=joined.events,
    )


def read_text(text: str) -> LogRecord:
    """Reads a lone text as one record: a line or a joined trace, maybe with the prefix of a container or a time on its lines.

    Its time stamps are 0.
    """
    return _read(unwrap_text(text), text, 0, ())


class Glance(NamedTuple):
    """What the fields of a JSON line tell, its message unread."""

    text: str
    """As that of its record."""
    fields: Fields


def glance(line: str, value: dict[str, object]) -> Glance | None:
    """The fields of a JSON line by themselves, `value` being its object; None where its message has a header of its
    own, and where a carrier's object wraps what the program wrote."""
    return None if '"log"' in line else _glanced(read_object(value), "")


def glance_at_pairs(line: str) -> Glance | None:
    """The fields of a line of `name=value` pairs, likewise."""
    return _glanced(read_flat(read_logfmt(line)), line)


def _glanced(fields: Fields, line: str) -> Glance | None:
    message = fields.message
    if (fields.level is None or fields.message_name == "text") and message and _inner_header(message) is not None:
        return None
    if fields.http is None:
        fields.http = _http_in(message)
    return Glance(_text(fields, line), fields)


def _read(source: Unwrapped, raw: str, timestamp: int, cuts: tuple[Cut, ...]) -> LogRecord:
    text = source.text
    if text[:1] == "{" or text[:2] == " {":
        value = decode_object(text)
        if value is not None:
            return _structured(read_object(value), Header(), source, raw, timestamp, cuts, Layout.JSON)
    first, _, rest = text.partition("\n")
    if is_logfmt(first):
        return _structured(read_flat(read_logfmt(first)), Header(), source, raw, timestamp, cuts, Layout.LOGFMT)
    header = read_header(first, timestamp)
    if rest and header.level is None and rest.startswith(TWO_LINE_LEVELS) and TWO_LINES.match(first):
        first, rest = _second_line(header, first, rest)
    message = header.message
    if message[:1] == "{" and text.rstrip()[-1:] == "}":
        value = decode_object(message + ("\n" + rest if rest else ""))
        if value is not None and len(value) > 1:
            return _structured(read_object(value), header, source, raw, timestamp, cuts, Layout.JSON)
    if not rest and message[-1:] == "}" and (found := _with_object(header)) is not None:
        return _structured(found, header, source, raw, timestamp, cuts, Layout.JSON)
    return _plain(header, first, rest, source, raw, timestamp, cuts)


_FINISHED = "      Request finished "
"""How ASP.NET tells of an answered request, below the line with level and logger."""


def _second_line(header: Header, first: str, rest: str) -> tuple[str, str]:
    """java.util.logging puts class and method on the first line, level and message on the second."""
    second, _, further = rest.partition("\n")
    told = read_header(second)
    header.logger = header.message.partition(" ")[0]
    header.level, header.message = told.level, told.message
    return first, further


def _with_object(header: Header) -> Fields | None:
    """A name or a message before a JSON object on the same line, as zap and containers print them; without a level it is
    no record of a logger but what the words speak of."""
    at = header.message.find('{"', 1, _MAX_WORDS_BEFORE_OBJECT)
    if at < 1 or header.message[at - 1] not in " \t":
        return None
    value = decode_object(header.message[at:])
    if value is None:
        return None
    fields = read_object(value)
    if not fields.message:
        fields.message = header.message[:at].strip()
    elif fields.level is None:
        fields.message = header.message
    return fields


def _plain(
    header: Header, first: str, rest: str, source: Unwrapped, raw: str, timestamp: int, cuts: tuple[Cut, ...]
) -> LogRecord:
    text = source.text
    exceptions: tuple[ExceptionInfo, ...] = ()
    codes: tuple[str, ...] = (header.code,) if header.code else ()
    lines = [header.message, *rest.split("\n")[:_MAX_LINES]] if rest else [header.message]
    http = read_access(first) if not rest or " HTTP/" in first else None
    if http is None and rest.startswith(_FINISHED):
        http = read_access(rest.partition("\n")[0])
    access = http is not None and is_access_line(first) and not rest.strip()
    life: LifeEvent | None = None
    message = header.message
    if not access:
        if (
            rest
            and header.level is Level.ERROR
            and first.endswith("error: " + header.message)
            and _NODE_FRAME.match(rest)
            and not speaks_of_error(header.message)
        ):
            lines[0] = "error: " + header.message
        exceptions = read_exceptions(lines)
        if exceptions or header.level is None or header.level >= Level.WARNING:
            codes = (*codes, *(codes_of_node(lines) if rest else ()), *codes_in(text))
        if rest:
            message = _message(lines)
        if not exceptions:
            life = read_life(message)
    return LogRecord(
        timestamp=timestamp,
        raw=_clip(raw, MAX_RAW),
        text=_clip(text, MAX_TEXT),
        end_timestamp=timestamp,
        events=1,
        layout=Layout.ACCESS if access else Layout.PLAIN,
        level=header.level,
        logger=header.logger,
        message=message[:MAX_MESSAGE],
        exceptions=exceptions,
        codes=tuple(dict.fromkeys(codes))[:8],
        request_id=request_id_in(first),
        process=header.process,
        release="" if access else release_in(message) or source.release,
        logged_at=header.logged_at if header.logged_at is not None or not access else _access_time(first, timestamp),
        http=http,
        life=life,
        fields=source.fields,
        cuts=_cuts(cuts, text, raw),
    )


def _access_time(line: str, arrived: int) -> int | None:
    """The time inside an access line: in brackets, or the second word of a load balancer's line."""
    bracket = line.find("[", 0, 300)
    stamp = stamp_at(line, bracket + 1 if bracket >= 0 else line.find(" ", 0, 10) + 1)
    return settled(stamp, arrived) if stamp is not None else None


def _message(lines: list[str]) -> str:
    """The message of several lines, without the stack."""
    kept = [lines[0]]
    size = len(lines[0])
    for line in lines[1:]:
        if _TRACE_LINE.match(line) or size > MAX_MESSAGE:
            break
        kept.append(line)
        size += len(line) + 1
    return "\n".join(kept).strip()


def _structured(
    fields: Fields, header: Header, source: Unwrapped, raw: str, timestamp: int, cuts: tuple[Cut, ...], layout: Layout
) -> LogRecord:
    flat = fields.flat
    message, level, logger, process, logged_at = (
        fields.message,
        fields.level,
        fields.logger,
        fields.process,
        fields.logged_at,
    )
    inner = _inner_header(message) if level is None or fields.message_name == "text" else None
    if inner is not None:
        level = level if level is not None else inner.level
        message, logger, process = inner.message, logger or inner.logger, process or inner.process
    exceptions = _fuller(fields.exceptions, message)
    text = _text(fields, source.text if layout is Layout.LOGFMT else "")
    alarming = exceptions or level is None or level >= Level.WARNING
    return LogRecord(
        timestamp=timestamp,
        raw=_clip(raw, MAX_RAW),
        text=_clip(text, MAX_TEXT),
        end_timestamp=timestamp,
        events=1,
        layout=layout,
        level=level if level is not None else header.level,
        logger=logger or header.logger,
        message=message[:MAX_MESSAGE],
        exceptions=exceptions,
        codes=tuple(dict.fromkeys((*fields.codes, *(codes_in(text) if alarming else ()))))[:8],
        request_id=fields.request_id or request_id_in(message),
        process=process or header.process,
        release=fields.release or release_in(message) or source.release,
        logged_at=logged_at if logged_at is not None else header.logged_at,
        http=fields.http or _http_in(message),
        life=None if exceptions else read_life(message),
        fields=_fields(flat, source),
        told_stream=fields.told_stream,
        cuts=_cuts(cuts, text, raw),
    )


def _fuller(told: tuple[ExceptionInfo, ...], message: str) -> tuple[ExceptionInfo, ...]:
    """The exceptions of the fields, or those of the message where only that holds the trace."""
    if told and ("\n" not in message or any(one.frames for one in told)):
        return told
    return read_exceptions(message.split("\n")[:_MAX_LINES]) or told


def _inner_header(message: str) -> Header | None:
    """The header of a plain log line that a structured one carries as its message."""
    header = read_header(message.partition("\n")[0])
    if header.level is None:
        return None
    rest = message.partition("\n")[2]
    header.message = header.message + "\n" + rest if rest else header.message
    return header


def _http_in(message: str) -> HttpExchange | None:
    return read_access(message.partition("\n")[0]) if "/" in message[:300] else None


def _text(fields: Fields, line: str) -> str:
    """Message, stacks, then the remaining fields; a logfmt line stays as it is."""
    if line:
        return line
    parts = [fields.message] if fields.message else []
    parts += [stack.strip("\n") for stack in fields.stacks if stack not in fields.message]
    told = "\n".join(parts)
    skip = {fields.message_name, *fields.time_names, *fields.level_names}
    stacks = set(fields.stacks)
    for name, value in fields.flat.items():
        if name not in skip and value and value not in stacks and not (len(value) > 200 and value in told):
            parts.append(f"{name}: {value}")
    return "\n".join(parts)


def _fields(flat: dict[str, str], source: Unwrapped) -> tuple[tuple[str, str], ...]:
    merged = {**dict(source.fields), **flat} if source.fields else flat
    return tuple((name, merged[name][:MAX_FIELD_CHARS]) for name in sorted(merged)[:MAX_FIELDS])


def _clip(text: str, limit: int) -> str:
    """The text, or its head and tail."""
    if len(text) <= limit:
        return text
    return text[: limit // 2] + "\n...\n" + text[-(limit // 2) :]


def _cuts(cuts: tuple[Cut, ...], text: str, raw: str) -> tuple[Cut, ...]:
    if (len(text) > MAX_TEXT or len(raw) > MAX_RAW) and Cut.SIZE not in cuts:
        return (*cuts, Cut.SIZE)
    return cuts
