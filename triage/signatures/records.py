"""Record -> signature: what makes two records the same, and which values differed."""

import msgspec

from triage.model.events import ExceptionInfo, HttpExchange, Layout, Level, LogRecord
from triage.signatures.identity import signature_id
from triage.signatures.lexing import WILDCARD
from triage.signatures.masking import mask_with_values
from triage.signatures.routes import route_of

MAX_VALUES = 12


class Signature(msgspec.Struct, frozen=True):
    """A stable digest, the text that remains, and what it was built from."""

    id: str
    template: str
    parts: tuple[str, ...]
    """What the digest was made of: the answer to "why grouped"."""
    values: tuple[tuple[str, str], ...] = ()
    """Place of the wildcard, from 1, and what stood there."""


def sign(record: LogRecord) -> Signature:
    """The signature of one record.

    A trace is grouped by its root exception: type, masked message, nearest frame of the application's own code and
    error codes, so that it does not matter which layer logged it. An access line is grouped by its method, route and
    status. Any other record is grouped by level, logger and masked message.
    """
    if record.layout is Layout.ACCESS and record.http is not None:
        return _of_request(record.http)
    root = record.root_exception
    return _of_exception(record, root) if root else _of_message(record)


def _of_exception(record: LogRecord, root: ExceptionInfo) -> Signature:
    masked = mask_with_values(root.message.split("\n", 1)[0])
    template = f"{root.type}: {masked.template}" if masked.template else root.type
    frame = next((f for f in reversed(root.frames) if f.in_app), None)
    place = f"{frame.function}" if frame else ""
    parts = ("exception", root.type, masked.template, place, *record.codes)
    return Signature(signature_id(parts), template, parts, _numbered(masked.values))


def _of_request(http: HttpExchange) -> Signature:
    """A request is grouped by method, route and status."""
    route = route_of(http.path).replace("{}", WILDCARD)
    template = f"{http.method} {route} {http.status or ''}".strip()
    return Signature(signature_id(("request", template)), template, ("request", http.method, route, str(http.status)))


def _of_message(record: LogRecord) -> Signature:
    message = record.message or record.text
    masked = mask_with_values(message.split("\n", 1)[0])
    level = record.level.name if record.level is not None and record.level >= Level.WARNING else ""
    parts = ("message", level, record.logger, masked.template)
    return Signature(signature_id(parts), masked.template, parts, _numbered(masked.values))


def _numbered(values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((str(place), value) for place, value in enumerate(values[:MAX_VALUES], 1))
