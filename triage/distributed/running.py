"""An archive as a graph of tasks: partitions are summarised, neighbours merged by workers, the rest here."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from triage.distributed.cluster import Cluster, connected
from triage.distributed.planning import parts, scans, size_for
from triage.distributed.told import JoinedLog
from triage.distributed.work import INTERRUPTED, Partial, Streams, merged, missed, packed, scan, summarized
from triage.errors import UsageError
from triage.model.report import Window
from triage.ruleset.library import RuleSet
from triage.sources.files import objects_of, tell_left_out
from triage.sources.parts import Part
from triage.sources.reading import ALL_TIME
from triage.sources.walking import STDIN, Input, inputs
from triage.summary.value import Summary

if TYPE_CHECKING:
    from distributed import Client

FAN_IN = 8
"""Summaries that a worker merges at once."""

_LOST = ("every worker that read it was lost", "give workers more memory, and look at why they ended")

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Distributed:
    """Reads files on a cluster. Paths are those that the workers see: `s3://`, or a file system that all share."""

    paths: Sequence[str]
    cluster: Cluster
    year: int
    largest: int = 0
    """Stored bytes of a partition; 0: by the size of the input."""

    def summarize(self, window: Window | None, rules: RuleSet, tell: Tell) -> tuple[Summary, JoinedLog]:
        """The summary of all files inside the window (None: of all time), and what the reading noticed.

        `tell` is called with how far it has come. A partition whose worker is lost is given to another one; when
        workers are lost over it again and again (Dask's `allowed-failures`), its files become gaps. An interrupt
        while it runs gives what was summarised so far. Raises what FileSource and `connected` raise."""
        if STDIN in self.paths:
            raise UsageError("standard input cannot be shared among workers", "Give files, or leave --engine out.")
        log = JoinedLog()
        tell("listing files")
        found = inputs(self.paths, objects_of(self.paths), window or ALL_TIME)
        with connected(self.cluster) as client:
            planned = parts(
                found.files, self._streams(client, found.files, tell), self.largest or size_for(found.files)
            )
            run = _Run(client, planned, log, tell)
            partial = run.all(window, packed(rules), self.year)
        tell_left_out(found.left_out, log)
        log.take(partial.told, {one.path: number for number, one in enumerate(found.files)})
        return partial.summary, log

    def _streams(self, client: Client, files: Sequence[Input], tell: Tell) -> list[Streams]:
        from distributed import as_completed

        shares = scans(files)
        futures = [client.submit(scan, share, self.year, pure=False) for share in shares]
        for done, _ in enumerate(as_completed(futures), 1):
            tell(f"{done} of {len(shares)} shares of files looked into for their streams")
        return list(chain.from_iterable(client.gather(futures)))


class _Run:
    """One graph: a task for each partition, and one that merges each FAN_IN of them."""

    def __init__(self, client: Client, planned: Sequence[Part], log: JoinedLog, tell: Tell) -> None:
        self._client = client
        self._planned = planned
        self._log = log
        self._tell = tell
        self._results: dict[int, Partial] = {}
        """Of each group of partitions, by its number."""

    def all(self, window: Window | None, rules: bytes, year: int) -> Partial:
        """Everything that could be summarised; the same for any order in which workers finish."""
        submit = self._client.submit
        token = uuid.uuid4().hex[:8]
        shared = submit(bytes, rules, key=f"rules-{token}")
        leaves = [
            submit(summarized, part, window, shared, year, key=f"summarize-{token}-{number}")
            for number, part in enumerate(self._planned)
        ]
        groups = [leaves[start : start + FAN_IN] for start in range(0, len(leaves), FAN_IN)]
        nodes = [submit(merged, *group, key=f"merge-{token}-{number}") for number, group in enumerate(groups)]
        del leaves
        try:
            self._collect(groups, nodes)
        except KeyboardInterrupt:
            self._interrupted(groups, nodes)
        return merged(*(self._results[number] for number in sorted(self._results)))

    def _collect(self, groups: list[list[Any]], nodes: list[Any]) -> None:
        from distributed import as_completed

        numbers = {node.key: number for number, node in enumerate(nodes)}
        done = 0
        for future in as_completed([*chain.from_iterable(groups), *nodes]):
            number = numbers.get(future.key)
            if number is None:
                done += 1
                self._tell(f"{done} of {len(self._planned)} partitions summarised")
                continue
            self._results[number] = (
                future.result() if future.status == "finished" else self._rescued(number, groups[number])
            )
            groups[number], nodes[number] = [], None  # lets the cluster forget them

    def _rescued(self, number: int, leaves: Sequence[Any]) -> Partial:
        """What there is of a group that could not be merged whole; partitions that workers were lost over are gaps.

        Raises what a partition raised."""
        from distributed import KilledWorker, wait

        wait(leaves)
        kept = []
        for place, leaf in enumerate(leaves, number * FAN_IN):
            if leaf.status == "finished":
                kept.append(leaf.result())
                continue
            error = leaf.exception() if leaf.status == "error" else None
            if error is not None and not isinstance(error, KilledWorker):
                raise error
            kept.append(missed([self._planned[place]], *_LOST))
        return merged(*kept)

    def _interrupted(self, groups: list[list[Any]], nodes: list[Any]) -> None:
        self._log.interrupted = True
        self._client.cancel([*chain.from_iterable(groups), *filter(None, nodes)])
        for number in range(len(nodes)):
            if number not in self._results:
                rest = self._planned[number * FAN_IN : (number + 1) * FAN_IN]
                self._results[number] = missed(rest, *INTERRUPTED)
