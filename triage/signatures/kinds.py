"""Words that are values of one place together: likely values wherever two of them take turns again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Set

from triage.signatures.lexing import WILDCARD
from triage.signatures.vocabulary import tells

_LEAST = 2


class Kinds:
    """Sets of words, each the values of one place of a message."""

    def __init__(self) -> None:
        self._sets: dict[frozenset[str], int] = {}
        self._of: defaultdict[str, set[int]] = defaultdict(set)

    def add(self, words: Iterable[str]) -> None:
        """Notes the values of a place; words that say what happened are left out."""
        kind = frozenset(word for word in words if WILDCARD not in word and not tells(word))
        if len(kind) < _LEAST or kind in self._sets:
            return
        number = self._sets[kind] = len(self._sets)
        for word in kind:
            self._of[word].add(number)

    def shared(self, words: Set[str]) -> frozenset[str]:
        """Those of the words that are values of one kind, two of them or more."""
        if len(words) < _LEAST:
            return frozenset()
        counts = Counter(number for word in words if word in self._of for number in self._of[word])
        alike = {number for number, count in counts.items() if count >= _LEAST}
        return frozenset(word for word in words if word in self._of and not alike.isdisjoint(self._of[word]))
