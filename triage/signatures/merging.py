"""Merging of masked forms that differ only in values no mask can see, on counted evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from triage.signatures.evidence import keeps_a_word, place_in, values_of
from triage.signatures.lexing import WILDCARD
from triage.signatures.loosening import Tokens, bare, loosen, text_of, tokens_of
from triage.signatures.vocabulary import is_place

_WORD_BITS = (1 << 64) - 1
_MAX_ROUNDS = 12


def merge_templates(counts: Mapping[str, int]) -> dict[str, str]:
    """The final template of each masked form, for all forms of a population.

    Forms that are the same message but for lists, units and optional values share a template. Beyond that, a
    place becomes a wildcard when, everything else in the form being equal, enough distinct words were seen
    there; this is repeated until nothing changes. Words that say what happened never merge. The result does
    not depend on the order of the mapping.
    """
    forms = sorted(counts)
    loose = {form: loosen(tokens_of(form)) for form in forms}
    general = _generalise(set(loose.values()))
    members: defaultdict[Tokens, list[str]] = defaultdict(list)
    for form in forms:
        members[general[loose[form]]].append(form)
    merged: dict[str, str] = {}
    for tokens, group in members.items():
        template = _template(tokens, group)
        for form in group:
            merged[form] = template
    return merged


def _template(tokens: Tokens, group: list[str]) -> str:
    """The template of one group: as specific as its members allow."""
    if len(group) == 1:
        return group[0]
    cut = [tokens_of(form) for form in group]
    if len({len(each) for each in cut}) == 1:
        common = tuple(column[0] if len(set(column)) == 1 else _wild(column[0]) for column in zip(*cut, strict=True))
        return text_of(common)
    return text_of(tokens)


def _wild(token: str) -> str:
    return f" {WILDCARD}" if token[0] == " " else WILDCARD


def _generalise(forms: set[Tokens]) -> dict[Tokens, Tokens]:
    """For each loosened form the most general form that the evidence makes of it."""
    current = {form: form for form in forms}
    known: set[str] = set()
    for _ in range(_MAX_ROUNDS):
        changes = _one_round(sorted(set(current.values())), known)
        if not changes:
            break
        current = {form: changes.get(now, now) for form, now in current.items()}
    return current


def _one_round(forms: list[Tokens], known: set[str]) -> dict[Tokens, Tokens]:
    """The forms that change, each with what it becomes; words found to be values are added to `known`."""
    hashes = _Hashes()
    totals = [hashes.total(form) for form in forms]
    places: defaultdict[int, list[int]] = defaultdict(list)
    found: set[str] = set()
    for place in range(max(map(len, forms), default=0)):
        for variable, words in _variable_places(forms, totals, place, hashes, known):
            found |= words
            for at in variable:
                places[at].append(place)
    known |= found
    changes: dict[Tokens, Tokens] = {}
    for at, wild in places.items():
        changed = _with_wildcards(forms[at], wild)
        if changed != forms[at]:
            changes[forms[at]] = changed
    return changes


def _variable_places(
    forms: list[Tokens], totals: list[int], place: int, hashes: _Hashes, known: set[str]
) -> Iterable[tuple[list[int], frozenset[str]]]:
    """The sets of forms that differ only at this place and show it to be a variable, with the words there."""
    groups: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for at, form in enumerate(forms):
        if len(form) > place and is_place(form[place]):
            groups[len(form), totals[at] - hashes.one(place, form[place]) & _WORD_BITS].append(at)
    for group in groups.values():
        if len(group) < 2:
            continue
        first = forms[group[0]]
        if not keeps_a_word(first[:place] + first[place + 1 :]):
            continue
        seen = sorted({bare(forms[at][place]) for at in group})
        words = values_of(place_in(first, place), seen, known)
        if words:
            yield [at for at in group if bare(forms[at][place]) in words], words - {WILDCARD}


def _with_wildcards(form: Tokens, wild: list[int]) -> Tokens:
    """The form with wildcards at the places, as many as leave an ordinary word, the first ones first."""
    tokens = list(form)
    for place in wild:
        was, tokens[place] = tokens[place], _wild(tokens[place])
        if not keeps_a_word(tokens):
            tokens[place] = was
    return loosen(tokens)


class _Hashes:
    """Sums of token hashes by place, so that a form without one of its tokens has a hash at once."""

    def __init__(self) -> None:
        self._words: dict[str, int] = {}

    def one(self, place: int, token: str) -> int:
        known = self._words.get(token)
        if known is None:
            raw = blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest()
            known = self._words[token] = int.from_bytes(raw, "big")
        return known * (2 * place + 3)

    def total(self, form: Tokens) -> int:
        return sum(self.one(place, token) for place, token in enumerate(form))
