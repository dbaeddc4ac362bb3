"""A log summarised in stretches, each apart from what came before it, is summarised as if by one."""

import json
import random
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.benchmarks.layouts import LAYOUTS, lines
from tests.benchmarks.mixed_corpus import MixedCorpus
from tests.engine.test_same_summary import SAMPLES, matcher
from tests.summary.snapshot import snapshot
from triage.distributed.ahead import Guess, Piece, summarised
from triage.sources.carriers.plain import Dating, one_by_one
from triage.summary.summarizing import Summarizer
from triage.summary.tallies import MAX_NEIGHBOURS

YEAR = 2025


def _sample(path: Path) -> list[str]:
    return [json.loads(line)["message"] for line in path.read_text(encoding="utf-8").splitlines()]


def _stamped(count: int) -> list[str]:
    """Lines of traces with a time stamp of their own."""
    made = []
    for n in range(count):
        made += [
            f"2025-03-12T06:00:{n % 60:02}Z ERROR shop - order {n} failed",
            f"2025-03-12T06:00:{n % 60:02}Z Traceback (most recent call last):",
            f'2025-03-12T06:00:{n % 60:02}Z   File "/app/shop.py", line {n}, in price',
            f"2025-03-12T06:00:{n % 60:02}Z KeyError: 'order-{n}'",
            f"2025-03-12T06:00:{n % 60:02}Z INFO shop - order {n} priced",
        ]
    return made


TEXTS = {
    "mixed": list(MixedCorpus(3, 0.2).lines(250)),
    "layouts": [text for layout in LAYOUTS.values() for _, text in lines(layout, 12)],
    "stamped": _stamped(60),
    "without a time": [f"order {n} failed: connection refused" for n in range(300)],
    "without a year": [
        f"{'Dec 31 23' if n < 100 else 'Jan  1 00'}:{n % 100 // 2:02}:00 ip-10-0-1-7 shop[4]: order {n} failed"
        for n in range(200)
    ],
    **{path.parent.name: _sample(path)[:500] for path in sorted(SAMPLES.glob("*/events.jsonl"))},
}


def _summary(blocks: Iterator[bytes]) -> object:
    summarizer = Summarizer(matcher())
    for batch in one_by_one(blocks, YEAR, "web/a/1"):
        summarizer.add(batch)
    return snapshot(summarizer.close())


def _cut(blocks: list[bytes], warming: int) -> tuple[object, int]:
    """The summary of blocks that were summarised apart where they can be, and how many were."""
    summarizer, dating = Summarizer(matcher()), Dating(YEAR, "web/a/1")
    before, taken = b"", 0
    for block in blocks:
        known = summarised(Piece(before, [block]), Guess(summarizer.stamped, dating.years), matcher(), YEAR, "web/a/1")
        if known.dated_before == dating.state and summarizer.take(known.stretch):
            dating.resume(known.dated_after)
            taken += 1
        else:
            for batch in dating.read(block):
                summarizer.add(batch)
        tail = (before + block)[-warming:]
        before = tail[tail.find(b"\n") + 1 :]
    for batch in dating.rest():
        summarizer.add(batch)
    return snapshot(summarizer.close()), taken


def _blocks(texts: list[str], cuts: list[int]) -> list[bytes]:
    made = [line.replace("\n", " ") for line in texts]
    bounds = [0, *sorted(cuts), len(made)]
    found = ["\n".join(made[a:b]) + "\n" for a, b in pairwise(bounds) if a < b]
    return [block.encode() for block in found]


