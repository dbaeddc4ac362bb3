"""Values written in words: dates with month names, truth values, missing values, bytes as hex digits."""

from __future__ import annotations

from collections.abc import Sequence

from triage.signatures.gluing import is_wild, whole
from triage.signatures.lexing import Part

_MONTHS = frozenset({"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec"})
_DAYS = frozenset({"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"})
_ZONES = frozenset(
    {"AM", "PM", "am", "pm", "UTC", "GMT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST"}
    | {"PDT", "CET", "CEST", "BST", "JST", "IST"}
)
_TRUTH = frozenset({"true", "false", "True", "False", "TRUE", "FALSE", "null"})
MISSING = frozenset({"nil", "none", "None", "NULL", "undefined", "NaN", "nan", "yes", "no", "Yes", "No"})
_HEX_LETTERS = frozenset("abcdefABCDEF")
_LEAST_ROW = 8
"""So many numbers or bytes, with gaps between, are a dump, or the row of a table."""
_AROUND = frozenset(" ()[]{}<>\"'`,;|=:")


def mask_words(parts: Sequence[Part]) -> list[Part]:
    """The parts with dates in words as one wildcard each, and with truth values and missing values masked.

    A truth value is a value wherever it stands alone; words such as `none` only after `=`. A row of numbers or of
    bytes (`88 00 1f ac`) is one value.
    """
    return _mask_rows(_mask_dates(_mask_truth(parts)))


def _mask_truth(parts: Sequence[Part]) -> list[Part]:
    out = list(parts)
    for at, part in enumerate(parts):
        if part.text in _TRUTH:
            if _stands_alone(parts, at):
                out[at] = whole([part])[0]
        elif part.text in MISSING and _follows_equals(parts, at) and _stands_alone(parts, at):
            out[at] = whole([part])[0]
    return out


def _stands_alone(parts: Sequence[Part], at: int) -> bool:
    before = parts[at - 1].text if at else " "
    after = parts[at + 1].text if at + 1 < len(parts) else " "
    closed = after in _AROUND or (after == "." and (at + 2 >= len(parts) or parts[at + 2].text == " "))
    return before in _AROUND and closed


def _follows_equals(parts: Sequence[Part], at: int) -> bool:
    before = at - 2 if at > 1 and parts[at - 1].text == " " else at - 1
    return before >= 0 and parts[before].text == "="


def _mask_rows(parts: Sequence[Part]) -> list[Part]:
    out: list[Part] = []
    at = 0
    while at < len(parts):
        end = at
        while end < len(parts) and (is_wild(parts[end]) or _is_byte(parts[end].text)):
            if end + 1 >= len(parts) or parts[end + 1].text != " ":
                end += 2
                break
            end += 2
        length = (end - at) // 2
        out.extend(whole(parts[at : end - 1]) if length >= _LEAST_ROW else parts[at : at + 1])
        at = end - 1 if length >= _LEAST_ROW else at + 1
    return out


def _is_byte(text: str) -> bool:
    return len(text) == 2 and _HEX_LETTERS.issuperset(text)


def _mask_dates(parts: Sequence[Part]) -> list[Part]:
    out: list[Part] = []
    at = 0
    while at < len(parts):
        end = max(_date_end(parts, at), at + 1)
        dated = end - at > 1 and any(is_wild(part) for part in parts[at:end])
        out.extend(whole(parts[at:end]) if dated else parts[at:end])
        at = end
    return out


def _date_end(parts: Sequence[Part], at: int) -> int:
    """The end of what may be a date in words from here on, or `at`."""
    start = at
    if parts[at].text in _DAYS:
        at = _next(parts, at, " ,")
    if at < len(parts) and is_wild(parts[at]):
        at = _next(parts, at, " ")
    if at >= len(parts) or parts[at].text not in _MONTHS:
        return start
    end = at
    while at < len(parts) and _is_of_date(parts[at]):
        end = at + 1
        at = _next(parts, at, " ,")
    return end


def _is_of_date(part: Part) -> bool:
    return is_wild(part) or part.text in _MONTHS or part.text in _ZONES


def _next(parts: Sequence[Part], at: int, gaps: str) -> int:
    """The position of the next part that is not one of the gaps."""
    at += 1
    while at < len(parts) and parts[at].text in gaps:
        at += 1
    return at
