"""The route behind a request path: the path with its variable parts masked."""

import re
from functools import lru_cache

_VARIABLE = re.compile(
    r"\d+$|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$|[0-9a-fA-F]{16,}$|(?=.*\d)[A-Za-z0-9_.-]*[-_]?\d{2,}[A-Za-z0-9_-]*$"
)
MAX_PARTS = 8
_LEAST_HEX = 16
_LONGEST_ENDING = 5


def route_of(path: str) -> str:
    """`/orders/1234/items` becomes `/orders/{}/items`; the query string is left out."""
    parts = path.split("?", 1)[0].split("/")
    masked = [_masked(part[:80]) for part in parts[: MAX_PARTS + 1]]
    return "/".join(masked) or "/"


def _masked(part: str) -> str:
    if len(part) < _LEAST_HEX:
        return part if not part or part.isalpha() else _short(part)
    return _long(part)


@lru_cache(maxsize=4096)
def _short(part: str) -> str:
    return _long(part)


def _long(part: str) -> str:
    if _VARIABLE.match(part):
        return "{}"
    stem, _, ending = part.rpartition(".")
    if stem and len(ending) <= _LONGEST_ENDING and ending.isalpha() and _VARIABLE.match(stem):
        return "{}." + ending
    return part
