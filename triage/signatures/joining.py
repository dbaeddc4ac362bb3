"""Words beside a value that are part of it: where the same message has one value there, two are one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice

from triage.signatures.lexing import WILDCARD
from triage.signatures.loosening import Tokens, bare, loosen
from triage.signatures.vocabulary import is_constant, is_instance, is_place, tells

MAX_PLACES = 16
"""Places of one message that are looked at."""

_AROUND = 8
"""Tokens before and behind a place that a value there may be joined with."""

_GAPPED = f" {WILDCARD}"
_BOUND = frozenset({(",", WILDCARD), (" (", WILDCARD), ("(", WILDCARD)})


def joined_places(forms: Sequence[Tokens], known: AbstractSet[str]) -> Iterator[tuple[int, int]]:
    """The forms, by number, and the places in them that, with a value there, make the form another that there is.

    This holds for names of instances and known values beside a value, and for any word that is bound to one by a
    comma without a gap or has one in parentheses behind it.
    """
    there = frozenset(forms)
    for at, form in enumerate(forms):
        candidates = (place for place in range(len(form)) if _is_candidate(form, place, known))
        for place in islice(candidates, MAX_PLACES):
            if _with_value(form, place) in there:
                yield at, place


def _with_value(form: Tokens, place: int) -> Tokens:
    """The form with a value at a place, loosened thereabouts."""
    start, end = max(0, place - _AROUND), place + 1 + _AROUND
    wild = _GAPPED if form[place][0] == " " else WILDCARD
    return (*form[:start], *loosen((*form[start:place], wild, *form[place + 1 : end])), *form[end:])


def _is_candidate(form: Tokens, place: int, known: AbstractSet[str]) -> bool:
    word = bare(form[place])
    if word == WILDCARD or not is_place(word) or is_constant(word) or tells(word):
        return False
    if form[place + 1 : place + 3] in _BOUND:
        return True
    beside = form[place + 1 : place + 2] == (_GAPPED,) or (place > 0 and bare(form[place - 1]) == WILDCARD)
    return beside and (is_instance(word) or word in known)
