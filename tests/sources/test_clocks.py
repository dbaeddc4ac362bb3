"""The times of a block are those of its lines, read one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.benchmarks.layouts import LAYOUTS, lines
from tests.benchmarks.mixed_corpus import MixedCorpus
from triage.sources.carriers.clocks import UNKNOWN, BlockClock
from triage.sources.carriers.times import LineClock

TIMES = (
    "2025-03-12 06:00:00", "2025-03-12T06:00:00.5", "2025/03/12 06:00:00,123456", "2025-03-12T06:00:00.123456789Z", "2025-02-30 06:00:00",
    "2025-03-12 24:00:00", "2025-03-12 06:00:60.250", "2025-03-12T06:00:00.123+02:00", "2025-03-12 06:00:00.123 UTC", "0001-01-01 00:00:00",
    "1969-12-31 23:59:59", "2025-03-12 06:00:00.1234567890", "12025-03-12 06:00:00", "2025-03-12 06:00:00 +0100", "2025-03-12 06:00:00:7",
    "[12/Mar/2025:06:00:00 +0000]", "[12/Mar/2025:06:00:00 -2330]", "[12/Mar/2025:06:00:00 +2400]", "[32/Mar/2025:06:00:00 +0000]",
    "[12/Mai/2025:06:00:00 +0000]", "[01/Jan/1970:00:30:00 +0100]", "12 Mar 2025 06:00:00.123", "Wed Mar 12 06:00:00 2025", "Mar 12 06:00:00",
    "Mar  2 06:00:00", "25/03/12 06:00:00 INFO", "06:00:00", "25:06:00:00", "1741759200", "1741759200123", "1741759200.5", "17417592001234",
)  # fmt: skip
STARTS = (
    "", "", " ", "[", "<13>", "ts=", "level=info ts=", 'time="', '{"time":"', '{"@timestamp":"', '{"level":"info","ts":"', '{"ts": "', "\x1b[32m",
    "10.0.0.1 - - ", "::1 - - ", "1234567890 - - ", "web-1 - ada ", "x" * 30, "x" * 33, "x" * 70, "x" * 72, "1:M ", "\u00e9 ", "a \u2192 b ", "\ufffd",
)  # fmt: skip
ENDS = (
    "",
    " INFO shop - done",
    "Z",
    "] up",
    '","msg":"a"}',
    '"}',
    "|a",
    " 2025-03-12 07:00:00",
    " GMT+1",
    "\t17",
    "\u00e9",
    " {",
    "," * 400,
)
TEXTS = st.tuples(st.sampled_from(STARTS), st.sampled_from(TIMES), st.sampled_from(ENDS)).map("".join)


def same(texts: list[str], size: int) -> None:
    block_clock, line_clock = BlockClock(2025), LineClock(2025)
    for start in range(0, len(texts), size):
        some = [text.encode() for text in texts[start : start + size]]
        ends = np.cumsum([len(text) + 1 for text in some]) - 1
        starts = ends - [len(text) for text in some]
        found = block_clock.read(b"\n".join(some), starts, ends).tolist()
        one_by_one = [line_clock.read(text.decode()) for text in some]
        assert [None if time == UNKNOWN else time for time in found] == one_by_one


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=40), st.integers(1, 40))
def test_any_mixture_of_times(texts: list[str], size: int) -> None:
    same(texts, size)


def test_every_time_in_every_place() -> None:
    same([start + time + end for start in STARTS for time in TIMES for end in ENDS], 500)


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout(name: str) -> None:
    same([text for _, text in lines(LAYOUTS[name], 200)], 64)


def test_a_mixed_file() -> None:
    same(list(MixedCorpus(4).lines(2_000)), 700)
