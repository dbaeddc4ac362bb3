"""Python tracebacks: chained both ways, groups, syntax errors; the root is printed first."""

import re

from triage.model.events import ExceptionInfo, Frame
from triage.parsing.errortypes import match_head
from triage.parsing.traces.chain import Part, chain_of, in_app

_FRAME = re.compile(r"(?:> )?File \"(?P<file>[^\"]{1,1024})\", line (?P<line>\d{1,9})(?:, in (?P<function>.{1,300}))?$")
_HEAD = re.compile(r"(?P<type>[A-Za-z_][\w.]{0,300}(?:\.<locals>\.\w{1,100})?)(?:: ?(?P<message>.*)|$)", re.DOTALL)
_GROUP = re.compile(r"(?: {0,200}[|+][-+]{0,64})+ ?")
_CHAINS = ("During handling of the above exception", "The above exception was the direct cause", "Call stack:")
_MAX_DEPTH = 16
_NUMBERED = re.compile(r"(?:-{3,40} )?(?:\d{1,6}|\.\.\.) -{3,40}$|-{10,80}$")


def read_python(lines: list[str]) -> tuple[ExceptionInfo, ...]:
    """The chain, outermost first; of a group, the group and then its members, the first member last."""
    reader = _Reader()
    for line in lines:
        reader.read(line)
    outer = [part for part in reader.parts if not part.depth]
    inner = [part for part in reader.parts if part.depth]
    return chain_of([*reversed(outer), *_members(inner)], raised_first=False)


_RICH_FRAME = re.compile(r"\u2502 (?P<file>\S{1,600}):(?P<line>\d{1,9}) in (?P<function>\S{1,300})")


def read_rich(lines: list[str]) -> tuple[ExceptionInfo, ...]:
    """Tracebacks in boxes, as rich prints them."""
    plain: list[str] = []
    for line in lines:
        first = line[:1]
        if first == "\u256d":
            plain.append("Traceback (most recent call last):")
        elif first == "\u2502" and (found := _RICH_FRAME.match(line)) is not None:
            plain.append(f'  File "{found["file"]}", line {found["line"]}, in {found["function"]}')
        elif first not in ("\u2502", "\u2570"):
            plain.append(line)
    return read_python(plain)


def _members(parts: list[Part]) -> list[Part]:
    """Members of groups, printed one after the other: the first one last, each group before its own members."""
    if not parts:
        return []
    top = min(part.depth for part in parts)
    blocks: list[list[Part]] = []
    for part in parts:
        if part.depth <= top or not blocks:
            blocks.append([part])
        else:
            blocks[-1].append(part)
    return [part for block in reversed(blocks) for part in (block[0], *_members(block[1:]))]


class _Reader:
    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.frames: list[Frame] | None = None
        """Frames of the traceback that is being read; None outside."""
        self.open = False
        """Whether the last part's message may go on."""
        self.column = -1
        """Of the bar of the outermost group."""
        self.over = False
        """Whether what follows is no traceback but where the logging call stood."""

    def read(self, line: str) -> None:
        depth = 0
        body = line.lstrip()
        if body[:1] in ("|", "+") and (found := _GROUP.match(line)):
            depth = self._depth(found[0])
            line = line[found.end() :]
            body = line.lstrip()
        if "Traceback (most recent call last" in body:
            self.frames, self.open, self.over = [], False, False
        elif self.over:
            return
        elif body.startswith(('File "', '> File "')) and (frame := _FRAME.match(body.rstrip())):
            self._frame(frame)
        elif body.startswith(_CHAINS):
            self.frames, self.open = None, False
            self.over = body.startswith("Call stack:")
        elif not body:
            if self.open:
                self.parts[-1].add_line("")
        elif self.frames is not None:
            if line[:1] not in (" ", "\t") and not _NUMBERED.match(body):
                self._head(line, depth)
        elif self.open:
            if _NUMBERED.match(body):
                self.open, self.frames = False, ([] if " " in body else None)
            else:
                self.parts[-1].add_line(line.rstrip())
        elif not self.parts and (found_head := match_head(line)) is not None:
            self._opening(line, found_head.end(), found_head["type"])

    def _depth(self, bars: str) -> int:
        """How deep in groups a line is, by the column of its bar."""
        column = max(bars.rfind("|"), bars.find("+"))
        if self.column < 0:
            self.column = column
        return min(max(column - self.column, 0) // 2, _MAX_DEPTH)

    def _opening(self, line: str, end: int, type_name: str) -> None:
        """An exception before any traceback: a wrapper's own line counts only when nothing follows."""
        self.parts.append(Part("" if line.rstrip().endswith(":") else type_name, line[end:]))

    def _frame(self, found: re.Match[str]) -> None:
        if self.frames is None:
            self.frames = []
        self.open = False
        file, function = found["file"], found["function"] or ""
        self.frames.append(Frame(function, file, int(found["line"]), in_app(file)))
        if len(self.frames) > 4_000:
            del self.frames[:2_000]

    def _head(self, line: str, depth: int) -> None:
        found = _HEAD.match(line[:20_000].rstrip())
        part = Part(found["type"], found["message"] or "", depth) if found else Part("", line, depth)
        part.frames = self.frames or []
        if found is None and self.parts == []:
            part.type = ""
        if len(self.parts) == 1 and not self.parts[0].frames and not self.parts[0].depth and self.frames:
            self.parts.clear()
        self.parts.append(part)
        self.frames, self.open = None, True
