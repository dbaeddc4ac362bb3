"""How strongly the words seen at one place of a message say that the place holds a value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from triage.signatures.lexing import WILDCARD
from triage.signatures.loosening import bare
from triage.signatures.vocabulary import (
    hints,
    is_compound,
    is_fault,
    is_name,
    is_place,
    is_plain,
    is_qualified,
    pieces,
    tells,
)

ENOUGH = 30
"""Sum of weights from which a place is a variable: five plain words, three names or values after `=`."""

_PLAIN = 6
_NAME = 10
_VALUE = 12
_WILD = 20
_SUBJECT = 3
"""A compound name at the start of a message: mostly what the message is about, such as a setting."""

_QUOTES = frozenset({'""', "''", "``"})
_PAIRS = frozenset({"()", "[]", "{}", '""', "''", "``"})
_KEY_MARKS = frozenset({"=", ":", '"', "'"})
_KEY_REACH = 4
"""Tokens looked back for the key of a value, which may be `"key": "value"`."""

_OUTCOME_KEYS_LIST = """
    action activity cause code command condition error errno event exception fault kind level message method
    msg op operation outcome reason result severity signal state status step type verb
"""
_OUTCOME_KEYS = frozenset(_OUTCOME_KEYS_LIST.split())


@dataclass(frozen=True, slots=True)
class Place:
    """What surrounds a word of a message."""

    first: bool
    """Nothing stands before it."""
    after_equals: bool
    enclosed: bool
    """It is all there is between two brackets or quotes."""
    quoted: bool
    """It is all there is between two quotes."""
    key: bool
    """It names the value that follows it after `=`."""
    outcome: bool
    """It is the value of a key such as `reason` or `status`, whose values say what happened."""


def place_in(form: Sequence[str], at: int) -> Place:
    """The surroundings of one token of a form."""
    before = bare(form[at - 1]) if at else ""
    after = bare(form[at + 1]) if at + 1 < len(form) else ""
    key = next((word for word in map(bare, form[max(0, at - _KEY_REACH) : at][::-1]) if is_place(word)), "")
    named = before in _KEY_MARKS and not _OUTCOME_KEYS.isdisjoint(pieces(key))
    around = before + after
    return Place(at == 0, before == "=", around in _PAIRS, around in _QUOTES, after == "=", named)


def weight(word: str, place: Place, known: AbstractSet[str]) -> int:
    """What one word adds to the evidence for its place."""
    if word == WILDCARD:
        return _WILD
    if place.first and is_compound(word):
        return _SUBJECT
    if hints(word):
        return _PLAIN
    if place.after_equals:
        return _VALUE
    return _NAME if place.enclosed or is_name(word) or word in known else _PLAIN


def is_open(word: str, place: Place, known: AbstractSet[str]) -> bool:
    """Whether a word looks like a value by itself: a wildcard, a name, or any word where values stand."""
    if place.outcome or place.key or tells(word) or (place.first and (is_plain(word) or is_qualified(word))):
        return False
    return weight(word, place, known) >= _NAME


def values_of(place: Place, seen: Iterable[str], known: AbstractSet[str]) -> frozenset[str]:
    """The words that are values of a place, given all that were seen there with everything else equal.

    Empty if the evidence does not make the place a variable. At the start of a message an ordinary word is the
    subject and never a value; after a key such as `reason`, words are never values, and keys never are. A word that
    says what happened is no evidence, but may join a variable where only a value can stand.
    """
    if place.outcome:
        return frozenset()
    seen = [word for word in seen if not (place.first and is_plain(word)) and not (place.key and word != WILDCARD)]
    words = [word for word in seen if not tells(word)]
    if WILDCARD in words:
        telling = [word for word in seen if tells(word)]
        words += [word for word in telling if _joins(word, place, len(telling) == 1)]
    if len(words) < 2 or sum(weight(word, place, known) for word in words) < ENOUGH:
        return frozenset()
    return frozenset(words)


def _joins(word: str, place: Place, alone: bool) -> bool:
    """Whether a telling word is a value where others are: a qualified name, part of a path, or the only telling word
    there, a noun in -ing where only values stand."""
    if is_fault(word):
        return False
    if is_qualified(word) or (WILDCARD in word and "/" in word):
        return True
    return alone and (place.quoted or place.after_equals) and word.endswith("ing")


def keeps_a_word(tokens: Sequence[str]) -> bool:
    """Whether at least one ordinary word is left to tell the message from others."""
    return any(is_plain(bare(token)) for token in tokens)
