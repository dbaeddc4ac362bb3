"""Traces of Node: causes and members of an AggregateError are printed in braces after the frames."""

import re

from triage.model.events import ExceptionInfo, Frame
from triage.parsing.errortypes import is_exception_type
from triage.parsing.traces.chain import Part, chain_of, in_app

_FRAME = re.compile(
    r"at (?:(?P<function>[^()]{1,300}) \()?(?P<file>(?:node:|file://|[A-Za-z]:\\|/|webpack|\.|<|internal/|evalmachine)?[^()\s]{0,600}?)(?::(?P<line>\d{1,9}))?(?::\d{1,9})?\)?(?:,| \{)?$"
)
_HEAD = re.compile(
    r"(?:error: (?=Uncaught ))?(?:\[?Uncaught )?(?:\(in promise\) )?\[?(?P<type>[A-Za-z_$][\w$.]{0,120})(?: \[(?P<code>\w{2,60})\])?(?P<after>: |$|:$| \{$)"
)
_INNER_HEAD = re.compile(
    r"(?<![\w.$])(?P<type>[A-Z][\w$]{0,80}(?:Error|Exception)[\w$]{0,40}|Error)(?: \[(?P<code>\w{2,60})\])?:(?: |$)"
)
_PROPERTY = re.compile(r"\[?'?[A-Za-z_$][\w$]{0,80}'?\]?: ")
_CODE = re.compile(
    r"(?P<name>code|errno|sqlState|errorCode|sqlstate|statusCode|clientVersion|original_code): '?(?P<value>[\w.-]{1,80})'?,?$"
)
_LEADS = (
    "[cause]: ", "cause: ", "Caused by: ", "caused by: ", "driverError: ", "originalError: ", "original: ", "parent: ", "reason: ", "err: ", "error: ",
)  # fmt: skip
_AGAIN = ("original: ", "originalError: ")
"""Under these names libraries print an error that they also print as `parent`."""


def read_node(lines: list[str]) -> tuple[ExceptionInfo, ...]:
    """The chain, outermost first; members of an AggregateError after it, the first member last."""
    reader = _Reader(lines)
    for index, line in enumerate(lines):
        reader.read(index, line)
    return chain_of(_ordered(reader.parts, reader.members), raised_first=True)


class _Reader:
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.parts: list[Part] = []
        self.members: list[Part] = []
        self.in_members = False
        self.last: Part | None = None
        """What frames belong to: the last part, or one that was printed before."""

    def read(self, index: int, line: str) -> None:
        body = line.strip()
        if body.startswith("at ") and (found := _FRAME.match(body)):
            if self.last is not None:
                self.last.add_frame(_frame(found))
            return
        if body.startswith("[errors]: "):
            self.in_members = True
            return
        parts, last = self.parts, self.last
        lead = next((lead for lead in _LEADS if body.startswith(lead)), "") if parts and parts[-1].frames else ""
        part = None
        if lead or not _is_detail(body, parts):
            named = bool(lead) or self.in_members or not line[:1].isspace()
            part = _head(body[len(lead) :], bool(lead), named and _followed(self.lines, index))
        if part is not None and (lead or not parts or self.in_members or not parts[0].type):
            self._add(part, lead)
        elif last is not None and not last.frames and not _is_detail(body, parts):
            last.add_line(line.rstrip())
        elif not parts and (inner := _INNER_HEAD.search(line[:4_000])) is not None and _followed(self.lines, index):
            self._add(Part(inner["type"], line[inner.end() :]), "")

    def _add(self, part: Part, lead: str) -> None:
        self.last = part
        if lead in _AGAIN and self.parts and self.parts[-1].lines[0] == part.lines[0]:
            return
        if self.parts and not (self.parts[0].type or self.members):
            self.parts.clear()
        self.parts.append(part)
        if self.in_members and not lead:
            self.members.append(part)


def speaks_of_error(message: str) -> bool:
    """Whether a message names the type of an error: `request failed TypeError: ...`."""
    return "rror" in message[:4_000] and (
        message.startswith("Uncaught ") or _INNER_HEAD.search(message[:4_000]) is not None
    )


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
    begins = set(map(id, members))
    groups: list[list[Part]] = []
    for part in parts[first:]:
        if id(part) in begins:
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
    message = text[found.end() :]
    if name == "error" and (inner := _INNER_HEAD.search(message[:4_000])) is not None:
        name, message = inner["type"], message[inner.end() :]
    return Part(name, message.removesuffix(" {"))


def _frame(found: re.Match[str]) -> Frame:
    file = found["file"].removeprefix("file://")
    function = (found["function"] or "").removeprefix("async ").removeprefix("new ")
    return Frame(function, file, int(found["line"] or 0), in_app(file) and file not in ("", "native", "new"))
