"""Rust: panics with their backtrace, and the chains of causes that anyhow and eyre print."""

import re

from triage.model.events import ExceptionInfo, Frame
from triage.parsing.traces.chain import Part, chain_of, in_app

_PANIC = re.compile(
    r"thread '(?P<thread>[^']{0,200})'(?: \(\d{1,12}\))? panicked at (?:'(?P<old>.{0,4000})', )?(?P<file>[^:]{1,400}):(?P<line>\d{1,9}):\d{1,6}(?P<new>:)?$"
)
_CALL = re.compile(r"\d{1,6}: +(?:0x[0-9a-f]{4,16} - )?(?P<function>\S.{0,400})$")
_PLACE = re.compile(r"at (?P<file>[^:]{1,400}):(?P<line>\d{1,9})")
_CAUSE = re.compile(r"(?:\d{1,4}: )?(?P<message>\S.*)")
_BACKTRACES = ("stack backtrace:", "Stack backtrace:", "Location:", "Backtrace omitted", "note: ")


def read_rust(lines: list[str]) -> tuple[ExceptionInfo, ...]:
    """The panic with its backtrace."""
    part: Part | None = None
    frames = _Frames()
    for line in lines:
        body = line.strip()
        if part is None:
            found = _PANIC.search(body)
            if found is not None:
                part = Part("panic", found["old"] or "")
                origin = Frame("", found["file"], int(found["line"]), in_app(found["file"]))
        elif body.startswith(_BACKTRACES):
            frames.begun = True
        elif not frames.begun:
            part.add_line(line.rstrip())
        else:
            frames.read(body, part)
    if part is None:
        return ()
    if not part.frames:
        part.add_frame(origin)
    return chain_of([part], raised_first=True)


def is_rust_chain(lines: list[str]) -> bool:
    """Whether an error with a list of causes is printed, as anyhow and eyre do."""
    if len(lines) < 2:
        return False
    if lines[0].rstrip() == "Error:" and lines[1][:1] == " " and lines[1].lstrip().startswith("0: "):
        return True
    if "Caused by:" not in lines[:200]:
        return False
    at = lines.index("Caused by:")
    return at + 1 < len(lines) and lines[at + 1][:1] == " " and not lines[at + 1].lstrip().startswith("at ")


def read_rust_chain(lines: list[str]) -> tuple[ExceptionInfo, ...]:
    """The error and its causes; they have no types, `Error` stands for them. Frames belong to the innermost."""
    parts: list[Part] = []
    frames = _Frames()
    causes = lines[0].rstrip() == "Error:"
    if not causes:
        parts.append(Part("Error", lines[0].removeprefix("Error: ")))
    for line in lines[1:]:
        body = line.strip()
        if body.startswith(_BACKTRACES):
            frames.begun = True
        elif frames.begun:
            if parts:
                frames.read(body, parts[-1])
        elif line.rstrip() == "Caused by:":
            causes = True
        elif causes and (found := _CAUSE.match(body)) is not None:
            parts.append(Part("Error", found["message"]))
        elif body and not causes:
            parts[-1].add_line(line.rstrip())
    return chain_of(parts, raised_first=True)


class _Frames:
    """Calls and their places, on a line each."""

    def __init__(self) -> None:
        self.begun = False
        self._function = ""

    def read(self, body: str, part: Part) -> None:
        if (call := _CALL.match(body)) is not None:
            self._function = call["function"]
        elif self._function and (place := _PLACE.match(body)) is not None:
            file, function = place["file"], self._function
            part.add_frame(Frame(function, file, int(place["line"]), in_app(file, function, by_name=True)))
            self._function = ""
