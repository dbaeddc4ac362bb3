"""Forms of lines that are a record by themselves, and whose level and request one look tells."""

import re

_STAMP = r"\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?\]?"
_QUIET = r"INFO|DEBUG|TRACE|NOTICE|info|debug|trace|notice"
_LEVELS = _QUIET + r"|WARN(?:ING)?|ERROR|CRITICAL|FATAL|SEVERE|warn(?:ing)?|error|critical|fatal"
QUIET_ENDS = ("fo", "ug", "ce")
"""Last letters of the levels below WARNING among them, and of no other."""
PLAIN = (
    _STAMP + r"[ \t]{1,5}(?:\[(?:\d{1,10}|[A-Za-z][^\[\]\n]{0,80})\][ \t]{1,3}|\d{1,7} (?:--- )?)?"
    r"\[?(?:" + _LEVELS + r")\b"
)
"""It ends with the level."""
PAIRS = r"(?:time|level|ts|t|msg|lvl|timestamp|severity|date|at)="
ACCESS = (
    r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3} [^\s\"]{1,64} [^\s\"]{1,64} \[[^\]\[\"\n]{20,32}\] "
    r"\"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) /[^\s\"]* HTTP/[\d.]{1,3}\" [123]\d\d (?:\d{1,12}|-)"
)
"""A request that was answered; a space or the end of the line follows."""
FORM = re.compile(f"(?P<plain>{PLAIN})|(?P<access>{ACCESS}(?= |$))|(?P<pairs>{PAIRS})", re.ASCII)
"""`lastgroup` of a match is `plain`, `access` or `pairs`."""
REQUEST = re.compile(r"[^\"]*\"([A-Z]+) ([^\s\"?]*)[^\s\"]* HTTP/[\d.]{1,3}\" (\d{3})", re.ASCII)
"""Method, path and status of a line of the form `access`."""
QUIET_PAIRS = (
    r"(?:(?:time|ts|t|timestamp|date|at)=(?:\"[^\"\n]*\"|[^\s\"]+) )?level=\"?(?:info|debug|trace|notice)[\"\s]"
)
"""The usual beginning of a line of the form `pairs` with a level below WARNING."""

QUIET_PAIR = re.compile(r"level=\"?(?:info|debug|trace|notice)(?:[\"\s]|$)", re.ASCII)

LONGEST = 4_000
"""Longer lines are always read in full: they may have been cut."""
LATEST_BRACKET = 240
LATEST_SCHEME = 40
"""Where in a line, or behind its first quote, a sign that it is of another form may stand last."""


def is_complete(form: str, line: str) -> bool:
    """Whether the line of that form stands for itself, whatever surrounds it."""
    if form == "plain":
        return line[-1] != "}" and "\\" not in line and "]: " not in line[:LATEST_BRACKET]
    if form == "access":
        return "://" not in line.partition('"')[2][:LATEST_SCHEME] and 'request: "' not in line
    return "\\" not in line and _is_quiet(line)


def _is_quiet(line: str) -> bool:
    """Whether the pairs tell a level below a warning, or a message without a level."""
    lowered = line.lower()
    times = lowered.count("level=")
    if not times:
        return "msg=" in line
    return times == 1 and QUIET_PAIR.search(lowered) is not None
