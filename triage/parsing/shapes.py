"""What a line looks like, told from its first characters: the alphabet that joining works with."""

import re
from enum import IntEnum

from triage.parsing.errortypes import looks_like_exception
from triage.parsing.headers.levels import LEVEL_WORDS


class Shape(IntEnum):
    """The form of one physical line."""

    TEXT = 0
    """Nothing telling."""
    SOON = 1
    """The same, in the burst of the line before."""
    START = 2
    """Begins with a time, a level or another header of a log line."""
    ACCESS = 3
    """An access line: complete in itself."""
    JSON = 4
    JSON_OPEN = 5
    """An object or list that does not end on this line."""
    BLANK = 6
    INDENT = 7
    FRAME = 8
    """A line of a stack trace."""
    PY_FRAME = 9
    TRACE = 10
    """`Traceback (most recent call last):`."""
    CAUSE = 11
    """Leads to a cause or to further frames, in any language but Python."""
    PY_CHAIN = 12
    """The sentences between two chained Python tracebacks."""
    CLOSER = 13
    """A closing bracket."""
    EXCEPTION = 14
    """A type of an exception, mostly with its message."""
    SQL = 15
    """An SQL tail that goes on."""
    TAIL = 16
    """A detail that belongs to the error before."""
    PANIC = 17
    GOROUTINE = 18
    SOURCE = 19
    """`/app/server.js:12`: the place that Node prints above an error."""
    BLOCK = 20
    """The first line of a notice of several plain lines (JVM, V8, npm, Spring)."""
    TRAILER = 21
    """What a runtime prints after a trace: `Node.js v20`, `exit status 2`."""
    QUOTES = 22
    """Triple quotes around the traceback of another process."""
    RUBY_HEAD = 23
    """`file.rb:3:in 'm': message (Type)`."""


METHODS = ("GET /", "POST /", "PUT /", "PATCH /", "DELETE /", "HEAD /", "OPTIONS /")
_DIGITS = re.compile(
    r"(?P<time>\d{4}[-/]\d\d[-/]\d\d[T ,]|\d\d[-/ ](?:[A-Z][a-z]{2}|\d\d)[-/ ]\d{4}|\d{1,2}:\d\d(?::\d\d|[AP]M)|\d{10}(?:\d{3})?[ .\t]"
    r"|\d\d[-/.]\d\d(?:[-/.]\d\d(?:\d\d)?)?(?:[T ]|, )\d\d:\d\d:\d\d|\d{6} \d{6} |\d{8}[-T ]\d\d:?\d\d:?\d\d[Z |.,:])"
    r"|(?P<access>\d{1,3}(?:\.\d{1,3}){3}[ :,])|(?P<redis>\d+:[A-Z] \d\d )|\d{6} +\d+:\d\d|\d{4}\.\d\d\.\d\d[ -]"
)
_BRACKET = re.compile(
    r"\[(?!\d+:0x)(?:\d|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*,? "
    r"| *(?:" + LEVEL_WORDS + r") *[\]:|]|[A-Za-z][\w.#/-]{0,60}[\]:] ?\S)",
    re.ASCII,
)
_UPPER = re.compile(
    r"(?:TRACE|DEBUG|DEBG|INFO|NOTICE|WARN(?:ING)?|ERROR?|ERRO|CRIT(?:ICAL)?|FATAL|SEVERE|ALERT|EMERG(?:ENCY)?|PANIC|LOG|STATEMENT)"
    r"(?=[ :\[\]|/\t(-])|[IWEFDTNVC]\d{4} \d|[IWEFDUA], \[|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? "
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6} +\d{1,2}[ ,]|NOTICE: |Started [A-Z]+ \"|Completed \d{3} "
    r"|Processing by |PHP (?:Warning|Notice|Deprecated|Fatal error|Parse error)"
)
_LOWER = re.compile(
    r"(?:trace|debug|info|notice|warn|warning|error|err|crit|critical|fatal|fail|dbug|trce|verbose|silly|http)(?:: |:\t|\[| {2,}\w)"
    r"|(?:time|level|ts|t|lvl|timestamp|date|msg|at|severity)=|https? \d{4}-\d\d-|h2 \d{4}-|wss? \d{4}-"
)
_SOURCE = re.compile(r"(?:file://)?(?:/|node:|internal/|[A-Za-z]:\\)[^\s:]{1,300}\.?[^\s:]*:\d{1,7}$")
_RUBY = re.compile(r"[^\s:'`]{1,300}\.?[^\s:]*:\d{1,7}:in [`'][^']{1,200}'(?P<head>: .*\(\S+\)$|: )?")
_GO_CALL = re.compile(r"[\w./*()\[\]{}~@,-]{1,300}\([^ ]*(?:, [^ ]*){0,12}\)$")
_TAILS = (
    "[SQL: ", "[parameters: ", "[SQL parameters hidden", "(Background on this error", "[cached since", "[generated in", "DETAIL: ", "HINT: ",
    "CONTEXT: ", "QUERY: ", "LINE ", "DETAIL:\t", "Position: ", "Hint: ", "Detail: ", "[raw sql: ", "[no parameters", "(Please use",
    "Did you mean?", "ClientConnectionId:", "Error Number:",
)  # fmt: skip
_CAUSES = (
    "Caused by: ", "Caused by:", "... ", "Suppressed: ", "Stack trace:", "PHP Stack trace:", "Stack Trace:", "Stacktrace:", "[stacktrace]",
    "[previous exception]", "Next ", "Wrapped by: ", "stack backtrace:", "Stack backtrace:", "[cause]", "[errors]", "---> ", "--- End of ",
    "nested exception is", "Causes:", "Backtrace:", "PHP   ", "Original Stack Trace:", "Error has been observed at the following site",
)  # fmt: skip
_NESTED = ("Suppressed: ", "Caused by: ", "---> ", "--- End of inner exception")
_INDENTED_FRAMES = ("at ", "from ", 'File "', "... ", "- ")
_TRAILERS = (
    "Node.js v", "exit status ", "note: run with ", "note: Some details", "Aborted", "[signal ", "Emitted 'error' event", "Thrown at:",
    "Extension modules: ", "(Use `node --trace", "Current thread 0x", "error Command failed with", "info Visit https://yarnpkg", "Bun v1.",
    "Backtrace omitted. ",
)  # fmt: skip
_ASYNCIO = ("future: <", "task: <", "handle: <", "protocol: <", "transport: <", "source_traceback: Object created at")
"""What asyncio prints between its message and the trace."""
_SYMBOLS = "\u2a2f\u26a0\u2713\u2714\u2716\u2717\u274c\u25b2\u2139"
"""What build tools of Node put before their lines, after a space."""
_PY_CHAINS = ("During handling of the above exception", "The above exception was the direct cause", "Call stack:")
_BLOCKS = (
    "FATAL ERROR: ",
    "npm ERR!",
    "npm error",
    "Fatal Python error: ",
    "APPLICATION FAILED TO START",
    "terminate called ",
    "Full thread dump ",
    "Timeout (0:",
    "Thread 0x",
)
_PANICS = (
    "panic: ",
    "fatal error: ",
    "thread '",
    "unexpected fault address",
    "runtime: goroutine stack exceeds",
    "runtime: out of memory",
)


