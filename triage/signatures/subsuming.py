"""Forms that a more general one covers: rare prints of a message whose values differ at several places at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet

from triage.signatures.evidence import place_in, values_of
from triage.signatures.lexing import WILDCARD
from triage.signatures.loosening import Tokens, bare
from triage.signatures.vocabulary import is_place, is_plain, tells

MIN_MERGED = 3
"""Forms that were merged into one, from which it is taken for what a statement prints."""
MIN_WORDS = 2
"""Ordinary words that both forms share."""
MOST_CONTENT = 12
"""Tokens in a pair of brackets that are one value."""
_CLOSING = {"(": ")", "[": "]"}
_MAX_SHAPES = 64
"""Sets of places with fixed tokens that are looked through, in forms of one length."""

_Shape = tuple[int, ...]


def subsumed(merged: Mapping[Tokens, int], known: AbstractSet[str]) -> dict[Tokens, Tokens]:
    """Each form that a more general one covers, and that one; `merged` counts the forms behind each.

    A form covers another when it has a wildcard wherever they differ, at one of these places the other's word would be
    taken for a value if it alone differed, and at none it says what happened.
    """
    changes: dict[Tokens, Tokens] = {}
    for forms in _by_length(merged):
        shapes = _shapes(form for form in forms if merged[form] >= MIN_MERGED)
        for form in forms:
            general = next(_covering(form, shapes, known), None)
            if general is not None:
                changes[form] = general
    return changes


def filled(forms: Collection[Tokens]) -> dict[Tokens, Tokens]:
    """Each form with a value and more in a pair of brackets (`List(stage 7)`), where there is one with nothing or a
    single value in them (`List()`), and what both become."""
    there = set(forms)
    changes: dict[Tokens, Tokens] = {}
    for form in forms:
        for start, end in _innermost(form):
            if not _may_fill(form[start + 1 : end]):
                continue
            value = _valued(form, start, end)
            general = (*form[: start + 1], WILDCARD, *form[end:])
            found = next((other for other in (general, value) if other in there), None)
            if found is not None and found != form and _is_told(found):
                changes[form] = found
                break
    return changes


def _valued(form: Tokens, start: int, end: int) -> Tokens:
    """The form with one value instead of brackets, and of the name that they belong to (`List(...)`)."""
    named = start > 0 and form[start][0] != " " and is_place(form[start - 1])
    first = start - named
    return (*form[:first], (" " if form[first][0] == " " else "") + WILDCARD, *form[end + 1 :])


def _innermost(form: Tokens) -> Iterator[tuple[int, int]]:
    """The places of brackets that hold no others."""
    opened = -1
    for at, token in enumerate(form):
        if bare(token) in _CLOSING:
            opened = at
        elif opened >= 0 and token == _CLOSING[bare(form[opened])]:
            yield opened, at
            opened = -1


def _may_fill(content: Tokens) -> bool:
    return len(content) <= MOST_CONTENT and WILDCARD in map(bare, content) and not any(map(tells, map(bare, content)))


def _is_told(form: Tokens) -> bool:
    return sum(is_plain(bare(token)) for token in form) >= MIN_WORDS


def _by_length(forms: Collection[Tokens]) -> list[list[Tokens]]:
    lengths: defaultdict[int, list[Tokens]] = defaultdict(list)
    for form in sorted(forms):
        lengths[len(form)].append(form)
    return list(lengths.values())


def _shapes(forms: Iterator[Tokens]) -> dict[_Shape, dict[Tokens, Tokens]]:
    """General forms by the places of their fixed tokens, and by these tokens."""
    found: dict[_Shape, dict[Tokens, Tokens]] = {}
    for form in forms:
        shape = tuple(at for at, token in enumerate(form) if bare(token) != WILDCARD)
        fixed = tuple(form[at] for at in shape)
        if len(form) - len(shape) > 1 and _is_told(fixed):
            found.setdefault(shape, {})[fixed] = form
    return dict(sorted(found.items(), key=lambda item: (-len(item[0]), item[0]))[:_MAX_SHAPES])


def _covering(form: Tokens, shapes: dict[_Shape, dict[Tokens, Tokens]], known: AbstractSet[str]) -> Iterator[Tokens]:
    for shape, general in shapes.items():
        found = general.get(tuple(form[at] for at in shape))
        if found is not None and found != form and _covers(found, form, known):
            yield found


def _covers(general: Tokens, form: Tokens, known: AbstractSet[str]) -> bool:
    places = [at for at, token in enumerate(form) if token != general[at]]
    if len(places) < 2 or not all(_may_stand(form[at], general[at]) for at in places):
        return False
    told = any(tells(bare(token)) for token in general)
    strong = 0
    for at in places:
        place, word = place_in(general, at), bare(form[at])
        if word in values_of(place, (WILDCARD, word), known, told):
            strong += 1
        elif place.outcome or place.key or tells(word) or place.first:
            return False
    return strong > 0


def _may_stand(token: str, other: str) -> bool:
    """Whether a token is a word, with a gap before it where the other has one."""
    return is_place(token) and (token[0] == " ") == (other[0] == " ")
