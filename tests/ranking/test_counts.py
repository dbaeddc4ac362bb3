"""Exact tests of counts against values that are known from tables and closed forms."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.ranking.counts import adjusted, beta_cdf, dispersion, fisher, rate_ratio, share_interval, wilson
from triage.summary.times import TimeCounts

COUNTS = st.integers(0, 3_000)
EXPOSURES = st.floats(0.01, 1e6)


def test_a_share_has_the_interval_of_clopper_and_pearson() -> None:
    low, high = share_interval(5, 10)
    assert (round(low, 4), round(high, 4)) == (0.1871, 0.8129)
    assert share_interval(0, 10)[0] == 0.0
    assert math.isclose(share_interval(0, 10)[1], 1 - 0.025 ** (1 / 10), rel_tol=1e-6)
    assert math.isclose(share_interval(10, 10)[0], 0.025 ** (1 / 10), rel_tol=1e-6)


def test_the_beta_function_meets_its_closed_forms() -> None:
    assert math.isclose(beta_cdf(0.3, 1, 5), 1 - 0.7**5, rel_tol=1e-12)
    assert math.isclose(beta_cdf(0.3, 4, 1), 0.3**4, rel_tol=1e-12)
    assert math.isclose(beta_cdf(0.5, 7, 7), 0.5, rel_tol=1e-12)


def test_sixteen_against_none_in_equal_time_is_no_chance() -> None:
    ratio = rate_ratio(16, 0, 70, 70)
    assert math.isclose(ratio.p, 2 * 0.5**16, rel_tol=1e-6)
    assert ratio.value is None
    assert ratio.high is None
    assert ratio.low > 3


def test_ten_times_the_requests_make_ten_times_the_errors_no_difference() -> None:
    ratio = rate_ratio(100, 10, 1_000, 100)
    assert ratio.value == pytest.approx(1.0)
    assert ratio.p > 0.9


def test_bursts_weigh_less_than_single_events() -> None:
    assert rate_ratio(40, 20, 1, 1, 4.0).p > rate_ratio(40, 20, 1, 1).p


def test_nothing_counted_says_nothing() -> None:
    assert rate_ratio(0, 0, 1, 1).p == 1.0
    assert wilson(0, 0) is None


def test_fisher_meets_the_closed_form_of_a_full_split() -> None:
    assert math.isclose(fisher(3, 3, 0, 3), 2 / 20, rel_tol=1e-9)
    assert fisher(0, 10, 0, 10) == 1.0
    assert fisher(1, 1, 0, 0) == 1.0


def test_very_large_counts_take_the_normal_way_and_agree_with_the_exact_one() -> None:
    exact, normal = rate_ratio(49_000, 49_900, 1, 1), rate_ratio(49_100, 51_000, 1, 1)
    assert exact.p < 0.01
    assert normal.p < 0.01
    assert normal.high is not None and normal.high < 1


@given(COUNTS, COUNTS, EXPOSURES, EXPOSURES)
def test_swapping_the_sides_turns_the_ratio_over(a: int, b: int, of_a: float, of_b: float) -> None:
    one, two = rate_ratio(a, b, of_a, of_b), rate_ratio(b, a, of_b, of_a)
    assert math.isclose(one.p, two.p, rel_tol=1e-6, abs_tol=1e-9)
    if one.high and two.low:
        assert math.isclose(one.high, 1 / two.low, rel_tol=1e-4)


@given(COUNTS, COUNTS, EXPOSURES, EXPOSURES)
def test_the_ratio_lies_in_its_interval(a: int, b: int, of_a: float, of_b: float) -> None:
    ratio = rate_ratio(a, b, of_a, of_b)
    assert 0 <= ratio.p <= 1
    if ratio.value is not None:
        assert ratio.low <= ratio.value * 1.0001
        assert ratio.high is None or ratio.value <= ratio.high * 1.0001


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_fisher_is_a_probability_and_symmetric(fa: int, oa: int, fb: int, ob: int) -> None:
    p = fisher(fa, fa + oa, fb, fb + ob)
    assert 0 <= p <= 1
    assert math.isclose(p, fisher(fb, fb + ob, fa, fa + oa), rel_tol=1e-6)


def test_adjusted_values_never_fall_below_the_raw_ones_and_keep_their_order() -> None:
    raw = [0.01, 0.04, 0.03, 0.5]
    shown = adjusted(raw)
    assert shown == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])
    assert all(a <= b for a, b in pairwise(sorted(shown)))
    assert adjusted([]) == []


def _times(counts: list[int]) -> TimeCounts:
    made = TimeCounts()
    for minute, n in enumerate(counts):
        if n:
            made.add(minute * 60_000, n)
    return made


def test_a_steady_fault_has_no_dispersion_and_a_bursty_one_has() -> None:
    assert dispersion([_times([3, 5, 4, 5, 6, 5, 4, 2])]) == 1.0
    assert dispersion([_times([1, 40, 0, 0, 35, 0, 0, 50, 1])]) > 20


def test_a_few_minutes_are_too_short_for_a_dispersion() -> None:
    assert dispersion([_times([3, 12, 1])]) == 1.0
    assert dispersion([]) == 1.0
