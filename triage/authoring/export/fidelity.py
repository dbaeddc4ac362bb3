"""How faithful an export is, by its form and by the rule's own examples."""

from collections.abc import Callable
from enum import StrEnum

import msgspec

from triage.model.rules import Rule


class Fidelity(StrEnum):
    EXACT = "exact"
    """The same condition, as far as one event holds the whole record."""
    WIDER = "wider"
    """Finds all that the rule finds, and may find more."""
    IMPOSSIBLE = "impossible"
    """Would miss what the rule finds."""


class Export(msgspec.Struct, frozen=True):
    """An exported text with what is known about it."""

    text: str
    """Empty when it is impossible."""
    fidelity: Fidelity
    missed: tuple[str, ...] = ()
    """Names of the rule's examples that it would not find."""
    wrong: tuple[str, ...] = ()
    """Names of the rule's counter-examples that it would find."""
    notes: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        """The fidelity in sentences."""
        said = [f"fidelity: {self.fidelity}"]
        said += [f"would also match: {name}" for name in self.wrong]
        said += [f"would miss: {name}" for name in self.missed]
        return said + list(self.notes)


def checked(rule: Rule, text: str, exact: bool, fires: Callable[[str], bool], notes: tuple[str, ...] = ()) -> Export:
    """The export with its fidelity: `fires` tells whether one log event, a line, is found.

    An example of several lines arrives as several events, so it is found when one of its lines is."""
    missed = tuple(one.name for one in rule.examples if not any(map(fires, one.log.split("\n"))))
    wrong = tuple(one.name for one in rule.counter_examples if any(map(fires, one.log.split("\n"))))
    if missed:
        return Export(text, Fidelity.IMPOSSIBLE, missed, wrong, notes)
    return Export(text, Fidelity.EXACT if exact and not wrong else Fidelity.WIDER, missed, wrong, notes)
