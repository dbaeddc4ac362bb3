"""PHP's uncaught exceptions and Monolog's `[object]` notation."""

import re

from triage.model.events import ExceptionInfo, Frame
from triage.parsing.traces.chain import Part, chain_of, in_app

_TYPE = r"(?P<type>[A-Za-z_\\][\w\\]{0,200})"
_UNCAUGHT = re.compile(r"Uncaught (?:PHP Exception )?" + _TYPE + r"(?:: (?P<message>.*)|$)")
_NEXT = re.compile(r"Next " + _TYPE + r": (?P<message>.*)")
_OBJECT = re.compile(r"\[object\] \(" + _TYPE + r"\(code: (?P<code>[^)]{0,40})\): (?P<message>.*)")
_PLAIN = re.compile(_TYPE + r": (?P<message>.*)")
_AT = re.compile(
    r"(?P<message>.*?)(?: in | at )(?P<file>/[^\s:]{1,600}|\w:\\[^\s:]{1,600})(?::| line | on line )(?P<line>\d{1,9})\)?\W{0,8}$"
)
_FRAME = re.compile(r"#\d{1,6} (?P<file>[^(\n]{1,600}?)\((?P<line>\d{1,9})\): (?P<function>[^(\n]{1,300})")
_INTERNAL = re.compile(r"#\d{1,6} \[internal function\]: (?P<function>[^(\n]{1,300})")


def read_php(lines: list[str]) -> tuple[ExceptionInfo, ...]:
    """The chain, outermost first; PHP itself prints the root first, Monolog last."""
    parts: list[Part] = []
    reverse = False
    if any("[object] (" in line for line in lines[:2]):
        lines = _unescaped(lines)
    for line in lines:
        body = line.strip().removesuffix('"')
        if body.startswith("#") and (frame := _frame(body)) is not None:
            if parts:
                parts[-1].add_frame(frame)
            continue
        found = _UNCAUGHT.search(body[:16_000]) or _OBJECT.search(body[:16_000]) or _NEXT.match(body)
        if (
            found is None
            and not parts
            and (plain := _PLAIN.match(body))
            and plain["type"].endswith(("Exception", "Error"))
        ):
            found = plain
        if found is not None:
            reverse = reverse or body.startswith("Next ")
            _begin(parts, found)
        elif (
            parts
            and not parts[-1].frames[1:]
            and body
            and not body.startswith(("Stack trace", "[stacktrace]", "thrown in", "#"))
        ):
            parts[-1].add_line(body)
    return chain_of(reversed(parts) if reverse else parts, raised_first=True)


def _unescaped(lines: list[str]) -> list[str]:
    """What stands in Monolog's JSON, with its line ends and names as the program wrote them."""
    at = next(index for index, line in enumerate(lines) if "[object] (" in line)
    inside = lines[at][lines[at].index("[object] (") :]
    return [line.replace("\\\\", "\\") for line in [*inside.split("\\n"), *lines[at + 1 :]]]


def _begin(parts: list[Part], found: re.Match[str]) -> None:
    message = found["message"] or ""
    place = _AT.match(message[:8_000])
    part = Part(found["type"].lstrip("\\"), place["message"] if place else message)
    if place is not None:
        part.add_frame(Frame("", place["file"], int(place["line"]), in_app(place["file"])))
    parts.append(part)


def _frame(body: str) -> Frame | None:
    found = _FRAME.match(body)
    if found is not None:
        return Frame(found["function"], found["file"], int(found["line"]), in_app(found["file"]))
    internal = _INTERNAL.match(body)
    return Frame(internal["function"], "[internal function]", 0, False) if internal else None
