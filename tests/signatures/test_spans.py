"""Names of several words, found where they take turns in several messages."""

from __future__ import annotations

import pytest

from triage.signatures.alike import alike
from triage.signatures.merging import merge_templates

FRAMES = ("ferry {} moored at noon", "sent pilot to {} at dawn", "crew leaving {} by boat")
NAMES = ("Maid of the Lake", "Albatross")


def templates(*forms: str) -> set[str]:
    return set(merge_templates(dict.fromkeys(forms, 1)).values())


def cross(frames: tuple[str, ...], names: tuple[str, ...]) -> list[str]:
    return [frame.replace("{}", name) for frame in frames for name in names]


def test_phrases_that_take_turns_in_three_messages_are_names() -> None:
    assert templates(*cross(FRAMES, NAMES)) == {frame.replace("{}", "<*>") for frame in FRAMES}


def test_two_messages_are_not_enough_for_two_phrases() -> None:
    assert len(templates(*cross(FRAMES[:2], NAMES))) == 4


def test_two_messages_are_enough_for_four_phrases() -> None:
    fleet = (*NAMES, "Isle Queen", "Grey Heron of Ulm")
    assert len(templates(*cross(FRAMES[:2], fleet))) == 2


def test_names_once_found_are_names_in_other_messages() -> None:
    once = cross(("counted seats of {} again",), NAMES)
    assert "counted seats of <*> again" in templates(*cross(FRAMES, NAMES), *once)


@pytest.mark.parametrize("phrase", ["Maid refused boarding", "Maid is in flames", "Maid has flooded", "no such boat"])
def test_phrases_that_say_what_happened_are_no_names(phrase: str) -> None:
    assert len(templates(*cross(FRAMES, (phrase, "Albatross")))) == 6


def test_what_is_said_of_several_things_is_no_name() -> None:
    news = ("engine room: {}", "upper deck: {}", "galley, {}", "lights on: {}")
    assert len(templates(*cross(news, ("smoke below the stairs", "rats")))) == 8


def test_reasons_are_no_names() -> None:
    reasons = ("ferry stopped, reason={}", "ferry stopped at <*> due to reason {}", "ferry failed: {}")
    assert len(templates(*cross(reasons, ("thick fog ahead", "mutiny")))) == 6


def test_two_things_told_by_one_phrase_stay_apart() -> None:
    frames = ("gangway moved to {} by noon", "crane lowered to {} at dusk", "crew sent to {} by boat")
    phrases = ("fog horn reader", "lamp reader", "fog horn writer", "lamp writer")
    assert len(templates(*cross(frames, phrases[::3]))) == 3
    found = templates(*cross(frames, phrases))
    assert any("reader" in one for one in found)
    assert any("writer" in one for one in found)


@pytest.mark.parametrize("named", ["deck: <*>, seats: <*>", "deck=<*> seats=<*>"])
def test_what_has_a_key_is_no_part_of_a_name(named: str) -> None:
    assert len(templates(*cross(FRAMES, (named, "Albatross")))) == 6
    assert len(templates(*cross(FRAMES, (f"Maid {{ {named}, and more }}", "Albatross")))) == 3


def test_kinds_of_things_stay_apart() -> None:
    assert len(templates(*cross(FRAMES, ("user <*>", "spare lifeboat")))) == 6


@pytest.mark.parametrize("word", ["chartered", "spare"])
def test_what_comes_and_goes_in_parentheses_behind_a_value_is_part_of_it(word: str) -> None:
    frames = ("ferry <*>{} moored at noon", "sent pilot to <*>{} at dawn", "crew leaving <*>{} by boat")
    assert templates(*cross(frames, ("", f" ({word})"))) == {frame.replace("{}", "") for frame in frames}
    assert len(templates(*cross(frames[:2], ("", f" ({word})")))) == 4
    assert len(templates(*cross(frames, ("", " (failed)")))) == 6


def test_spans_are_found_whatever_their_length() -> None:
    forms = [("a", " b", " c", " d"), ("a", " x", " d"), ("q", " x", " d")]
    assert [(0, 1, 3), (1, 1, 2)] in [sorted(spans) for spans in alike(forms)]
    assert [(1, 0, 1), (2, 0, 1)] in [sorted(spans) for spans in alike(forms)]
    assert list(alike([])) == []
    assert list(alike([("a",)])) == []
