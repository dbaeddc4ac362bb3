"""Names of things that there are several of (`node1`, `db.lan`): values wherever they stand behind the same word."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from triage.signatures.loosening import Tokens, bare, word_before
from triage.signatures.vocabulary import is_instance

MIN_NUMBERS = 3
"""Numbers of a word, behind the same word, from which it is the name of one of many things."""

_NUMBER = re.compile(r"[0-9]")

Kind = tuple[str, str]
"""The word before a name, and the name without its numbers."""


class Instances:
    """The kinds of names seen in a population, round by round."""

    def __init__(self) -> None:
        self._numbers: defaultdict[Kind, set[str]] = defaultdict(set)
        self._known: set[Kind] = set()

    def add(self, before: str, words: Iterable[str]) -> None:
        """Notes the words that were found to be values behind a word; those that are no instances are left out."""
        self._known.update(_kind(before, word) for word in words if is_instance(word))

    def places(self, forms: Sequence[Tokens]) -> Iterator[tuple[int, int]]:
        """The forms, by number, and the places in them that hold a name of a known or often counted kind."""
        held: defaultdict[Kind, list[tuple[int, int]]] = defaultdict(list)
        for at, form in enumerate(forms):
            for place, token in enumerate(form):
                word = bare(token)
                if is_instance(word) or _NUMBER.search(word):
                    kind = _kind(word_before(form, place), word)
                    held[kind].append((at, place))
                    self._numbers[kind].add(word)
        for kind, places in held.items():
            if kind in self._known or len(self._numbers[kind]) >= MIN_NUMBERS:
                yield from places


def _kind(before: str, word: str) -> Kind:
    return before, _NUMBER.sub("0", word)
