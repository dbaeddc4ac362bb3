"""Long lines that a log driver cut into several events, without a mark."""

import re
from itertools import pairwise

from triage.parsing.limits import PARTIAL_SIZES, TIGHT_MS

_NAME = '"partial_last"'
_GOES_ON = re.compile(r'"partial_last": ?"false"')
_LONGEST = 300_000


def goes_on(wrapped: str) -> bool:
    """Whether FireLens says that the line it wrapped goes on in the next object."""
    return _NAME in wrapped and _GOES_ON.search(wrapped) is not None


def is_partial(message: str) -> bool:
    """True when the message has exactly a size at which drivers cut, in characters or in UTF-8 bytes."""
    size = len(message)
    if size < 4_096 or size > _LONGEST:
        return False
    if message[:1] == "{" and _NAME in message:
        return goes_on(message)
    if size in PARTIAL_SIZES:
        return True
    if message.isascii():
        return False
    encoded = len(message.encode("utf-8", "surrogatepass"))
    return any(bound - 3 <= encoded <= bound for bound in PARTIAL_SIZES)


def continues_partial(gap_ms: int) -> bool:
    """Whether an event this long after a partial can be its rest."""
    return 0 <= gap_ms <= TIGHT_MS


def glue(lines: list[str]) -> list[str]:
    """The lines with partials put together again."""
    if max(map(len, lines)) < 4_096:
        return lines
    whole: list[list[str]] = [[lines[0]]]
    for before, line in pairwise(lines):
        if is_partial(before):
            whole[-1].append(line)
        else:
            whole.append([line])
    return ["".join(parts) for parts in whole]
