"""JSON documents with events inside: API answers, query results, subscription records and their wrappers."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator

from triage.model.events import LogEvent
from triage.sources.carriers.jsontext import JsonText, Malformed
from triage.sources.carriers.origin import Batches, Faults, Origin, batched
from triage.sources.carriers.rows import Json, event_of, is_object
from triage.sources.opening import Limits, Unreadable, gunzip

STREAMED = ("events", "results")
"""Arrays of events that may be larger than memory."""
CARRYING = (*STREAMED, "logEvents", "awslogs", "Records", "records", "messageType")
"""Keys that tell a document with events from any other JSON."""
_BROKEN = 1_000
"""Places behind which reading goes on: finding the next document costs time."""
_DEEPEST = 3


def read_documents(blocks: Iterator[bytes], origin: Origin, faults: Faults) -> Batches:
    """Events of all documents, which may stand back to back or in one array."""
    return batched(_Documents(blocks, origin, faults).events())


class _Documents:
    def __init__(self, blocks: Iterator[bytes], origin: Origin, faults: Faults) -> None:
        self._text = JsonText(blocks, origin.limits.value_chars)
        self._origin = origin
        self._faults = faults
        self._number = 0
        self._broken = 0

    def events(self) -> Iterator[LogEvent]:
        while True:
            try:
                opening = self._text.peek()
                if not opening:
                    return
                if opening == "{":
                    yield from self._document()
                elif opening == "[":
                    self._text.take("[")
                    yield from self._array()
                elif not self._text.take(","):
                    raise Malformed("no object or array")
            except Malformed as error:
                self._damaged()
                self._broken += 1
                if self._broken > _BROKEN:
                    raise Unreadable(f"more than {_BROKEN} places in it are no valid JSON") from error
                if not self._text.resume():
                    raise Unreadable(
                        f"no valid JSON after character {self._text.where} ({error})", "was the file cut off?"
                    ) from error

    def _document(self) -> Iterator[LogEvent]:
        """One object: arrays of events are read one by one, all else is held until its end."""
        self._text.take("{")
        rest: dict[str, object] = {}
        while not self._text.take("}"):
            key = self._text.value()
            if not isinstance(key, str) or not self._text.take(":"):
                raise Malformed("no key")
            if key in STREAMED and self._text.take("["):
                yield from self._array()
            else:
                rest[key] = self._text.value()
            if not self._text.take(",") and self._text.peek() != "}":
                raise Malformed("no comma")
        if any(key in rest for key in CARRYING) or not set(STREAMED).isdisjoint(rest):
            yield from self._inside(rest, 0)
        elif "message" in rest or "@message" in rest:
            yield from self._one(rest)

    def _array(self) -> Iterator[LogEvent]:
        while not self._text.take("]"):
            value = self._text.value()
            if is_object(value) and any(key in value for key in CARRYING):
                yield from self._inside(value, 0)
            else:
                yield from self._one(value)
            if not self._text.take(",") and self._text.peek() != "]":
                raise Malformed("no comma")

    def _one(self, value: object, header: Json | None = None) -> Iterator[LogEvent]:
        self._number += 1
        event = event_of(value, header, self._origin.log_stream)
        if event is None:
            self._faults.add(self._number)
        else:
            self._faults.read += 1
            yield event

    def _inside(self, value: Json, depth: int) -> Iterator[LogEvent]:
        """Events of a decoded document: a subscription record, or what wraps one."""
        if value.get("messageType") == "CONTROL_MESSAGE" or depth > _DEEPEST:
            return
        for key in ("logEvents", *STREAMED):
            for row in _listed(value.get(key)):
                yield from self._one(row, value)
        if is_object(wrapped := value.get("awslogs")):
            yield from self._unwrapped(wrapped.get("data"), depth)
        for record in (*_listed(value.get("Records")), *_listed(value.get("records"))):
            if not is_object(record):
                self._damaged()
                continue
            inner = record.get("kinesis", record)
            yield from self._unwrapped(inner.get("data") if is_object(inner) else None, depth)

    def _unwrapped(self, data: object, depth: int) -> Iterator[LogEvent]:
        """Base64 of (usually packed) JSON, as Lambda, Kinesis and Firehose hand records over."""
        try:
            value = json.loads(_unpacked(data, self._origin.limits))
        except (ValueError, TypeError, RecursionError, binascii.Error, Unreadable):
            self._damaged()
            return
        if is_object(value):
            yield from self._inside(value, depth + 1)

    def _damaged(self) -> None:
        self._number += 1
        self._faults.add(self._number)


def _unpacked(data: object, limits: Limits) -> bytes:
    if not isinstance(data, str):
        raise TypeError("no text")
    raw = base64.b64decode(data, validate=True)
    if not raw.startswith(b"\x1f\x8b"):
        return raw
    whole = bytearray()
    for block in gunzip([raw], limits):
        whole += block
        if len(whole) > limits.value_chars:
            raise Unreadable("a record expands beyond the limit")
    return bytes(whole)


def _listed(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else ()
