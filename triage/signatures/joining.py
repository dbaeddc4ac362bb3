"""Words beside a value that are part of it: where the same message has one value there, two are one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from triage.signatures.lexing import WILDCARD
from triage.signatures.loosening import Tokens, bare, loosen
from triage.signatures.vocabulary import is_constant, is_instance, is_place, tells

_GAPPED = f" {WILDCARD}"
_BOUND = frozenset({(",", WILDCARD), (" (", WILDCARD), ("(", WILDCARD)})


def joined_places(forms: Sequence[Tokens], known: AbstractSet[str]) -> Iterator[tuple[int, int]]:
    """The forms, by number, and the places in them that, with a value there, make the form another that there is.

    This holds for names of instances and known values beside a value, and for any word that is bound to one by a
    comma without a gap or has one in parentheses behind it.
    """
    there = frozenset(forms)
    for at, form in enumerate(forms):
        for place, token in enumerate(form):
            if _is_candidate(form, place, known):
                wild = _GAPPED if token[0] == " " else WILDCARD
                if loosen((*form[:place], wild, *form[place + 1 :])) in there:
                    yield at, place


def _is_candidate(form: Tokens, place: int, known: AbstractSet[str]) -> bool:
    word = bare(form[place])
    if word == WILDCARD or not is_place(word) or is_constant(word) or tells(word):
        return False
    if form[place + 1 : place + 3] in _BOUND:
        return True
    beside = form[place + 1 : place + 2] == (_GAPPED,) or (place > 0 and bare(form[place - 1]) == WILDCARD)
    return beside and (is_instance(word) or word in known)
