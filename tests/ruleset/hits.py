"""Whether expressions of hyperscan hit a text."""

from collections.abc import Iterable

import hyperscan


def hits(expressions: Iterable[str], text: str) -> bool:
    """Whether one of them does."""
    many = [expression.encode() for expression in expressions]
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(expressions=many, ids=list(range(len(many))), elements=len(many), flags=[0] * len(many))
    found: list[int] = []
    database.scan(text.encode(), match_event_handler=lambda *a: found.append(1))
    return bool(found)
