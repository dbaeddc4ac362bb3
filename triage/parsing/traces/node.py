"""Traces of Node: causes and members of an AggregateError are printed in braces after the frames."""

import re

from triage.model.events import ExceptionInfo, Frame
from triage.parsing.errortypes import is_exception_type
from triage.parsing.traces.chain import Part, chain_of, in_app

_FRAME = re.compile(
    r"at (?:(?P<function>[^()]{1,300}) \()?(?P<file>(?:node:|file://|[A-Za-z]:\\|/|webpack|\.|<|internal/|evalmachine)?[^()\s]{0,600}?)(?::(?P<line>\d{1,9}))?(?::\d{1,9})?\)?(?:,| \{)?$"
)
_HEAD = re.compile(
    r"(?:\[?Uncaught )?\[?(?P<type>[A-Za-z_$][\w$.]{0,120})(?: \[(?P<code>\w{2,60})\])?(?P<after>: |$|:$| \{$)"
)
_INNER_HEAD = re.compile(
    r"(?<![\w.$])(?P<type>[A-Z][\w$]{0,80}(?:Error|Exception)[\w$]{0,40})(?: \[(?P<code>\w{2,60})\])?: "
)
_PROPERTY = re.compile(r"\[?'?[A-Za-z_$][\w$]{0,80}'?\]?: ")
_CODE = re.compile(
    r"(?P<name>code|errno|sqlState|errorCode|sqlstate|statusCode|clientVersion|original_code): '?(?P<value>[\w.-]{1,80})'?,?$"
)
_LEADS = ("[cause]: ", "cause: ", "originalError: ", "original: ", "parent: ", "reason: ")


def read_node(lines: list[str]) -> tuple[ExceptionInfo, ...]:
    """The chain, outermost first; members of an AggregateError after it, the first member last."""
    parts: list[Part] = []
    members: list[Part] = []
    in_members = False
    for index, line in enumerate(lines):
        body = line.strip()
        if body.startswith("at ") and (found := _FRAME.match(body)):
            if parts:
                parts[-1].add_frame(_frame(found))
            continue
        if body.startswith("[errors]: "):
            in_members = True
            continue
        lead = next((lead for lead in _LEADS if body.startswith(lead)), "")
        part = (
            _head(body[len(lead) :], bool(lead), _followed(lines, index))
            if lead or not _is_detail(body, parts)
            else None
        )
        if part is not None and (lead or not parts or in_members or not parts[0].type):
            parts = parts if parts and (parts[0].type or members) else []
            parts.append(part)
            if in_members and not lead:
                members.append(part)
        elif parts and not parts[-1].frames and not _is_detail(body, parts):
            parts[-1].add_line(line.rstrip())
        elif not parts and (inner := _INNER_HEAD.search(line[:4_000])) is not None and _followed(lines, index):
            parts.append(Part(inner["type"], line[inner.end() :]))
    return chain_of(_ordered(parts, members), raised_first=True)


def codes_of_node(lines: list[str]) -> list[str]:
    """Codes among the properties that follow a trace: `code: 'ECONNREFUSED',`."""
    codes = []
    for line in lines[:400]:
        body = line.strip()
        if ": " in body[:20] and (found := _CODE.match(body)) and found["name"] not in ("clientVersion", "statusCode"):
            codes.append(found["value"])
        elif body.endswith("]") is False and "[ERR_" in body[:200] and (head := _HEAD.match(body)) and head["code"]:
            codes.append(head["code"])
    return codes


def _ordered(parts: list[Part], members: list[Part]) -> list[Part]:
    if not members:
        return parts
    first = parts.index(members[0])
    groups: list[list[Part]] = []
    for part in parts[first:]:
        if part in members:
            groups.append([])
        groups[-1].append(part)
    return [*parts[:first], *(part for group in reversed(groups) for part in group)]


def _followed(lines: list[str], index: int) -> bool:
    """Whether frames follow soon."""
    return any(line.lstrip().startswith("at ") for line in lines[index + 1 : index + 12])


def _is_detail(body: str, parts: list[Part]) -> bool:
    """A bracket or a property after the frames of an error."""
    if not body or body[0] in "}]{":
        return True
    return bool(parts) and bool(parts[-1].frames) and _PROPERTY.match(body) is not None and _HEAD.match(body) is None


def _head(text: str, led: bool, followed: bool) -> Part | None:
    found = _HEAD.match(text[:2_000])
    if found is None:
        return None
    name = found["type"]
    if not is_exception_type(name) and not (
        followed and (led or name == "error" or name[0].isupper()) and found["after"] == ": "
    ):
        return None
    return Part(name, text[found.end() :].removesuffix(" {"))


def _frame(found: re.Match[str]) -> Frame:
    file = found["file"].removeprefix("file://")
    function = (found["function"] or "").removeprefix("async ").removeprefix("new ")
    return Frame(function, file, int(found["line"] or 0), in_app(file) and file not in ("", "native", "new"))
