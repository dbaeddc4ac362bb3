"""A pattern as the words that it looks for, for people who ask why it does not match."""

import re
import re._constants as sre
from typing import Any

from triage.ruleset import dialect

LONGEST = 80
"""Characters that are shown."""
_GAP = "…"
_SPACES = (sre.CATEGORY, sre.CATEGORY_SPACE)


def fixed_words(pattern: str) -> str:
    """The fixed words of a pattern, with … for what may vary; of alternatives, the first."""
    try:
        words = _words(dialect.tree(pattern))
    except (re.error, RecursionError, OverflowError):
        words = pattern
    words = re.sub(f"(?:{_GAP} ?){{2,}}", _GAP, words)
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + _GAP


def _words(node: Any) -> str:
    said = ""
    for op, argument in node:
        if op is sre.LITERAL:
            said += chr(argument)
        elif op is sre.SUBPATTERN:
            said += _words(argument[3])
        elif op is sre.BRANCH:
            said += _words(argument[1][0])
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            least, _most, body = argument
            said += _words(body) if least else "" if _is_short(body) else _GAP
        elif op is sre.IN:
            said += " " if _SPACES in argument else _GAP
        elif op is not sre.AT:
            said += _GAP
    return said


def _is_short(body: Any) -> bool:
    """A single sign that may be left out: a quote, a blank."""
    return len(body) == 1 and body[0][0] is sre.LITERAL
