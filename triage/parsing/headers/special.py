"""Headers that follow no common pattern: Redis, glog, Ruby's Logger, syslog priorities, .NET's console, PHP."""

import re
from typing import NamedTuple

from triage.model.events import Level
from triage.parsing.headers.levels import level_from_word
from triage.parsing.headers.times import settled, stamp_at


class Special(NamedTuple):
    """As in `Header`."""

    logged_at: int | None
    level: Level | None
    logger: str
    process: str
    message: str


_REDIS = re.compile(r"(?P<process>\d{1,10}:[A-Z]) (?=\d\d [A-Z][a-z]{2} \d{4} )")
_REDIS_LEVELS = {".": Level.DEBUG, "-": Level.DEBUG, "*": Level.NOTICE, "#": Level.WARNING}
_REDIS_FAILS = re.compile(
    r"(?!warning\b)[^\n]*?\b(?:fail(?:ed|ure|ing)?|errors?|fatal|can'?t|cannot|could not|unable|refused|abort(?:ing|ed)|exiting)\b",
    re.IGNORECASE,
)
"""Redis has no level above a warning: its words tell which warnings are errors."""
_GLOG = re.compile(
    r"(?P<level>[IWEFD])\d{4} \d\d:\d\d:\d\d\.\d{1,9} +(?P<process>\d{1,10}) (?P<logger>[\w./-]{1,120}:\d{1,7})\] "
)
_RUBY = re.compile(
    r"(?P<level>[DIWEFUA]), \[(?P<time>[\d:.T +Z-]{19,40}) #(?P<process>\d{1,10})\] +(?P<word>[A-Z]{3,7}) -- (?P<logger>[^:]{0,80}): ?"
)
_PRIORITY = re.compile(r"<(?P<number>\d{1,3})>(?:\d )?")
_DOTNET = re.compile(
    r"(?P<level>trce|dbug|info|warn|fail|crit): (?P<logger>[\w.`+<>,\[\]]{1,200})\[(?P<event>-?\d{1,10})\]$"
)
_PHP = re.compile(
    r"(?:\[(?P<time>\d\d-[A-Z][a-z]{2}-\d{4} [\d:]{8})[^\]]{0,40}\] )?PHP (?P<word>Fatal error|Parse error|Warning|Notice|Deprecated|Recoverable fatal error): +"
)
_PHP_LEVELS = {
    "Fatal error": Level.CRITICAL, "Parse error": Level.CRITICAL, "Warning": Level.WARNING, "Notice": Level.NOTICE, "Deprecated": Level.WARNING,
    "Recoverable fatal error": Level.ERROR,
}  # fmt: skip
_SYMBOLS = {
    "\u2a2f": Level.ERROR, "\u2716": Level.ERROR, "\u2717": Level.ERROR, "\u274c": Level.ERROR, "\u26a0": Level.WARNING, "\u2713": Level.INFO,
    "\u2714": Level.INFO, "\u25b2": Level.INFO, "\u2139": Level.INFO,
}  # fmt: skip
"""What Next and other tools of Node put before a line."""
_REPORTS = {"CRASH": Level.ERROR, "ERROR": Level.ERROR, "SUPERVISOR": Level.ERROR, "WARNING": Level.WARNING}
_REPORT = re.compile(r"=(?P<word>[A-Z]{4,12}) REPORT==== ?")
_SYSLOG_LEVELS = (
    Level.CRITICAL, Level.CRITICAL, Level.CRITICAL, Level.ERROR, Level.WARNING, Level.NOTICE, Level.INFO, Level.DEBUG,
)  # fmt: skip
_AFTER_PRIORITY = re.compile(r"(?:- )?(?:[\w.-]{1,128} )?(?P<process>[\w./-]{1,64}(?:\[[\w.-]{1,32}\])?): ")


