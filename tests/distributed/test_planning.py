"""Partitions: every file read, no stream in two of them."""

from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st

from tests.distributed.exports import STORY
from tests.summary.snapshot import snapshot
from triage.distributed.planning import parts, scans
from triage.model.events import LogEvent
from triage.ruleset.library import shipped_rules
from triage.sources.files import FileSource
from triage.sources.reading import ALL_TIME, ReadLog
from triage.sources.walking import Input
from triage.summary.summarizing import summarize

_files = st.lists(
    st.tuples(st.booleans(), st.integers(1, 100), st.frozensets(st.sampled_from("abcdefgh"), max_size=3)),
    min_size=1,
    max_size=12,
)


@given(_files, st.integers(1, 300))
def test_every_stream_is_whole_in_one_partition(given: list[tuple[bool, int, frozenset[str]]], largest: int) -> None:
    held: dict[str, frozenset[tuple[str, str]]] = {}
    files = []
    for number, (exported, size, streams) in enumerate(given):
        name = f"{number:03}"
        stream = min(streams, default="x") if exported else ""
        files.append(Input(name, stream, exported, size))
        held[name] = frozenset({("", stream)}) if exported else frozenset(("", one) for one in streams)
    loose = [held[one.path] for one in files if not one.exported]

    planned = parts(files, loose if scans(files) else [], largest)

    assert {one.path for part in planned for one in part.inputs} == {one.path for one in files}
    for key in sorted(frozenset().union(*held.values())):
        holders = [path for path in held if key in held[path]]
        event = LogEvent(0, "x", *key)
        readers = [part for part in planned if part.own([event]) and {one.path for one in part.inputs} & set(holders)]
        assert len(readers) == 1
        assert set(holders) <= {one.path for one in readers[0].inputs}
        assert [one.path for one in readers[0].inputs] == sorted(one.path for one in readers[0].inputs)


def test_a_summary_travels_whole() -> None:
    events = [event for batch in FileSource([str(STORY)]).events(ALL_TIME, ReadLog()) for event in batch]
    summary = summarize(events, shipped_rules().matcher())

    back = pickle.loads(pickle.dumps(summary))

    assert snapshot(back) == snapshot(summary)
    assert snapshot(back.merge(summary)) == snapshot(summary.merge(summary))
