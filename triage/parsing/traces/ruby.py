"""Ruby traces in both orders, and the way Rails logs them."""

import re

from triage.model.events import ExceptionInfo, Frame
from triage.parsing.errortypes import is_exception_type
from triage.parsing.traces.chain import Part, chain_of, in_app

_PLACE = re.compile(r"(?:from )?(?P<file>[^\s:]{1,600}):(?P<line>\d{1,9}):in [`'](?P<function>[^']{1,200})'")
_NUMBERED = re.compile(r"\d{1,6}: from ")
_TYPE_AT_END = re.compile(r"(?P<message>.*?) ?\((?P<type>[A-Z][\w:]{1,200})\)$")
_RAILS = re.compile(
    r"(?:\[[^\]]{1,100}\] ){0,4}(?P<type>[A-Z]\w{0,80}(?:::[A-Z]\w{0,80}){0,8}) \((?P<message>.*?)(?:\):?)?$"
)
_TYPED = re.compile(r"(?P<type>[A-Z]\w{0,80}(?:::[A-Z]\w{0,80}){0,8}): (?P<message>.*)")


def read_ruby(lines: list[str]) -> tuple[ExceptionInfo, ...]:
    """The chain, outermost first."""
    parts: list[Part] = []
    numbered: list[Frame] = []
    for line in lines:
        body = line.strip()
        number = _NUMBERED.match(body)
        place = _PLACE.match(body, number.end() - len("from ") if number else 0)
        if number and place:
            numbered.append(_frame(place))
        elif place is not None:
            _placed(parts, body, place, numbered)
        elif (rails := _RAILS.match(body) or _TYPED.match(body)) and (
            is_exception_type(rails["type"]) or "::" in rails["type"]
        ):
            parts.append(Part(rails["type"], rails["message"]))
        elif parts and not parts[-1].frames[1:] and body and body not in (")", "):"):
            parts[-1].add_line(body)
        elif not parts and (found := _TYPE_AT_END.match(body[:8_000])) and is_exception_type(found["type"]):
            parts.append(Part(found["type"], found["message"]))
    return chain_of(parts, raised_first=True)


def _placed(parts: list[Part], body: str, place: re.Match[str], numbered: list[Frame]) -> None:
    """A line that begins with a place: a frame, or the raising frame with the message."""
    rest = body[place.end() :]
    if not rest.startswith(": "):
        if parts:
            parts[-1].add_frame(_frame(place))
        return
    found = _TYPE_AT_END.match(rest[2:8_000])
    part = Part(found["type"], found["message"]) if found else Part("RuntimeError", rest[2:])
    part.add_frame(_frame(place))
    for frame in reversed(numbered):
        part.add_frame(frame)
    numbered.clear()
    parts.append(part)


def _frame(place: re.Match[str]) -> Frame:
    return Frame(place["function"], place["file"], int(place["line"]), in_app(place["file"]))
