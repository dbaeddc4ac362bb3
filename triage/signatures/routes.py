"""The route behind a request path: the path with its variable parts masked."""

import re
from collections.abc import Sequence
from functools import lru_cache

_FORMS = (
    r"\d+",
    r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
    r"[0-9a-fA-F]{16,}",
    r"[A-Za-z0-9_.-]*\d\d[A-Za-z0-9_-]*",
)
"""Of variable parts."""
_VARIABLE = re.compile("(?:" + "|".join(_FORMS) + ")$", re.ASCII)
_VARIABLES = re.compile(
    r"/(?=[A-Za-z_.-]*\d|[0-9a-fA-F]{16})(?:" + "|".join(_FORMS) + r")(?=(?:\.[A-Za-z]{1,5}|:[A-Za-z]{1,32})?[/\n])",
    re.ASCII,
)
"""The same within many paths, each on a line; most parts are refused by a look at their beginning."""
_LONGEST_PART = 80
MAX_PARTS = 8
_LEAST_HEX = 16
_LONGEST_ENDINGS = {".": 5, ":": 32}
"""Letters of a file's ending, and of a verb: `/orders/1234:cancel`."""


def route_of(path: str) -> str:
    """`/orders/1234/items` becomes `/orders/{}/items`; the query string is left out."""
    parts = path.split("?", 1)[0].split("/")
    masked = [_masked(part[:_LONGEST_PART]) for part in parts[: MAX_PARTS + 1]]
    return "/".join(masked) or "/"


def routes_of(paths: Sequence[str]) -> list[str]:
    """As `route_of` for absolute paths without query, maybe with a method before each; they share the work."""
    joined = "\n".join((*paths, ""))
    if not joined.isascii():
        return [route_of(path) for path in paths]
    routes = _VARIABLES.sub("/{}", joined).split("\n")
    return [
        route_of(path) if len(path) > _LONGEST_PART or path.count("/") > MAX_PARTS else route
        for path, route in zip(paths, routes, strict=False)
    ]


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
    for sign, longest in _LONGEST_ENDINGS.items():
        stem, _, ending = part.rpartition(sign)
        if stem and len(ending) <= longest and ending.isalpha() and _VARIABLE.match(stem):
            return "{}" + sign + ending
    return part
