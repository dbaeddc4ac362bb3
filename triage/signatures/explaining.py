"""Why a message is in its group: its masked form, what was masked, and what merging did to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest

from triage.signatures.lexing import WILDCARD
from triage.signatures.loosening import bare, loosen, tokens_of
from triage.signatures.masking import mask_with_values

_MAX_SIBLINGS = 10


@dataclass(frozen=True, slots=True)
class Explanation:
    """The way from one message to the template of its group."""

    masked: str
    """The message with its values as wildcards."""
    values: tuple[str, ...]
    """What stood behind the wildcards of `masked`, in order."""
    template: str
    """The template of the group."""
    merge: str
    """Why the template is not the masked form, as a sentence; empty if it is."""
    words: tuple[str, ...]
    """Words of this message that the merge took for values, in order."""
    siblings: tuple[str, ...]
    """Other masked forms of the group, in text order, at most ten."""


def explain_template(message: str, templates: Mapping[str, str]) -> Explanation:
    """Why a message has its template, given the templates of all masked forms (see `merge_templates`)."""
    masked = mask_with_values(message)
    template = templates.get(masked.template, masked.template)
    siblings = [form for form, other in templates.items() if other == template and form != masked.template]
    merge, words = _merge(masked.template, template)
    return Explanation(masked.template, masked.values, template, merge, words, tuple(sorted(siblings)[:_MAX_SIBLINGS]))


def _merge(form: str, template: str) -> tuple[str, tuple[str, ...]]:
    if form == template:
        return "", ()
    before, after = loosen(tokens_of(form)), loosen(tokens_of(template))
    if before == after:
        return "lists, units and optional values are written differently", ()
    words = tuple(
        bare(was)
        for was, now in zip_longest(before, after, fillvalue=" ")
        if bare(now) == WILDCARD and bare(was) not in (WILDCARD, "")
    )
    if len(before) != len(after) or not words:
        return "several words in a row are values: many others were seen in the same place", ()
    return "these words are values: many others were seen in the same place", words
