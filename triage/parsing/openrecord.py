"""A record that may still grow, and whether it takes a line."""

import re

from triage.model.events import Cut
from triage.parsing.limits import BURST_MS, MAX_RECORD_CHARS, MAX_RECORD_LINES, STALE_MS, TIGHT_MS
from triage.parsing.modes import NEXT, TRACES, UNFINISHED, Mode
from triage.parsing.shapes import Shape

_ALARMS = (
    "err", "warn", "fail", "fatal", "crit", "exception", "severe", "panic", "alert", "emerg", "unhandled", "uncaught", "stack trace", "deprecat",
    "cause", "crash", "abort", "thrown", "invalid",
)  # fmt: skip
TWO_LINES = re.compile(
    r"(?:[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d (?:[AP]M )?[\w.$]{1,300}|(?:[a-z_]\w{0,60}\.){1,12}[A-Z][\w$]{0,120})"
    r" [\w$<>]{1,200}\s*$"
)
"""Class and method on the first of two lines, after the time or in its place."""
TWO_LINE_LEVELS = ("SEVERE: ", "WARNING: ", "INFO: ", "CONFIG: ", "FINE: ", "FINER: ", "FINEST: ")
WAITING = (":", "(", ",", "{", "[", "=", "\\")
"""Ends of a line that announce another one."""
_NAME = re.compile(r"[A-Za-z_][\w.]{0,200}(?:: |:?$)")
_MAX_SQL_LINES = 400
_MAX_SOURCE_LINES = 8
_THROUGH_BLANKS = frozenset({Mode.BLOCK, Mode.DUMP, Mode.OPEN_JSON, Mode.SOURCE, Mode.SQL, Mode.OBJECT})
_WHEN_INTERRUPTED = frozenset(
    {
        Shape.FRAME, Shape.PY_FRAME, Shape.TRACE, Shape.CAUSE, Shape.PY_CHAIN, Shape.CLOSER, Shape.SQL, Shape.TAIL, Shape.EXCEPTION,
        Shape.GOROUTINE, Shape.TRAILER, Shape.INDENT, Shape.TEXT, Shape.RUBY_HEAD,
    }
)  # fmt: skip


