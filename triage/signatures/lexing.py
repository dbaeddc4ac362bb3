"""Cutting a message into words, punctuation and gaps, and telling variable words from text."""

from __future__ import annotations

import re
from typing import NamedTuple

WILDCARD = "<*>"
MAX_TEXT = 4096
"""Characters of a message that are looked at; the rest is one wildcard."""

MIN_LONE_HEX = 6
"""Length from which hex digits with a single decimal digit among them are an id, not a word."""

_WORD = r"[0-9A-Za-z_\u0080-\U0010ffff]+"
_LEXER = re.compile(rf"(<\*>)|({_WORD}(?:-{_WORD})*)|([\x00-\x20\x7f]+)|([\x00-\x7f])")
_DIGIT = re.compile(r"[0-9]")
_HEX = re.compile(r"[0-9a-fA-F]+")
_LETTER = re.compile(r"[A-Za-z\u0080-\U0010ffff]")


class Part(NamedTuple):
    """One piece of a message: a word, `<*>`, one punctuation character, or a gap written as one space."""

    text: str
    start: int
    end: int


def bounded(text: str) -> str:
    """The text, or if it is too long its first words and a wildcard for the rest."""
    if len(text) <= MAX_TEXT:
        return text
    cut = text[: MAX_TEXT - len(WILDCARD) - 1]
    head, _, _ = cut.rpartition(" ")
    return f"{head or cut} {WILDCARD}"


def is_variable(word: str) -> bool:
    """Whether a word stands for a value: it holds a number or an id, judged without counting its digits.

    Two digits make a variable whatever surrounds them (`blk_12`, `a81f`, `2024-01-05`), and so does a digit
    that stands on its own (`7`, `task-7`, `0xf`). One digit after letters belongs to a name (`IPv4`,
    `eth0`, `log4j`), unless all of it is hex and too long for a name.
    """
    digits = _DIGIT.findall(word)
    if not digits:
        return False
    if len(digits) > 1 or word[:2] in ("0x", "0X"):
        return True
    at = word.index(digits[0])
    if at < 2 or not (_LETTER.match(word[at - 1]) and _LETTER.match(word[at - 2])):
        return True
    return len(word) >= MIN_LONE_HEX and _HEX.fullmatch(word) is not None


def lex(text: str) -> list[Part]:
    """All parts of a text in order, variable words as wildcards; gaps at both ends are left out.

    Words are runs of letters, digits, underscores and everything beyond ASCII, with single hyphens inside.
    """
    parts: list[Part] = []
    for match in _LEXER.finditer(text):
        kind = match.lastindex
        piece = match.group()
        if kind == 2 and is_variable(piece):
            piece = WILDCARD
        elif kind == 3:
            piece = " "
        parts.append(Part(piece, match.start(), match.end()))
    first = 1 if parts and parts[0].text == " " else 0
    last = len(parts) - 1 if len(parts) > first and parts[-1].text == " " else len(parts)
    return parts[first:last]
