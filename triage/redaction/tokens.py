"""Tokens that show by their own form what they are."""

import re
from collections.abc import Iterator

from triage.redaction.secret import Secret

_JWT = re.compile(
    r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)?(?:\.[A-Za-z0-9_-]+){0,2}"
)
_AWS_KEY = re.compile(r"(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])")
_AWS_SECRET = re.compile(r"(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])")
_AWS_SESSION = re.compile(r"(?<![A-Za-z0-9/+])(?:FwoGZXIvYXdz|IQoJb3JpZ2lu|AQoDYXdz|AQoEXAMPLE)[A-Za-z0-9/+=%]{20,}")
_SCHEME = re.compile(r"(?i)\b(?:bearer|basic|negotiate|apikey)[ \t]{1,4}([A-Za-z0-9+/=._~-]{8,})")
_SIGNATURE = re.compile(r"(?i)\bSignature=([0-9a-f]{64})\b")
_AZURE = re.compile(r"[?&]sig=([A-Za-z0-9%+/=_-]{20,256})")

_LEAD = r"(?<![A-Za-z0-9_-])"
_VENDORS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (literal, re.compile(_LEAD + pattern))
    for literal, pattern in (
        ("gh", r"gh[pousr]_[A-Za-z0-9]{20,255}"),
        ("github_pat_", r"github_pat_\w{22,255}"),
        ("glpat-", r"glpat-[\w-]{20,128}"),
        ("xox", r"xox[abeoprs]-[\w-]{10,255}"),
        ("xapp-", r"xapp-[\w-]{10,255}"),
        ("k_", r"[srp]k_(?:live|test)_\w{10,255}"),
        ("whsec_", r"whsec_[\w+/=]{16,255}"),
        ("AIza", r"AIza[\w-]{35}"),
        ("ya29.", r"ya29\.[\w-]{20,2048}"),
        ("GOCSPX-", r"GOCSPX-[\w-]{20,64}"),
        ("SG.", r"SG\.[\w-]{16,64}\.(?:[\w-]{16,128}|<\*>)"),
        ("npm_", r"npm_[A-Za-z0-9]{36}"),
        ("pypi-", r"pypi-[\w-]{50,512}"),
        ("dop_v1_", r"dop_v1_[0-9a-f]{64}"),
        ("sk-", r"sk-[\w-]{20,255}"),
        ("hvs.", r"hvs\.[\w-]{20,255}"),
        ("hf_", r"hf_[A-Za-z0-9]{30,64}"),
        ("shp", r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"),
        (":AA", r"\d{8,10}:AA[\w-]{33}"),
        ("SK", r"SK[0-9a-f]{32}"),
    )
)


def tokens(text: str) -> Iterator[Secret]:
    """Keys of AWS, JSON web tokens, authorization headers, and the tokens of common services."""
    if "eyJ" in text:
        yield from _all(_JWT, text, "jwt")
    yield from _aws(text)
    yield from _headers(text)
    for literal, pattern in _VENDORS:
        if literal in text:
            yield from _all(pattern, text, "token")
    if "sig=" in text:
        yield from _all(_AZURE, text, "signature", 1)


def _aws(text: str) -> Iterator[Secret]:
    keys = list(_all(_AWS_KEY, text, "aws_key"))
    yield from keys
    yield from _all(_AWS_SESSION, text, "aws_session")
    if keys:  # alone, forty characters may be anything; beside a key id they are its secret
        for match in _AWS_SECRET.finditer(text):
            value = match.group()
            if any(map(str.isupper, value)) and any(map(str.islower, value)) and any(map(str.isdigit, value)):
                yield Secret(match.start(), match.end(), "aws_secret")
    if "ignature=" in text:
        yield from _all(_SIGNATURE, text, "signature", 1)


def _headers(text: str) -> Iterator[Secret]:
    for match in _SCHEME.finditer(text):
        value = match.group(1)
        if _random(value):
            yield Secret(match.start(1), match.end(1), "authorization")


def _random(value: str) -> bool:
    """True for what no sentence says: digits, padding, capitals inside, or great length."""
    return any(map(str.isdigit, value)) or "=" in value or any(map(str.isupper, value[1:])) or len(value) > 24


def _all(pattern: re.Pattern[str], text: str, kind: str, group: int = 0) -> Iterator[Secret]:
    for match in pattern.finditer(text):
        yield Secret(match.start(group), match.end(group), kind)