class OpenRecord:
    """Lines taken so far, and what is expected next."""

    __slots__ = (
        "alarm", "announces", "blank", "chars", "cuts", "depth", "end", "ended", "first", "header", "lines", "mode", "moded_lines", "partial",
        "start", "touched",
    )  # fmt: skip

    def __init__(self, message: str, first: str, timestamp: int, mode: Mode, header: bool, touched: int) -> None:
        self.lines = [message]
        self.first = first
        """The first line without colours and envelope."""
        self.chars = len(message)
        self.start = timestamp
        self.end = timestamp
        self.mode = mode
        self.header = header
        """Whether the first line has the header of a log line."""
        self.touched = touched
        """Number of the line of the stream that was taken last."""
        self.blank = False
        self.partial = False
        self.ended = False
        self.depth = 0
        self.moded_lines = 0
        self.alarm: bool | None = None
        self.announces = False
        """Whether the message of an exception goes on below, after blank lines maybe."""
        self.cuts: tuple[Cut, ...] = ()

    def state(self, count: int) -> tuple[object, ...]:
        """All that its future hangs on, to be compared; `count` lines of the stream came by so far."""
        rest = (
            self.chars,
            self.start,
            self.end,
            self.mode,
            self.header,
            self.blank,
            self.partial,
            self.ended,
            self.cuts,
        )
        seen = (count - self.touched, self.depth, self.moded_lines, self.alarming, self.announces)
        return tuple(self.lines), self.first, *rest, *seen

    @property
    def alarming(self) -> bool:
        """Whether the first line speaks of trouble, so that a trace may follow it."""
        if self.alarm is None:
            self.alarm = _speaks_of_trouble(self.first[:4096].lower())
        return self.alarm

    @property
    def waits(self) -> bool:
        """Whether the record is worth keeping open when another one begins."""
        return self.mode in TRACES or (self.mode is Mode.LINE and self.alarming)

    @property
    def full(self) -> bool:
        """Whether a limit is reached."""
        return len(self.lines) >= MAX_RECORD_LINES or self.chars >= MAX_RECORD_CHARS

    def take(self, message: str, line: str, timestamp: int, mode: Mode, shape: Shape, touched: int) -> None:
        """Adds a line that `next_mode` allowed."""
        self.lines.append(message)
        self.chars += len(message) + 1
        self.end = timestamp
        self.touched = touched
        if shape is Shape.BLANK:
            self.blank = True
            return
        self.blank = False
        self.moded_lines = self.moded_lines + 1 if mode is self.mode else 0
        self.mode = mode
        self.after(line)

    def after(self, line: str) -> None:
        """Adjusts the mode to how the taken line ends."""
        mode = self.mode
        if mode is Mode.SQL:
            if line.rstrip().endswith("]") or self.moded_lines > _MAX_SQL_LINES:
                self.mode = Mode.PY_TAIL
        elif mode is Mode.OPEN_JSON:
            self.depth += line.count("{") + line.count("[") - line.count("}") - line.count("]")
            if self.depth <= 0 or line.rstrip() in ("}", "]"):
                self.mode = Mode.DONE
        elif mode is Mode.SOURCE:
            if self.moded_lines > _MAX_SOURCE_LINES:
                self.mode = Mode.LINE
        elif mode is Mode.FRAMES or mode is Mode.HEAD:
            if line.endswith("{"):
                self.mode = Mode.OBJECT
            elif mode is Mode.HEAD and not self.announces:
                self.announces = line.rstrip().endswith(":")

    def next_mode(self, shape: Shape, line: str, timestamp: int, gap: int) -> Mode | None:
        """The mode after this line, which follows the last line of the stream by `gap` ms; None where it does not belong here."""
        if timestamp - self.end > STALE_MS:
            return None
        if shape is Shape.TEXT and 0 <= gap <= BURST_MS and (not self.blank or self._goes_through_blanks()):
            shape = Shape.SOON
        taken = NEXT[self.mode][shape]
        if taken is not None:
            return self._checked(taken, shape)
        if self.mode is Mode.LINE:
            return self._after_line(shape, line, gap)
        if shape is Shape.TRACE and self.mode is Mode.HEAD and self.first.rstrip().endswith(":"):
            return Mode.PY_FRAMES
        if shape is Shape.RUBY_HEAD and self.mode is Mode.FRAMES and gap <= BURST_MS:
            return Mode.FRAMES
        if shape is Shape.EXCEPTION and self.mode is Mode.PY_TAIL and gap <= TIGHT_MS and not self.blank:
            return Mode.PY_TAIL
        if (
            shape is Shape.PANIC
            and self.mode is Mode.DUMP
            and self.first.startswith("runtime: ")
            and len(self.lines) < 6
        ):
            return Mode.DUMP
        return None

    def _goes_through_blanks(self) -> bool:
        return self.mode in _THROUGH_BLANKS or (self.mode is Mode.HEAD and self.announces)

    def _checked(self, taken: Mode, shape: Shape) -> Mode | None:
        """Takes back what the table allows too freely."""
        if self.mode is Mode.OPEN_JSON and shape in (Shape.JSON, Shape.JSON_OPEN) and not self.first.startswith("["):
            return None
        return taken

    def _after_line(self, shape: Shape, line: str, gap: int) -> Mode | None:
        """What follows a line that could stand alone: only what its words announce."""
        if shape is Shape.TRAILER:
            return Mode.LINE if line.startswith("(Use") else None
        if shape is Shape.TRACE and gap <= BURST_MS and self.first.rstrip().endswith(":"):
            return Mode.PY_FRAMES
        if not self.alarming:
            return Mode.LINE if shape is Shape.SOON and self.first.endswith(WAITING) and self.header else None
        if shape is Shape.TRACE or shape is Shape.PY_FRAME:
            return Mode.PY_FRAMES
        if shape is Shape.GOROUTINE:
            return Mode.DUMP
        if shape is Shape.RUBY_HEAD:
            return Mode.FRAMES
        if shape is Shape.EXCEPTION:
            return Mode.HEAD if self.header or gap <= TIGHT_MS else None
        if shape is Shape.BLOCK and self.header and self.first.rstrip().endswith(":"):
            return Mode.BLOCK
        if shape is Shape.SOON and ((self.header and gap <= TIGHT_MS) or self.first.endswith(WAITING)):
            return Mode.LINE
        return None

    def resumes(self, shape: Shape, line: str, timestamp: int) -> Mode | None:
        """As `next_mode`, for a record that another one interrupted: only what hardly belongs anywhere else."""
        if shape not in _WHEN_INTERRUPTED:
            return None
        if shape is Shape.TEXT and not (self.mode is Mode.PY_FRAMES and _NAME.match(line)):
            return Mode.SQL if self.mode is Mode.SQL and timestamp - self.end <= BURST_MS else None
        if shape is Shape.INDENT and self.mode is Mode.LINE:
            return None
        return self.next_mode(shape, line, timestamp, BURST_MS + 1)

    def expects_second_line(self, line: str) -> bool:
        """True for java.util.logging, which puts the level on a line of its own."""
        return (
            len(self.lines) == 1
            and self.mode is Mode.LINE
            and line.startswith(TWO_LINE_LEVELS)
            and TWO_LINES.match(self.first) is not None
        )

    @property
    def unfinished(self) -> bool:
        """Whether the end is certainly missing."""
        return self.mode in UNFINISHED or self.partial


def _speaks_of_trouble(text: str) -> bool:
    """Whether a text in small letters holds one of the words; a plain loop, since every line of a stream comes by."""
    if " http/1" in text:
        return False
    for word in _ALARMS:  # noqa: SIM110
        if word in text:
            return True
    return False
