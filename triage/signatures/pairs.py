"""Pairs of names and values of which some come and go: however many there are, they are one value."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator

from triage.signatures.evidence import keeps_a_word
from triage.signatures.lexing import WILDCARD
from triage.signatures.loosening import Tokens, bare
from triage.signatures.vocabulary import asks_what_happened, is_place, tells

MIN_SETS = 3
"""Sets of names from which they come and go."""

_LEAST = 2
"""Pairs that make a run without gaps."""
_BRACKETS = frozenset("([{<\"'`")
_ENDS = frozenset(")]}>\"'`;|")

Names = tuple[str, ...]
Span = tuple[int, int, Names]
"""Where pairs begin and end, and their names, sorted."""


def pairs(forms: Collection[Tokens]) -> dict[Tokens, Tokens]:
    """For the forms whose pairs are a value, the form with a wildcard instead of all of them.

    Pairs stand at the end (`ehlo=<*> quit=<*>`), or are written without a gap (`type=Broker,name=<*>`). Nothing but
    them differs, each set has a name that another has, too, no name asks what happened, and no value says it.
    """
    alike: defaultdict[tuple[Tokens, Tokens], list[tuple[Tokens, Names]]] = defaultdict(list)
    for form in forms:
        for start, end, names in (*_at_end(form), *_without_gaps(form)):
            if not any(map(asks_what_happened, names)):
                alike[form[:start], form[end:]].append((form, names))
    changes: dict[Tokens, Tokens] = {}
    for (before, after), members in alike.items():
        if len({names for _, names in members}) < MIN_SETS or not keeps_a_word(before + after):
            continue
        counts = Counter(name for _, names in members for name in set(names))
        wild = WILDCARD if before and bare(before[-1]) in _BRACKETS else f" {WILDCARD}"
        for form, names in members:
            if any(counts[name] > 1 for name in names):
                changes[form] = (*before, wild, *after)
    return changes


def _at_end(form: Tokens) -> Iterator[Span]:
    """The pairs at the end, each a name and a value with a gap before it and maybe a comma."""
    names: list[str] = []
    at = len(form)
    while at >= 3 and form[at - 1] == WILDCARD and form[at - 2] == "=":
        name = form[at - 3]
        if name[0] != " " or not is_place(name):
            break
        names.append(bare(name))
        at -= 3
        if at and form[at - 1] == ",":
            at -= 1
    if names:
        yield at, len(form), tuple(sorted(names))


def _without_gaps(form: Tokens) -> Iterator[Span]:
    """Two pairs or more with commas between them and no gap."""
    at = 0
    while at < len(form):
        end = at + 1
        names: list[str] = []
        while end < len(form) and form[end][0] != " " and form[end] not in _ENDS:
            if form[end] == "=":
                names.append(bare(form[end - 1]))
            end += 1
        if len(names) >= _LEAST and "," in form[at:end] and not any(map(_speaks, form[at:end])):
            yield (at + 1 if bare(form[at]) in _BRACKETS else at), end, tuple(sorted(names))
        at = end


def _speaks(token: str) -> bool:
    return any(map(tells, bare(token).split(":")))
