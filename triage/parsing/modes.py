"""What an open record expects next: the state machine of joining as a table."""

from enum import IntEnum

from triage.parsing.shapes import Shape


class Mode(IntEnum):
    """The state of an open record."""

    DONE = 0
    """Complete: an access line, a JSON object on one line."""
    LINE = 1
    """A log line or plain line, which details may follow."""
    PY_FRAMES = 2
    """Inside a Python traceback, before the line with the exception."""
    PY_TAIL = 3
    """After that line."""
    PY_CHAIN = 4
    """A further traceback is announced."""
    SQL = 5
    """Inside an SQL tail."""
    HEAD = 6
    """After the line of an exception whose frames follow it (Java, Node, .NET, Ruby, PHP)."""
    FRAMES = 7
    """After such frames."""
    OBJECT = 8
    """Inside the braces that Node prints after the frames."""
    SOURCE = 9
    """After the place of an error, before the error (Node)."""
    DUMP = 10
    """A panic or a dump of threads."""
    BLOCK = 11
    """A notice of several plain lines."""
    OPEN_JSON = 12


UNFINISHED = frozenset({Mode.PY_FRAMES, Mode.PY_CHAIN, Mode.SQL, Mode.OBJECT, Mode.SOURCE, Mode.OPEN_JSON})
"""Modes in which the record certainly lacks its end."""

TRACES = frozenset(set(Mode) - {Mode.DONE, Mode.LINE})

CONTINUATIONS = frozenset(
    {
        Shape.INDENT, Shape.FRAME, Shape.PY_FRAME, Shape.CAUSE, Shape.PY_CHAIN, Shape.CLOSER, Shape.SQL, Shape.TAIL, Shape.GOROUTINE,
        Shape.TRAILER,
    }
)  # fmt: skip
"""Shapes that never begin what a program says."""

ENTRY: dict[Shape, Mode] = {
    Shape.TEXT: Mode.LINE,
    Shape.SOON: Mode.LINE,
    Shape.START: Mode.LINE,
    Shape.ACCESS: Mode.DONE,
    Shape.JSON: Mode.DONE,
    Shape.JSON_OPEN: Mode.OPEN_JSON,
    Shape.BLANK: Mode.DONE,
    Shape.INDENT: Mode.LINE,
    Shape.FRAME: Mode.FRAMES,
    Shape.PY_FRAME: Mode.PY_FRAMES,
    Shape.TRACE: Mode.PY_FRAMES,
    Shape.CAUSE: Mode.HEAD,
    Shape.PY_CHAIN: Mode.PY_CHAIN,
    Shape.CLOSER: Mode.LINE,
    Shape.EXCEPTION: Mode.HEAD,
    Shape.SQL: Mode.SQL,
    Shape.TAIL: Mode.PY_TAIL,
    Shape.PANIC: Mode.DUMP,
    Shape.GOROUTINE: Mode.DUMP,
    Shape.SOURCE: Mode.SOURCE,
    Shape.BLOCK: Mode.BLOCK,
    Shape.TRAILER: Mode.LINE,
    Shape.QUOTES: Mode.LINE,
    Shape.RUBY_HEAD: Mode.FRAMES,
}
"""The mode of a record that begins with a line of this shape."""

