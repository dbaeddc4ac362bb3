"""Text measured and folded in terminal columns."""

import unicodedata

_NEAR = 24
"""Columns before the end of a row in which a blank is taken as the place to cut."""


def width(text: str) -> int:
    """Columns that `text` takes: wide East Asian characters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def clip(text: str, columns: int, end: str = "…") -> str:
    """`text`, or its beginning and `end`, in at most `columns` columns."""
    if len(text) <= 8 * columns + 8 and width(text) <= columns:
        return text
    return take(text, max(0, columns - width(end))) + end


def take(text: str, columns: int) -> str:
    """The longest beginning of `text` that fits."""
    if text.isascii():
        return text[:columns]
    used = 0
    for at, character in enumerate(text):
        used += _columns(character)
        if used > columns:
            return text[:at]
    return text


def wrap(text: str, columns: int) -> list[str]:
    """`text` folded at blanks; a word longer than a line is cut at the line's end. At least one line."""
    lines: list[str] = []
    row, used = "", 0
    for word in text.split():
        needed = width(word)
        if row and used + 1 + needed <= columns:
            row, used = f"{row} {word}", used + 1 + needed
            continue
        if row:
            lines.append(row)
        *full, row = fold(word, columns)
        lines += full
        used = width(row)
    return [*lines, row] if row or not lines else lines


def fold(text: str, columns: int) -> list[str]:
    """`text` in pieces of at most `columns`, all its characters kept; cut after a blank where one is near the end."""
    pieces, start = [], 0
    while start < len(text):
        head = take(text[start : start + columns], columns) or text[start]
        end = start + len(head)
        if end < len(text):
            blank = text.rfind(" ", end - _NEAR, end)
            end = blank + 1 if blank > start else end
        pieces.append(text[start:end])
        start = end
    return pieces or [""]


def pad(text: str, columns: int) -> str:
    return text + " " * max(0, columns - width(text))
