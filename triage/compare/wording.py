"""Counts and rows of a comparison in words, the same in every format."""

from collections.abc import Sequence

from triage.compare.model import Rate, RouteDifference, Tell

_MANY = 1000


def counted(number: int, one: str, many: str = "") -> str:
    """`1 row`, `2 rows`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def few(items: Sequence[str], most: int = 3) -> str:
    """The first distinct items, and how many more there are."""
    distinct = list(dict.fromkeys(items))
    rest = f" and {len(distinct) - most} more" if len(distinct) > most else ""
    return ", ".join(distinct[:most]) + rest


def rate_text(rate: Rate, a: str, b: str) -> str:
    """Both counts with the ratio of the rates, its interval, and how likely chance alone would do it."""
    counts = f"{rate.count_a:,} in {a}, {rate.count_b:,} in {b}"
    if not (rate.exposure_a and rate.exposure_b):
        return counts
    return f"{counts}; {ratio_text(rate)}; {p_text(rate.p)}"


def ratio_text(rate: Rate) -> str:
    """The ratio of A's rate to B's with its 95 % interval."""
    per = f"per {rate.per}"
    if rate.ratio is None:
        return f"at least {factor(rate.low)} as often {per} (95 %)" if rate.low else f"no rate {per} can be told"
    if not rate.count_a:
        return f"at most {factor(rate.high or 0)} as often {per} (95 %)"
    high = factor(rate.high) if rate.high is not None else "without bound"
    return f"{factor(rate.ratio)} as often {per} (95 %: {factor(rate.low)} to {high})"


def factor(value: float) -> str:
    """`3.9×`, `0.04×`, `> 1000×`."""
    if value > _MANY:
        return f"> {_MANY}×"
    return f"{value:.2g}×" if value < 10 else f"{value:.0f}×"


def p_text(p: float) -> str:
    """The adjusted p value."""
    return "p < 0.001" if p < 0.001 else f"p {p:.3f}"


def route_name(row: RouteDifference) -> str:
    return f"{row.method} {row.route}".strip()


def route_text(row: RouteDifference, a: str, b: str) -> str:
    """How many requests were answered on both sides."""
    shown = [f"{share_text(answered, failed)} in {label}" for label, answered, failed in (
        (a, row.answered_a, row.failed_a), (b, row.answered_b, row.failed_b))]  # fmt: skip
    return f"{route_name(row)} of {row.service}: {', '.join(shown)}"


def share_text(answered: int, failed: int) -> str:
    """`24 of 24 answered`."""
    return f"{answered:,} of {answered + failed:,} answered" if answered + failed else "not asked"


def interval_text(interval: tuple[float, float] | None) -> str:
    """A share's interval in percent."""
    return f"{100 * interval[0]:.0f} to {100 * interval[1]:.0f} %" if interval else ""


def tell_text(tell: Tell, a: str, b: str) -> str:
    """`only in production`."""
    return {
        Tell.ONLY_A: f"only in {a}",
        Tell.ONLY_B: f"only in {b}",
        Tell.MORE_A: f"more in {a}",
        Tell.MORE_B: f"more in {b}",
        Tell.SAME: "no difference shown",
    }[tell]
