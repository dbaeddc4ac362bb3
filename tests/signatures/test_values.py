"""The bounded distribution of values behind a wildcard."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.signatures.values import ValueCounts, counts_of

texts = st.lists(st.sampled_from([f"value-{n}" for n in range(30)]), max_size=80)


def merged(*parts: ValueCounts) -> ValueCounts:
    total = ValueCounts(5)
    for part in parts:
        total.merge(part)
    return total


@given(texts)
def test_kept_counts_are_exact_and_bounded(values: list[str]) -> None:
    counted = counts_of(values, 5)
    truth = Counter(values)
    assert len(counted.as_mapping()) == min(5, len(truth))
    assert all(truth[value] == n for value, n in counted.top(5))
    assert counted.more == (len(truth) > 5)
    assert counted.distinct == len(truth) if not counted.more else counted.distinct <= len(truth)
    assert counted.total == len(values)


@given(texts, st.randoms(use_true_random=False))
def test_order_and_division_of_the_input_do_not_matter(values: list[str], rng: object) -> None:
    shuffled = sorted(values)
    middle = len(values) // 3
    parts = counts_of(values[:middle], 5), counts_of(values[middle:], 5)
    assert merged(*parts) == merged(*reversed(parts)) == counts_of(shuffled, 5)


@given(texts, texts, texts)
def test_merging_is_associative(a: list[str], b: list[str], c: list[str]) -> None:
    x, y, z = (counts_of(values, 5) for values in (a, b, c))
    assert merged(merged(x, y), z) == merged(x, merged(y, z))


def test_merging_into_itself_doubles_the_counts() -> None:
    counted = counts_of(["a", "b", "a"])
    counted.merge(counted)
    assert counted.top(2) == [("a", 4), ("b", 2)]


def test_different_bounds_do_not_merge() -> None:
    with pytest.raises(ValueError, match="bounded at 5"):
        ValueCounts(4).merge(ValueCounts(5))


def test_top_breaks_ties_by_text() -> None:
    assert counts_of(["b", "a", "c", "c"]).top(2) == [("c", 2), ("a", 1)]
