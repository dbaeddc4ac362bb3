"""Messages in, clusters out: batches, bounds, explanations."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.signatures.explaining import explain_template
from triage.signatures.grouping import MessageGrouper, group_messages
from triage.signatures.identity import signature_id
from triage.signatures.masking import mask
from triage.signatures.merging import merge_templates

LINES = [
    f"{verb} upload of {size} {unit} by {user}"
    for verb in ("Began", "Ended")
    for size in (7, 12, 900)
    for unit in ("KB", "MB")
    for user in ("ann", "ben", "cem", "dan", "eve")
]


def test_every_message_gets_the_signature_of_its_template() -> None:
    assigned = group_messages(LINES)
    assert {a.template for a in assigned} == {"Began upload of <*> by <*>", "Ended upload of <*> by <*>"}
    assert all(a.cluster == signature_id([a.template]) for a in assigned)
    assert [a.template.split()[0] for a in assigned] == [line.split()[0] for line in LINES]


@given(st.lists(st.one_of(st.text(max_size=30), st.sampled_from(LINES)), max_size=60))
def test_the_fast_way_is_the_obvious_way(lines: list[str]) -> None:
    forms = [mask(line) for line in lines]
    templates = merge_templates(Counter(forms))
    assert [a.template for a in group_messages(lines)] == [templates[form] for form in forms]


@given(st.lists(st.sampled_from(LINES), max_size=60), st.integers(1, 9))
def test_division_into_calls_does_not_matter(lines: list[str], size: int) -> None:
    grouper = MessageGrouper()
    for at in range(0, len(lines), size):
        grouper.add(lines[at : at + size])
    assert list(grouper.assignments()) == group_messages(lines)
    assert sum(group.count for group in grouper.groups()) == len(lines) == grouper.messages


def test_large_messages_and_zero_bytes_pass() -> None:
    lines = ["big " + "payload " * 100_000, "a\0b 12", "a b 7", ""] * 3
    assigned = group_messages(lines)
    assert assigned[1] == assigned[2]
    assert len({a.cluster for a in assigned}) == 3


def test_groups_come_largest_first_with_their_forms() -> None:
    grouper = MessageGrouper(keep_lines=False)
    grouper.add(["free 5 KB", "free 6 MB", "full"])
    assert [(g.template, g.count, len(g.forms)) for g in grouper.groups()] == [("free <*>", 2, 2), ("full", 1, 1)]
    with pytest.raises(ValueError, match="keep_lines"):
        grouper.assignments()


def fresh_words(count: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    return [" ".join("".join(rng.choices("hjkmpqrtvw", k=6)) for _ in range(6)) for _ in range(count)]


def test_bounds_hold_on_text_that_never_repeats_and_are_reported() -> None:
    grouper = MessageGrouper(max_forms=200)
    grouper.add(["service ready"] * 500 + fresh_words(3000, 1) + ["service ready"])
    assert grouper.is_bounded
    groups = grouper.groups()
    assert len(groups) <= 300
    assert sum(group.count for group in groups) == 3501
    assigned = list(grouper.assignments())
    assert assigned[0] == assigned[-1]
    assert assigned[0].template == "service ready"


def test_forms_that_merge_make_room_without_loss() -> None:
    rng = random.Random(3)
    users = ["".join(rng.choices("hjkmpqrtvw", k=7)) for _ in range(2000)]
    grouper = MessageGrouper(max_forms=150)
    grouper.add([f"mail for {user} is waiting" for user in users])
    assert not grouper.is_bounded
    assert {a.template for a in grouper.assignments()} == {"mail for <*> is waiting"}


def test_an_explanation_names_values_merge_and_siblings() -> None:
    templates = merge_templates(Counter(map(mask, LINES)))
    why = explain_template("Began upload of 12 KB by eve", templates)
    assert why.masked == "Began upload of <*> KB by eve"
    assert why.values == ("12",)
    assert why.template == "Began upload of <*> by <*>"
    assert why.words == ("eve",)
    assert "values" in why.merge
    assert len(why.siblings) == 9


def test_an_unmerged_message_has_no_merge_to_explain() -> None:
    why = explain_template("disk 3 is full", {})
    assert (why.template, why.merge, why.siblings) == ("disk <*> is full", "", ())
