"""Every table of a summary has a bound, reaching it is visible, and what is kept is exact."""

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from triage.signatures.routes import route_of
from triage.summary.bounded import BoundedTable
from triage.summary.times import MAX_BUCKETS, WIDTHS, TimeCounts


def _counted(keys: list[str], limit: int) -> BoundedTable[list[int]]:
    table: BoundedTable[list[int]] = BoundedTable(limit)
    for key in keys:
        table.get_or_make(key, lambda: [0])[0] += 1
    return table


_KEYS = st.lists(st.integers(0, 40).map(str), max_size=80)


@given(_KEYS, _KEYS)
def test_a_table_keeps_the_same_entries_with_exact_counts_however_it_was_filled(one: list[str], two: list[str]) -> None:
    whole = _counted(one + two, 10)
    parts = _counted(one, 10)
    parts.absorb(_counted(two, 10), lambda a, b: [a[0] + b[0]], list)

    assert list(parts.items()) == list(whole.items())
    assert len(list(whole.items())) <= 10
    assert whole.dropped == (len({*one, *two}) > 10)
    assert all(n == [Counter(one + two)[key]] for key, n in whole.items())


@given(st.lists(st.integers(0, 10**10), max_size=600), st.integers(0, 600))
def test_time_counts_merge_to_the_whole(times: list[int], cut: int) -> None:
    def counted(some: list[int]) -> TimeCounts:
        counts = TimeCounts()
        for time in some:
            counts.add(time)
        return counts

    whole, left = counted(times), counted(times[:cut])
    left.absorb(counted(times[cut:]))

    assert (left.width, left.sorted()) == (whole.width, whole.sorted())
    assert len(whole.counts) <= MAX_BUCKETS
    assert sum(whole.counts.values()) == len(times)


def test_each_width_is_a_multiple_of_the_one_before() -> None:
    assert all(wide % narrow == 0 for narrow, wide in pairwise(WIDTHS))


def test_routes_lose_their_variable_parts() -> None:
    assert route_of("/orders/1234/items?page=2") == "/orders/{}/items"
    assert route_of("/users/8f14e45f-ceea-467f-a0e6-1b2c3d4e5f60") == "/users/{}"
    assert route_of("/api/v2/products") == "/api/v2/products"
    assert route_of("/prices/SKU-1012") == "/prices/{}"
    assert route_of("") == "/"
