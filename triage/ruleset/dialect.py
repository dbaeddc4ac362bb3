"""The regex dialect of rules: the linear-time subset, and what in a pattern leaves it."""

import re
import re._constants as sre
import re._parser as sre_parser
from functools import lru_cache
from typing import Any

from triage.ruleset import costly

_REFUSED = {
    sre.ASSERT: "look-around",
    sre.ASSERT_NOT: "look-around",
    sre.GROUPREF: "a back-reference",
    sre.GROUPREF_EXISTS: "a conditional group",
    sre.ATOMIC_GROUP: "an atomic group",
    sre.POSSESSIVE_REPEAT: "a possessive repeat",
}
_OTHER_READING = re.compile(r"\[\[:|(?<!\\)\{(?=[^}]*[a-zA-Z])[eids<=>+, 0-9]{1,40}\}")
"""Classes of POSIX, and `{e<=1}`: two engines read them, the third takes them as they stand."""
_BRACE_FROM_NOTHING = re.compile(r"(?<!\\)\{,\d")


@lru_cache(maxsize=8192)
def tree(pattern: str) -> Any:
    """The parse tree of `pattern`, not to be changed; raises re.error for a pattern that is none."""
    return sre_parser.parse(pattern, re.ASCII)


def parsed(pattern: str) -> Any | None:
    """The same; None for a pattern that is none."""
    try:
        return tree(pattern)
    except (re.error, OverflowError, RecursionError):
        return None


def faults(pattern: str) -> list[str]:
    """Why a pattern is outside the dialect, in plain words; empty when it is inside."""
    if _OTHER_READING.search(pattern):
        return ["uses [[:...:]] or a fuzzy {...}, which engines read differently"]
    try:
        nodes = tree(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return [f"not a regular expression: {error}"]
    found = []
    if _BRACE_FROM_NOTHING.search(pattern):
        found.append("uses {,n}; write {0,n}")
    _walk(nodes, False, found)
    return sorted(set(found)) or sorted(set(costly.faults(nodes)))


def _walk(node: Any, repeated: bool, found: list[str]) -> None:
    for op, argument in node:
        if op in _REFUSED:
            found.append(f"uses {_REFUSED[op]}, which is not in the linear-time subset")
        elif op is sre.AT and argument is sre.AT_END_STRING:
            found.append(r"uses \Z; write $")
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            _low, high, body = argument
            endless = high >= costly.ENDLESS
            if repeated and endless:
                found.append("repeats a repeat (like (a+)+), which can take forever; bound one of them")
            _walk(body, repeated or endless, found)
            continue
        for part in children(op, argument):
            _walk(part, repeated, found)


def children(op: Any, argument: Any) -> list[Any]:
    """The sub-patterns directly inside one node of a parse tree."""
    if op is sre.SUBPATTERN:
        return [argument[3]]
    if op is sre.BRANCH:
        return list(argument[1])
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        return [argument[2]]
    if op is sre.ATOMIC_GROUP:
        return [argument]
    return []


def groups(pattern: str) -> list[str]:
    """Names of the groups of a pattern, in order; empty when it cannot be parsed."""
    try:
        return list(tree(pattern).state.groupdict)
    except (re.error, OverflowError, RecursionError):
        return []


_MENDS = (
    ("look-around", "Match the neighbouring text itself, or put what must be absent under `not`."),
    ("back-reference", "Write the quote or word out in each alternative."),
    ("conditional", "Write two alternatives under `any`."),
    ("atomic", "Write (?:...) and bound the repeats inside."),
    ("possessive", "Drop the `+`, and bound the repeat: {1,64}."),
    (r"\Z", r"Replace \Z by $."),
    ("fuzzy", "Write \\w, \\d or the letters themselves for a class, and \\{ for a brace."),
    ("{,n}", "Replace {,n} by {0,n}."),
    ("rounds", "Lower the bound of the inner or the outer repeat."),
    ("may be empty", "Write + for *, or {1,64}, inside the repeat."),
    ("begin alike", "Merge the alternatives, or bound the repeat: {0,64} instead of *."),
    ("endless repeats", "Write [^\\n]{0,200} for .*; a bounded gap is never slow."),
    ("repeats a repeat", "Bound the inner or the outer repeat: {1,64} instead of + or *."),
)


def mend(fault: str) -> str:
    """What to write instead, for one of the texts of `faults`."""
    return next(
        (text for word, text in _MENDS if word in fault), "Mend the pattern; a plain text goes under `contains`."
    )