def shape_of(line: str) -> Shape:
    """The shape of a line; never `SOON`, which needs the time of the line before. Linear in the line."""
    if not line:
        return Shape.BLANK
    rule = _BY_FIRST.get(line[0])
    if rule is not None:
        return rule(line)
    return _plain(line)


def _space(line: str) -> Shape:
    body = line[:400].lstrip()
    if not body:
        return Shape.BLANK if not line.strip() else Shape.INDENT
    if body.startswith(_INDENTED_FRAMES):
        if body.startswith('File "'):
            return Shape.PY_FRAME
        return Shape.FRAME if not body.startswith("- ") else Shape.INDENT
    if body[0] in "+|" and (body.startswith(("| Traceback", "+ Exception Group Traceback", "| File"))):
        return Shape.TRACE if body[0] == "+" else Shape.PY_FRAME
    if body[0] == "T" and body.startswith("Traceback (most recent call last"):
        return Shape.TRACE
    if body.startswith(_NESTED):
        return Shape.CAUSE
    if body[0] in _SYMBOLS and body[1:2] in (" ", "\ufe0f"):
        return Shape.START
    return Shape.INDENT


def _digit(line: str) -> Shape:
    found = _DIGITS.match(line)
    if found is None:
        return Shape.TEXT
    return Shape.ACCESS if found.lastgroup == "access" else Shape.START


def _brace(line: str) -> Shape:
    end = line.rstrip()
    return Shape.JSON if end[-1] == "}" and len(end) > 1 else Shape.JSON_OPEN


def _bracket(line: str) -> Shape:
    if line.startswith(_TAILS):
        return (
            Shape.SQL if line.startswith(("[SQL: ", "[raw sql: ")) and not line.rstrip().endswith("]") else Shape.TAIL
        )
    if line.startswith(_CAUSES):
        return Shape.CAUSE
    if line.startswith("[signal "):
        return Shape.TRAILER
    if len(line) == 1:
        return Shape.JSON_OPEN
    return Shape.START if _BRACKET.match(line) else Shape.TEXT


def _upper(line: str) -> Shape:
    if line == "Location:":
        return Shape.TAIL
    if line.startswith("Traceback (most recent call last"):
        return Shape.TRACE
    if line.startswith(METHODS):
        return Shape.ACCESS
    if line.startswith(_BLOCKS):
        return Shape.BLOCK
    if _UPPER.match(line):
        return Shape.START
    return _plain(line)


