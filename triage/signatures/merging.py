"""Merging of masked forms that differ only in values no mask can see, on counted evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from triage.signatures.generalising import generalise
from triage.signatures.lexing import WILDCARD
from triage.signatures.loosening import Tokens, is_unit, loosen, text_of, tokens_of
from triage.signatures.vocabulary import is_place


def merge_templates(counts: Mapping[str, int]) -> dict[str, str]:
    """The final template of each masked form, for all forms of a population.

    Forms that are the same message but for lists, units and optional values share a template. Beyond that, a
    place becomes a wildcard when, everything else in the form being equal, enough distinct words were seen
    there; this is repeated until nothing changes. Words that say what happened never merge. The result does
    not depend on the order of the mapping.
    """
    forms = sorted(counts)
    loose = {form: loosen(tokens_of(form)) for form in forms}
    general = generalise(set(loose.values()))
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
    rows = [tokens_of(form) for form in group]
    columns = list(zip(*rows, strict=False))
    if len(set(map(len, rows))) > 1 or any(map(_parts_differ, columns)):
        return text_of(tokens)
    return text_of(common for column in columns if (common := _common(column)))


def _parts_differ(column: tuple[str, ...]) -> bool:
    """Whether marks stand beside words at one place: the members are not built alike."""
    return len(set(column)) > 1 and not all(is_place(token) or is_unit(token) for token in column)


def _common(column: tuple[str, ...]) -> str:
    """What stands at one place of a template: the word all members have there; nothing for units that differ."""
    if len(set(column)) == 1:
        return column[0]
    return "" if all(is_unit(token) for token in column) else _wild(column[0])


def _wild(token: str) -> str:
    return f" {WILDCARD}" if token[0] == " " else WILDCARD
