"""What carriers and programs put before each line of one record, taken off: containers' names, requests' tags, exclamation marks."""

import re

from triage.parsing.envelopes import COMPOSE_LINE, POD_LINE
from triage.parsing.modes import CONTINUATIONS
from triage.parsing.shapes import Shape, shape_of

_NUMBERED = re.compile(r"(?:[A-Za-z][\w.]{0,60}[-_][\w.-]{0,60}|[A-Za-z]\w{0,60}-)\d{1,4}$|\d{1,4}\|")
"""Names that only docker compose and pm2 give; others may be the first column of a table."""
_TAG = re.compile(r"\[(?!\d{4}-\d\d-\d\dT\d\d:)[^\[\]\s]{1,80}\] ")
"""A time is none: lines of one second share it."""
_TRACE_SHAPES = CONTINUATIONS | {Shape.TRACE, Shape.EXCEPTION}
_PROGRESS = ("%", "#", "=", "\u2588", "\u2501")


def tag_of(line: str) -> str:
    """`[tag] ` at the beginning of a line; empty without."""
    if line[:1] != "[":
        return ""
    found = _TAG.match(line)
    return found[0] if found is not None else ""


def without_prefixes(lines: list[str]) -> list[str]:
    """The lines of one record without what stands before each of them; the same list where nothing does."""
    first = lines[0]
    if "| " in first[:90] or first.startswith("[pod/"):
        lines = _without_names(lines)
    if len(lines) == 1:
        return lines
    second = lines[1]
    if second[:1] == "!":
        return _without_marks(lines)
    tag = tag_of(second)
    if tag and tag in lines[0][:400]:
        bare = tag.rstrip()
        if all(line.startswith(bare) for line in lines[1:]):
            return [lines[0], *(line[len(tag) :] for line in lines[1:])]
    return lines


def _without_names(lines: list[str]) -> list[str]:
    for pattern in (COMPOSE_LINE, POD_LINE):
        found = pattern.match(lines[0])
        if found is None:
            continue
        name = found["name"]
        if len(lines) == 1 and pattern is COMPOSE_LINE and _NUMBERED.match(name) is None:
            return lines
        rests = [pattern.match(line) for line in lines]
        if all(rest is not None and rest["name"] == name for rest in rests):
            return [line[rest.end() :] for line, rest in zip(lines, rests, strict=True) if rest is not None]
    return lines


def _without_marks(lines: list[str]) -> list[str]:
    """Dropwizard marks the lines of an exception with `! `."""
    if not all(line[:1] == "!" for line in lines[1:]):
        return lines
    bare = (line[2:] for line in lines[1:])
    return [lines[0], *("\t" + line if line.startswith(("at ", "... ")) else line for line in bare)]


def without_returns(text: str) -> str:
    """The text with its carriage returns read: as ends of lines, of a trace for instance, or as a bar that was drawn anew."""
    text = text.replace("\r\n", "\n").rstrip("\r")
    if "\r" not in text:
        return text
    return "\n".join(_drawn(line) if "\r" in line else line for line in text.split("\n"))


def _drawn(line: str) -> str:
    parts = [part for part in line.split("\r") if part.strip()]
    if not parts:
        return ""
    bars = sum(any(sign in part for sign in _PROGRESS) for part in parts)
    if 2 * bars > len(parts) and not any(shape_of(part) in _TRACE_SHAPES for part in parts[1:]):
        return parts[-1]
    return "\n".join(parts)
