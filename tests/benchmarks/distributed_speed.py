"""One process against several, and against Dask workers, on a generated export: time, memory, and whether the reports agree.

python tests/benchmarks/distributed_speed.py [MEGABYTES OF TEXT, default 200] [STREAMS, default 16] [COPIES, default 1]

With copies every generated stream stands in so many folders, as one of so many equal tasks: 5,000 MB are made in the time of
500 by `5000 80 10`.
"""

from __future__ import annotations

import gzip
import os
import random
import resource
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.benchmarks.mixed_corpus import MixedCorpus
from triage.config import Settings
from triage.distributed import Cluster, Distributed, Processes
from triage.model.report import Target
from triage.pipeline import investigate, report_on
from triage.render import RenderOptions, render
from triage.ruleset.library import shipped_rules
from triage.sources.files import FileSource
from triage.sources.reading import ALL_TIME

YEAR = 2026
START = datetime(2026, 11, 22, tzinfo=UTC)


def generate(folder: Path, megabytes: int, streams: int, copies: int) -> int:
    """An export of mixed logs; returns the bytes of its text."""
    task = folder / "exportedlogs" / "0f7c2a4e-1111-2222-3333-444455556666"
    each = megabytes * 1_000_000 // streams
    written = 0
    for number in range(streams // copies):
        made = task / f"ecs-svc{number % 4}-{number:032x}"
        made.mkdir(parents=True)
        size = _stream(made / "000000.gz", number, each)
        for copy in range(1, copies):
            place = task / f"ecs-svc{number % 4}-{copy:08x}{number:024x}"
            place.mkdir()
            (place / "000000.gz").hardlink_to(made / "000000.gz")
        written += size * copies
    return written


def _stream(path: Path, number: int, enough: int) -> int:
    chance = random.Random(number)
    at, size = START, 0
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as out:
        for line in MixedCorpus(number).lines(enough):
            at += timedelta(milliseconds=chance.randrange(1, 20))
            size += out.write(f"{at.isoformat(timespec='milliseconds')[:-6]}Z {line}\n")
            if size >= enough:
                break
    return size


def one_process(folder: Path) -> str:
    return _text(investigate(FileSource([str(folder)], year=YEAR), ALL_TIME, shipped_rules(), Settings()))


def processes(folder: Path, workers: int) -> str:
    both = Processes([str(folder)], YEAR, workers, worth=0).summarize(ALL_TIME, shipped_rules(), lambda _: None)
    assert both is not None
    return _text(report_on(both[0], Target("files"), None, shipped_rules(), Settings(), None, both[1]))


def dask(folder: Path, workers: int, kill: bool = False) -> str:
    killed = threading.Event()

    def tell(text: str) -> None:
        if kill and not killed.is_set() and text.startswith("4 of "):
            from distributed import default_client

            killed.set()
            os.kill(min(default_client().run(os.getpid).values()), signal.SIGKILL)

    run = Distributed([str(folder)], Cluster(workers=workers), YEAR)
    summary, log = run.summarize(None, shipped_rules(), tell)
    return _text(report_on(summary, Target("files"), None, shipped_rules(), Settings(), None, log))


def _text(report: object) -> str:
    return render(report, "json", RenderOptions())  # type: ignore[arg-type]


def main() -> None:
    megabytes, streams, copies = (*map(int, sys.argv[1:]), *(200, 16, 1)[len(sys.argv) - 1 :])
    shipped_rules()
    with tempfile.TemporaryDirectory(prefix="triage-bench-") as name:
        folder = Path(name)
        size = generate(folder, megabytes, streams, copies)
        stored = sum(path.stat().st_size for path in folder.rglob("*.gz"))
        print(f"{size / 1e6:.0f} MB of text, {stored / 1e6:.0f} MB stored, {streams} streams")
        ways: dict[str, Callable[[], str]] = {
            "one process": lambda: one_process(folder),
            "two processes": lambda: processes(folder, 2),
            "dask, 1 worker": lambda: dask(folder, 1),
            "dask, 2 workers": lambda: dask(folder, 2),
            "dask, 4 workers": lambda: dask(folder, 4),
            "dask, 2 workers, one killed": lambda: dask(folder, 2, kill=True),
        }
        first, base = "", 0.0
        for title, way in ways.items():
            began = time.perf_counter()
            text = way()
            took = time.perf_counter() - began
            first, base = first or text, base or took
            same = "same report" if text == first else "OTHER REPORT"
            print(f"{title:28} {took:7.1f} s {size / 1e6 / took:7.1f} MB/s  x{base / took:4.2f}  {same}")
        for title, who in (("this process", resource.RUSAGE_SELF), ("largest worker", resource.RUSAGE_CHILDREN)):
            print(f"most memory of {title}: {resource.getrusage(who).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
