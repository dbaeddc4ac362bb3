"""Words that take turns behind the same word in several messages: names, though each message has but a few."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Set

from triage.signatures.lexing import WILDCARD
from triage.signatures.naming import is_common
from triage.signatures.vocabulary import is_place, tells

_LEAST = 2

Turn = tuple[str, Set[str]]
"""The word before a place of a message, and the words seen at the place with all else equal."""


def recurring(turns: Iterable[Turn]) -> dict[str, frozenset[str]]:
    """For each word the words that take turns behind it in two messages or more, where there are two or more of them.

    If `lamp` is followed by `desk` or `sofa` in one message and in another, these are names of lamps. Words that say
    what happened are none, nor is what follows them; neither are common words (`lamp list`).
    """
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for before, words in turns:
        names = {word for word in words if word != WILDCARD and not tells(word) and not is_common(word)}
        if len(names) >= _LEAST and is_place(before) and before != WILDCARD and not tells(before):
            seen[before].update(names)
    often = {before: frozenset(w for w, n in counts.items() if n >= _LEAST) for before, counts in seen.items()}
    return {before: names for before, names in often.items() if len(names) >= _LEAST}
