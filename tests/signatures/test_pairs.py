"""Pairs of which some come and go."""

from __future__ import annotations

from triage.signatures.merging import merge_templates


def templates(*forms: str) -> set[str]:
    return set(merge_templates(dict.fromkeys(forms, 1)).values())


LEFT = (
    "left the bakery flour=<*> sugar=<*>",
    "left the bakery flour=<*> eggs=<*> sugar=<*>",
    "left the bakery eggs=<*>",
)


def test_pairs_at_the_end_that_come_and_go_are_one_value() -> None:
    assert templates(*LEFT) == {"left the bakery <*>"}


def test_two_sets_of_names_are_two_messages() -> None:
    assert templates(*LEFT[:2]) == set(LEFT[:2])


def test_a_set_that_shares_no_name_is_another_message() -> None:
    other = "left the bakery oven=<*>"
    assert templates(*LEFT, other) == {"left the bakery <*>", other}


def test_pairs_that_say_what_happened_stay() -> None:
    other = "left the bakery eggs=<*> error=<*>"
    assert templates(*LEFT, other) == {"left the bakery <*>", other}


def test_pairs_without_gaps_are_one_value_wherever_they_stand() -> None:
    beans = (
        "shop:kind=Cake,name=<*>",
        "shop:kind=Cake,name=<*>,shelf=Upper",
        "shop:kind=Cake,name=<*>,shelf=Upper,side=North",
    )
    assert templates(*(f"took [{bean}] away" for bean in beans)) == {"took [<*>] away"}
    assert len(templates(*(f"took [{bean}] away" for bean in beans[:2]))) == 2


def test_pairs_with_values_that_say_what_happened_stay_apart() -> None:
    phases = ("phase=started,name=<*>", "phase=stopped,name=<*>,rack=<*>", "phase=crashed,name=<*>,rack=<*>,zone=<*>")
    kinds = (
        "kind=OutOfMemoryError,name=<*>",
        "kind=DiskFullError,name=<*>,shelf=<*>",
        "kind=NetTimeout,name=<*>,a=<*>",
    )
    jobs = ("failed:kind=<*>,name=<*>", "started:kind=<*>,name=<*>,a=<*>", "stopped:kind=<*>,name=<*>,b=<*>")
    for three in (phases, kinds, jobs):
        assert len(templates(*(f"node [{pairs}] of the shop" for pairs in three))) == 3
        assert len(templates(*(f"node {pairs} of the shop" for pairs in three))) == 3
