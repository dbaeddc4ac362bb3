"""Access lines of web servers and frameworks: one HTTP exchange each."""

import re
from collections.abc import Callable

from triage.model.events import HttpExchange

METHODS = r"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|CONNECT|TRACE|PROPFIND)"
_QUOTED = re.compile(
    r"\"(?P<method>"
    + METHODS
    + r") (?P<path>[^\s\"]{1,4096})(?: HTTP/[\d.]{1,3})?\"[:,]? ?(?P<status>\d{3})?(?P<tail>.{0,2000})"
)
_MORGAN = re.compile(
    r"\b(?P<method>"
    + METHODS
    + r") (?P<path>\S{1,4096}) (?:HTTP/[\d.]{1,3} )?(?P<status>\d{3})(?: (?P<time>\d{1,9}(?:\.\d{1,9})?) ?(?P<unit>ms|s|us|µs))?\b"
)
_ARROW = re.compile(
    r"(?:<--|-->|=>)? ?\b(?P<method>"
    + METHODS
    + r") (?P<path>/\S{0,4096}) (?:-+>|=>|->|returned|responded|-|:)? ?(?P<status>\d{3})\b"
    r"(?:.{0,40}? (?:in )?(?P<time>\d{1,9}(?:\.\d{1,9})?) ?(?P<unit>ms|s|us|µs)\b)?"
)
_ALB = re.compile(
    r"(?:https?|h2|grpcs|wss?) \d{4}-\S{10,40} (?P<name>\S{1,200}) \S{1,60} (?P<target>\S{1,60}) (?P<t1>-?[\d.]{1,12}) (?P<t2>-?[\d.]{1,12}) (?P<t3>-?[\d.]{1,12}) "
    r"(?P<status>\d{3}|-) (?P<behind>\d{3}|-) \d{1,20} \d{1,20} \"(?P<method>[A-Z-]{1,10}) (?P<path>\S{1,4096})[^\"]{0,20}\" \"(?P<agent>[^\"]{0,1000})\""
)
_GIN = re.compile(
    r"\[GIN\] .{0,40}?\| +(?P<status>\d{3}) \| +(?P<time>[\d.]{1,16})(?P<unit>ns|µs|us|ms|s|m)[\dms.]{0,16} \| +\S{1,64} \| (?P<method>[A-Z]{3,8}) +\"(?P<path>[^\"]{1,4096})\""
)
_COMPLETED = re.compile(r"Completed (?P<status>\d{3}) [\w' -]{0,40} in (?P<time>[\d.]{1,12})(?P<unit>ms|s)")
_SENT = re.compile(r"\bSent (?P<status>\d{3}) in (?P<time>\d{1,12})(?P<unit>ms|µs|s)\b")
"""Phoenix, which tells method and path in a line of its own."""
_FINISHED = re.compile(
    r"Request finished HTTP/[\d.]{1,3} (?P<method>"
    + METHODS
    + r") (?P<path>\S{1,4096})(?: [\w/.+;=-]{1,200}){0,3}? - (?P<status>\d{3}) (?:.{0,200} )?(?P<time>\d{1,9}\.\d{1,9})(?P<unit>ms)\b"
)
_STARTED = re.compile(r"Started (?P<method>" + METHODS + r") \"(?P<path>[^\"]{1,4096})\" for ")
_CLI_SERVER = re.compile(r"\S{1,64}:\d{1,5} \[(?P<status>\d{3})\]: (?P<method>" + METHODS + r") (?P<path>\S{1,4096})")
_TORNADO = re.compile(
    r"\b(?P<status>\d{3}) (?P<method>"
    + METHODS
    + r") (?P<path>/\S{0,4096}) \(\S{1,64}\) (?P<time>[\d.]{1,12})(?P<unit>ms|s)"
)
_PROXY = re.compile(r"request: \"(?P<method>" + METHODS + r") (?P<path>[^\s\"]{1,4096})")
_UPSTREAM = re.compile(
    r"upstream: \"(?P<upstream>[^\"]{1,300})\"|\bup(?:stream)?(?:_addr)?[=:] ?\"?(?P<named>[\w.:\[\]-]{3,100})"
)
_PAIRED = (
    re.compile(r"\bmethod=\"?(?P<method>" + METHODS + r")\b"),
    re.compile(r"\b(?:path|url|uri|request_uri|request_path)=\"?(?P<path>/[^\s\"]{0,4095})"),
    re.compile(r"\bstatus(?:_code)?=\"?(?P<status>[1-5]\d\d)\b"),
)
"""A request told by pairs in a message, in any order, as lograge writes it."""
_TOWER = re.compile(
    r"(?:finished processing request|response failed)\b.{0,200}?(?:\bstatus=|Status code: )(?P<status>[1-5]\d\d)\b"
)
"""tower-http for Rust; method and path stand before it where its span is logged."""
_STATUS = re.compile(r"\b(?:status[=:]? ?|returned )(\d{3})\b")
_HAPROXY = re.compile(r" -?\d{1,9}(?:/[-+]?\d{1,9}){4} (\d{3}) ")
_QUOTES = re.compile(r"\"(?P<text>[^\"]{0,1000})\"")
_TIMES = re.compile(
    r"\b(?:rt|request_time|duration|response_time|reqtime|took|elapsed|latency|time)[=:] ?\"?(?P<time>\d{1,9}(?:\.\d{1,9})?) ?(?P<unit>ms|us|µs|s)?"
)
_LAST_NUMBER = re.compile(r"(?P<time>\d{1,6}\.\d{1,9})(?: ?(?P<unit>ms|s))?(?: -? ?(?:\d{1,12}|-)| ?bytes)?\s*$")
_MILLIS = {"ms": 1.0, "s": 1_000.0, "us": 0.001, "µs": 0.001, "ns": 1e-6, "m": 60_000.0}


