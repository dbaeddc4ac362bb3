"""Lines of `name=value` pairs."""

import re

from triage.parsing.limits import MAX_FIELDS

_PAIR = re.compile(
    r"(?<![^\s])(?P<name>[A-Za-z_@][\w.@/-]{0,63})=(?P<value>\"(?:[^\"\\]|\\.){0,8192}\"|[^\s\"]{0,4096})", re.ASCII
)
_ESCAPES = (("\\n", "\n"), ("\\t", "\t"), ('\\"', '"'), ("\\\\", "\\"))
_FIRST = (
    "time=",
    "level=",
    "ts=",
    "t=",
    "msg=",
    "lvl=",
    "timestamp=",
    "severity=",
    "date=",
    "at=",
    "logger=",
    "caller=",
    "app=",
    "service=",
)


def is_logfmt(line: str) -> bool:
    """True for lines that begin with a pair and hold a message or a level."""
    if not line.startswith(_FIRST):
        return False
    return "level=" in line or "msg=" in line or "lvl=" in line or line.count("=") >= 3


def read_logfmt(line: str) -> dict[str, str]:
    """The pairs of a line in order, the first of equal names; bounded."""
    pairs: dict[str, str] = {}
    for found in _PAIR.finditer(line[:65_536]):
        name, value = found["name"], found["value"]
        if value.startswith('"'):
            value = value[1:-1]
            if "\\" in value:
                for escape, char in _ESCAPES:
                    value = value.replace(escape, char)
        pairs.setdefault(name, value)
        if len(pairs) >= MAX_FIELDS:
            break
    return pairs
