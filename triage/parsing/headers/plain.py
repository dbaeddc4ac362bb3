"""The header of a plain log line, eaten token by token from the left: time, level, logger, process, then the message."""

import re

import msgspec

from triage.model.events import Level
from triage.parsing.errortypes import is_exception_type
from triage.parsing.headers.levels import LEVEL_WORDS, level_from_word
from triage.parsing.headers.special import read_special
from triage.parsing.headers.times import settled, stamp_at

_MAX_HEADER = 600
_MAX_TOKENS = 14
_LEVEL = re.compile(r"(?P<word>" + LEVEL_WORDS + r")(?P<after>\[\d{4,8}\]|:|(?=[\s\]|/,(\[-])|$)")
_LOWER_AFTER = (":", "]", "|")
_NEXT_LEVEL = re.compile(r" {0,2}\[ {0,4}" + LEVEL_WORDS + r" {0,4}\]")
_GROUP = re.compile(r"\[(?P<body>[^\[\]]{0,160})\]")
_ADDRESS = re.compile(r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d", re.ASCII)
_CHANNEL = re.compile(r"(?P<name>[\w-]{1,64})\.(?P<level>[A-Z]{4,9}): ")
_PROCESS = re.compile(r"(?P<process>\d{1,10}(?:#\d{1,10})?)(?=[\s:\]|])")
_ERLANG = re.compile(r"<\d{1,6}\.\d{1,10}\.\d{1,6}>")
_FLASK = re.compile(r"in (?P<name>[\w.]{1,80}): ")
_PRETTY = re.compile(r"\((?P<name>(?:[\w.@/-]{1,80}/)?\d{1,10})\)(?=:)")
"""The process of pino-pretty, with the name of the logger maybe."""
_SIDEKIQ = re.compile(r"pid=(?P<process>\d{1,10}) tid=\w{1,20} (?:[\w.]{1,40}=\S{1,200} ){0,8}(?=[A-Z]{4,7}: )")
_CLIENT = re.compile(r"(?P<name>[\w.$-]{1,64}@[\w.$-]{1,64}) (?=[^\W\d_]{3,12}: )")
"""The user and database that Debian's PostgreSQL writes before the level."""
_RDS = re.compile(
    r":(?:\[\w{1,10}\]|[\w.:-]{0,120}(?:\(\d{1,5}\))?):(?P<name>[\w.$\[\]-]{0,64}@[\w.$\[\]-]{0,64}):\[(?P<process>\d{1,10})\]:"
    r"(?=[^\W\d_]{3,12}: )"
)
"""The address, user, database and process that PostgreSQL on RDS writes before the level."""
_PADDED = re.compile(r"(?P<name>[A-Za-z_][\w.-]{0,64}) +\[(?P<process>\d{1,10})\]: +(?=" + LEVEL_WORDS + r"\b)")
"""`app.worker          [512]: ERROR   `: logger and process in columns before the level."""
_CALLER = re.compile(r"(?P<name>[\w./@+-]{1,160}\.\w{1,5}:\d{1,7})(?:\]|[\s:])")
_SPRING = re.compile(r"(?P<name>\S{1,120}) *: ")
_LOGGER = re.compile(
    r"(?P<name>[A-Za-z_$][\w.$/<>-]{0,120}(?:::[\w<>]{1,80}){0,8}(?::[\w<>]{1,80}:\d{1,7})?)(?P<after> +-{1,2} | +: |:|\t| *\| |\] )"
)
_SYSLOG_TAG = re.compile(r"(?:[\w.-]{1,128} )?(?P<name>[\w./-]{1,64}(?:\[[\w.-]{1,32}\])?): ")
_TOMCAT = re.compile(r"(?P<name>[a-z]\w*(?:\.\w{1,80}){2,12}) ")
_APACHE = re.compile(r"(?P<module>[\w-]{0,40}):(?P<level>\w{4,7})$")
_PLAIN_GROUP = re.compile(r"[\w.$:/#@ -]{1,120}$")


class Header(msgspec.Struct):
    """What a header tells, and where the message begins."""

    logged_at: int | None = None
    level: Level | None = None
    logger: str = ""
    process: str = ""
    code: str = ""
    stamped: bool = False
    message: str = ""


def read_header(line: str, arrived: int = 0) -> Header:
    """Reads the header of a line; what is no header is the message. Bounded work whatever the line."""
    header = Header()
    if _ADDRESS.match(line):
        header.message = line.strip()
        return header
    special = read_special(line, arrived)
    if special is not None:
        header.logged_at, header.level, header.logger, header.process, header.message = special
        header.stamped = True
        return header
    position = _Eater(line, header, arrived).eat()
    header.message = line[position:].strip()
    if header.stamped and header.level is None and not header.logger:
        _read_again(header, arrived)
    return header


def _read_again(header: Header, arrived: int) -> None:
    """Behind a carrier's time stamp may stand a header that follows no common pattern."""
    special = read_special(header.message, arrived)
    if special is not None:
        header.logged_at = special.logged_at if special.logged_at is not None else header.logged_at
        header.level, header.logger, header.message = special.level, special.logger, special.message
        header.process = special.process or header.process


class _Eater:
    """One pass over the head of a line."""

    def __init__(self, line: str, header: Header, arrived: int) -> None:
        self.line = line
        self.header = header
        self.arrived = arrived
        self.position = 0
        self.spring = False
        self.groups = 0

    def eat(self) -> int:
        """Where the message begins."""
        limit = min(len(self.line), _MAX_HEADER)
        for _ in range(_MAX_TOKENS):
            self._skip(limit)
            if self.position >= limit or not self._token():
                break
        return self.position

    def _skip(self, limit: int) -> None:
        line, at = self.line, self.position
        while at < limit:
            char = line[at]
            if char in " \t|" or (char == "]" and at) or (char == ":" and at and line[at + 1 : at + 2] in (" ", "")):
                at += 1
            elif char == "-" and at and line[at + 1 : at + 2] in (" ", "-"):
                stop = at
                while line[stop : stop + 1] == "-":
                    stop += 1
                if line[stop : stop + 1] != " ":
                    break
                self.spring = self.spring or stop - at == 3
                at = stop
            else:
                break
        self.position = at

    def _token(self) -> bool:
        char = self.line[self.position]
        header = self.header
        if char.isdigit():
            return self._time(self.position) or self._number()
        if char == "[":
            return self._time(self.position + 1) or self._group()
        if char == "<":
            return self._match(_ERLANG, "process")
        if char == "(":
            return header.level is not None and not header.process and self._match(_PRETTY, "process")
        if char == ":" and header.stamped and (found := _RDS.match(self.line, self.position)) is not None:
            header.logger, header.process = found["name"].strip("@"), found["process"]
            self.position = found.end()
            return True
        if char == "#" and header.stamped:
            self.position += 1
            return self._number()
        if not (char.isalpha() or char in "_$"):
            return False
        if char.isupper() and not header.stamped and self._time(self.position):
            if not self.line[self.position - 1].isdigit() or header.logged_at is not None:
                return True
            return self._syslog_tag()
        if char == "p" and header.stamped and self._sidekiq():
            return True
        if header.stamped and header.level is None and not header.process and self._columns():
            return True
        if header.process and header.level is None and not header.logger and self._match(_CLIENT, "logger"):
            return True
        return self._level() or self._name()

    def _columns(self) -> bool:
        found = _PADDED.match(self.line, self.position)
        if found is None:
            return False
        self.header.logger, self.header.process = found["name"], found["process"]
        self.position = found.end()
        return True

    def _sidekiq(self) -> bool:
        """`pid=1 tid=gk5 class=Job jid=8f2c WARN: `."""
        found = _SIDEKIQ.match(self.line, self.position)
        if found is None:
            return False
        self.header.process = found["process"]
        self.position = found.end()
        return True

    def _syslog_tag(self) -> bool:
        self._skip(min(len(self.line), _MAX_HEADER))
        self._match(_SYSLOG_TAG, "process")
        return True

    def _time(self, start: int) -> bool:
        if self.header.stamped:
            return False
        stamp = stamp_at(self.line, start)
        if stamp is None:
            return False
        self.header.logged_at = settled(stamp, self.arrived)
        self.header.stamped = True
        self.position = stamp.end
        return True

    def _number(self) -> bool:
        if not (self.header.stamped or self.header.logger) and self.header.level is None:
            return False
        found = _PROCESS.match(self.line, self.position)
        if found is None or self.header.process:
            return False
        self.header.process = found["process"]
        self.position = found.end()
        return True

    def _match(self, pattern: re.Pattern[str], field: str) -> bool:
        found = pattern.match(self.line, self.position)
        if found is None:
            return False
        setattr(self.header, field, found.groupdict().get("name") or found[0])
        self.position = found.end()
        return True

    def _group(self) -> bool:
        """A group in brackets."""
        header = self.header
        found = _GROUP.match(self.line, self.position)
        if found is None:
            return False
        body = found["body"].strip()
        level = level_from_word(body) if len(body) > 1 else None
        if level is None and (apache := _APACHE.match(body)) is not None:
            level = level_from_word(apache["level"])
        if level is not None and header.level is None:
            header.level = level
        elif body.startswith(("client ", "remote ")) and header.stamped:
            pass
        elif (
            not _PLAIN_GROUP.match(body)
            or self.groups > 4
            or (not (header.stamped or header.level is not None) and not self._opens(body, found.end()))
        ):
            return False
        else:
            self._named_group(body)
        self.groups += 1
        self.position = found.end()
        return True

    def _opens(self, body: str, end: int) -> bool:
        """`[name] message` or `[7] [INFO] message` without a time before it."""
        if self.position:
            return False
        if body.isdigit():
            return _NEXT_LEVEL.match(self.line, end) is not None
        return body[:1].isalpha() and " " not in body and self.line[end : end + 1] in (" ", "[")

    def _named_group(self, body: str) -> None:
        header = self.header
        if body.startswith("MY-") and body[3:].isdigit():
            header.code = body
        elif body.isdigit() or body.startswith(("pid ", "tid ", "pid:")):
            header.process = header.process or body
        elif not header.logger and not self.spring and ("." in body or header.process or not header.stamped):
            header.logger = body
        else:
            header.process = header.process or body

    def _level(self) -> bool:
        header = self.header
        if header.level is not None:
            return False
        found = _LEVEL.match(self.line, self.position)
        if found is None:
            return False
        word, after = found["word"], found["after"]
        if word == "panic" and after == ":":
            return False
        if not word.isupper():
            follows = self.line[found.end() : found.end() + 1]
            bare = after == "" and follows not in ("|", "]", "/")
            if word[0].isupper() and not (header.stamped and not bare and after != ":"):
                return False
            if bare and not (
                header.stamped
                and self.line[self.position - 1 : self.position] in ("|", " ", "\t")
                and self._framed(found.end())
            ):
                return False
        header.level = level_from_word(word)
        self.position = found.end()
        if self.line[self.position : self.position + 1] == "/":
            self._worker()
        return True

    def _framed(self, end: int) -> bool:
        """A small level word between separators: `- error - `, two spaces or a tab after it."""
        return self.line.startswith((" - ", " | ", "\t", "  "), end)

    def _worker(self) -> None:
        """Celery's `ERROR/ForkPoolWorker-1]`."""
        end = self.line.find("]", self.position, self.position + 120)
        if end > 0:
            self.header.process = self.line[self.position + 1 : end]
            self.position = end + 1

    def _name(self) -> bool:
        """A logger's name."""
        header = self.header
        if self.spring and (found := _SPRING.match(self.line, self.position)) and not is_exception_type(found["name"]):
            self.spring = False
            return self._match(_SPRING, "logger")
        if header.logger or not (header.stamped or header.level is not None):
            return self._channel()
        if self._channel():
            return True
        for pattern in (_FLASK, _CALLER):
            if self._match(pattern, "logger"):
                return True
        if self.groups and header.level is not None and self.line[2:3] == "-" and self._match(_TOMCAT, "logger"):
            header.logger = header.logger.strip()
            return True
        found = _LOGGER.match(self.line, self.position)
        if found is None or not self._is_logger(found):
            return False
        header.logger = found["name"]
        self.position = found.end()
        return True

    def _is_logger(self, found: re.Match[str]) -> bool:
        name, after = found["name"], found["after"]
        if is_exception_type(name) or (after == ":" and self.line.startswith("//", found.end())):
            return False
        dotted = "." in name or "::" in name
        if after == ":":
            joined = (
                self.line[self.position - 1 : self.position] == ":" and self.line[found.end() : found.end() + 1] != " "
            )
            return joined or (dotted and self.line[found.end() : found.end() + 1] == " ")
        if after == "\t" or after == "] ":
            return dotted
        return dotted or self.header.level is not None or _LEVEL.match(self.line, found.end()) is not None

    def _channel(self) -> bool:
        """Monolog's `production.ERROR: `."""
        if self.header.level is not None:
            return False
        found = _CHANNEL.match(self.line, self.position)
        level = level_from_word(found["level"]) if found else None
        if found is None or level is None:
            return False
        self.header.logger, self.header.level = found["name"], level
        self.position = found.end()
        return True
