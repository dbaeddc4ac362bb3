"""The part of CloudWatch's filter patterns that exports use, and what such a pattern finds.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

import re
from typing import Any

import regex

from triage.errors import UsageError

MAX_LENGTH = 1024
PATIENCE = 0.2
"""Seconds for one pattern on one event, before it counts as not checkable."""
_TERM = re.compile(r'([?-]?)(?:"((?:[^"\\]|\\.)*)"|%([^%]*)%|([\w]+))(?:\s+|$)')


def phrase(text: str) -> str:
    """A quoted phrase: found as it stands, case and all."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def finds(pattern: str, event: str) -> bool:
    """Whether the pattern finds one event: `"a" "b"` both, `?"a" ?"b"` either, `-"a"` without, `%re%` a regex alone.

    Raises UsageError for what is not of this part of the language, for one that is too long, and for `?` terms
    mixed with others, which CloudWatch would ignore. Raises TimeoutError for a pattern that cannot be tried in time."""
    terms = _terms(pattern)
    optional = [test for sign, test in terms if sign == "?"]
    if optional:
        return any(_found(test, event) for test in optional)
    return all(_found(test, event) != (sign == "-") for sign, test in terms)


def _terms(pattern: str) -> list[tuple[str, Any]]:
    if len(pattern) > MAX_LENGTH:
        raise UsageError(f"a filter pattern has at most {MAX_LENGTH} characters, this has {len(pattern)}")
    found: list[tuple[str, Any]] = []
    at = 0
    while at < len(pattern):
        term = _TERM.match(pattern, at)
        if term is None:
            raise UsageError(f"no filter pattern from character {at + 1} on: {pattern[at : at + 30]!a}")
        sign, quoted, expression, word = term.groups()
        if expression is not None:
            found.append((sign, _compiled(expression)))
        else:
            found.append((sign, re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else word))
        at = term.end()
    signs = {sign for sign, _ in found}
    if not found or ("?" in signs and len(signs) > 1):
        raise UsageError("terms with ? stand alone: CloudWatch ignores them beside others")
    if len(found) > 1 and any(isinstance(test, re.Pattern) for _, test in found):
        raise UsageError("a regular expression stands alone outside JSON and space-delimited patterns")
    return found


def _compiled(expression: str) -> Any:
    if re.search(r"[^A-Za-z0-9:_#=@/;,\-^$?\[\]{}|\\*+.]", expression):
        raise UsageError("the regular expression holds a character that filter patterns refuse")
    return regex.compile(expression, regex.ASCII | regex.VERSION0)


def _found(test: Any, event: str) -> bool:
    return test in event if isinstance(test, str) else test.search(event, timeout=PATIENCE) is not None
