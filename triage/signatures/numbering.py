"""Words of a population that differ in their number only: things of a kind that are counted (`node1`, `node2`)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from triage.signatures.loosening import Tokens, bare

MIN_NUMBERS = 3
"""Numbers of a word, behind the same word, from which it is the name of one of many things."""

_NUMBER = re.compile(r"[0-9]")


def counted(forms: Sequence[Tokens]) -> Iterator[tuple[int, list[int]]]:
    """Each place that holds a counted word, with the forms by number that have it there."""
    seen: defaultdict[tuple[str, str], defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    numbers: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for at, form in enumerate(forms):
        for place, token in enumerate(form):
            if _NUMBER.search(token):
                kind = (bare(form[place - 1]) if place else "", _NUMBER.sub("0", bare(token)))
                numbers[kind].add(bare(token))
                seen[kind][place].append(at)
    for kind, places in seen.items():
        if len(numbers[kind]) >= MIN_NUMBERS:
            yield from places.items()
