"""Is matched text what the program says, or what it only repeats: words typed by its users, names of their files?"""

import re
from itertools import islice

from triage.model.events import Layout, Level, LogRecord

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
_OF_ERRORS = re.compile(r"(?i)err|exc|fail|fault|stack|trace|cause|problem")
"""Names of objects that hold an error."""
_OPENED = re.compile(r"""(?:^|(?<=[\s=:(\[{,]))(?P<quote>["'`\u201c])""")
_NAME = re.compile(r"(?P<name>[\w.-]{1,50})\s?[=:]\s?$")
_CLOSED = {
    quote: re.compile(rf"(?<![\s=]){closing}(?=[\s,;.)\]}}]|$)")
    for quote, closing in (('"', '"'), ("'", "'"), ("`", "`"), ("\u201c", "\u201d"))
}
_NAMES = 60
_AROUND = 2_000
"""Characters on either side of a match in which its quotation marks are looked for."""
_OPENERS = 50
"""So many marks before it are tried."""


def is_quotation(record: LogRecord, start: int, end: int) -> bool:
    """Whether a match at these places of the record's text stands whole inside a quoted value, or in a field that says
    nothing of how things went, of a line that is logged as ordinary work and tells of no trouble in its own words.

    A line without a level has to be one line of plain text that names the value: it may be all that a program says of
    an error."""
    if record.exceptions or (record.http and record.http.status >= 500):
        return False
    plain = record.layout is Layout.PLAIN and "\n" not in record.text
    if not plain if record.level is None else record.level >= Level.WARNING:
        return False
    matched = record.text[start:end].strip()
    if not matched:
        return False
    at = record.message.find(matched)
    if at >= 0:
        return _is_quoted(record.message, at, at + len(matched), named=record.level is None)
    if record.level is None or _TROUBLE.search(record.message[: 2 * _AROUND]):
        return False
    holders = [name for name, value in record.fields if matched in value]
    return bool(holders) and not any(_tells(name) for name in holders)


def _tells(name: str) -> bool:
    """Whether a field's name says that it tells how something went."""
    above, _, own = name.rpartition(".")
    return _OF_TROUBLE.search(own) is not None or _OF_ERRORS.search(above) is not None


def _is_quoted(message: str, start: int, end: int, named: bool) -> bool:
    """Whether a pair of quotation marks stands around a part of a message, and all around them is peaceful; `named`:
    before them has to stand what they hold."""
    first, last = max(0, start - _AROUND), end + _AROUND
    for opened in islice(_OPENED.finditer(message, first, start + 1), _OPENERS):
        closed, inside = _CLOSED[opened["quote"]], opened.end()
        if inside > start or closed.search(message, inside, start):
            continue
        closing = closed.search(message, max(inside, end - 1), last)
        if closing is None:
            continue
        name = _NAME.search(message[max(first, opened.start() - _NAMES) : opened.start()])
        if named if name is None else _OF_TROUBLE.search(name["name"]):
            return False
        return not _TROUBLE.search(f"{message[first : opened.start()]} {message[closing.end() : last]}")
    return False