@pytest.mark.parametrize("name", TEXTS)
def test_wherever_it_is_cut(name: str) -> None:
    texts, some = TEXTS[name], random.Random(name)
    taken, dated = 0, False
    for _ in range(3):
        blocks = _blocks(texts, some.sample(range(len(texts)), min(12, len(texts) - 1)))
        cut, apart = _cut(blocks, 6_000)
        assert cut == _summary(iter(blocks))
        taken += apart
        dated = dated or any((lines.times > 0).any() for lines in one_by_one(iter(blocks), YEAR, ""))
    assert taken > 6 or not dated, "stretches are of use"


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_wrong_guess_changes_nothing(data: st.DataObject) -> None:
    """Too little of what came before is known to the stretches, down to nothing."""
    texts = TEXTS[data.draw(st.sampled_from(sorted(TEXTS)))]
    start = data.draw(st.integers(0, max(0, len(texts) - 60)))
    some = texts[start : start + 60]
    blocks = _blocks(some, data.draw(st.lists(st.integers(1, len(some) - 1), max_size=6, unique=True)))
    assert _cut(blocks, data.draw(st.sampled_from([1, 150, 400, 1_500])))[0] == _summary(iter(blocks))


def test_faults_meet_across_a_cut() -> None:
    """What came just before a fault, and that a process started after one, is told whichever stretch it is in."""
    lines = [
        "2025-03-12 06:00:00 ERROR shop - connection refused by 10.0.0.7:5432",
        "2025-03-12 06:00:01 ERROR shop - order 17 was lost",
        "2025-03-12 06:00:02 INFO shop - Starting gunicorn 23.0.0",
        "2025-03-12 06:00:02 ERROR shop - order 18 was lost",
        "2025-03-12 06:00:03 INFO shop - Starting gunicorn 23.0.0",
    ]
    texts = [line for one in lines for line in (*["2025-03-12 06:00:00 INFO shop - priced"] * 3, one)]
    for cuts in ([7], [11], [8, 10, 14], list(range(1, len(texts)))):
        blocks = _blocks(texts, cuts)
        cut, _ = _cut(blocks, 200)
        whole = _summary(iter(blocks))
        assert cut == whole
    assert isinstance(whole, dict)
    faults = whole["faults"]["items"].values()
    assert sum(fault["crashes"] for fault in faults) == 2
    assert any(fault["follows"] for fault in faults)


def test_of_many_neighbours_the_same_are_kept_wherever_it_is_cut() -> None:
    kinds = [f"{a}{b}n" for a in "bdfgklmprst" for b in "aeiou"]
    lines = []
    for n, (one, other) in enumerate(zip(kinds, reversed(kinds), strict=True)):
        stamp = f"2025-03-12 06:{n // 60:02}:{n % 60:02} ERROR shop -"
        lines += [f"{stamp} {one} {other} broke", f"{stamp} the pool is exhausted now"]
    blocks = _blocks(lines, [20, 40, 70])
    cut, taken = _cut(blocks, 6_000)
    whole = _summary(iter(blocks))
    assert cut == whole
    assert taken
    assert isinstance(whole, dict)
    assert max(len(fault["follows"]) for fault in whole["faults"]["items"].values()) == MAX_NEIGHBOURS


def test_a_day_that_is_none_in_the_next_year_changes_nothing() -> None:
    late = [f"Dec 31 23:00:{n:02} host app[1]: ERROR order {n} failed" for n in range(40)]
    blocks = _blocks([*late, "Feb 29 01:00:00 host app[1]: ERROR order 7 failed", *late], list(range(10, 80, 10)))
    whole, state = Dating(2024), None
    times: list[int] = [time for block in blocks for lines in whole.read(block) for time in lines.times.tolist()]
    cut: list[int] = []
    for block in blocks:
        fresh = Dating(2024)
        if state is not None:
            fresh.resume(state)
        cut += [time for lines in fresh.read(block) for time in lines.times.tolist()]
        state = fresh.state
    assert cut == times


def test_a_stretch_that_began_elsewhere_is_not_taken() -> None:
    block = b"2025-03-12 06:00:00 ERROR shop - order 17 failed\n"
    known = summarised(Piece(block, [block]), Guess(), matcher(), YEAR, "web/a/1")
    summarizer = Summarizer(matcher())
    assert not summarizer.take(known.stretch)
    assert summarizer.summary.events == 0
