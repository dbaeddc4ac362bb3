"""Parts of a record by name, for `field` leaves and for captures that are no group of a pattern."""

from collections.abc import Callable

from triage.model.events import Frame, Level, LogRecord

Part = Callable[[LogRecord], str]


def _top_frame(record: LogRecord) -> Frame | None:
    """The frame of the application's own code nearest to where the root exception was raised."""
    for exception in reversed(record.exceptions):
        for frame in reversed(exception.frames):
            if frame.in_app:
                return frame
    root = record.root_exception
    return root.frames[-1] if root and root.frames else None


def _frame_part(read: Callable[[Frame], str]) -> Part:
    def part(record: LogRecord) -> str:
        frame = _top_frame(record)
        return read(frame) if frame else ""

    return part


def _raised_by(record: LogRecord) -> str:
    """`app` or `library`: whose code raised the root exception; empty without frames."""
    root = record.root_exception
    if root is None or not root.frames:
        return ""
    return "app" if root.frames[-1].in_app else "library"


_LEVELS = {level: level.name.lower() for level in Level}
PARTS: dict[str, Part] = {
    "level": lambda r: _LEVELS[r.level] if r.level is not None else "",
    "logger": lambda r: r.logger,
    "layout": lambda r: r.layout.value,
    "message": lambda r: r.message,
    "service": lambda r: r.service,
    "release": lambda r: r.release,
    "request_id": lambda r: r.request_id,
    "http.status": lambda r: str(r.http.status) if r.http and r.http.status else "",
    "http.method": lambda r: r.http.method if r.http else "",
    "http.path": lambda r: r.http.path if r.http else "",
    "http.upstream": lambda r: r.http.upstream if r.http else "",
    "http.user_agent": lambda r: r.http.user_agent if r.http else "",
    "life.kind": lambda r: r.life.kind.value if r.life else "",
    "life.exit_code": lambda r: str(r.life.exit_code) if r.life and r.life.exit_code is not None else "",
    "life.signal": lambda r: r.life.signal if r.life else "",
    "exception.type": lambda r: r.root_exception.type if r.root_exception else "",
    "exception.message": lambda r: r.root_exception.message if r.root_exception else "",
    "exception.outer_type": lambda r: r.exceptions[0].type if r.exceptions else "",
    "exception.raised_by": _raised_by,
    "frame.function": _frame_part(lambda f: f.function),
    "frame.file": _frame_part(lambda f: f.file),
    "frame.line": _frame_part(lambda f: str(f.line) if f.line else ""),
}


PARTS_OF_EXCEPTIONS = frozenset(path for path in PARTS if path.startswith("exception."))
"""Empty in a record without an exception."""


def value_of(record: LogRecord, path: str) -> str:
    """A part's value, or a structured field's; empty when the record has none."""
    part = PARTS.get(path)
    if part is not None:
        return part(record)
    if path == "code":
        return record.codes[0] if record.codes else ""
    return next((value for name, value in record.fields if name == path), "")