def read_special(line: str, arrived: int) -> Special | None:
    """Reads a header of one of these kinds; None for other lines."""
    first = line[:1]
    if first.isdigit():
        return _redis(line, arrived)
    if first == "<":
        return _priority(line, arrived)
    if first == "[" and "] PHP " in line[:60]:
        return _php(line, arrived)
    if first.isupper():
        return _php(line, arrived) if line.startswith("PHP ") else _glog(line) or _ruby(line, arrived) or _npm(line)
    if first in ("t", "d", "i", "w", "f", "c"):
        return _dotnet(line)
    if first == "=":
        return _erlang(line, arrived)
    if first == " " or first in _SYMBOLS:
        return _symbol(line)
    return _npm(line) if first == "n" else None


def _symbol(line: str) -> Special | None:
    text = line[:4].lstrip()
    level = _SYMBOLS.get(text[:1])
    if level is None or text[1:2] not in (" ", "\ufe0f"):
        return None
    return Special(None, level, "", "", line.lstrip()[1:].lstrip("\ufe0f "))


def _erlang(line: str, arrived: int) -> Special | None:
    """`=CRASH REPORT==== 22-Nov-2026::17:46:45.844 ===`."""
    found = _REPORT.match(line)
    if found is None:
        return None
    stamp = stamp_at(line[: found.end() + 11] + " " + line[found.end() + 13 :], found.end())
    return Special(
        settled(stamp, arrived) if stamp else None, _REPORTS.get(found["word"], Level.INFO), "", "", line.strip("= \r")
    )


def _redis(line: str, arrived: int) -> Special | None:
    found = _REDIS.match(line)
    if found is None:
        return None
    stamp = stamp_at(line, found.end())
    if stamp is None:
        return None
    rest = line[stamp.end :].lstrip()
    level = _REDIS_LEVELS.get(rest[:1])
    message = rest[1:].strip() if level else rest
    if level is Level.WARNING and _REDIS_FAILS.match(message):
        level = Level.ERROR
    return Special(settled(stamp, arrived), level, "", found["process"], message)


def _glog(line: str) -> Special | None:
    found = _GLOG.match(line)
    if found is None:
        return None
    return Special(
        None, level_from_word(found["level"]), found["logger"], found["process"], line[found.end() :].strip()
    )


def _ruby(line: str, arrived: int) -> Special | None:
    found = _RUBY.match(line)
    if found is None:
        return None
    stamp = stamp_at(found["time"])
    logged = settled(stamp, arrived) if stamp else None
    return Special(
        logged, level_from_word(found["word"]), found["logger"].strip(), found["process"], line[found.end() :].strip()
    )


def _priority(line: str, arrived: int) -> Special | None:
    found = _PRIORITY.match(line)
    if found is None or int(found["number"]) > 191:
        return None
    level = _SYSLOG_LEVELS[int(found["number"]) & 7]
    stamp = stamp_at(line, found.end())
    rest = line[stamp.end if stamp else found.end() :].lstrip()
    tag = _AFTER_PRIORITY.match(rest)
    message = rest[tag.end() :] if tag else rest
    return Special(
        settled(stamp, arrived) if stamp else None, level, "", tag["process"] if tag else "", message.strip()
    )


def _php(line: str, arrived: int) -> Special | None:
    found = _PHP.match(line)
    if found is None:
        return None
    stamp = stamp_at(found["time"]) if found["time"] else None
    return Special(
        settled(stamp, arrived) if stamp else None, _PHP_LEVELS[found["word"]], "", "", line[found.end() :].strip()
    )


def _dotnet(line: str) -> Special | None:
    found = _DOTNET.match(line)
    if found is None:
        return None
    return Special(None, level_from_word(found["level"]), found["logger"], "", "")


def _npm(line: str) -> Special | None:
    for start in ("npm ERR! ", "npm error "):
        if line.startswith(start):
            return Special(None, Level.ERROR, "npm", "", line[len(start) :].strip())
    return None
