"""Places of a message that hold a value, found by comparing all the forms of a population."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from hashlib import blake2b
from itertools import combinations

from triage.signatures.evidence import is_open, keeps_a_word, place_in, values_of
from triage.signatures.instances import Instances
from triage.signatures.joining import joined_places
from triage.signatures.kinds import Kinds
from triage.signatures.lexing import WILDCARD
from triage.signatures.loosening import Tokens, bare, loosen, word_before
from triage.signatures.pairs import pairs
from triage.signatures.phrases import phrases
from triage.signatures.recurring import Turn, identifiers, recurring
from triage.signatures.rows import rows
from triage.signatures.spans import Phrases
from triage.signatures.subsuming import filled, subsumed
from triage.signatures.vocabulary import is_place, is_plain, is_qualified, tells

_WORD_BITS = (1 << 64) - 1
_MAX_ROUNDS = 16

MIN_PAIRED = 10
"""Distinct words at each of two places that vary together, from which both are variables."""

_REACH = 4
"""Tokens between a number and the word that it decides the form of, at most."""
_NUMBERED = frozenset({("are", "is"), ("was", "were"), ("has", "have"), ("entries", "entry"), ("retries", "retry")})
_MIN_CONTEXT = 3
_MAX_PAIRED_PLACES = 16

Finding = tuple[list[int], int, frozenset[str]]
"""Forms by number, the place in them that holds a value, and the words that are values."""


def generalise(forms: Collection[Tokens]) -> dict[Tokens, Tokens]:
    """For each loosened form the most general form that the evidence makes of it, whatever their order."""
    current = {form: form for form in forms}
    known: set[str] = set()
    kinds = Kinds()
    instances = Instances()
    turns = Phrases()
    for _ in range(_MAX_ROUNDS):
        population = _Population(sorted(set(current.values())), known, kinds, instances)
        changes = (
            population.changes(_single_places, _open_places)
            or population.changes(_instance_places, _joined_places)
            or phrases(population.forms, population.known)
            or pairs(population.forms)
            or rows(population.forms)
            or turns.changes(population.forms)
            or population.changes(_paired_places)
            or filled(population.forms)
            or subsumed(Counter(current.values()), population.known)
        )
        if not changes:
            break
        for before, words in population.found:
            instances.add(before, words)
            known |= words - {WILDCARD}
            kinds.add(words)
        current = {form: changes.get(now, now) for form, now in current.items()}
    return current


class _Population:
    """All forms of one round."""

    def __init__(self, forms: list[Tokens], known: set[str], kinds: Kinds, instances: Instances) -> None:
        self.forms = forms
        self.known = frozenset(known)
        self.kinds = kinds
        self.instances = instances
        self.found: set[tuple[str, frozenset[str]]] = set()
        self.recurring: dict[str, frozenset[str]] = {}
        self.identifiers: frozenset[str] = frozenset()
        self._hashes: dict[str, int] = {}
        self.totals = [sum(self.hash(at, token) for at, token in enumerate(form)) for form in forms]

    def hash(self, place: int, token: str) -> int:
        """A share of the hash of a form, so that the hash of a form without a token is known at once."""
        known = self._hashes.get(token)
        if known is None:
            raw = blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest()
            known = self._hashes[token] = int.from_bytes(raw, "big")
        return known * (2 * place + 3)

    def changes(self, *passes: Callable[[_Population], Iterator[Finding]]) -> dict[Tokens, Tokens]:
        """What the forms become by the findings of some passes."""
        places: defaultdict[int, set[int]] = defaultdict(set)
        for find in passes:
            for members, place, words in find(self):
                self.found.add((word_before(self.forms[members[0]], place), words))
                for at in members:
                    places[at].add(place)
        changes: dict[Tokens, Tokens] = {}
        for at, wild in places.items():
            changed = _with_wildcards(self.forms[at], sorted(wild))
            if changed != self.forms[at]:
                changes[self.forms[at]] = changed
        return changes

    def judge(self, members: list[int], place: int) -> Iterator[Finding]:
        """The finding for one place of forms that are alike elsewhere, if their words are evidence enough."""
        first = self.forms[members[0]]
        seen = sorted({bare(self.forms[at][place]) for at in members})
        names = self.kinds.shared(set(seen)) | self.identifiers.intersection(seen)
        if place:
            names |= self.recurring.get(word_before(first, place), frozenset())
        if _is_number_of(seen) and any(bare(token) == WILDCARD for token in first[max(0, place - _REACH) : place]):
            yield members, place, frozenset(seen)
            return
        told = any(tells(bare(token)) for token in (*first[:place], *first[place + 1 :]))
        words = values_of(place_in(first, place, names), seen, self.known, told) if len(seen) > 1 else frozenset()
        if words:
            yield [at for at in members if bare(self.forms[at][place]) in words], place, words


def _is_number_of(seen: Sequence[str]) -> bool:
    """Whether two words are one, as it stands with a number of one and with others (`1 error`, `7 errors`)."""
    return len(seen) == 2 and (seen[1] == f"{seen[0]}s" or tuple(seen) in _NUMBERED)


def _single_places(population: _Population) -> Iterator[Finding]:
    """Forms that differ at one place only."""
    alike = list(_alike_elsewhere(population))
    turns = [_turn(population.forms, place, members) for place, members in alike]
    population.recurring = recurring(turns)
    population.identifiers = identifiers(turns)
    for place, members in alike:
        yield from population.judge(members, place)


def _turn(forms: list[Tokens], place: int, members: list[int]) -> Turn:
    return word_before(forms[members[0]], place), {bare(forms[at][place]) for at in members}


def _alike_elsewhere(population: _Population) -> Iterator[tuple[int, list[int]]]:
    """Places and the forms that are alike but for them."""
    forms, totals = population.forms, population.totals
    for place in range(max(map(len, forms), default=0)):
        groups: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        for at, form in enumerate(forms):
            if len(form) > place and is_place(form[place]):
                rest = totals[at] - population.hash(place, form[place])
                groups[len(form), rest & _WORD_BITS].append(at)
        for members in groups.values():
            first = forms[members[0]]
            if len(members) > 1 and keeps_a_word(first[:place] + first[place + 1 :]):
                yield place, members


def _open_places(population: _Population) -> Iterator[Finding]:
    """Forms that differ only at places whose words look like values by themselves, several of them perhaps."""
    groups: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, form in enumerate(population.forms):
        skeleton = tuple(
            _wild(token) if is_place(token) and is_open(bare(token), place_in(form, i), population.known) else token
            for i, token in enumerate(form)
        )
        groups[skeleton].append(at)
    for skeleton, members in groups.items():
        if len(members) > 1 and keeps_a_word(skeleton):
            for place, token in enumerate(skeleton):
                if bare(token) == WILDCARD and _is_backed(population, members, place):
                    yield from population.judge(members, place)


def _is_backed(population: _Population, members: list[int], place: int) -> bool:
    """Whether more than names speaks for a place that varies together with others: a value, `=`, or numbers."""
    words = {bare(population.forms[at][place]) for at in members}
    around = place_in(population.forms[members[0]], place)
    if (
        population.kinds.shared(words)
        or WILDCARD in words
        or len(words) >= MIN_PAIRED
        or around.is_slot
        or around.named
    ):
        return True
    return not around.first and all(map(is_qualified, words))


def _instance_places(population: _Population) -> Iterator[Finding]:
    """Names of things of a known kind, whatever else differs between the forms."""
    for at, place in population.instances.places(population.forms):
        yield [at], place, frozenset({bare(population.forms[at][place])})


def _joined_places(population: _Population) -> Iterator[Finding]:
    """Words beside a value that are part of it."""
    for at, place in joined_places(population.forms, population.known):
        yield [at], place, frozenset({bare(population.forms[at][place])})


def _paired_places(population: _Population) -> Iterator[Finding]:
    """Forms that differ at two places of ordinary words, each with many words."""
    lengths: defaultdict[int, list[int]] = defaultdict(list)
    for at, form in enumerate(population.forms):
        if sum(1 for token in form if is_plain(bare(token))) >= _MIN_CONTEXT + 2:
            lengths[len(form)].append(at)
    for _, members in sorted(lengths.items()):
        places = _rich_places(population.forms, members)
        for i, j in combinations(places, 2):
            for group in _alike_but_for(population, members, i, j):
                yield from _judge_pair(population.forms, group, i, j)


def _rich_places(forms: list[Tokens], members: list[int]) -> list[int]:
    """The first places where enough words were seen for a pair, in forms of one length."""
    places: list[int] = []
    for place in range(1, len(forms[members[0]])):
        words = {forms[at][place] for at in members}
        if len(words) >= MIN_PAIRED and sum(map(is_place, words)) >= MIN_PAIRED:
            places.append(place)
    return places[:_MAX_PAIRED_PLACES]


def _alike_but_for(population: _Population, members: list[int], i: int, j: int) -> Iterator[list[int]]:
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for at in members:
        form = population.forms[at]
        rest = population.totals[at] - population.hash(i, form[i]) - population.hash(j, form[j])
        groups[rest].append(at)
    return (group for group in groups.values() if len(group) >= MIN_PAIRED)


def _judge_pair(forms: list[Tokens], members: list[int], i: int, j: int) -> Iterator[Finding]:
    """Both places as variables, leaving out the forms with a telling word at one of them."""
    if any(place_in(forms[members[0]], place).outcome for place in (i, j)):
        return
    members = [at for at in members if all(_may_vary(forms[at][place]) for place in (i, j))]
    left, right = (frozenset(bare(forms[at][place]) for at in members) for place in (i, j))
    if min(len(left), len(right)) >= MIN_PAIRED:
        yield members, i, left
        yield members, j, right


def _may_vary(token: str) -> bool:
    return is_place(token) and not tells(bare(token))


def _with_wildcards(form: Tokens, wild: Sequence[int]) -> Tokens:
    """The form with wildcards at the places, as many as leave an ordinary word, the first ones first."""
    tokens = list(form)
    for place in wild:
        was, tokens[place] = tokens[place], _wild(tokens[place])
        if not keeps_a_word(tokens):
            tokens[place] = was
    return loosen(tokens)


def _wild(token: str) -> str:
    return f" {WILDCARD}" if token[0] == " " else WILDCARD
