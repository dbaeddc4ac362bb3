"""What a message tells about the life of a process: starting, listening, stopping, exit, kill."""

import re

from triage.model.events import Life, LifeEvent

_HINTS = ("start", "listen", "running", "ready", "shut", "stop", "exit", "signal", "sigterm", "sigint", "sigkill", "kill", "boot", "terminat", "goodbye", "oom", "aborted", "segmentation", "core dumped")  # fmt: skip
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
_NUMBER = r"(?P<code>-?\d{1,4})"
_PATTERNS: tuple[tuple[Life, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (Life.KILLED, r"^killed$|\bout of memory: killed process|\boom-?kill|\bwas (?:sent sigkill|killed)\b|^(?:aborted|segmentation fault)(?: \(core dumped\))?$"),
        (Life.KILLED, r"(?:terminated by|exited on|killed by|died from|prematurely:|caught|fatal) signal:? ?\(?(?P<signal>SIG[A-Z]{3,4}|\d{1,2})"),
        (Life.KILLED, r"\(signal (?P<signal>SIG(?:KILL|SEGV|ABRT|BUS))\)"),
        (Life.EXITED, r"\bexit(?:ed|ing|s)?(?: with)?(?: \w+)?(?: code| status)?:?[ =(]{1,3}" + _NUMBER + r"\b|\bexit[_ ]?(?:code|status)[ =:\"]{1,4}" + _NUMBER.replace("code", "second") + r"\b"),
        (Life.EXITED, r"\b(?:command failed with|terminated with|finished with|returned) (?:exit )?(?:code|status) " + _NUMBER + r"\b"),
        (Life.STOPPING, r"\b(?:received|handling|caught|got|on)(?: the)? (?:signal:? ?)?(?P<signal>SIG(?:TERM|INT|QUIT|HUP)|term\b|int\b|\d{1,2}\b)|\b(?P<signal2>SIG(?:TERM|INT|QUIT))\)? (?:signal )?(?:received|caught|detected)"),
        (Life.STOPPING, r"signal (?P<signal>\d{1,2}|process)\b.{0,30}(?:received|started)"),
        (Life.STOPPING, r"^(?:\* |- )?(?:gracefully |graceful )?(?:shutting down|shut ?down|stopping|terminating|worker exiting|closing server|initiating shutdown)\b|\b(?:graceful|fast|warm|smart|normal|immediate|cold) shutdown|\bis (?:shutting down|shut down)\b|shutdown (?:complete|initiated|requested|in progress)|application (?:is )?(?:shutdown|shutting down|stopped)|server (?:is )?(?:closed|stopped|shutting down)|^goodbye|^=== puma shutdown|gracefully stopping|^finished server process|bye bye|^exiting$"),
        (Life.LISTENING, r"\blistening (?:at|on|for|to)\b|\b(?:running|started|serving|available|up|listening|ready|live)(?: \w+)? (?:on|at)(?: port)?(?: \(?s?\)?)?:? ?(?:https?://|tcp://|\[?::|0\.0\.0\.0|127\.|localhost|:?\d{2,5}\b|port)|\b(?:is )?ready (?:to|for) (?:accept|handle|connections)|started on port|\bport\(s\):? \d|^application startup complete|\bready\.$|^now listening|\blistening$|server startup complete|^started \w+ in [\d.]+ seconds"),
        (Life.STARTING, r"^(?:\* |- )?(?:starting|booting|launching|initiali[sz]ing)\b(?! over)|^(?:\S{1,40} ){1,5}(?:is )?(?:starting|booting)(?: up)?(?:\.{0,3}$|,| v?\d| on | in | with | \()|^started server process|^puma starting|\bstarting (?:gunicorn|postgresql|as process|up)|^start worker process|^booting worker"),
    )
)  # fmt: skip


def read_life(message: str) -> LifeEvent | None:
    """The step that a message tells; None for others. Only short messages and their first 400 characters count."""
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
            return _event(kind, found.groupdict())
    return None


def _event(kind: Life, parts: dict[str, str | None]) -> LifeEvent:
    signal = (parts.get("signal") or parts.get("signal2") or "").upper()
    if signal in ("TERM", "INT"):
        signal = "SIG" + signal
    code = parts.get("code") or parts.get("second")
    return LifeEvent(
        kind, int(code) if code else None, _SIGNALS.get(signal, signal if signal.startswith("SIG") else "")
    )
