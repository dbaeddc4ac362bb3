"""Summaries merge to the same value in any grouping and any order."""

import functools
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.summary.snapshot import snapshot
from triage.model.events import LogEvent
from triage.ruleset.library import shipped_rules
from triage.summary.summarizing import summarize
from triage.summary.value import Summary

STORY = Path(__file__).parents[2] / "sample_logs" / "story"


@functools.cache
def story() -> dict[str, list[LogEvent]]:
    """The events of the story by stream, production and staging."""
    streams: dict[str, list[LogEvent]] = defaultdict(list)
    for name in ("events.jsonl", "events-staging.jsonl"):
        for line in (STORY / name).read_text(encoding="utf-8").splitlines():
            e = json.loads(line)
            event = LogEvent(e["timestamp"], e["message"], e["logGroup"], e["logStream"], environment=e["environment"])
            streams[e["logStream"]].append(event)
    return streams


@functools.cache
def _summary_of(stream: str) -> Summary:
    return summarize(story()[stream], shipped_rules().matcher())


def _merged(streams: Sequence[str]) -> Summary:
    return functools.reduce(Summary.merge, (_summary_of(stream) for stream in streams), Summary())


def test_the_parts_merge_to_the_whole() -> None:
    events = [event for stream in story().values() for event in stream]
    whole = summarize(sorted(events, key=lambda e: e.timestamp), shipped_rules().matcher())

    assert snapshot(_merged(sorted(story()))) == snapshot(whole)


@settings(max_examples=15, deadline=None)
@given(st.permutations(sorted(story())))
def test_merging_is_commutative(order: list[str]) -> None:
    assert snapshot(_merged(order)) == snapshot(_merged(sorted(order)))


@settings(max_examples=15, deadline=None)
@given(st.permutations(sorted(story())), st.integers(1, 6))
def test_merging_is_associative(order: list[str], cut: int) -> None:
    left, right = order[:cut], order[cut:]

    assert snapshot(_merged(left).merge(_merged(right))) == snapshot(_merged(order))


def test_merging_leaves_the_parts_as_they_were() -> None:
    first, second = sorted(story())[:2]
    before = snapshot(_summary_of(first)), snapshot(_summary_of(second))

    _summary_of(first).merge(_summary_of(second)).merge(_summary_of(first))

    assert (snapshot(_summary_of(first)), snapshot(_summary_of(second))) == before


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_the_size_of_batches_changes_nothing(size: int) -> None:
    from triage.summary.summarizing import Summarizer

    stream = max(story(), key=lambda s: len(story()[s]))
    summarizer = Summarizer(shipped_rules().matcher())
    events = story()[stream]
    for start in range(0, len(events), size):
        summarizer.add(events[start : start + size])

    assert snapshot(summarizer.close()) == snapshot(_summary_of(stream))
