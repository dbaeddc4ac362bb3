"""Private keys in PEM blocks, on lines of their own, escaped on one line, or cut off."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from triage.redaction.secret import Secret

_BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_END = re.compile(r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_BODY = re.compile(r"[A-Za-z0-9+/=\s\\,:-]*")
_BASE64_LINE = re.compile(r"^[ \t]*([A-Za-z0-9+/]{60,}={0,2})[ \t\r]*$", re.MULTILINE)


def private_keys(text: str) -> Iterator[Secret]:
    """Whole blocks; a block without its end reaches as far as its text looks like a key."""
    if "-----BEGIN " in text:
        yield from _blocks(text)
    for match in _BASE64_LINE.finditer(text):
        line = match.group(1)
        if not line.isupper() and not line.islower() and not line.isalpha():
            yield Secret(match.start(1), match.end(1), "key_material")


def _blocks(text: str) -> Iterator[Secret]:
    """Every block from its first line on; the next block's first line ends one that has no last line."""
    begins = list(_BEGIN.finditer(text))
    ends = [match.end() for match in _END.finditer(text)]
    for at, begin in enumerate(begins):
        border = begins[at + 1].start() if at + 1 < len(begins) else len(text)
        place = bisect_right(ends, begin.end())
        if place < len(ends) and ends[place] <= border:
            stop = ends[place]
        else:
            body = _BODY.match(text, begin.end(), border)
            stop = body.end() if body else begin.end()
        yield Secret(begin.start(), stop, "private_key")
