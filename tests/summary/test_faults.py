"""Past the bound of the table of faults nothing that was counted is lost, however the input was divided."""

from hypothesis import given
from hypothesis import strategies as st

from tests.summary.snapshot import snapshot
from triage.summary.faults import FaultTable
from triage.summary.tallies import FaultKey, FaultTally

SEEN = st.lists(
    st.tuples(st.sampled_from(["", "app.bug"]), st.integers(0, 30), st.sampled_from(["red", "green", "blue", "gray"])),
    max_size=80,
)


def _counted(seen: list[tuple[str, int, str]]) -> FaultTable:
    table = FaultTable(limit=6, groups=3)
    for n, (rule, number, word) in enumerate(seen):
        template = "" if rule else f"{word} pump {number} broke"
        key = FaultKey(rule, "" if rule else template, "web", (("host", str(number)),) if rule else ())
        table.get_or_make(key.text(), lambda key=key, template=template: FaultTally(key, template)).span.add(n + 1)
    return table


@given(SEEN, SEEN)
def test_counts_add_up_and_merge_to_the_whole(one: list[tuple[str, int, str]], two: list[tuple[str, int, str]]) -> None:
    whole, left, right = _counted(one + two), _counted(one), _counted(two)
    assert sum(tally.span.count for tally in whole.values()) == len(one) + len(two)
    for table in (left, right):
        for tally in table.values():
            tally.span.first = tally.span.last = 0
    for tally in whole.values():
        tally.span.first = tally.span.last = 0

    left.take(right)

    assert _told(left) == _told(whole)
    assert len(list(whole.items())) <= 6 + 3


def _told(table: FaultTable) -> object:
    return [(key, tally.key, tally.template, snapshot(tally)) for key, tally in table.items()]


def test_faults_without_room_are_told_by_how_they_begin() -> None:
    table = _counted([("", n, "red") for n in range(20)])
    assert [(tally.template, tally.span.count) for tally in table.values()][6:] == [("red pump <*>", 14)]
    assert table.dropped