_S = Shape
_M = Mode
_TAKEN: dict[Mode, dict[Shape, Mode]] = {
    _M.DONE: {_S.BLANK: _M.DONE},
    _M.LINE: {
        _S.BLANK: _M.LINE, _S.INDENT: _M.LINE, _S.FRAME: _M.FRAMES, _S.CAUSE: _M.HEAD, _S.CLOSER: _M.LINE, _S.TAIL: _M.PY_TAIL, _S.SQL: _M.SQL,
    },
    _M.PY_FRAMES: {
        _S.BLANK: _M.PY_FRAMES, _S.INDENT: _M.PY_FRAMES, _S.FRAME: _M.PY_FRAMES, _S.PY_FRAME: _M.PY_FRAMES, _S.CLOSER: _M.PY_FRAMES,
        _S.EXCEPTION: _M.PY_TAIL, _S.TEXT: _M.PY_TAIL, _S.SOON: _M.PY_TAIL, _S.RUBY_HEAD: _M.FRAMES, _S.PY_CHAIN: _M.PY_CHAIN, _S.TAIL: _M.PY_TAIL,
        _S.SQL: _M.SQL, _S.PANIC: _M.PY_TAIL,
    },
    _M.PY_TAIL: {
        _S.BLANK: _M.PY_TAIL, _S.INDENT: _M.PY_TAIL, _S.SOON: _M.PY_TAIL, _S.SQL: _M.SQL, _S.TAIL: _M.PY_TAIL, _S.PY_CHAIN: _M.PY_CHAIN,
        _S.CLOSER: _M.PY_TAIL, _S.QUOTES: _M.PY_CHAIN, _S.TRAILER: _M.PY_TAIL, _S.PY_FRAME: _M.PY_FRAMES, _S.FRAME: _M.FRAMES,
        _S.CAUSE: _M.HEAD,
    },
    _M.PY_CHAIN: {
        _S.BLANK: _M.PY_CHAIN, _S.TRACE: _M.PY_FRAMES, _S.PY_FRAME: _M.PY_FRAMES, _S.EXCEPTION: _M.PY_TAIL, _S.INDENT: _M.PY_CHAIN,
        _S.PY_CHAIN: _M.PY_CHAIN, _S.SOON: _M.PY_TAIL, _S.TAIL: _M.PY_TAIL,
    },
    _M.SQL: {
        shape: _M.SQL
        for shape in _S
        if shape not in (_S.START, _S.ACCESS, _S.JSON, _S.TRACE, _S.PY_CHAIN, _S.PANIC, _S.GOROUTINE, _S.SOURCE)
    }
    | {_S.PY_CHAIN: _M.PY_CHAIN},
    _M.HEAD: {
        _S.BLANK: _M.HEAD, _S.INDENT: _M.HEAD, _S.FRAME: _M.FRAMES, _S.CAUSE: _M.HEAD, _S.SOON: _M.HEAD, _S.CLOSER: _M.HEAD, _S.TAIL: _M.HEAD,
        _S.SQL: _M.SQL, _S.TRAILER: _M.HEAD, _S.QUOTES: _M.PY_CHAIN, _S.RUBY_HEAD: _M.FRAMES, _S.PY_CHAIN: _M.PY_CHAIN,
    },
    _M.FRAMES: {
        _S.BLANK: _M.FRAMES, _S.INDENT: _M.FRAMES, _S.FRAME: _M.FRAMES, _S.CAUSE: _M.HEAD, _S.CLOSER: _M.FRAMES, _S.TRAILER: _M.FRAMES,
        _S.TAIL: _M.FRAMES, _S.SQL: _M.SQL,
    },
    _M.OBJECT: {
        _S.BLANK: _M.OBJECT, _S.INDENT: _M.OBJECT, _S.FRAME: _M.OBJECT, _S.CLOSER: _M.FRAMES, _S.SOON: _M.OBJECT, _S.CAUSE: _M.OBJECT,
        _S.TAIL: _M.OBJECT,
    },
    _M.SOURCE: {
        _S.BLANK: _M.SOURCE, _S.INDENT: _M.SOURCE, _S.EXCEPTION: _M.HEAD, _S.TEXT: _M.SOURCE, _S.SOON: _M.SOURCE, _S.FRAME: _M.FRAMES,
        _S.CLOSER: _M.SOURCE, _S.TRAILER: _M.HEAD, _S.QUOTES: _M.SOURCE,
    },
    _M.DUMP: {
        _S.BLANK: _M.DUMP, _S.INDENT: _M.DUMP, _S.FRAME: _M.DUMP, _S.GOROUTINE: _M.DUMP, _S.SOON: _M.DUMP, _S.TRAILER: _M.DUMP, _S.CAUSE: _M.DUMP,
        _S.CLOSER: _M.DUMP,
    },
    _M.BLOCK: dict.fromkeys((_S.BLANK, _S.INDENT, _S.FRAME, _S.PY_FRAME, _S.BLOCK, _S.SOON, _S.TRAILER, _S.CAUSE, _S.CLOSER, _S.TAIL, _S.EXCEPTION, _S.TRACE, _S.QUOTES), _M.BLOCK),
    _M.OPEN_JSON: dict.fromkeys((_S.BLANK, _S.INDENT, _S.FRAME, _S.PY_FRAME, _S.CLOSER, _S.SOON, _S.QUOTES, _S.JSON_OPEN, _S.TAIL, _S.JSON), _M.OPEN_JSON),
}  # fmt: skip

NEXT: tuple[tuple[Mode | None, ...], ...] = tuple(tuple(_TAKEN[mode].get(shape) for shape in Shape) for mode in Mode)
"""`NEXT[mode][shape]`: the mode after taking a line of that shape, or None where the record refuses it."""
