"""Codes, request ids and releases that stand in plain text."""

import re

_REQUEST = re.compile(
    r"(?:request|req|trace|correlation|transaction)[_ -]?id[\"']?[=: ]{1,2}[\"']?(?P<id>[\w.:-]{6,80})", re.IGNORECASE
)
_TRACE_HEADER = re.compile(r"Root=(?P<id>1-[0-9a-f]{8}-[0-9a-f]{24})")
_LEADING_UUID = re.compile(r"\[(?P<id>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\]")
_RELEASE = re.compile(r"\brelease(?:[=:]| is| tag)? ?[\"']?(?P<name>(?=[\w.+-]{0,40}\d)[\w.+-]{1,64})", re.IGNORECASE)
_VERSION = re.compile(
    r"\b(?:version|build|revision|git_sha|commit)(?:[=:]| is)? ?[\"']?(?P<name>v?\d[\w.+-]{0,63}|[0-9a-f]{7,40})\b",
    re.IGNORECASE,
)
_SERVERS = re.compile(
    r"\b(?:gunicorn|uvicorn|hypercorn|puma|unicorn|nginx|apache|httpd|postgres(?:ql)?|mysqld?|mariadb|redis|rabbitmq|celery|tomcat|jetty|undertow|kestrel|node\.js|next\.js"
    r"|php|fpm|java|jvm|python|ruby|mongod|kafka|elasticsearch|vault|consul|envoy|traefik|haproxy|supervisord?|sidekiq|rails|werkzeug|flask|django|vite)\b"
)
"""Servers print versions of their own, which are no releases of the application."""
_NAMED = re.compile(
    r"(?:[Ss]tarting |[Bb]ooting )?[\w.-]{1,60}[ /](?P<name>v?\d{1,5}\.\d{1,5}[\w.+-]{0,40}|v\d{1,6})(?: (?:is )?(?:starting|started|listening|running|ready|booting|up)|\.{0,3}$)"
)
_CODES = re.compile(
    r"SQLSTATE[\[: ]{1,2}(?P<a>[0-9A-Z]{5})|\b(?P<b>ORA-\d{5}|TNS-\d{5}|MY-\d{6}|ERR_[A-Z_0-9]{3,60}|E(?:CONNREFUSED|CONNRESET|NOTFOUND|AI_AGAIN|TIMEDOUT"
    r"|ADDRINUSE|PIPE|NOENT|ACCES|MFILE|HOSTUNREACH|NOSPC|PERM|ROFS)|WRONGPASS|NOAUTH|NOSCRIPT|CLUSTERDOWN|AH\d{5})\b|SQL[Ss]tate: (?P<c>[0-9A-Z]{5})\b"
)
_CODE_HINTS = (
    "SQLSTATE", "SQLState: ", "SQLstate: ", "ORA-", "TNS-", "MY-", "ERR_", "ECONN", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EADDRINUSE", "EPIPE",
    "ENOENT", "EACCES", "EMFILE", "EHOSTUNREACH", "ENOSPC", "EPERM", "EROFS", "WRONGPASS", "NOAUTH", "NOSCRIPT", "CLUSTERDOWN", "AH",
)  # fmt: skip
"""One of these stands in every text with such a code."""
_MYSQL = re.compile(r"[12][0-9]{3}(?= \([0-9A-Z]{5}\)|, [\"'])")
_BEFORE_MYSQL = ("ERROR ", "Error: ", "(", "errno: ")
_STARTS = ("start", "boot", "launch", "deploy", "running", "listening", "ready")


def request_id_in(text: str) -> str:
    """The request, correlation or trace id that a text names in its first 2,000 characters."""
    head = text[:2_000]
    lower = head.lower()
    if "id" in lower and (
        "request" in lower or "req" in lower or "trace" in lower or "correlation" in lower or "transaction" in lower
    ):
        found = _REQUEST.search(head)
        if found is not None and any(char.isdigit() for char in found["id"]):
            return found["id"]
    if "Root=1-" in head and (found := _TRACE_HEADER.search(head)) is not None:
        return found["id"]
    found = _LEADING_UUID.search(head) if "-" in head and "[" in head else None
    return found["id"] if found else ""


def release_in(message: str) -> str:
    """The release that a start-up line names."""
    text = message[:400]
    lower = text.lower()
    found = _RELEASE.search(text) if "release" in lower else None
    if found is None:
        for word in _STARTS:
            if word in lower:
                found = None if _SERVERS.search(lower) else _VERSION.search(text) or _NAMED.match(text)
                break
    return found["name"] if found else ""


def codes_in(text: str) -> tuple[str, ...]:
    """Well-known error codes that stand in the first 20,000 characters of an error's text, in order, at most eight."""
    head = text[:20_000]
    found = [
        (match.start(), match[0])
        for match in _MYSQL.finditer(head)
        if head.endswith(_BEFORE_MYSQL, max(0, match.start() - 7), match.start())
    ]
    if any(map(head.__contains__, _CODE_HINTS)):
        found += [(match.start(), match["a"] or match["b"] or match["c"]) for match in _CODES.finditer(head)]
    return tuple(dict.fromkeys(code for _, code in sorted(found)))[:8]
