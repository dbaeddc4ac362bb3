"""Passwords in addresses and connection strings: scheme, user and host stay."""

import re
from collections.abc import Iterator

from triage.redaction.secret import Secret

_RUN_END = re.compile(r"[\s\"'<>`|]")
_AUTHORITY_END = re.compile(r"[/?#\\]")
_LONGEST = 2_048
_GO_DSN = re.compile(r"@(?:tcp|unix)\(")
_ORACLE = re.compile(r"(?i)jdbc:oracle:thin:[\w.$#-]{1,64}/([^\s/@\"']{1,128})@")
_EASY = re.compile(r"(?<![\w/.:@-])[\w$#]{1,64}/([^\s/@\"':]{4,128})@//[\w.-]{1,253}")
_ENCODED = re.compile(r"(?i)%3a%2f%2f[^%\s]{0,128}%3a([^%\s]{1,256})%40")
_HOOK = re.compile(r"(?i)hooks\.slack\.com/(?:services|workflows)/([\w/-]{8,128})")
_FORMS = (
    (_ORACLE, "password", "oracle"),
    (_EASY, "password", "@//"),
    (_ENCODED, "password", "%3a%2f%2f"),
    (_HOOK, "token", "hooks.slack"),
)


def urls(text: str) -> Iterator[Secret]:
    """The password of `scheme://user:password@host`, a token in the user's place, Go and Oracle forms, chat hooks."""
    yield from _user_parts(text)
    if "@tcp(" in text or "@unix(" in text:
        yield from _go(text)
    lower = text.lower()
    for pattern, kind, word in _FORMS:
        if word in lower:
            for match in pattern.finditer(text):
                yield Secret(match.start(1), match.end(1), kind)


def _user_parts(text: str) -> Iterator[Secret]:
    at = text.find("://")
    while at >= 0:
        start = at + 3
        end = _end_of_run(text, start)
        yield from _user_part(text, start, end)
        at = text.find("://", max(start, min(end, start + 1)))


def _end_of_run(text: str, start: int) -> int:
    """Where the address ends: at a blank or quote, or where the next address begins."""
    stop = min(len(text), start + _LONGEST)
    following = text.find("://", start, stop)
    if following >= 0:
        stop = following
    end = _RUN_END.search(text, start, stop)
    return end.start() if end else stop


def _user_part(text: str, start: int, end: int) -> Iterator[Secret]:
    border = _AUTHORITY_END.search(text, start, end)
    at = text.rfind("@", start, border.start() if border else end)
    colon = text.find(":", start, at if at >= 0 else (border.start() if border else end))
    if at < 0 and colon >= 0 and border is not None and not text[colon + 1 : border.start()].isdigit():
        at = text.rfind("@", border.end(), end)  # a password that holds a slash
        if at >= 0 and "[" in text[start:colon]:  # an IPv6 host, not a user
            at = -1
    if at < 0:
        return
    if 0 <= colon < at:
        if at > colon + 1:
            yield Secret(colon + 1, at, "password")
    elif at - start >= 20 and any(character.isdigit() for character in text[start:at]):
        yield Secret(start, at, "token")


def _go(text: str) -> Iterator[Secret]:
    for match in _GO_DSN.finditer(text):
        low = max(0, match.start() - 256)
        run = text[low : match.start()]
        first = max((run.rfind(mark) for mark in " \t\n\"'="), default=-1) + 1
        colon = run.find(":", first)
        if colon >= 0 and colon + 1 < len(run):
            yield Secret(low + colon + 1, match.start(), "password")
