"""What is written in one shape, however many parts it has, is one value; what is counted is one kind of thing."""

from __future__ import annotations

import pytest

from triage.signatures.lists import join_lists
from triage.signatures.loosening import tokens_of
from triage.signatures.merging import merge_templates
from triage.signatures.repeats import without_repeats
from triage.signatures.tuples import join_tuples


def templates(*forms: str) -> set[str]:
    return set(merge_templates(dict.fromkeys(forms, 1)).values())


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("moved shelf,low,<*> away", "moved <*> away"),
        ("moved shelf,,<*> away", "moved <*> away"),
        ("moved node-a.lan,<*> away", "moved <*> away"),
        ("moved shelf,<*> away", "moved shelf,<*> away"),
        ("moved shelf,low away", "moved shelf,low away"),
        ("moved shelf, low,<*> away", "moved shelf, low,<*> away"),
        ("moved a=<*>,b=<*>,c=<*>", "moved a=<*>,b=<*>,c=<*>"),
        ("moved a:<*>,b:<*>,c:<*>", "moved a:<*>,b:<*>,c:<*>"),
        ("moved failed,low,<*> away", "moved failed,low,<*> away"),
    ],
)
def test_words_with_commas_and_a_value_are_a_tuple(text: str, joined: str) -> None:
    assert "".join(join_tuples(tokens_of(text))) == joined


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("on [Shelf[<*>], Shelf[<*>], Shelf[<*>]] now", "on [Shelf[<*>]] now"),
        ("on (a=<*>,b=<*>)+(a=<*>,b=<*>) now", "on (a=<*>,b=<*>) now"),
        ("on (a=<*>)+(b=<*>) now", "on (a=<*>)+(b=<*>) now"),
        ("on shelf, shelf now", "on shelf, shelf now"),
    ],
)
def test_groups_that_repeat_are_one(text: str, joined: str) -> None:
    assert "".join(without_repeats(tokens_of(text))) == joined


def test_lists_of_any_length_are_one_message() -> None:
    forms = [f"chose from [{', '.join(['Shelf[<*>]'] * n)}] at <*>" for n in (1, 2, 5)]
    assert len(templates(*forms)) == 1


def test_quoted_keys_are_no_list() -> None:
    tokens = tokens_of('{"call":"Scan","started":<*>}')
    assert tuple(join_lists(tokens)) == tokens


def test_three_numbers_of_a_word_make_it_one_of_many() -> None:
    two = ["bay1 holds blue <*> of shelf", "bay2 holds blue <*> of shelf"]
    assert templates(*two) == set(two)
    assert templates(*two, "bay3 is far") == {"<*> holds blue <*> of shelf", "bay3 is far"}


def test_numbers_behind_other_words_are_not_counted_together() -> None:
    forms = ["use ext3 for <*>", "drop ext4 of <*>", "keep ext5 in <*>"]
    assert templates(*forms) == set(forms)


@pytest.mark.parametrize("text", ["in den,<*> again", "in den (<*>) again", "in oven-a.york <*> again"])
def test_words_bound_to_a_value_are_part_of_it_where_it_stands_alone(text: str) -> None:
    assert templates(f"shelf {text}", "shelf in <*> again") == {"shelf in <*> again"}
