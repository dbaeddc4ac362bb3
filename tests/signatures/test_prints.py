"""Prints of objects, and marks alone, as values."""

from __future__ import annotations

import pytest

from triage.signatures.loosening import loosen, text_of, tokens_of
from triage.signatures.masking import mask
from triage.signatures.merging import merge_templates


def loosened(text: str) -> str:
    return text_of(loosen(tokens_of(mask(text))))


@pytest.mark.parametrize(
    "printed",
    [
        "org.bakery.Oven@4f2a91c0",
        "org.bakery.Oven@4f2a91c0[warm, trays = 3]",
        "Oven$Door@4f2a91c0{shut}",
        "Oven[Shelf[top]]",
        "Bakery[york].Oven[left].Shelf[top]",
        "Oven(shelf=top, trays=[a, b])",
        "Shelves(Oven(trays=2), Oven(trays=3))",
        "Oven({'shelf': 'top'})",
        "Oven()",
        "frozenset({'rye', 'oat'})",
        "set()",
        "<Oven shelf=top, door=shut>",
        "<oven door at 0x7f21a0>",
        "<Oven(rye): warm>",
    ],
)
def test_a_printed_object_is_one_value(printed: str) -> None:
    assert loosened(f"moved bread to {printed} today") == "moved bread to <*> today"


def test_what_stands_alone_in_brackets_may_be_a_printed_object() -> None:
    assert loosened("bread in [Oven[left]] is done") == "bread in [<*>] is done"


@pytest.mark.parametrize(
    "text",
    [
        "bake(tray=left) done",
        "Oven[left] is done",
        "Oven [left [top]] is done",
        "raised ValueError(tray=left)",
        "raised BakingFailed(tray=left)",
        "failed with Oven(cause=DoorException)",
        "Oven(left) is done",
        "Oven(tray=left, state=started)",
        "Oven@4f2a91c0[tray = left, failed]",
        "Oven[Shelf[top is open",
        "heat <left> side",
        "heat < left side at <*>",
    ],
)
def test_calls_faults_and_single_names_keep_their_words(text: str) -> None:
    assert loosened(text).replace("<*>", "") == mask(text).replace("<left>", "left").replace("<*>", "")


def test_objects_of_different_classes_are_one_message() -> None:
    forms = [
        "sold Cake[Layer[plum]] to <*>",
        "sold org.bakery.Bread@<*>[rye, oat] to <*>",
        "sold Roll(seeds=none) to <*>",
    ]
    assert set(merge_templates(dict.fromkeys(forms, 1)).values()) == {"sold <*> to <*>"}


def test_the_names_of_faults_stay_apart() -> None:
    forms = ["oven lost BurnError(tray=left) at <*>", "oven lost ColdError(tray=left) at <*>"]
    assert len(set(merge_templates(dict.fromkeys(forms, 1)).values())) == 2


@pytest.mark.parametrize(
    ("marked", "valued"),
    [
        ("oven at [/] heats", "oven at [/a/b] heats"),
        ("call heat(.) of oven", "call heat(7) of oven"),
        ("GET / from oven", "GET /a/b from oven"),
        ("oven path=/ heats", "oven path=/a/b heats"),
        ('oven 17 - "warm"', 'oven 17 9 "warm"'),
        ("trays: {} of oven", "trays: 7 of oven"),
        ("trays:{} of oven", "trays:{ high: 7, low: 8 } of oven"),
    ],
)
def test_a_mark_in_the_place_of_a_value_is_one(marked: str, valued: str) -> None:
    assert loosened(marked) == loosened(valued)


@pytest.mark.parametrize("text", ["oven / shelf heats", "oven 17 - warm", "- oven heats", "oven (left.) heats"])
def test_marks_between_words_stay(text: str) -> None:
    assert loosened(text) == mask(text)
