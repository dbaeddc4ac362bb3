"""Files -> partitions of whole streams: no stream is ever in two of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from triage.distributed.work import Streams
from triage.sources.parts import Part
from triage.sources.walking import Input

LARGEST = 64 << 20
"""Stored bytes that one partition aims at; about ten times as many of text."""
SMALLEST = 256 << 10
MOST_LANES = 4
"""Partitions over the same files, each with other streams of them: reading is repeated, analysis is not."""
MOST_FILES = 2_000
"""Of one partition."""
_SHARES = 32
"""Partitions that a small input is cut into."""


def size_for(files: Iterable[Input]) -> int:
    """Stored bytes that a partition of these files should have."""
    return max(SMALLEST, min(LARGEST, sum(one.size for one in files) // _SHARES))


def scans(files: Sequence[Input]) -> list[list[Input]]:
    """Files whose streams only their content tells, in shares for one task each; none where one file is all."""
    loose = [one for one in files if not one.exported]
    if len(files) < 2:
        return []
    return [[loose[n] for n in share] for share in _shares([[n] for n in range(len(loose))], loose, size_for(loose))]


def parts(files: Sequence[Input], streams: Sequence[Streams], largest: int) -> list[Part]:
    """Partitions of about `largest` stored bytes. `streams`: of each file in the order of `scans`, which is that of the
    files that are no export; the stream of an export file is known from its folder.

    Files that share a stream stay together. Where that makes more than fits, every partition reads those files and
    keeps some of their streams."""
    groups = _connected(files, streams)
    fitting: list[list[int]] = []
    large: list[list[int]] = []
    for group in groups:
        (large if sum(files[n].size for n in group) > largest and _many(group, files) else fitting).append(group)
    alone = len(files) == 1
    found = [(share[0], _part(share, files, alone)) for share in _shares(fitting, files, largest)]
    for group in large:
        lanes = min(MOST_LANES, -(-sum(files[n].size for n in group) // largest))
        inputs = tuple(files[n] for n in group)
        found += [(group[0], Part(inputs, lane, lanes, alone)) for lane in range(lanes)]
    return [part for _, part in sorted(found, key=lambda one: (one[0], one[1].lane))]


def _many(group: Sequence[int], files: Sequence[Input]) -> bool:
    """Whether there can be several streams: an export file is of one."""
    return not all(files[n].exported for n in group)


def _part(numbers: Sequence[int], files: Sequence[Input], alone: bool) -> Part:
    return Part(tuple(files[n] for n in sorted(numbers)), alone=alone)


def _shares(groups: Iterable[Sequence[int]], files: Sequence[Input], largest: int) -> list[list[int]]:
    """Neighbouring groups of file numbers together, up to that many stored bytes."""
    shares: list[list[int]] = []
    size = largest + 1
    for group in groups:
        own = sum(files[n].size for n in group)
        if size + own > largest or len(shares[-1]) + len(group) > MOST_FILES:
            shares.append([])
            size = 0
        shares[-1].extend(group)
        size += own
    return shares


def _connected(files: Sequence[Input], streams: Sequence[Streams]) -> list[list[int]]:
    """Numbers of the files that share streams, directly or through others; each group and all groups ascending."""
    known = iter(streams)
    root = list(range(len(files)))

    def find(number: int) -> int:
        while root[number] != number:
            root[number] = root[root[number]]
            number = root[number]
        return number

    first: dict[tuple[str, str], int] = {}
    for number, one in enumerate(files):
        for key in [("", one.log_stream)] if one.exported else next(known, frozenset()):
            other = find(first.setdefault(key, number))
            mine = find(number)
            root[max(other, mine)] = min(other, mine)
    groups: dict[int, list[int]] = defaultdict(list)
    for number in range(len(files)):
        groups[find(number)].append(number)
    return [groups[key] for key in sorted(groups)]
