"""Traces of .NET: inner exceptions follow `--->`, their frames come before those of the outer one."""

import re

from triage.model.events import ExceptionInfo, Frame
from triage.parsing.errortypes import is_exception_type, match_head
from triage.parsing.traces.chain import Part, chain_of, in_app

_FRAME = re.compile(r"at (?P<function>[^(]{1,400})\([^)]{0,600}\)(?: in (?P<file>.{1,600}):line (?P<line>\d{1,9}))?")
_NUMBER = re.compile(r"\(Inner Exception #\d{1,6}\) ")
_INNER_HEAD = re.compile(
    r"(?<![\w.])(?P<type>(?:[A-Z]\w{0,60}\.){1,12}[A-Z]\w{0,120})(?: \((?:0x[0-9A-Fa-f]{1,16}|-?\d{1,10})\))?: "
)
_MAX_DEPTH = 200


def read_dotnet(lines: list[str]) -> tuple[ExceptionInfo, ...]:
    """The chain, outermost first."""
    parts: list[Part] = []
    stack: list[Part] = []
    others: list[int] = []
    for line in lines:
        body = line.strip()
        if body.startswith("at ") and (found := _FRAME.match(body)):
            if stack:
                stack[-1].add_frame(_frame(found))
        elif body.startswith("--- End of inner exception"):
            if len(stack) > 1:
                stack.pop()
        elif body.startswith("--- End of stack trace"):
            continue
        else:
            if body.startswith("---> (Inner Exception #"):
                del stack[1:]
                others.append(len(parts))
            _heads(line, body, parts, stack)
    return chain_of(_first_member_last(parts, others), raised_first=True)


def _first_member_last(parts: list[Part], others: list[int]) -> list[Part]:
    """The first inner exception is printed as the cause, the others after it; `others` tells where they begin."""
    if not others or others[0] == 0:
        return parts
    ends = [*others[1:], len(parts)]
    groups = [parts[start:end] for start, end in zip(others, ends, strict=True)]
    return [parts[0], *(part for group in reversed(groups) for part in group), *parts[1 : others[0]]]


def _heads(line: str, body: str, parts: list[Part], stack: list[Part]) -> None:
    """A line with one or more exceptions, or a further line of a message."""
    for index, text in enumerate(body.split("---> ")[:_MAX_DEPTH]):
        text = _NUMBER.sub("", text.strip()).removesuffix("<---")
        head = match_head(text) if index or body.startswith("--->") or not parts else None
        if head is None and not parts:
            head = next((one for one in _INNER_HEAD.finditer(text[:4_000]) if is_exception_type(one["type"])), None)
        if head is not None:
            if len(stack) < _MAX_DEPTH:
                part = Part(head["type"], text[head.end() :])
                stack.append(part)
                parts.append(part)
        elif stack and not stack[-1].frames and text:
            stack[-1].add_line(line.strip())


def _frame(found: re.Match[str]) -> Frame:
    function, file = found["function"], found["file"] or ""
    return Frame(function, file, int(found["line"] or 0), in_app(file, function, by_name=True))
