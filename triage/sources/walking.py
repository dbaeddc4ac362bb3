"""Paths as people give them -> the inputs behind them, in a fixed order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from triage.errors import InputError
from triage.model.report import Window
from triage.sources.dates import outside
from triage.sources.objects import SCHEME, ObjectStore
from triage.sources.reading import ALL_TIME

STDIN = "-"
_TEST_FILE = "aws-logs-write-test"
_EXPORT_FILE = re.compile(r"\d{6}\.gz")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_STREAM_TASK = re.compile(r"(.+)-([0-9a-f]{32})")
_PREFIXES = ("ecs", "fargate", "ec2", "awslogs", "logs")
"""Stream prefixes that are common and are never part of a container's name."""
MOST_FILES = 200_000


@dataclass(frozen=True, slots=True)
class Input:
    """One file, or standard input."""

    path: str
    log_stream: str = ""
    """For files of an S3 export."""
    exported: bool = False
    size: int = 0
    """Bytes as they are stored; 0 for standard input and for what cannot be looked at."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is to be read, and how many files were left out because their folders name dates outside the window."""

    files: list[Input]
    left_out: int = 0


def inputs(paths: Sequence[str], objects: ObjectStore | None = None, window: Window = ALL_TIME) -> Inputs:
    """Files in the order of the paths, those of a folder (or of a prefix in S3) sorted; none twice.

    Below a path, folders that name a date outside the window are left out. Raises InputError for a path that is the
    only one and does not exist, and where there is nothing to read."""
    found: dict[str, int] = {}
    left_out = 0
    for path in paths:
        for name, size in _files(path, objects):
            if window != ALL_TIME and outside(name[len(path) :].split("/")[:-1], window):
                left_out += 1
                continue
            found.setdefault(name, size)
            if len(found) > MOST_FILES:
                raise InputError(f"more than {MOST_FILES} files", "name fewer files or folders, or a shorter window")
    if not found:
        where = ", ".join(paths) or "no path"
        if left_out:
            raise InputError(
                f"all {left_out} files in {where} lie in folders of other dates", "look at --since and --until"
            )
        raise InputError(f"nothing to read in {where}", "name log files, a folder with them, or -")
    streams = _export_streams(name for name in found if name != STDIN)
    return Inputs([Input(name, streams.get(name, ""), name in streams, size) for name, size in found.items()], left_out)


def _files(path: str, objects: ObjectStore | None) -> Iterator[tuple[str, int]]:
    if objects is not None and path.startswith(SCHEME):
        for one in objects.listed(path):
            if not _is_left_out(one.url.rsplit("/", 1)[-1]):
                yield one.url, one.size
        return
    if path == STDIN or not Path(path).is_dir():
        yield path, _size(path)
        return
    for name in sorted(_walk(Path(path))):
        yield name, _size(name)


def _size(path: str) -> int:
    try:
        return 0 if path == STDIN else Path(path).stat().st_size
    except OSError:
        return 0  # opening it tells the reason


def _walk(folder: Path) -> Iterator[str]:
    """Regular files below the folder; hidden ones, the service's test file and links to folders are left out."""
    try:
        entries = list(folder.iterdir())
    except OSError:
        yield str(folder)  # opening it tells the reason
        return
    for entry in entries:
        if _is_left_out(entry.name):
            continue
        if entry.is_dir():
            if not entry.is_symlink():
                yield from _walk(entry)
        elif entry.is_file():
            yield str(entry)


def _is_left_out(name: str) -> bool:
    return name.startswith(".") or name == _TEST_FILE


def _export_streams(paths: Iterable[str]) -> dict[str, str]:
    """Stream names of S3 export files: `<task>/<stream with / as ->/000000.gz`."""
    folders: dict[str, str] = {}
    for path in paths:
        parts = Path(path).parts
        if len(parts) >= 2 and _EXPORT_FILE.fullmatch(parts[-1]):
            task = len(parts) >= 3 and _UUID.fullmatch(parts[-3])
            if task or _STREAM_TASK.fullmatch(parts[-2]):
                folders[path] = parts[-2]
    names = unfolded(sorted(set(folders.values())))
    return {path: names[folder] for path, folder in folders.items()}


def unfolded(folders: Sequence[str]) -> dict[str, str]:
    """Stream names out of folder names, in which every `/` became `-`.

    That cannot be undone for sure. A name that ends in a task id is taken for `prefix-container-task`, with the prefix
    ending in the container's own name, or being a common word for one, or what all names share, or the part before
    the first `-`, in this order. Other names stay as they are."""
    heads: dict[str, str] = {}
    for folder in folders:
        if found := _STREAM_TASK.fullmatch(folder):
            heads[folder] = found[1]
    by_first: dict[str, set[str]] = defaultdict(set)
    for head in heads.values():
        by_first[head.split("-", 1)[0]].add(head)
    return {folder: _unfold(folder, heads.get(folder, ""), by_first) for folder in folders}


def _unfold(folder: str, head: str, by_first: dict[str, set[str]]) -> str:
    parts = head.split("-")
    if len(parts) < 2:
        return folder
    cut = len(parts) - _repeated(parts)
    if cut == len(parts):
        cut = 1 if parts[0] in _PREFIXES else _shared(sorted(by_first[parts[0]]))
    return "/".join(("-".join(parts[:cut]), "-".join(parts[cut:]), folder[-32:]))


def _repeated(parts: list[str]) -> int:
    """How many parts at the end stand there twice: `production-web-web` names its container twice."""
    for count in range(len(parts) // 2, 0, -1):
        if parts[-count:] == parts[-2 * count : -count]:
            return count
    return 0


def _shared(heads: list[str]) -> int:
    """How many dash-separated parts all heads begin with, leaving each a container's name; at least one."""
    split = [head.split("-") for head in heads]
    shortest = min(map(len, split)) - 1
    count = 0
    while len(split) > 1 and count < shortest and len({parts[count] for parts in split}) == 1:
        count += 1
    return max(count, 1)
