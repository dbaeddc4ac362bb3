"""What names or charges a person: e-mail addresses and payment card numbers."""

import re
from collections.abc import Iterator

from triage.redaction.secret import Secret

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])([A-Za-z0-9._%+-]{1,256})(?:@|%40)((?:[A-Za-z0-9-]{1,63}\.){1,8}([A-Za-z]{2,24}))(?![A-Za-z0-9-])"
)
_INTERNAL = frozenset({"internal", "local", "localdomain", "localhost", "lan", "svc", "cluster", "corp", "intra"})
_CARD = re.compile(r"(?<![\w.-])(?:[3-6]\d{3}(?:[ -]?\d{4}){2}[ -]?\d{1,7}|3[47]\d{2}[ -]?\d{6}[ -]?\d{5})(?![\w-])")
_LENGTHS = {"4": (13, 16, 19), "5": (16,), "6": (16, 19), "3": (14, 15, 16)}


def emails(text: str) -> Iterator[Secret]:
    """Addresses of people; `user@host.internal` is a database login and stays."""
    if "@" not in text and "%40" not in text:
        return
    for match in _EMAIL.finditer(text):
        if match.group(3).lower() not in _INTERNAL and match.group(1).lower() != "git":
            yield Secret(match.start(), match.end(), "email")


def cards(text: str) -> Iterator[Secret]:
    """Numbers of a card's length and prefix that pass Luhn's check."""
    for match in _CARD.finditer(text):
        digits = [int(character) for character in match.group() if character.isdigit()]
        if len(digits) in _LENGTHS[match.group()[0]] and len(set(digits)) > 1 and _luhn(digits):
            yield Secret(match.start(), match.end(), "card")


def _luhn(digits: list[int]) -> bool:
    doubled = (digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
