"""Go panics and fatal errors with the goroutine that raised them."""

import re

from triage.model.events import ExceptionInfo, Frame
from triage.parsing.traces.chain import Part, chain_of, in_app

_PANIC = re.compile(r"(?P<type>panic|fatal error|fatal|unexpected fault address)(?:: | )(?P<message>.*)")
_PLACE = re.compile(r"\s{1,16}(?P<file>\S{1,600}\.(?:go|s)):(?P<line>\d{1,9})")
_CALL = re.compile(
    r"(?:created by )?(?P<function>[\w./*()\[\]{}~@,-]{1,400}?)(?:\([^)]{0,400}\)|\.{3}\)?)?(?: in goroutine \d{1,12})?$"
)
_SERVING = re.compile(r"(?:^|\s)panic serving \S{1,80}: (?P<message>.*)")
_RECOVERED = re.compile(r"(?P<file>/\S{1,600}\.(?:go|s)):(?P<line>\d{1,9}) \(0x[0-9a-f]{1,16}\)$")


def read_go(lines: list[str]) -> tuple[ExceptionInfo, ...]:
    """The panics, the last one first where one was raised while another was handled; frames of the first goroutine."""
    parts: list[Part] = []
    goroutines = 0
    function, before = "", ""
    for line in lines:
        body = line.strip()
        if body.startswith("goroutine ") and body.endswith("]:"):
            goroutines += 1
            if not parts and "panic" in before.lower():
                served = _SERVING.search(before)
                parts.append(Part("panic", served["message"] if served else before))
        elif goroutines == 0 and body == "runtime stack:":
            goroutines = -1
        elif goroutines == 0 and not parts and not _PANIC.match(body):
            before = body or before
        elif goroutines == 0 and (found := _PANIC.match(body)) and (not parts or body.startswith("panic")):
            parts.append(Part(found["type"], found["message"].partition(" [recovered")[0]))
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


def read_recovered(lines: list[str]) -> tuple[ExceptionInfo, ...]:
    """A panic that Gin recovered from: the message, then a place and a line of the source for each call."""
    part: Part | None = None
    place: re.Match[str] | None = None
    message = ""
    for line in lines[1:]:
        body = line.strip()
        if (found := _RECOVERED.match(body)) is not None:
            part = part or Part("panic", message)
            place = found
        elif part is not None and place is not None:
            function, file = body.partition(": ")[0], place["file"]
            part.add_frame(Frame(function, file, int(place["line"]), in_app(file, function, by_name=True)))
            place = None
        elif part is None and body:
            message = body
    return chain_of([part] if part else [], raised_first=True)


def _repanicked(parts: list[Part]) -> bool:
    return len({"\n".join(part.lines) for part in parts}) == 1
