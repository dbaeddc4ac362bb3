"""What a message tells about the life of a process: starting, listening, stopping, exit, kill."""

import re

from triage.model.events import Life, LifeEvent

_HINTS = (
    "start", "listen", "running", "ready", "shut", "stop", "exit", "signal", "sigterm", "sigint", "sigkill", "kill", "boot", "terminat", "goodbye",
    "oom", "aborted", "segmentation", "finished server",
)  # fmt: skip
_MAX = 400
_SIGNALS = {
    "1": "SIGHUP",
    "2": "SIGINT",
    "3": "SIGQUIT",
    "6": "SIGABRT",
    "9": "SIGKILL",
    "11": "SIGSEGV",
    "15": "SIGTERM",
}
_SIGNAL = r"(?P<signal>SIG[A-Z]{3,4}|\d{1,2})"
_DOUBTS = ("fail", "error", "cannot", "could not", "unable", "waiting", "not ready", "won't", "refused")
"""A message with one of these tells no step forward."""

_KILLED = (
    r"^killed$",
    r"\bout of memory: killed process",
    r"\boom-?kill",
    r"\bwas (?:sent sigkill|killed)\b",
    r"^(?:aborted|segmentation fault)(?: \(core dumped\))?$",
)
_KILLED_BY = (
    r"(?:terminated by|exited on|exited with|killed by|died from|prematurely:|fatal) '?signal:? ?\(?" + _SIGNAL,
    r"\(signal (?P<named>SIG(?:KILL|SEGV|ABRT|BUS))\)",
)
_EXITED = (
    r"\bexit(?:ed|ing|s)?(?: with)?(?: \w+)?(?: code| status)?:?[ =(]{1,3}(?P<code>-?\d{1,4})\b",
    r"\bexit[_ ]?(?:code|status)[ =:\"]{1,4}(?P<second>-?\d{1,4})\b",
    r"\b(?:command failed with|terminated with|finished with|returned) (?:exit )?(?:code|status) (?P<third>-?\d{1,4})\b",
)
_SIGNALLED = (
    r"\b(?:received|handling|caught|got|on)(?: the)? (?:signal:? ?)?(?P<signal>SIG(?:TERM|INT|QUIT|HUP)|term\b|int\b)",
    r"\b(?P<named>SIG(?:TERM|INT|QUIT))\)? (?:signal )?(?:received|caught|detected)",
    r"\b(?:received|handling|caught|got) signal:? (?P<number>\d{1,2}|terminated|interrupt)\b",
    r"\bsignal (?P<process>\d{1,2}|process)\b.{0,30}(?:received|started)",
)
_STOPPING = (
    r"^(?:\* |- )?(?:gracefully |graceful )?(?:shutting down|shut ?down|stopping|terminating(?! connection)|worker exiting|closing server|initiating shutdown)\b",
    r"^(?:- )?goodbye|^=== puma shutdown|gracefully stopping|^finished server process|\bbye bye|^exiting$|^terminated$",
    r"\b(?:graceful|fast|warm|smart|normal|immediate|cold) shutdown|\bis (?:shutting down|shut down)\b",
    r"shutdown (?:complete|initiated|requested|in progress)|application (?:is )?(?:shutdown|shutting down|stopped)",
    r"server (?:is )?(?:closed|stopped|shutting down)",
)
_LISTENING = (
    r"\blistening (?:at|on|for|to)\b|\blistening$|^now listening|^application startup complete|server startup complete|\bready\.$|started on port",
    r"\b(?:running|started|serving|available|up|listening|ready|live)(?: \w+)? (?:on|at)(?: port)?(?: \(?s?\)?)?:? ?"
    r"(?:https?://|tcp://|\[?::|0\.0\.0\.0|127\.|localhost|:?\d{2,5}\b|port)",
    r"\b(?:is )?ready (?:to|for) (?:accept|handle|connections)|\bport\(s\):? \d|\bis running, pid",
    r"^(?:server |application |app )?started (?:\w+ )?in [\d.]+ ?(?:seconds|s\b|ms\b)|application successfully started",
)
_STARTING = (
    r"^(?:\* |- )?(?:starting|booting|launching|initiali[sz]ing)\b(?! over)",
    r"^(?:\S{1,40} ){1,5}(?:is )?(?:starting|booting)(?: up)?(?:\.{0,3}$|,| v?\d| on | in | with | \()",
    r"^started server process|^puma starting|\bstarting (?:gunicorn|postgresql|as process|up)|^start worker process",
)
_PATTERNS = tuple(
    (kind, re.compile("|".join(parts), re.IGNORECASE))
    for kind, parts in (
        (Life.KILLED, _KILLED),
        (Life.KILLED, _KILLED_BY),
        (Life.EXITED, _EXITED),
        (Life.STOPPING, _SIGNALLED),
        (Life.STOPPING, _STOPPING),
        (Life.LISTENING, _LISTENING),
        (Life.STARTING, _STARTING),
    )
)


_GIVES_UP = re.compile(
    r"\b(?:gave|giving) up\b|\bentered FATAL state\b|\btoo many (?:start |restart )?(?:retries|attempts|restarts)\b",
    re.IGNORECASE,
)


def gives_up(message: str) -> bool:
    """Whether somebody says that he will not try again, so that what he could not do stays undone."""
    return _GIVES_UP.search(message, 0, _MAX) is not None


def read_life(message: str) -> LifeEvent | None:
    """The step that a message tells; None for others. Only the first 400 characters count."""
    text = message[:_MAX]
    lower = text.lower()
    for hint in _HINTS:
        if hint in lower:
            break
    else:
        return None
    for kind, pattern in _PATTERNS:
        found = pattern.search(text)
        if found is not None:
            forward = kind is Life.LISTENING or kind is Life.STARTING
            return None if forward and any(doubt in lower for doubt in _DOUBTS) else _event(kind, found.groupdict())
    return None


def _event(kind: Life, parts: dict[str, str | None]) -> LifeEvent:
    signal = next((parts[name] or "" for name in ("signal", "named", "number") if parts.get(name)), "").upper()
    if signal in ("TERM", "INT", "TERMINATED", "INTERRUPT"):
        signal = "SIGINT" if signal.startswith("INT") else "SIGTERM"
    if parts.get("process") in _SIGNALS:
        signal = str(parts["process"])
    code = next((parts[name] for name in ("code", "second", "third") if parts.get(name)), None)
    return LifeEvent(
        kind, int(code) if code else None, _SIGNALS.get(signal, signal if signal.startswith("SIG") else "")
    )
