"""Forms of lines that are a record by themselves, and whose level and request one look tells."""

import re

_STAMP = r"\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?\]?"
_QUIET = r"INFO|DEBUG|TRACE|NOTICE|info|debug|trace|notice"
_LEVELS = _QUIET + r"|WARN(?:ING)?|ERROR|CRITICAL|FATAL|SEVERE|warn(?:ing)?|error|critical|fatal"
_PLAIN = (
    r"(?P<plain>" + _STAMP + r"[ \t]{1,5}(?:\[(?:\d{1,10}|[A-Za-z][^\[\]]{0,80})\][ \t]{1,3}|\d{1,7} (?:--- )?)?"
    r"\[?(?:" + _LEVELS + r")\b)"
)
_PAIRS = r"(?P<pairs>(?:time|level|ts|t|msg|lvl|timestamp|severity|date|at)=)"
_ACCESS = (
    r"(?P<access>\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3} [^\s\"]{1,64} [^\s\"]{1,64} \[[^\]\[\"]{20,32}\] "
    r"\"(?P<method>GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (?P<path>/[^\s\"]{0,2000}) HTTP/[\d.]{1,3}\" "
    r"(?P<status>[123]\d\d) (?:\d{1,12}|-)(?=[ \n]|$))"
)
FORM = re.compile(f"{_PLAIN}|{_ACCESS}|{_PAIRS}", re.ASCII)
"""`lastgroup` of a match is `plain`, `access` or `pairs`."""

QUIET_PAIR = re.compile(r"level=\"?(?:info|debug|trace|notice)(?:[\"\s]|$)", re.ASCII)

LONGEST = 4_000
"""Longer lines are always read in full: they may have been cut."""


def is_complete(form: str, line: str) -> bool:
    """Whether the line of that form stands for itself, whatever surrounds it."""
    if form == "plain":
        return line[-1] != "}" and "\\" not in line and "]: " not in line[:240]
    if form == "access":
        return "://" not in line.partition('"')[2][:40] and 'request: "' not in line
    return "\\" not in line and _is_quiet(line)


def _is_quiet(line: str) -> bool:
    """Whether the pairs tell a level below a warning, or a message without a level."""
    lowered = line.lower()
    times = lowered.count("level=")
    if not times:
        return "msg=" in line
    return times == 1 and QUIET_PAIR.search(lowered) is not None