def read_access(line: str) -> HttpExchange | None:
    """The exchange that an access line or a proxy's error line tells; None for other lines. Reads the first 8,192 characters."""
    text = line[:8192]
    if "Request finished " in text[:200] and (finished := _FINISHED.search(text)) is not None:
        return _exchange(finished)
    if " HTTP/" in text or '"GET' in text or '"POST' in text or 'request: "' in text:
        found = _alb(text) if text[:5] in _ALB_STARTS else None
        return found or _proxied(text) or _quoted(text)
    if "method=" in text and (paired := _paired(text)) is not None:
        return paired
    if ("processing request" in text or "response failed" in text) and (told := _TOWER.search(text)) is not None:
        method, path = (pattern.search(text) for pattern in _PAIRED[:2])
        return HttpExchange(
            method["method"] if method else "", _path(path["path"]) if path else "", int(told["status"])
        )
    head = text[:200]
    if " /" not in head and ' "/' not in head and "Completed " not in head and "Sent " not in head:
        return None
    for starts, reader in _READERS:
        if starts in head and (found := reader(text)) is not None:
            return found
    return None


def is_access_line(line: str) -> bool:
    """True when the line is an access line from end to end, not an error that names a request, nor pairs, among which
    the error of the request may stand."""
    return 'request: "' not in line and not ("method=" in line and _paired(line[:8192]) is not None)


_ALB_STARTS = ("http ", "https", "h2 20", "grpcs", "ws 20", "wss 2")


def _path(path: str) -> str:
    if "://" in path[:10]:
        path = "/" + path.split("://", 1)[1].partition("/")[2]
    return path.partition("?")[0]


def _duration(time: str | None, unit: str | None, default: str) -> float:
    return round(float(time) * _MILLIS[unit or default], 3) if time else -1.0


def _alb(text: str) -> HttpExchange | None:
    found = _ALB.match(text)
    if found is None:
        return None
    times = [float(found[name]) for name in ("t1", "t2", "t3")]
    total = round(sum(times) * 1000, 3) if min(times) >= 0 else -1.0
    status = int(found["status"]) if found["status"] != "-" else 0
    target = found["target"] if found["target"] != "-" else ""
    return HttpExchange(found["method"].strip("-"), _path(found["path"]), status, total, target, found["agent"])


def _proxied(text: str) -> HttpExchange | None:
    """Error lines of nginx name the request and its upstream."""
    found = _PROXY.search(text) if 'request: "' in text else None
    if found is None:
        return None
    up = _UPSTREAM.search(text, found.end())
    return HttpExchange(
        found["method"], _path(found["path"]), 0, -1.0, _address(up["upstream"]) if up and up["upstream"] else ""
    )


def _paired(text: str) -> HttpExchange | None:
    method, path, status = (pattern.search(text) for pattern in _PAIRED)
    if method is None or path is None or status is None:
        return None
    took = _TIMES.search(text)
    duration = _duration(took["time"], took["unit"], "ms") if took else -1.0
    return HttpExchange(method["method"], _path(path["path"]), int(status["status"]), duration)


def _address(url: str) -> str:
    return url.partition("://")[2].partition("/")[0] if "://" in url else url


def _quoted(text: str) -> HttpExchange | None:
    found = _QUOTED.search(text)
    if found is None:
        return _morgan(text)
    status, tail = found["status"], found["tail"]
    if status is None:
        before = _STATUS.search(tail) or _HAPROXY.search(text[: found.start()])
        return HttpExchange(found["method"], _path(found["path"]), int(before[1]) if before else 0)
    quoted = [part["text"] for part in _QUOTES.finditer(tail)]
    agent = quoted[1] if len(quoted) > 1 else ""
    up = _UPSTREAM.search(tail)
    return HttpExchange(
        found["method"],
        _path(found["path"]),
        int(status),
        _tail_time(tail),
        (up["upstream"] or up["named"] or "") if up else "",
        agent if agent != "-" else "",
    )


def _tail_time(tail: str) -> float:
    found = _TIMES.search(tail)
    if found:
        return _duration(found["time"], found["unit"], "s" if "." in found["time"] else "ms")
    last = _LAST_NUMBER.search(tail[-40:]) if tail[-1:].isdigit() or tail.endswith(("s", "-")) else None
    return _duration(last["time"], last["unit"], "s") if last else -1.0


def _with(pattern: re.Pattern[str]) -> Callable[[str], HttpExchange | None]:
    """A reader for lines that hold everything in one pattern."""

    def read(text: str) -> HttpExchange | None:
        found = pattern.search(text)
        return None if found is None else _exchange(found)

    return read


def _exchange(found: re.Match[str]) -> HttpExchange:
    parts = found.groupdict()
    return HttpExchange(
        parts.get("method") or "",
        _path(parts.get("path") or ""),
        int(parts.get("status") or 0),
        _duration(parts.get("time"), parts.get("unit"), "ms"),
    )


_morgan = _with(_MORGAN)
_READERS: tuple[tuple[str, Callable[[str], HttpExchange | None]], ...] = (
    ("[GIN]", _with(_GIN)),
    ("Completed ", _with(_COMPLETED)),
    ("Sent ", _with(_SENT)),
    ("Started ", _with(_STARTED)),
    ("]: ", _with(_CLI_SERVER)),
    *((f" {method} /", _with(_TORNADO)) for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")),
    *(
        (f"{method} /", _with(pattern))
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
        for pattern in (_MORGAN, _ARROW)
    ),
)
