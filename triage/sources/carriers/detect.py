"""Which carrier an input is, told by its first block of text."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec

from triage.sources.carriers.csvrows import is_csv_rows, read_csv_rows
from triage.sources.carriers.documents import CARRYING, read_documents
from triage.sources.carriers.jsonl import read_jsonl
from triage.sources.carriers.jsontext import JsonText, Malformed
from triage.sources.carriers.origin import Carrier, Origin
from triage.sources.carriers.plain import is_compose, read_compose, read_docker, read_plain
from triage.sources.carriers.rows import is_event, is_object
from triage.sources.carriers.stamped import recognise
from triage.sources.carriers.tabrows import is_tab_rows, read_tab_rows
from triage.sources.opening import NotLogs, Unreadable

_LINES = 400
_OBJECTS = 50
_KEYS = 64
_BINARY_LOOK = 1 << 16


def carrier_of(head: bytes, origin: Origin) -> Carrier:
    """The reader for an input that begins with these bytes; raises NotLogs for what cannot be logs."""
    if _is_binary(head):
        raise NotLogs("it is no text", "give log files, or the output of `aws logs`")
    lines = [text for line in head.split(b"\n", _LINES)[:_LINES] if (text := line.decode("utf-8", "replace").rstrip())]
    start = lines[0].lstrip()[:1] if lines else ""
    if start in ("{", "["):
        return _of_json(head, lines) or _of_text(lines, origin)
    return _of_text(lines, origin)


def _is_binary(head: bytes) -> bool:
    look = head[:_BINARY_LOOK]
    controls = sum(look.count(code) for code in range(32) if code not in b"\t\n\v\f\r\x1b\b")
    return look.count(0) * 100 > len(look) or controls * 20 > len(look)


def _of_text(lines: list[str], origin: Origin) -> Carrier:
    if is_csv_rows(lines):
        return read_csv_rows
    if is_tab_rows(lines):
        return read_tab_rows
    if (stamped := recognise(lines, origin.exported)) is not None:
        return stamped
    return read_compose if is_compose(lines) else read_plain


def _of_json(head: bytes, lines: list[str]) -> Carrier | None:
    """None: the text only looks like JSON, or holds a program's own JSON lines."""
    objects = [value for line in lines[:_OBJECTS] if is_object(value := _decoded(line))]
    for value in objects:
        if any(key in value for key in CARRYING) and not is_event(value) and _carries(value):
            return read_documents
        if is_event(value):
            return read_jsonl
        if isinstance(value.get("log"), str) and isinstance(value.get("time"), str) and len(value) <= 4:
            return read_docker
    if len(objects) > 1 or (objects and len(lines) > 1 and not _is_one_document(head)):
        return None
    return _of_document(head, alone=len(lines) == len(objects) == 1)


def _of_document(head: bytes, alone: bool) -> Carrier | None:
    """One document that is spread over lines, or longer than the sample."""
    text = JsonText(iter([head]), len(head) + 1)
    try:
        if text.take("["):
            return _of_array(text)
        text.take("{")
        keys = list(_keys(text))
    except (Malformed, Unreadable):
        return None
    found = {key for key, _ in keys}
    if any(_opens(key, value) for key, value in keys):
        return read_documents
    if "message" in found and "timestamp" in found:
        return read_documents
    if alone:
        return None  # one line of a program's own JSON log
    if not found:
        return None
    raise NotLogs("it is a JSON document without log events", "give log events, or the output of `aws logs`")


def _of_array(text: JsonText) -> Carrier | None:
    opening = text.peek()
    if opening == "]":
        return read_documents
    if opening not in ("{", "["):
        return None
    first = text.value()
    if isinstance(first, list):
        row = bool(first) and all(is_object(cell) and "field" in cell for cell in first)
        return read_documents if row else None
    if is_event(first) or (is_object(first) and _carries(first)):
        return read_documents
    raise NotLogs("it is a JSON array without log events", "give log events, or the output of `aws logs`")


def _keys(text: JsonText) -> Iterator[tuple[str, str]]:
    """Keys of the object with the first character of their values, up to the one that brings events."""
    for _ in range(_KEYS):
        if text.peek() in ("}", ""):
            return
        key = text.value()
        if not isinstance(key, str) or not text.take(":"):
            raise Malformed("no key")
        opening = text.peek()
        yield key, opening
        if _opens(key, opening):
            return
        try:
            text.value()
        except Malformed:
            return  # the sample ends inside this value
        text.take(",")


def _opens(key: str, opening: str) -> bool:
    return key in CARRYING and opening == {"awslogs": "{", "messageType": '"'}.get(key, "[")


def _carries(value: object) -> bool:
    return is_object(value) and any(
        isinstance(value.get(key), {"awslogs": dict, "messageType": str}.get(key, list)) for key in CARRYING
    )


def _is_one_document(head: bytes) -> bool:
    """True when the lines are parts of one document, as a pretty-printed object with inner objects."""
    return head.lstrip()[1:2] in (b"\n", b"\r")


def _decoded(line: str) -> object:
    if not line.startswith("{"):
        return None
    try:
        return msgspec.json.decode(line)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        pass
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
