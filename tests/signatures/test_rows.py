"""Rows of a table are one message, however their words combine."""

from __future__ import annotations

from itertools import product

from triage.signatures.merging import merge_templates

STATES = ("hot", "failed")
FRAMES = ("plan of <*>, oven: {}, door: {}, lamp: {}, fan: {}", "plan oven={}, door={}, lamp={}, fan={}")


def templates(*forms: str) -> set[str]:
    return set(merge_templates(dict.fromkeys(forms, 1)).values())


def test_eight_rows_are_one() -> None:
    for frame in FRAMES:
        rows = [frame.format(*states, "on") for states in product(STATES, STATES, STATES)]
        assert templates(*rows) == {frame.format("<*>", "<*>", "<*>", "on")}
        assert len(templates(*rows[:7])) > 1


def test_a_name_that_asks_what_happened_keeps_its_answer() -> None:
    frame = "plan of <*>, oven: {}, door: {}, lamp: {}, fan: on, reason: {}"
    rows = [frame.format(*states) for states in product(STATES, STATES, STATES, ("timeout", "refused"))]
    assert templates(*rows) == {frame.format("<*>", "<*>", "<*>", reason) for reason in ("timeout", "refused")}


def test_few_names_and_few_that_differ_are_no_row() -> None:
    states = ("opened", "closed", "failed", "stuck", "lost", "missing", "started", "stopped")
    assert len(templates(*(f"oven: {state}, door: shut, lamp: on, fan: off" for state in states))) == len(states)
    assert len(templates(*(f"oven: {a}, door: {b}, lamp: on" for a, b in product(states, states)))) == 64
