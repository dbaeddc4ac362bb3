"""What carriers put around every line: FireLens objects, php-fpm's quoting, compose and syslog prefixes, time stamps."""

import re
from typing import NamedTuple

import msgspec

from triage.parsing.headers.times import stamp_at
from triage.parsing.shapes import Shape, shape_of


class Inner(NamedTuple):
    """A line without its envelope."""

    text: str
    mark: str
    """What the first line of the record must hold for this line to belong to it; empty where anything fits."""
    shape: Shape
    stamped: bool = False
    """Whether the envelope is a time stamp, which ordinary lines bear as well."""


class FireLens(msgspec.Struct):
    """The object that FireLens makes of a line; other fields are ignored."""

    log: str
    container_name: str = ""
    container_id: str = ""
    source: str = ""
    ecs_cluster: str = ""
    ecs_task_arn: str = ""
    ecs_task_definition: str = ""
    ec2_instance_id: str = ""


_FIRELENS = msgspec.json.Decoder(FireLens)
_TIME = (
    r"\[?(?:\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?"
    r"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)\]?"
)
STAMP = re.compile(_TIME)
STAMPED_LINE = re.compile(
    _TIME
    + r"(?P<stream> std(?:out|err) [FP](?= ))?"
    + r"(?:(?P<bracket> \[\d{1,10}\])(?:-\d{1,6})?(?: [\w-]{1,64}@[\w-]{1,64})?:?(?= ))?"
    + r"(?: [\w.-]{1,128} (?P<tag>[\w./-]{1,64}\[[\w.-]{1,32}\]):(?= )| (?P<host>app\[[\w.]{1,40}\]):)?"
    + r"[ \t]"
)
_CHILD = re.compile(r"child (?P<pid>\d{1,10}) said into std(?:out|err): \"")
_FASTCGI = re.compile(r"(?P<link>\d{1,10}#\d{1,10}: \*\d{1,12} )FastCGI sent in stderr: \"")
COMPOSE_LINE = re.compile(r"(?P<name>[A-Za-z][\w.-]{0,80}|\d{1,4}\|[\w.-]{1,80}) +\| ?")
"""`web-1  | ` of docker compose, `0|app  | ` of pm2."""
POD_LINE = re.compile(r"\[(?P<name>pod/[\w./-]{1,160})\] ?")
FASTCGI_LINE = re.compile(
    r"\d{4}/\d\d/\d\d [\d:]{8} \[\w{4,6}\] \d{1,10}#\d{1,10}: \*\d{1,12} FastCGI sent in stderr: \""
)
_STRONG = (
    "Traceback (most recent", "Caused by:", "... ", "During handling of the above", "The above exception was", "[SQL: ", "[parameters: ",
    "(Background on this error", "goroutine ", "#", "DETAIL: ", "HINT: ", "CONTEXT: ", "QUERY: ", "STATEMENT: ", "LINE ", "Stack trace:", "Suppressed:",
)  # fmt: skip
_DEEP = ("| ", "+ Exception Group", "+-", "at ", 'File "', "from ", "... ", "Suppressed: ", "---> ", "--- End of ")


def inside(line: str, shape: Shape) -> Inner | None:
    """The inner line where the line, of that shape, bears an envelope whose inside continues a record; else None."""
    if shape is Shape.JSON:
        return _firelens(line)
    if shape is Shape.TEXT:
        return _named(line)
    if line[:5] == "[pod/":
        return _in_pod(line)
    if " said into std" in line and (found := _CHILD.search(line[:400])):
        return _inner(line[found.end() :].removesuffix('"'), f"child {found['pid']} said")
    return _stamped(line)


def _inner(text: str, mark: str) -> Inner:
    return Inner(text, mark, shape_of(text))


def _firelens(line: str) -> Inner | None:
    wrapped = firelens(line)
    return None if wrapped is None else _inner(wrapped.log.rstrip("\n"), wrapped.container_id or wrapped.container_name)


def firelens(line: str) -> FireLens | None:
    """The object that FireLens or Docker's JSON files make of a line; None for other text."""
    if '"log":' not in line or not ('"container_' in line or '"source":' in line or '"stream":' in line):
        return None
    try:
        return _FIRELENS.decode(line)
    except (msgspec.DecodeError, UnicodeError):
        return None


def _in_pod(line: str) -> Inner | None:
    found = POD_LINE.match(line)
    return None if found is None else _inner(line[found.end() :], found["name"])


def _named(line: str) -> Inner | None:
    if line[:5] == "[pod/":
        return _in_pod(line)
    if "| " not in line[:90]:
        return None
    found = COMPOSE_LINE.match(line)
    return None if found is None else _inner(line[found.end() :], found["name"])


def _stamped(line: str) -> Inner | None:
    found = STAMPED_LINE.match(line)
    if found is None:
        return None
    rest = line[found.end() :]
    if rest.startswith(_STRONG):
        shape = shape_of(rest) if not rest.startswith("STATEMENT: ") else Shape.TAIL
    elif rest[:1] in (" ", "\t") and rest.lstrip().startswith(_DEEP):
        shape = shape_of(rest)
    elif is_stamped(rest):
        return Inner(rest, "", shape_of(rest), stamped=True)
    else:
        return None
    if shape is Shape.START or shape is Shape.TEXT:
        return None
    return Inner(rest, _process_mark(found), shape, stamped=True)


def is_stamped(text: str) -> bool:
    """Whether the text begins with a time stamp."""
    first = text[:1]
    if first.isdigit() or (first == "[" and text[1:2].isdigit()):
        return STAMP.match(text) is not None or stamp_at(text, int(first == "[")) is not None
    return first.isupper() and text[3:4] == " " and text[4:6].strip().isdigit() and stamp_at(text) is not None


def behind_stamp(line: str) -> Inner | None:
    """What follows a leading time stamp and process tag, whatever it is; None where there is no stamp."""
    found = STAMPED_LINE.match(line)
    if found is None:
        return None
    rest = line[found.end() :]
    return Inner(rest, _process_mark(found), shape_of(rest), stamped=True)


def _process_mark(found: re.Match[str]) -> str:
    return (found["bracket"] or found["tag"] or found["host"] or "").strip()


def fastcgi_link(line: str) -> str:
    """The connection of a FastCGI message that continues an earlier one; empty for a new message and for other lines."""
    if "FastCGI sent in stderr" not in line:
        return ""
    found = _FASTCGI.search(line[:300])
    if found is None or line.startswith("PHP message: ", found.end()):
        return ""
    return found["link"]


def php_child(line: str) -> str:
    """A line of php-fpm without its header and quotes around what a child said; other lines as they are."""
    found = _CHILD.search(line[:400])
    if found is None:
        return line
    text = line[found.end() :]
    return text[:-1] if text.endswith('"') else text.partition('", pipe is closed')[0]
