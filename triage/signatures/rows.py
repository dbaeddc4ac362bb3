"""Rows of a table: messages of many named words, of which many were seen, hold data and no news."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from triage.signatures.lexing import WILDCARD
from triage.signatures.loosening import Tokens, bare
from triage.signatures.vocabulary import asks_what_happened, is_place

MIN_ROWS = 8
"""Rows that differ in nothing but their words, from which these are values."""
MIN_NAMED = 4
"""Named words, or values, of a row."""
MIN_VARYING = 3
"""Places of a row whose words differ."""

_MARKS = frozenset({":", "="})
_ENDS = frozenset(",;)]}")


def rows(forms: Collection[Tokens]) -> dict[Tokens, Tokens]:
    """For the forms that are rows of one table, the form with a wildcard for each word that differs.

    `oven: hot, door: shut, lamp: on, fan: off` is a row. The names are the same in the same order. What a name such as
    `reason` is followed by stays.
    """
    tables: defaultdict[tuple[Tokens, tuple[int, ...]], list[Tokens]] = defaultdict(list)
    for form in forms:
        places = tuple(_named(form))
        if len(places) >= MIN_NAMED:
            tables[_without(form, places), places].append(form)
    changes: dict[Tokens, Tokens] = {}
    for (_, places), members in tables.items():
        varying = [place for place in places if len({form[place] for form in members}) > 1]
        if len(members) >= MIN_ROWS and len(varying) >= MIN_VARYING:
            changes.update((form, _without(form, varying)) for form in members)
    return changes


def _named(form: Tokens) -> Iterator[int]:
    """Where words or values stand that have a name, which does not ask what happened."""
    for at in range(2, len(form)):
        if form[at - 1] in _MARKS and is_place(form[at]) and is_place(form[at - 2]):
            ends = at + 1 == len(form) or form[at + 1] in _ENDS
            if ends and not asks_what_happened(bare(form[at - 2])):
                yield at


def _without(form: Tokens, places: Collection[int]) -> Tokens:
    """The form with a wildcard at the places."""
    tokens = list(form)
    for place in places:
        tokens[place] = f" {WILDCARD}" if tokens[place][0] == " " else WILDCARD
    return tuple(tokens)
