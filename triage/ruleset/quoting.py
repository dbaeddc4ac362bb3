"""Is matched text what the program says, or what it only repeats: words typed by its users, names of their files?"""

import re

from triage.model.events import Level, LogRecord

_TROUBLE = re.compile(
    r"(?i)err(?:or)?\b|errors|exception|fail|fault|could ?n[o']t|can ?n[o']t|unable|refus|reject|denied|abort|retry"
    r"|retries|trying|attempt|lost|time[ds]?[ -]?out|crash|panic|fatal|invalid|missing|unavailable|unreachable"
    r"|broken|unexpected|warn|skip|drop|gave up|giving up|caused|because|reason|result|outcome|status|stopped|killed"
    r"|died|exit|not (?:found|able|available|allowed|valid|possible|written|sent|loaded)"
)
"""A line that says one of these beside the quotation tells of trouble itself."""
_OF_TROUBLE = re.compile(
    r"(?i)err|exc|fail|fault|stack|trace|cause|reason|detail|message|msg|problem|warn|std|output|result|outcome|stat|desc"
    r"|response|resp|reply|log|event|note|info"
)
"""Names of fields that say how something went."""
_OPENED = re.compile(r"""(?:^|(?<=[\s=:(\[{,]))(?P<quote>["'`\u201c])""")
_NAME = re.compile(r"(?P<name>[\w.-]{1,60})\s?[=:]\s?$")
_CLOSED = r"(?<![\s=]){quote}(?=[\s,;.)\]}}]|$)"
_CLOSING = {"\u201c": "\u201d"}


def is_quotation(record: LogRecord, start: int, end: int) -> bool:
    """Whether a match at these places of the record's text stands whole inside a quoted value, or in a field that says
    nothing of how things went, of a line that is logged as ordinary work and tells of no trouble in its own words."""
    if record.level is None or record.level >= Level.WARNING or (record.http and record.http.status >= 500):
        return False
    matched = record.text[start:end].strip()
    if not matched:
        return False
    at = record.message.find(matched)
    if at >= 0:
        return _is_quoted(record.message, at, at + len(matched))
    if _TROUBLE.search(record.message):
        return False
    holders = [name for name, value in record.fields if matched in value]
    return bool(holders) and not any(_OF_TROUBLE.search(name.rpartition(".")[2]) for name in holders)


def _is_quoted(message: str, start: int, end: int) -> bool:
    """Whether a pair of quotation marks stands around a part of a message, and all around them is peaceful."""
    for opened in _OPENED.finditer(message, 0, start + 1):
        quote = opened["quote"]
        closed = re.compile(_CLOSED.format(quote=_CLOSING.get(quote, quote)))
        inside = opened.end()
        if inside > start or closed.search(message, inside, start):
            continue
        closing = closed.search(message, max(inside, end - 1))
        if closing is None:
            continue
        name = _NAME.search(message, 0, opened.start())
        if name is not None and _OF_TROUBLE.search(name["name"]):
            return False
        return not _TROUBLE.search(message[: opened.start()] + " " + message[closing.end() :])
    return False
