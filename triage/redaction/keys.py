"""Private keys in PEM blocks, on lines of their own, escaped on one line, or cut off."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from triage.redaction.secret import Secret

_BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_END = re.compile(r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_BODY = re.compile(r"[A-Za-z0-9+/=\s\\,:-]*")
_BASE64_RUN = re.compile(r"(?<![A-Za-z0-9+/=._-])([A-Za-z0-9+/]{60,}={0,2})(?![A-Za-z0-9+/=._-])")


def private_keys(text: str) -> Iterator[Secret]:
    """Whole blocks; a block without its end reaches as far as its text looks like a key."""
    if "-----BEGIN " in text:
        yield from _blocks(text)
    for match in _BASE64_RUN.finditer(text):
        if _is_key_material(match.group(1)):
            yield Secret(match.start(1), match.end(1), "key_material")


def _is_key_material(run: str) -> bool:
    """Neither an id in one case nor a path, whose words are shorter than those between the slashes of base64."""
    mixed = any(map(str.isupper, run)) and any(map(str.islower, run)) and any(map(str.isdigit, run))
    return mixed and run.count("/") * 12 <= len(run)


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
