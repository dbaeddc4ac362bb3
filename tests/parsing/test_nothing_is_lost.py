"""Whatever is cut, mixed or broken: every event is in exactly one record, in order."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.parsing.cases import (
    dotnet,
    golayouts,
    jvm,
    jvmlayouts,
    node,
    nodelayouts,
    others,
    pylayouts,
    python,
    scripts,
)
from triage.model.events import LogEvent
from triage.parsing.joining import Joined, Joiner
from triage.parsing.reading import read

MODULES = (python, pylayouts, jvm, jvmlayouts, node, nodelayouts, golayouts, scripts, dotnet, others)
TRACES = [case.text for module in MODULES for case in module.CASES]
ORDINARY = [
    "2026-11-22 17:46:40,000 INFO [1] quay.app: boat 7 went out",
    '10.0.0.9 - - [22/Nov/2026:17:46:40 +0000] "GET /tides HTTP/1.1" 200 512 "-" "curl/8"',
    '{"level":30,"time":1795361677782,"msg":"request completed","req":{"id":1}}',
    "plain words without a header",
    "",
    "   indented",
    "{",
    "}",
    "\x1b[32mgreen\x1b[0m",
    "[SQL: SELECT 1",
    "Traceback (most recent call last):",
    "Caused by: java.io.IOException: x",
    "[0b6a2cc8-5a0f-4f6b-bb6f-4a4dd2a4c7b1] tagged",
    "web-1  | named",
    "! marked",
    "10%\r20%\r",
    "goroutine 1 [running]:",
    "2026/11/22 17:46:45 [Recovery] panic recovered:",
]
lines = st.lists(
    st.one_of(
        st.sampled_from(ORDINARY).map(lambda line: [line]),
        st.sampled_from(TRACES).map(lambda text: text.split("\n")),
        st.sampled_from(TRACES).map(lambda text: [text]),
        st.text(max_size=30).map(lambda text: [text]),
    ),
    max_size=12,
).map(lambda parts: [line for part in parts for line in part])


@st.composite
def streams(draw: st.DrawFn) -> list[LogEvent]:
    """Up to three streams, interleaved anywhere; each begins and ends in the middle of anything."""
    queues: list[list[LogEvent]] = []
    for number in range(draw(st.integers(1, 3))):
        texts = draw(lines)
        start = draw(st.integers(0, 10))
        gaps = draw(st.lists(st.sampled_from([0, 0, 1, 40, 500, 60_000]), min_size=len(texts), max_size=len(texts)))
        now = 1_795_000_000_000
        queue = []
        for place, text in enumerate(texts):
            now += gaps[place]
            queue.append(LogEvent(now, text, log_group="g", log_stream=f"s/{number}", event_id=f"{number}.{place}"))
        queues.append(queue[start:])
    mixed = []
    order = draw(st.lists(st.integers(0, 2), max_size=400))
    for choice in order:
        if queues[choice % len(queues)]:
            mixed.append(queues[choice % len(queues)].pop(0))
    return mixed + [event for queue in queues for event in queue]


def join(batches: list[list[LogEvent]]) -> list[Joined]:
    joiner = Joiner()
    found = [joined for batch in batches for joined in joiner.add(batch)]
    return found + list(joiner.close(window_cut=True))


@settings(max_examples=150, deadline=None)
@given(streams())
def test_every_event_is_in_one_record_in_order(events: list[LogEvent]) -> None:
    found = join([events])
    for stream in {event.log_stream for event in events}:
        arrived = [event.message for event in events if event.log_stream == stream]
        records = [joined for joined in found if joined.log_stream == stream]
        assert sorted(line for joined in records for line in joined.lines) == sorted(arrived)
        assert all(is_subsequence(joined.lines, arrived) for joined in records)
        assert [joined.timestamp for joined in records] == sorted(joined.timestamp for joined in records)
        assert all(joined.events == len(joined.lines) for joined in records)


def is_subsequence(lines: tuple[str, ...], arrived: list[str]) -> bool:
    rest = iter(arrived)
    return all(line in rest for line in lines)


@settings(max_examples=100, deadline=None)
@given(streams(), st.lists(st.integers(1, 40), min_size=1, max_size=40))
def test_batches_make_no_difference(events: list[LogEvent], sizes: list[int]) -> None:
    batches, at = [], 0
    for size in sizes:
        batches.append(events[at : at + size])
        at += size
    batches.append(events[at:])
    assert sorted(map(repr, join(batches))) == sorted(map(repr, join([events])))


@settings(max_examples=100, deadline=None)
@given(streams())
def test_streams_do_not_influence_one_another(events: list[LogEvent]) -> None:
    apart = [
        joined
        for stream in sorted({event.log_stream for event in events})
        for joined in join([[event for event in events if event.log_stream == stream]])
    ]
    assert sorted(map(repr, join([events]))) == sorted(map(repr, apart))


@settings(max_examples=150, deadline=None)
@given(streams())
def test_reading_never_fails_and_keeps_the_raw_text(events: list[LogEvent]) -> None:
    for joined in join([events]):
        record = read(joined)
        assert record.raw == "\n".join(joined.lines)
        assert record.events == joined.events
        assert record.timestamp == joined.timestamp


def test_a_trace_cut_at_any_line_keeps_its_parts_and_says_so() -> None:
    text = python.CHAINED.rstrip("\n").split("\n")
    for cut in range(2, len(text)):
        events = [LogEvent(1_000 + place, line, log_stream="s") for place, line in enumerate(text[cut:])]
        found = join([events])
        assert sum(joined.events for joined in found) == len(events)
        if text[cut].startswith("  "):
            assert "start" in found[0].cuts, text[cut]
