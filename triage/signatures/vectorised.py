"""Keys of many messages at once: what is left when every variable word is collapsed to `0`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from triage.signatures.lexing import MAX_TEXT, MIN_LONE_HEX, bounded

_Bytes = npt.NDArray[np.uint8]
_Positions = npt.NDArray[np.intp]

SEPARATOR = "\0"
_DIGIT, _WORD, _LETTER, _HEX = 1, 2, 4, 8
_HYPHEN, _ZERO = ord("-"), ord("0")
_HEX_WORD = re.compile(rb"[0-9a-fA-F]+")


_SETTLING_BYTES = 16 << 20


def settle_allocator() -> None:
    """Lets the C library keep freed memory of a batch for the next one; without effect where it does so anyway.

    Freeing one block of this size raises glibc's dynamic thresholds. Before that, it returns the pages of every
    batch to the system, and page faults cost more than half of the time (0.33 against 0.79 M lines/s).
    """
    np.empty(_SETTLING_BYTES, dtype=np.uint8)


def keys_of(messages: Sequence[str]) -> list[bytes]:
    """A key for each message, in order: messages with one key have one masked form, that of `text_of_key`.

    Every word that the lexer takes for a variable becomes `0`, whatever its length, so that fresh ids do not
    make fresh keys. Costs a few passes over the bytes for all the messages together.
    """
    if not messages:
        return []
    if max(map(len, messages)) > MAX_TEXT:
        messages = [bounded(message) for message in messages]
    joined = SEPARATOR.join(messages)
    if joined.count(SEPARATOR) != len(messages) - 1:
        joined = SEPARATOR.join([message.replace(SEPARATOR, " ") for message in messages])
    return collapse(joined.encode("utf-8", "surrogatepass")).split(b"\0")


def text_of_key(key: bytes) -> str:
    """The key as a text to mask."""
    return key.decode("utf-8", "surrogatepass")


def collapse(raw: bytes) -> bytes:
    """The bytes with each variable word replaced by `0`; a zero byte ends a word."""
    data = np.frombuffer(raw, dtype=np.uint8)
    if not data.size:
        return raw
    classes = np.frombuffer(raw.translate(_classes()), dtype=np.uint8)
    starts, ends = _words(data, classes)
    digits = np.flatnonzero((classes & _DIGIT).view(np.bool_))
    if not digits.size:
        return raw
    before = np.zeros(data.size + 1, dtype=np.int32)
    np.cumsum(classes & _DIGIT, out=before[1:], dtype=np.int32)
    first = before[starts]
    count = before[ends] - first
    variable = count > 1
    lone = np.flatnonzero(count == 1)
    variable[lone] = _lone_digit_varies(raw, data, classes, starts[lone], ends[lone], digits[first[lone]])
    return _squeeze(data, starts[variable], ends[variable])


def _words(data: _Bytes, classes: _Bytes) -> tuple[_Positions, _Positions]:
    """The start and end of each word: runs of word bytes, single hyphens between two of them included."""
    inside = np.zeros(data.size + 2, dtype=np.uint8)
    np.bitwise_and(classes, _WORD, out=inside[1:-1])
    hyphens = np.flatnonzero(data == _HYPHEN)
    inner = hyphens[(inside[hyphens] & inside[hyphens + 2]) != 0]
    inside[inner + 1] = _WORD
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    return edges[0::2], edges[1::2]


def _lone_digit_varies(
    raw: bytes, data: _Bytes, classes: _Bytes, starts: _Positions, ends: _Positions, digits: _Positions
) -> npt.NDArray[np.bool_]:
    """For words with one digit, whether they are variable: the twin of the end of `lexing.is_variable`."""
    letters = classes & _LETTER
    named = (digits - starts >= 2) & (letters[digits - 1] & letters[np.maximum(digits - 2, 0)] != 0)
    marked = (data[starts] == _ZERO) & ((data[np.minimum(starts + 1, data.size - 1)] | 0x20) == ord("x"))
    variable: npt.NDArray[np.bool_] = ~named | (marked & (ends - starts > 1))
    for at in np.flatnonzero(~variable & (ends - starts >= MIN_LONE_HEX) & (classes[starts] & _HEX != 0)):
        variable[at] = _HEX_WORD.fullmatch(raw, starts[at], ends[at]) is not None
    return variable


def _squeeze(data: _Bytes, starts: _Positions, ends: _Positions) -> bytes:
    """The bytes with each of the spans replaced by one `0`."""
    out = data.copy()
    out[starts] = _ZERO
    steps = np.zeros(data.size + 1, dtype=np.int8)
    steps[starts + 1] = 1
    steps[ends] -= 1
    dropped = np.cumsum(steps[:-1], dtype=np.int32)  # four times as fast as a sum of small integers
    kept: _Bytes = out[dropped == 0]
    return kept.tobytes()


@cache
def _classes() -> bytes:
    table = np.zeros(256, dtype=np.uint8)
    table[ord("0") : ord("9") + 1] = _WORD | _DIGIT | _HEX
    for first, last in (("A", "Z"), ("a", "z")):
        table[ord(first) : ord(last) + 1] = _WORD | _LETTER
    for first, last in (("A", "F"), ("a", "f")):
        table[ord(first) : ord(last) + 1] |= _HEX
    table[ord("_")] = _WORD
    table[0x80:] = _WORD | _LETTER
    return table.tobytes()
