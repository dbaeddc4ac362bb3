"""Words that take turns behind the same word in several messages: names, though each message has but a few."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Set
from itertools import combinations

from triage.signatures.lexing import WILDCARD
from triage.signatures.naming import is_common, is_plural
from triage.signatures.vocabulary import is_action, is_constant, is_name, is_place, is_plain, tells

_PREPOSITIONS = frozenset(("for", "from", "in", "of"))
_LEAST = 2
_MOST = 32
"""Names of one place that are compared with those of others."""

Turn = tuple[str, Set[str]]
"""The word before a place of a message, and the words seen at the place with all else equal."""


def recurring(turns: Iterable[Turn]) -> dict[str, frozenset[str]]:
    """For each word the words that take turns behind it in two messages or more, where there are two or more of them.

    If `lamp` is followed by `desk` or `sofa` in one message and in another, these are names of lamps. Words that say
    what happened are none, nor is what follows them; neither are common words (`lamp list`).
    """
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for before, words in turns:
        names = {word for word in words if not (word == WILDCARD or tells(word) or _goes_on(word, before))}
        if len(names) >= _LEAST and is_place(before) and before != WILDCARD and not tells(before):
            seen[before].update(names)
    often = {before: frozenset(w for w, n in counts.items() if n >= _LEAST) for before, counts in seen.items()}
    return {before: names for before, names in often.items() if len(names) >= _LEAST}


def _goes_on(word: str, before: str) -> bool:
    """Whether a word goes on with the sentence: many things (`tokens`) do not behind a preposition."""
    return is_action(word) or (is_common(word) and not (before in _PREPOSITIONS and is_plural(word)))


def identifiers(turns: Iterable[Turn]) -> frozenset[str]:
    """Names that are no ordinary words and that take turns in two messages or more, whatever stands before them.

    In one of these messages something must: names that only lead messages may be those of what is done."""
    pairs: Counter[tuple[str, str]] = Counter()
    behind: set[tuple[str, str]] = set()
    for before, words in turns:
        names = sorted(word for word in words if _is_identifier(word))
        taking_turns = list(combinations(names[:_MOST], 2))
        pairs.update(taking_turns)
        if before:
            behind.update(taking_turns)
    return frozenset(name for pair, n in pairs.items() if n >= _LEAST and pair in behind for name in pair)


def _is_identifier(word: str) -> bool:
    return is_name(word) and not (is_plain(word) or is_constant(word) or tells(word) or WILDCARD in word)
