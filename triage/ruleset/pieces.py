"""The pieces of a pattern between what may be anything, as expressions for hyperscan."""

import re
import re._constants as sre
from collections.abc import Sequence
from typing import Any

from triage.ruleset import dialect
from triage.ruleset.ordinary import is_ordinary
from triage.ruleset.supersets import MAX_REPEAT, superset_of_nodes

Pieces = frozenset[str]
"""Every match of the pattern holds a match of one of them."""


def rare_pieces_of(pattern: str) -> Pieces | None:
    """The simplest such pieces that hit no ordinary line: cheaper to scan for than the whole, which has to be followed
    to the end of a line from wherever it may begin. None where there are none."""
    parsed = dialect.parsed(pattern)
    if parsed is None:
        return None
    flags = parsed.state.flags
    return _simplest(_sets(list(parsed), bool(flags & re.IGNORECASE), bool(flags & re.DOTALL)))


def _simplest(found: Sequence[Pieces]) -> Pieces | None:
    rare = [pieces for pieces in found if not any(map(is_ordinary, pieces))]
    return min(rare, key=lambda pieces: (sum(map(len, pieces)), sorted(pieces))) if rare else None


def _sets(nodes: Sequence[Any], caseless: bool, dotall: bool) -> list[Pieces]:
    found: list[Pieces] = []
    run: list[Any] = []

    def end_run() -> None:
        text = superset_of_nodes(run, caseless, dotall)
        if text is not None:
            found.append(frozenset((text,)))
        run.clear()

    for op, argument in nodes:
        if not _has_gap(op, argument):
            run.append((op, argument))
            continue
        end_run()
        if op is sre.SUBPATTERN:
            _number, added, removed, body = argument
            without_case = (caseless or bool(added & re.IGNORECASE)) and not removed & re.IGNORECASE
            over_lines = (dotall or bool(added & re.DOTALL)) and not removed & re.DOTALL
            found.extend(_sets(body, without_case, over_lines))
        elif op is sre.BRANCH:
            each = [_simplest(_sets(branch, caseless, dotall)) for branch in argument[1]]
            if all(pieces is not None for pieces in each):
                found.append(frozenset().union(*(pieces for pieces in each if pieces is not None)))
    end_run()
    return found


def _has_gap(op: Any, argument: Any) -> bool:
    """Whether a node is, or holds outside of other repeats, a repeat without end of any character of a line."""
    if op is sre.SUBPATTERN:
        return any(_has_gap(*node) for node in argument[3])
    if op is sre.BRANCH:
        return any(_has_gap(*node) for branch in argument[1] for node in branch)
    if op not in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        return False
    _low, high, body = argument
    return int(high) > MAX_REPEAT and len(body) == 1 and body[0][0] in (sre.ANY, sre.NOT_LITERAL)
