"""Exact tests and intervals for counts, by the standard library alone."""

import math
from collections.abc import Sequence
from statistics import NormalDist

import msgspec

from triage.summary.times import TimeCounts

CONFIDENCE = 0.95
_MINUTE = 60_000
_FEWEST_MINUTES = 5
_TINY = 1e-300
_STEPS = 2_000
_LONGEST_SUM = 200_000
_MANY = 100_000
"""From here on a share is as good as normal, and the exact sums would only take time."""


class Ratio(msgspec.Struct, frozen=True):
    """Rate of A divided by the rate of B, its interval, and the p value of "both are equal"."""

    value: float | None
    low: float
    high: float | None
    p: float


def rate_ratio(a: int, b: int, exposure_a: float, exposure_b: float, dispersion: float = 1.0) -> Ratio:
    """The conditional test: of a + b events, A's share is binomial when both rates are equal.

    `dispersion` above 1 says that events come in bursts; counts then weigh that much less. The interval is
    Clopper and Pearson's, the p value twice the smaller tail; exposures are above 0."""
    null = exposure_a / (exposure_a + exposure_b)
    scale = exposure_b / exposure_a
    k, n = a / dispersion, (a + b) / dispersion
    if a + b == 0:
        return Ratio(None, 0.0, None, 1.0)
    low, high = share_interval(k, n)
    return Ratio(
        value=(a / b) * scale if b else None,
        low=low / (1 - low) * scale if low < 1 else 0.0,
        high=high / (1 - high) * scale if high < 1 else None,
        p=min(1.0, 2 * _tail(k, n, null)),
    )


def _tail(k: float, n: float, null: float) -> float:
    """The smaller one of the two tails of the binomial distribution around k."""
    if n > _MANY:
        return NormalDist().cdf(-abs(k - n * null) / math.sqrt(n * null * (1 - null)))
    upper = beta_cdf(null, k, n - k + 1) if k > 0 else 1.0
    lower = 1 - beta_cdf(null, k + 1, n - k) if k < n else 1.0
    return min(upper, lower)


def share_interval(k: float, n: float) -> tuple[float, float]:
    """Clopper and Pearson's interval of a share; 0 to 1 where nothing was counted."""
    tail = (1 - CONFIDENCE) / 2
    if n > _MANY:
        return wilson(k, n) or (0.0, 1.0)
    low = _quantile(tail, k, n - k + 1) if k > 0 else 0.0
    high = _quantile(1 - tail, k + 1, n - k) if k < n else 1.0
    return low, high


def wilson(k: float, n: float) -> tuple[float, float] | None:
    """Wilson's interval of a share; None where nothing was counted."""
    if n <= 0:
        return None
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    share, spread = k / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def fisher(failed_a: int, total_a: int, failed_b: int, total_b: int) -> float:
    """Fisher's exact test that two shares are equal: twice the smaller tail, at most 1."""
    failed, total = failed_a + failed_b, total_a + total_b
    if not failed or failed == total or not total_a or not total_b:
        return 1.0
    expected = failed * total_a / total
    step = 1 if failed_a > expected else -1
    least, most = max(0, failed - total_b), min(failed, total_a)
    whole = _choices(total, failed)
    tail = 0.0
    for x in range(failed_a, most + 1 if step > 0 else least - 1, step):
        term = math.exp(_choices(total_a, x) + _choices(total_b, failed - x) - whole)
        tail += term
        if term < tail * 1e-16 or abs(x - failed_a) > _LONGEST_SUM:
            break
    return min(1.0, 2 * tail)


def adjusted(values: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg's adjustment, in the order given: the expected share of false alarms."""
    found = [1.0] * len(values)
    lowest = 1.0
    ordered = sorted(range(len(values)), key=lambda at: (values[at], at))
    for rank in range(len(ordered), 0, -1):
        at = ordered[rank - 1]
        lowest = min(lowest, values[at] * len(values) / rank)
        found[at] = lowest
    return found


def dispersion(times: Sequence[TimeCounts]) -> float:
    """Variance over mean of the counts per minute while something was going on; at least 1, and 1 where the time is
    too short to say. The first and the last minute, which are not whole, are left out."""
    squares, freedom = 0.0, 0
    for one in times:
        width = max(_MINUTE, one.width)
        counts = one.at_width(width)
        first, last = min(counts, default=0), max(counts, default=0)
        minutes = (last - first) // width - 1
        inner = [n for bucket, n in counts.items() if first < bucket < last]
        if minutes < _FEWEST_MINUTES or not inner:
            continue
        mean = sum(inner) / minutes
        squares += sum((n - mean) ** 2 for n in inner) / mean + (minutes - len(inner)) * mean
        freedom += minutes - 1
    return max(1.0, squares / freedom) if freedom else 1.0


def beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function; a and b above 0, else the limit."""
    if x <= 0 or b <= 0:
        return 0.0
    if x >= 1 or a <= 0:
        return 1.0
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return min(1.0, front * _fraction(x, a, b) / a)
    return max(0.0, 1 - front * _fraction(1 - x, b, a) / b)


def _fraction(x: float, a: float, b: float) -> float:
    """Lentz's evaluation of the continued fraction behind `beta_cdf`."""
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > _TINY else _TINY)
    result = d
    for m in range(1, _STEPS):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + numerator * d
            d = 1 / (d if abs(d) > _TINY else _TINY)
            c = 1 + numerator / c
            c = c if abs(c) > _TINY else _TINY
            result *= d * c
        if abs(d * c - 1) < 1e-14:
            break
    return result


def _quantile(wanted: float, a: float, b: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if beta_cdf(middle, a, b) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _choices(n: int, k: int) -> float:
    """The logarithm of n over k."""
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
