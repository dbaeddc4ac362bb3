"""Values of several words between quotes or brackets, and what stands in brackets or not."""

from __future__ import annotations

import pytest

from triage.signatures.merging import merge_templates


def templates(*forms: str) -> set[str]:
    return set(merge_templates(dict.fromkeys(forms, 1)).values())


CAKES = ("plum cake", "pound cake from york", "pear tart")


def test_two_quoted_phrases_make_a_variable() -> None:
    assert templates(*(f"baked '{cake}' for <*>" for cake in CAKES[:2])) == {"baked '<*>' for <*>"}


def test_quoted_requests_need_more() -> None:
    asked = [f'served "{method} <*> today" to <*>' for method in ("GET", "POST", "TRACE", "HEAD", "PATCH")]
    assert len(templates(*asked)) == 1
    assert len(templates(*asked[:4])) == 4


def test_a_quoted_phrase_joins_the_values_seen_there() -> None:
    assert templates('baked "<*>" at <*>', 'baked "plum cake" at <*>') == {'baked "<*>" at <*>'}


@pytest.mark.parametrize("frame", ['baked tag="{}" at <*>', 'baked tag="{}", id=<*>', "baked [{}] at <*>"])
def test_a_noun_that_is_a_verb_too_joins_the_values_seen_there(frame: str) -> None:
    seen = frame.format("<*>")
    assert len(templates(seen, seen.replace('"<*>"', "<*>"), frame.format("Oven Lock"))) == 1
    assert len(templates(seen, frame.format("oven locked"))) == 2
    assert len(templates(seen, frame.format("oven full"))) == 2


def test_phrases_in_brackets_need_five() -> None:
    cakes = [*CAKES, "oat bread", "rye bread"]
    assert templates(*(f"baked it ({cake}) for <*>" for cake in cakes)) == {"baked it (<*>) for <*>"}
    assert len(templates(*(f"baked it ({cake}) for <*>" for cake in CAKES))) == 3


@pytest.mark.parametrize(
    "frame", ["oven stopped, reason='{}' at <*>", "oven: {} at <*>", "say '{}' or '{} please' at <*>"]
)
def test_phrases_stay_apart_without_marks_or_where_they_say_what_happened(frame: str) -> None:
    assert len(templates(*(frame.replace("{}", cake) for cake in CAKES))) == 3


def test_phrases_that_say_what_happened_stay_apart() -> None:
    faults = ("door opened early", "door closed early", "no door at all")
    assert len(templates(*(f"oven says '{fault}' at <*>" for fault in faults))) == 3


def test_brackets_around_all_that_answers_do_not_split() -> None:
    forms = ["shelves: [<*>], cake=[plum] now", "shelves: <*>, cake=plum now", "shelves: [], cake=plum now"]
    assert templates(*forms) == {"shelves: <*>, cake=plum now"}


def test_a_name_beside_a_value_may_be_missing() -> None:
    assert templates("lost shelf <*> again", "lost shelf oven-a.york <*> again") == {"lost shelf <*> again"}
    assert len(templates("lost shelf <*> again", "lost shelf oven <*> again")) == 2