def _lower(line: str) -> Shape:
    if _LOWER.match(line):
        return Shape.START
    if line.startswith(_ASYNCIO):
        return Shape.INDENT
    if line.startswith(_PANICS) and (line[0] != "t" or " panicked at" in line[:200]):
        return Shape.PANIC
    if line.startswith("panic("):
        return Shape.FRAME
    if line.startswith("goroutine ") and line.rstrip().endswith("]:"):
        return Shape.GOROUTINE
    return _plain(line)


def _plain(line: str) -> Shape:
    if line.startswith(_CAUSES):
        return Shape.CAUSE
    if line.startswith(_TAILS):
        return Shape.TAIL
    if line.startswith(_PY_CHAINS):
        return Shape.PY_CHAIN
    if line.startswith(_TRAILERS):
        return Shape.TRAILER
    if line.startswith(_BLOCKS):
        return Shape.BLOCK
    if looks_like_exception(line):
        return Shape.EXCEPTION
    return _placed(line)


def _bang(line: str) -> Shape:
    """Dropwizard puts `! ` before each line of an exception."""
    inner = line[2:]
    if line[1:2] != " " or inner.startswith("Causing: "):
        return Shape.CAUSE if inner.startswith("Causing: ") else _plain(line)
    if inner.startswith(("at ", "... ")):
        return Shape.FRAME
    shape = shape_of(inner[:600])
    return shape if shape is Shape.CAUSE or shape is Shape.EXCEPTION else Shape.TEXT


def _equals(line: str) -> Shape:
    """`=CRASH REPORT==== 22-Nov-2026::17:46:45 ===` of Erlang."""
    return Shape.START if " REPORT==== " in line[:40] else _plain(line)


def _greater(line: str) -> Shape:
    """Loguru points at the frame that logged."""
    return Shape.PY_FRAME if line.startswith('> File "') else Shape.TEXT


def _box(line: str) -> Shape:
    """Boxes of rich and others."""
    if line[0] != "\u256d":
        return Shape.INDENT
    return Shape.TRACE if "Traceback (most recent call last" in line[:200] else Shape.TEXT


def _symbol(line: str) -> Shape:
    return Shape.START if line[1:2] in (" ", "\ufe0f") else Shape.TEXT


def _placed(line: str) -> Shape:
    """Lines that begin with a path or a call."""
    head = line[:700]
    if ":in " in head and (found := _RUBY.match(head)):
        return Shape.RUBY_HEAD if found["head"] else Shape.FRAME
    if head[-1].isdigit() and ":" in head and _SOURCE.match(head):
        return Shape.SOURCE
    if head[-1] == ")" and "(" in head and ("." in head) and _GO_CALL.match(head):
        return Shape.FRAME
    if head.startswith("created by ") and "." in head:
        return Shape.FRAME
    if '] "' in head and " HTTP/" in line:
        return Shape.ACCESS
    return Shape.TEXT


def _closing(_line: str) -> Shape:
    return Shape.CLOSER


def _hash(line: str) -> Shape:
    if line[1:2].isdigit():
        return Shape.FRAME
    return Shape.BLOCK if len(line) == 1 or line[1] in " #" else Shape.TEXT


def _dash(line: str) -> Shape:
    if line.startswith(("---> ", "--- End of ")):
        return Shape.CAUSE
    return Shape.BLOCK if "**" in line[:10] or line.startswith("----- Native stack trace") else Shape.TEXT


def _angle(line: str) -> Shape:
    if line.startswith("<--- "):
        return Shape.BLOCK
    return Shape.START if line[1:2].isdigit() and ">" in line[:6] else Shape.TEXT


def _star(line: str) -> Shape:
    if line.startswith("** (") and ") " in line[:200]:
        return Shape.EXCEPTION
    return Shape.BLOCK if line.startswith(("*****", "*** (", "*** WE ")) else Shape.TEXT


def _quote(line: str) -> Shape:
    if line.startswith(('"""', "'''")):
        return Shape.QUOTES
    if line[1:2] in ("}", "]", ")"):
        return Shape.CLOSER
    return Shape.ACCESS if line.startswith(('"GET /', '"POST /', '"PUT /')) else Shape.TEXT


def _paren(line: str) -> Shape:
    return Shape.TAIL if line.startswith("(Background on this error") else _plain(line)


_BY_FIRST = {
    **dict.fromkeys(" \t\r\v\f", _space),
    **dict.fromkeys("0123456789", _digit),
    **dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZ", _upper),
    **dict.fromkeys("abcdefghijklmnopqrstuvwxyz", _lower),
    **dict.fromkeys("}])", _closing),
    "{": _brace,
    "[": _bracket,
    "#": _hash,
    "-": _dash,
    "<": _angle,
    "*": _star,
    '"': _quote,
    "'": _quote,
    "(": _paren,
    "!": _bang,
    ">": _greater,
    **dict.fromkeys("\u256d\u2502\u2570", _box),
    "=": _equals,
    **dict.fromkeys(_SYMBOLS, _symbol),
}
