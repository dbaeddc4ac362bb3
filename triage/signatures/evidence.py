"""How strongly the words seen at one place of a message say that the place holds a value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from triage.signatures.lexing import WILDCARD
from triage.signatures.loosening import bare
from triage.signatures.naming import is_common, names_follow
from triage.signatures.vocabulary import (
    asks_what_happened,
    calls_for_verb,
    differ_in_deed,
    hints,
    is_action,
    is_constant,
    is_fault,
    is_instance,
    is_name,
    is_place,
    is_plain,
    is_qualified,
    tells,
)

ENOUGH = 30
"""Sum of weights from which a place is a variable: four plain words, three names, two where only values stand."""

_PLAIN = 8
_NAME = 10
_VALUE = 15
_WILD = 24
_FIXED = 3
"""A constant."""
_SUBJECT = 2
"""What a message is about rather than a value: a name at its start or of a call."""

_BESIDE = 6
"""What a value at the start adds for a name there, and one anywhere for a constant."""

_QUOTES = frozenset({'""', "''", "``"})
_PAIRS = frozenset({"()", "[]", "{}", '""', "''", "``"})
_KEY_MARKS = frozenset({"=", ":", '"', "'"})
_LOOKS = (WILDCARD, ".", "/", ":", "@")
_CLOSERS = frozenset(",;)]}")
_KEY_REACH = 4
"""Tokens looked back for the key of a value, which may be `"key": "value"`."""


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
    bracketed: bool
    """It is all there is between two square brackets."""
    tagged: bool
    """A value in square brackets follows it without a gap (`host[192.0.2.1]`)."""
    key: bool
    """It names the value that follows it after `=`."""
    answers: bool
    """It is all there is between a colon and a comma, a closing bracket or the end of the message."""
    named: bool
    """A noun stands before it whose name it may be."""
    names: bool
    """What follows is its own: the arguments of a call, or what stands behind a colon."""
    outcome: bool
    """It is the value of a key such as `reason` or `status`, or the verb after `cannot`: it says what happened."""
    recurring: frozenset[str]
    """Words known to be names there (see the modules `recurring` and `kinds`)."""

    @property
    def is_slot(self) -> bool:
        """Whether mostly values stand there."""
        return self.after_equals or self.enclosed or self.answers

    @property
    def holds_values(self) -> bool:
        """Whether only values stand there, whatever they say."""
        return self.quoted or self.bracketed or self.after_equals or self.tagged


def place_in(form: Sequence[str], at: int, recurring: frozenset[str] = frozenset()) -> Place:
    """The surroundings of one token of a form."""
    before = bare(form[at - 1]) if at else ""
    following = form[at + 1] if at + 1 < len(form) else ""
    after = bare(following)
    key = next((word for word in map(bare, form[max(0, at - _KEY_REACH) : at][::-1]) if is_place(word)), "")
    named = before in _KEY_MARKS and asks_what_happened(key)
    around = before + after
    return Place(
        first=at == 0,
        after_equals=before == "=",
        enclosed=around in _PAIRS,
        quoted=around in _QUOTES,
        bracketed=around == "[]",
        tagged=following == "[" and tuple(form[at + 2 : at + 4]) == (WILDCARD, "]"),
        key=after == "=",
        answers=before == ":"
        and form[at][0] == " "
        and (following[:1] in _CLOSERS or following == " (" or not any(map(is_place, form[at + 1 :]))),
        named=form[at][0] == " " and names_follow(before),
        names=following in ("(", ":"),
        outcome=named or calls_for_verb(tuple(map(bare, form[max(0, at - 2) : at]))),
        recurring=recurring,
    )


def weight(word: str, place: Place, known: AbstractSet[str]) -> int:
    """What one word adds to the evidence for its place."""
    if word == WILDCARD:
        return _WILD
    if place.bracketed and is_constant(word):
        return _FIXED
    if place.is_slot:
        return _PLAIN if is_action(word) else _NAME if hints(word) else _VALUE
    if ".." in word:
        return _SUBJECT
    if place.named and not (is_common(word) or is_action(word)):
        return _NAME if is_constant(word) else _VALUE
    if word in place.recurring and not place.names and not is_constant(word):
        return _VALUE
    if is_instance(word):
        return _VALUE if not place.first else _NAME if _is_numbered(word) or is_qualified(word) else _SUBJECT
    if place.first and place.names and is_name(word):
        return 0
    if is_constant(word):
        return _FIXED
    if is_name(word) and (place.first or place.names):
        return _SUBJECT
    if hints(word):
        return _PLAIN
    return _NAME if is_name(word) or word in known else _PLAIN


def _is_numbered(word: str) -> bool:
    return "/" in word or any(char.isdigit() for char in word)


def is_open(word: str, place: Place, known: AbstractSet[str]) -> bool:
    """Whether a word looks like a value by itself: a wildcard, a name, or any word where values stand."""
    if place.outcome or place.key or tells(word) or (place.first and (is_plain(word) or is_qualified(word))):
        return False
    return weight(word, place, known) >= _NAME


def values_of(place: Place, seen: Iterable[str], known: AbstractSet[str], told: bool) -> frozenset[str]:
    """The words that are values of a place, given all that were seen there with everything else equal.

    Empty if the evidence does not make the place a variable. At the start of a message an ordinary word is the
    subject and never a value; after a key such as `reason`, words are never values, and keys never are. A word that
    says what happened is no evidence, but may join a variable where only a value can stand.
    """
    if place.outcome:
        return frozenset()
    seen = frozenset(seen)
    seen = [word for word in sorted(seen) if not (place.first and _leads(word, WILDCARD in seen))]
    if place.key:
        seen = [word for word in seen if word == WILDCARD]
    words = [word for word in seen if not tells(word)]
    if WILDCARD in words:
        telling = [word for word in seen if tells(word)]
        words += [word for word in telling if _joins(word, place, len(telling) == 1, told)]
    total = sum(weight(word, place, known) for word in words)
    if WILDCARD in words and (place.first or any(map(is_constant, words))):
        total += _BESIDE
    if place.named and not all(map(is_constant, words)):
        total += (_VALUE - _NAME) * sum(map(is_constant, words))  # a thing may be named in capitals
    if len(words) < 2 or total < ENOUGH or (not place.is_slot and differ_in_deed(words)):
        return frozenset()
    if len(words) == 2 and WILDCARD not in words and _look(words[0]) != _look(words[1]):
        return frozenset()
    return frozenset(words)


def _leads(word: str, valued: bool) -> bool:
    """Whether a word at the start is the subject: an ordinary one; where values were seen, one with capitals or `_`."""
    if valued and WILDCARD not in word:
        return not word.islower() or ("_" in word and "." not in word)
    return is_plain(word)


def _look(word: str) -> frozenset[str]:
    """How a word is written: the values of one place are written alike."""
    return frozenset(mark for mark in _LOOKS if mark in word and (mark != "." or not word.islower()))


def _joins(word: str, place: Place, alone: bool, told: bool) -> bool:
    """Whether a telling word is a value where others are: a qualified name, part of a path, or the only telling word
    there, no verb form in -ed, where only values stand."""
    if is_fault(word):
        return False
    if is_qualified(word) or (WILDCARD in word and "/" in word):
        return True
    return alone and not place.first and (place.holds_values or told) and (not word.endswith("ed") or "-" in word)


def keeps_a_word(tokens: Sequence[str]) -> bool:
    """Whether at least one word or name is left to tell the message from others."""
    return any(is_plain(word) or _is_wordy(word) for word in map(bare, tokens))


def _is_wordy(word: str) -> bool:
    return is_name(word) and word.replace("-", "").replace("_", "").isalpha()
