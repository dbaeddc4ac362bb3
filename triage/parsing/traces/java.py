"""Traces of the Java virtual machine: the outermost exception is printed first."""

import re

from triage.model.events import ExceptionInfo, Frame
from triage.parsing.errortypes import is_exception_type, match_head
from triage.parsing.traces.chain import Part, chain_of, in_app

_FRAME = re.compile(r"at (?P<function>[^\s(]{1,600})\((?P<place>[^)]{0,300})\)")
_INNER_HEAD = re.compile(r"(?<![\w.$])(?P<type>(?:[a-z_]\w{0,60}\.){1,12}[A-Z][\w$]{0,120})(?:: |$)")
_NESTED = "nested exception is "
_LEADS = ("Caused by: ", "Wrapped by: ", "Causing: ")
_MAX_NESTED = 64


def read_java(lines: list[str]) -> tuple[ExceptionInfo, ...]:
    """The chain, outermost first; suppressed exceptions are left out."""
    parts: list[Part] = []
    hidden = -1
    reverse = False
    for line in lines:
        body = line.lstrip()
        indent = len(line) - len(body)
        if hidden >= 0 and body.startswith("Caused by: ") and indent < hidden:
            hidden = -1
        if body.startswith("Suppressed: "):
            if hidden < 0:
                hidden = indent
        elif hidden >= 0:
            continue
        elif body.startswith("at ") and (found := _FRAME.match(body)):
            if parts:
                parts[-1].add_frame(_frame(found))
        elif body.startswith(_LEADS):
            reverse = reverse or not body.startswith("Caused")
            parts.append(_part(body[body.index(":") + 2 :]))
        elif body.startswith("... "):
            continue
        else:
            _other(parts, line, indent)
    chain = chain_of(_with_nested(parts), raised_first=True)
    return chain[::-1] if reverse else chain


def _frame(found: re.Match[str]) -> Frame:
    function = found["function"].rpartition("/")[2]
    file, _, number = found["place"].partition(":")
    number = number.split(" ", 1)[0]
    return Frame(
        function,
        file,
        int(number) if number.isdecimal() and len(number) < 10 else 0,
        in_app("", function, by_name=True),
    )


def _part(text: str) -> Part:
    """A part from the text after `Caused by: `."""
    found = match_head(text)
    if found is not None:
        return Part(found["type"], text[found.end() :])
    name, _, message = text.partition(": ")
    return Part(name if " " not in name else "", message if " " not in name else text)


def _other(parts: list[Part], line: str, indent: int) -> None:
    """A line that is no frame: the first exception, or a further line of a message."""
    head = match_head(line) if not indent else None
    if head is not None and (not parts or not parts[-1].frames) and not (parts and parts[-1].type):
        parts.append(Part(head["type"], line[head.end() :]))
    elif parts and not parts[-1].frames:
        parts[-1].add_line(line)
    elif not parts and (inner := _inner(line)) is not None:
        parts.append(Part(inner["type"], line[inner.end() :]))
    elif not parts:
        parts.append(Part("", line))


def _inner(line: str) -> re.Match[str] | None:
    """An exception in the middle of a message: `Booking failed: com.acme.X: message`."""
    for found in _INNER_HEAD.finditer(line[:4_000]):
        if is_exception_type(found["type"]):
            return found
    return None


def _with_nested(parts: list[Part]) -> list[Part]:
    """Spring's `...; nested exception is X: message` as a part of its own where no cause tells it."""
    if len(parts) != 1 or _NESTED not in parts[0].lines[0]:
        return parts
    nested = parts[0].lines[0].split(_NESTED)[1:]
    half = _MAX_NESTED // 2
    chosen = nested if len(nested) <= _MAX_NESTED else nested[:half] + nested[-half:]
    return [*parts, *(_part(text.removesuffix("; ")) for text in chosen)]
