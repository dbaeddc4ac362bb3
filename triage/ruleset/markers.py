"""Signs that a line tells more than ordinary work, as expressions for the database that holds the gates."""

# ruff: noqa: E501

_ALARMS = (
    "err", "warn", "wrn", "fail", "fatal", "fata", "fatl", "ftl", "crit", "crt", "exception", "severe", "panic", "pani", "alert", "emerg",
    "unhandled", "uncaught", "stack trace", "deprecat", "cause", "crash", "abort", "thrown", "invalid", "eror", "traceback", "causing",
    "warnung", "avertissement", "attention", "advertencia", "avviso", "fehler", "schwerwiegend", "grave",
)  # fmt: skip
"""Levels from WARNING up in their spellings, and what makes a line one that a trace may follow."""
_LIFE = (
    "start", "listen", "running", "ready", "shut", "stop", "exit", "signal", "sigterm", "sigint", "sigkill", "kill", "boot", "terminat",
    "goodbye", "oom", "segmentation", "finished server", "release", "launch", "deploy",
)  # fmt: skip
"""Steps in the life of a process, and releases."""
_OTHER_SCRIPTS = (
    "\u0448\u0438\u0431\u043a", "\u0428\u0418\u0411\u041a", "\u0440\u0435\u0434\u0443\u043f\u0440\u0435\u0436\u0434", "\u0420\u0415\u0414\u0423\u041f\u0420\u0415\u0416\u0414", "\u8b66\u544a", "\u9519\u8bef", "\u30a8\u30e9\u30fc",
)  # fmt: skip
"""Levels that the bytes of small and capital letters tell apart."""
_TYPES = (
    "Fault", "Interrupt", "Timeout", "NotFound", "DoesNotExist", "Denied", "Throwable", "Rejected", "Cancelled", "Canceled", "Refused",
    "Conflict", "Violation",
)  # fmt: skip
"""Endings of the names of exceptions that the words above do not hold."""
_TRACES = (
    r" ---> ", r"Wrapped by: ", r"terminate called", r"\*\* \(", r"goroutine \d", r" panicked at ", r":in [`']", r"#0 ", r"File \"",
    r"\[object\] \(", r"\bat (?:\S+ ){0,3}\(", r"\bat \S+[:(]", r"\bat async ", r"<anonymous>", r"nested exception", r"---> ",
)  # fmt: skip
_HEADERS = (
    r"\b[WEF]\d{4} \d\d:\d\d",
    r"\b[WEFUA], \[",
    r":[A-Z] \d\d [A-Z][a-z]{2} \d{4}",
    r"<\d{1,3}>",
    r"npm ERR",
    r"PHP [A-Z]",
    r"FastCGI",
    r" said into std",
    r"\"log\"",
    r"request: \"",
)
"""Headers that carry their level as a letter or a number, and envelopes."""
_LEVELS = (
    r"(?i)(?:^|[\s.\x1e])@?(?:severity|lvl|levelname|l|s|severitytext|severity_text|level_name|priority_name|sev|"
    r"severitynumber|severity_number|level_value|levelno)="
)
"""Names of a level in pairs, but `level` itself, whose value the engine looks at."""
_PAIRS = (
    r"(?i)[ .](?:url|path|uri|route|request_uri|requestpath|request_path|http_path|endpoint|requesturi|target|full|original|originalurl|"
    r"requesturl|http_url|version|app_version|appversion|build|build_version|git_sha|commit|git_commit|revision|image_tag|"
    r"deployment.version|service_version)="
)
_REQUESTS = (
    r"\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|CONNECT|TRACE|PROPFIND) \S",
    r"Completed \d{3} ",
    r"Sent \d{3} in \d",
    r"Request finished HTTP/",
    r"finished processing request ",
    r"\[GIN\]",
    r"\b(?:https?|h2|grpcs|wss?) \d{4}-\d\d-",
)

CODED: tuple[str, ...] = _HEADERS
"""A line with one of these is read in full: its level, or what it carries, is not told by words."""
LOUD: tuple[str, ...] = (
    "(?i)(?:" + "|".join(sorted(_ALARMS)) + ")",
    "(?:" + "|".join(_TYPES) + ")",
    "(?:" + "|".join(_OTHER_SCRIPTS) + ")",
    *_TRACES,
)
"""A line with one of these may tell an error, or be followed by a trace."""
STEPS: tuple[str, ...] = ("(?i)(?:" + "|".join(sorted(_LIFE)) + ")",)
"""A line with one of these may tell a step in the life of a process, or a release."""
REQUESTS: tuple[str, ...] = (*_REQUESTS, _LEVELS, _PAIRS)
"""The same for a line that is no access line."""
