"""What a worker does: list the streams of files, summarise a partition, merge summaries."""

from __future__ import annotations

import functools
import pickle
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from triage import __version__
from triage.distributed.told import PartLog, Told
from triage.model.report import Gap, Window
from triage.ruleset.library import RuleSet
from triage.sources.files import FileSource, streams_in
from triage.sources.parts import Part
from triage.sources.reading import ALL_TIME
from triage.sources.walking import Input
from triage.summary.summarizing import Summarizer
from triage.summary.value import Summary

Streams = frozenset[tuple[str, str]]
INTERRUPTED = ("interrupted before all of it was read", "run it again")
"""Reason and hint of the gaps that an interrupt leaves."""


@dataclass(frozen=True, slots=True)
class Partial:
    """What is known of some partitions."""

    summary: Summary
    told: Told


def version() -> str:
    """The worker's own."""
    return __version__


def scan(files: Sequence[Input], year: int) -> list[Streams]:
    """Log group and stream of everything in each of the files."""
    return [streams_in(one, year) for one in files]


def summarized(part: Part, window: Window | None, rules: bytes, year: int) -> Partial:
    """The summary of one partition, and what its reading noticed; raises InputError as FileSource does.

    `rules` are `packed` ones, which a worker unpacks once."""
    log = PartLog()
    summarizer = Summarizer(_rules(rules).matcher())
    for batch in FileSource((), year=year, part=part).events(window or ALL_TIME, log):
        summarizer.add(batch)
    summary = summarizer.close(window_cut=bool(log.gaps) or window is not None)
    return Partial(summary, log.told())


def merged(*partials: Partial) -> Partial:
    """Several as one."""
    return functools.reduce(_merge, partials, Partial(Summary(), Told()))


def _merge(left: Partial, right: Partial) -> Partial:
    return Partial(left.summary.merge(right.summary), left.told.merge(right.told))


def missed(lost: Iterable[Part], reason: str, hint: str) -> Partial:
    """Nothing of these partitions but gaps."""
    paths = dict.fromkeys(one.path for part in lost for one in part.inputs)
    return Partial(Summary(), Told(tuple((path, Gap(path, reason, hint)) for path in paths)))


def packed(rules: RuleSet) -> bytes:
    """Rules as `summarized` takes them: compiled, they are larger than what a scheduler likes to pass on."""
    return zlib.compress(pickle.dumps(rules), level=1)


@functools.lru_cache(maxsize=1)
def _rules(compressed: bytes) -> RuleSet:
    unpacked: RuleSet = pickle.loads(zlib.decompress(compressed))  # noqa: S301 - from the client whose tasks this worker runs
    return unpacked
