"""Rare prints of a message that a more general template covers."""

from __future__ import annotations

import pytest

from triage.signatures.merging import merge_templates

PLACES = ("crane at dock.py:<*>", "lorry at gate.py:<*>", "ferry at quay.py:<*>", "barge at lock.py:<*>")


def templates(*forms: str) -> set[str]:
    return set(merge_templates(dict.fromkeys(forms, 1)).values())


def _moves(*ends: str) -> list[str]:
    kinds = ("sand", "coal", "iron", "corn", "salt", "hops")
    return [f"parcel of {kind} begun by {place} weighs <*> tons" for kind in kinds for place in (*PLACES, *ends)]


def test_what_differs_at_two_places_is_covered_by_a_template_with_values_there() -> None:
    rare = "parcel of $hemp$<*> begun by $tug$<*> at Pier.java:<*> weighs <*> tons"
    assert templates(*_moves(), rare) == {"parcel of <*> begun by <*> at <*> weighs <*> tons"}


@pytest.mark.parametrize("word", ["failed", "refused", "TimeoutError"])
def test_a_word_that_says_what_happened_is_never_covered(word: str) -> None:
    rare = f"parcel of $hemp$<*> begun by {word} at Pier.java:<*> weighs <*> tons"
    assert len(templates(*_moves(), rare)) == 2


def test_two_forms_are_too_few_to_cover_a_third() -> None:
    forms = ("load of <*> at <*> in the yard", "load of PVC at hall in the yard")
    assert len(templates(*forms)) == 2


@pytest.mark.parametrize(
    ("forms", "template"),
    [
        (("parents of the last step: List()", "parents of the last step: List(Step <*>)"), "step: <*>"),
        (("guest <*> gives back keys: []", "guest <*> gives back keys: ['<*>']"), "guest <*> gives back keys: <*>"),
    ],
)
def test_brackets_with_nothing_or_values_in_them_are_one_template(forms: tuple[str, str], template: str) -> None:
    found = templates(*forms)
    assert len(found) == 1
    assert found.pop().endswith(template)


def test_brackets_that_say_what_happened_stay_apart() -> None:
    assert len(templates("state of the last step: List()", "state of the last step: List(failed <*>)")) == 2
