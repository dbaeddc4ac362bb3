"""Values of several words: what stands between quotes or brackets, when enough else was seen there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice

from triage.signatures.evidence import ENOUGH, keeps_a_word, place_in, weight
from triage.signatures.lexing import WILDCARD
from triage.signatures.loosening import Tokens, bare, loosen
from triage.signatures.vocabulary import METHODS, is_place, tells, tells_alone

_CLOSING = {'"': '"', "'": "'", "`": "`", "(": ")", "[": "]"}
_QUOTES = frozenset("\"'`")
_LONGEST = 12
"""Tokens of a phrase."""

MAX_PLACES = 16
"""Phrases of one message that are looked at."""

_QUOTED = 15
_BRACKETED = 6
"""What a phrase adds to the evidence for its place, as in `evidence.weight`: two quoted ones are enough, unless they
are requests, which begin with their method."""

Span = tuple[int, int]


def phrases(forms: Collection[Tokens], known: AbstractSet[str]) -> dict[Tokens, Tokens]:
    """For the forms whose phrases are values, the form with a wildcard instead of one.

    Nothing but the words between one pair of marks may differ. The value of a key such as `reason` is none, and
    neither is a phrase with a word that says what happened. Where values were seen, one that is a noun, too, says
    nothing.
    """
    alike: defaultdict[tuple[Tokens, Tokens], list[tuple[Tokens, Span]]] = defaultdict(list)
    for form in forms:
        for start, end in islice(_spans(form), MAX_PLACES):
            alike[form[:start], form[end:]].append((form, (start, end)))
    changes: dict[Tokens, Tokens] = {}
    for (before, after), members in alike.items():
        if len(members) > 1 and any(end - start > 1 for _, (start, end) in members) and keeps_a_word(before + after):
            values = _values(members)
            if len(values) > 1 and sum(_weight(form, span, known) for form, span in values) >= ENOUGH:
                general = loosen((*before, WILDCARD, *after))
                changes.update((form, general) for form, _ in values)
    return changes


def _spans(form: Tokens) -> Iterator[Span]:
    """Where the words between two marks begin and end, for each pair of marks; behind `=`, marks belong to the value,
    and a wildcard needs none."""
    for at, token in enumerate(form):
        closing = _CLOSING.get(bare(token))
        if closing is None or (closing in _QUOTES and form[at + 1 : at + 2] and form[at + 1][0] == " "):
            if token == WILDCARD and at and form[at - 1] == "=":
                yield at, at + 1
            continue
        given = int(closing in _QUOTES and token == closing and at > 0 and form[at - 1] == "=")
        for end in range(at + 2, min(len(form), at + 2 + _LONGEST)):
            if form[end] == closing:
                yield at + 1 - given, end + given
                break
            if bare(form[end]) == bare(token):
                break


def _values(members: Sequence[tuple[Tokens, Span]]) -> list[tuple[Tokens, Span]]:
    """Those of some forms in which the phrase is a value."""
    asked = [(form, span) for form, span in members if not place_in(form, span[0]).outcome]
    spoken = [[bare(token) for token in form[start:end]] for form, (start, end) in asked]
    says = tells_alone if [WILDCARD] in spoken else tells
    return [
        one for one, words in zip(asked, spoken, strict=True) if any(map(is_place, words)) and not any(map(says, words))
    ]


def _weight(form: Tokens, span: Span, known: AbstractSet[str]) -> int:
    start, end = span
    if end - start == 1:
        return weight(bare(form[start]), place_in(form, start), known)
    marks = {form[end - 1], *form[end : end + 1]}
    first = next(word for word in map(bare, form[start:end]) if is_place(word))
    return _QUOTED if not _QUOTES.isdisjoint(marks) and first not in METHODS else _BRACKETED
