"""Masked forms: what remains of a message when its values are replaced by wildcards."""

from __future__ import annotations

from dataclasses import dataclass

from triage.signatures.gluing import glue
from triage.signatures.identity import ALGORITHM
from triage.signatures.lexing import WILDCARD, Part, bounded, lex
from triage.signatures.wording import mask_words

__all__ = ["ALGORITHM", "MAX_TEMPLATE", "Masked", "mask", "mask_with_values"]

MAX_TEMPLATE = 2048
"""Characters of a masked form; what is longer ends in a wildcard."""

_MAX_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Masked:
    """A masked form and what stood behind each of its wildcards, in order."""

    template: str
    values: tuple[str, ...]


def mask(text: str) -> str:
    """The masked form of a message: values as `<*>`, gaps as one space, at most `MAX_TEMPLATE` characters.

    Masking a masked form changes nothing. Time is linear in the length of the text.
    """
    return "".join([part.text for part in masked_parts(bounded(text))])


def mask_with_values(text: str) -> Masked:
    """The masked form together with the values it hides, as they were written (newlines included)."""
    text = bounded(text)
    parts = masked_parts(text)
    values = tuple(text[part.start : part.end] for part in parts if part.text == WILDCARD)
    return Masked("".join([part.text for part in parts]), values)


def masked_parts(text: str) -> list[Part]:
    """The parts of the masked form of a bounded text."""
    parts = _settle(lex(text))
    fitting = _fit(parts)
    return parts if fitting is parts else _settle(fitting)


def _settle(parts: list[Part]) -> list[Part]:
    for _ in range(_MAX_ROUNDS):
        again = mask_words(glue(parts))
        if again == parts:
            break
        parts = again
    return parts


def _fit(parts: list[Part]) -> list[Part]:
    """The longest run of parts from the start that, with a wildcard for the rest, keeps to the bound."""
    size = sum(len(part.text) for part in parts)
    if size <= MAX_TEMPLATE:
        return parts
    room = MAX_TEMPLATE - len(WILDCARD)
    kept = len(parts)
    while kept and size > room:
        kept -= 1
        size -= len(parts[kept].text)
    while kept and (parts[kept - 1].text == WILDCARD or not parts[kept - 1].text[0].isalnum()):
        kept -= 1
    return [*parts[:kept], Part(WILDCARD, parts[kept].start, parts[-1].end)]
