"""Go panics and fatal errors with the goroutine that raised them, and Rust panics."""

import re

from triage.model.events import ExceptionInfo, Frame
from triage.parsing.traces.chain import Part, chain_of, in_app

_PANIC = re.compile(r"(?P<type>panic|fatal error|fatal|unexpected fault address)(?:: | )(?P<message>.*)")
_PLACE = re.compile(r"\s(?P<file>\S{1,600}\.(?:go|s)):(?P<line>\d{1,9})")
_CALL = re.compile(
    r"(?:created by )?(?P<function>[\w./*()\[\]{}~@,-]{1,400}?)(?:\([^)]{0,400}\)|\.{3}\)?)?(?: in goroutine \d{1,12})?$"
)
_RUST = re.compile(
    r"thread '(?P<thread>[^']{0,200})'(?: \(\d{1,12}\))? panicked at (?:'(?P<old>.{0,4000})', )?(?P<file>[^:]{1,400}):(?P<line>\d{1,9}):\d{1,6}(?P<new>:)?$"
)
_RUST_CALL = re.compile(r"\d{1,6}: +(?:0x[0-9a-f]{4,16} - )?(?P<function>\S.{0,400})$")
_RUST_PLACE = re.compile(r"at (?P<file>[^:]{1,400}):(?P<line>\d{1,9})")


def read_go(lines: list[str]) -> tuple[ExceptionInfo, ...]:
    """The panics, the last one first where one was raised while another was handled; frames of the first goroutine."""
    parts: list[Part] = []
    goroutines = 0
    function = ""
    for line in lines:
        body = line.strip()
        if body.startswith("goroutine ") and body.endswith("]:"):
            goroutines += 1
        elif goroutines == 0 and (found := _PANIC.match(body)) and (not parts or body.startswith("panic")):
            parts.append(Part(found["type"], found["message"].removesuffix(" [recovered]")))
        elif goroutines == 0 and parts and body and not body.startswith("[signal"):
            parts[-1].add_line(line.rstrip())
        elif goroutines == 1 and parts:
            if line[:1] in ("\t", " ") and function and (place := _PLACE.match(line)):
                file = place["file"]
                parts[-1].add_frame(Frame(function, file, int(place["line"]), in_app(file, function, by_name=True)))
                function = ""
            elif body and line[:1] not in ("\t", " ") and (call := _CALL.match(body)):
                function = call["function"]
    return chain_of(reversed(parts) if len(parts) > 1 and not _repanicked(parts) else parts, raised_first=True)


def _repanicked(parts: list[Part]) -> bool:
    return len({"\n".join(part.lines) for part in parts}) == 1


def read_rust(lines: list[str]) -> tuple[ExceptionInfo, ...]:
    """The panic with its backtrace."""
    part: Part | None = None
    function = ""
    backtrace = False
    for line in lines:
        body = line.strip()
        if part is None:
            found = _RUST.search(body)
            if found is not None:
                part = Part("panic", found["old"] or "")
                origin = Frame("", found["file"], int(found["line"]), in_app(found["file"]))
        elif body.startswith(("stack backtrace:", "note: ")):
            backtrace = True
        elif not backtrace:
            part.add_line(line.rstrip())
        elif (call := _RUST_CALL.match(body)) is not None:
            function = call["function"]
        elif function and (place := _RUST_PLACE.match(body)) is not None:
            part.add_frame(
                Frame(function, place["file"], int(place["line"]), in_app(place["file"], function, by_name=True))
            )
            function = ""
    if part is None:
        return ()
    if not part.frames:
        part.add_frame(origin)
    return chain_of([part], raised_first=True)
