"""One text file with several processes gives the report of one."""

from __future__ import annotations

import gzip
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from multiprocessing import active_children, resource_tracker, spawn
from pathlib import Path

import pytest

from tests.benchmarks.layouts import LAYOUTS, lines
from tests.benchmarks.mixed_corpus import MixedCorpus
from triage.config import Settings
from triage.distributed import begin_ahead
from triage.distributed.ahead import Ahead
from triage.model.lines import Lines
from triage.pipeline import investigate
from triage.render import RenderOptions, render
from triage.ruleset.library import RuleSet, shipped_rules
from triage.sources.carriers.origin import LinesOf
from triage.sources.files import FileSource
from triage.sources.opening import Unreadable
from triage.sources.reading import ALL_TIME

YEAR = 2026


def _report(path: Path, ahead: LinesOf | None = None) -> str:
    source = FileSource([str(path)], year=YEAR, lines=ahead)
    return render(investigate(source, ALL_TIME, shipped_rules(), Settings()), "json", RenderOptions())


def _lines(blocks: Iterator[bytes], workers: int) -> Iterator[Lines]:
    with closing(Ahead(shipped_rules, workers, size=1)) as ahead:
        lines = ahead.with_rules(shipped_rules())
        assert lines is not None
        yield from lines(blocks, YEAR, "a")


def _mixed(path: Path, count: int) -> bytes:
    """Several blocks: usual and unusual layouts, times without a year, bytes that are no text, and ends of all kinds."""
    texts = [text for layout in LAYOUTS.values() for _, text in lines(layout, 60)]
    syslog = [f"Dec 31 23:{n // 60 % 60:02}:{n % 60:02} ip-10-0-1-7 shop[417]: order {n} priced" for n in range(900)]
    later = [line.replace("Dec 31", "Jan  1") for line in syslog]
    made = [*MixedCorpus(5, 0.05).lines(count), *texts, *syslog, *later, "", "  \t", "caf\u00e9 is open"]
    data = b"\r\n".join(text.encode() for text in made) + b"\n\xff\xfe broken\n" + "\n".join(made).encode()
    path.write_bytes(data)
    return data


@pytest.mark.parametrize("workers", [1, 2])
def test_the_report_is_that_of_one_process(tmp_path: Path, workers: int) -> None:
    path = tmp_path / "app.log"
    _mixed(path, 6_000)
    with closing(Ahead(shipped_rules, workers, size=1)) as ahead:
        assert _report(path, ahead.with_rules(shipped_rules())) == _report(path)


def test_a_damaged_file_is_read_up_to_its_damage(tmp_path: Path) -> None:
    path = tmp_path / "app.log.gz"
    path.write_bytes(gzip.compress(_mixed(tmp_path / "app.log", 6_000))[:-2_000])
    with closing(Ahead(shipped_rules, 1, size=1)) as ahead:
        report = _report(path, ahead.with_rules(shipped_rules()))
    assert report == _report(path)
    assert '"gaps": []' not in report


def test_a_worker_that_is_killed_costs_nothing(tmp_path: Path) -> None:
    blocks = [("\n".join(MixedCorpus(seed).lines(300)) + "\n").encode() for seed in range(30)]

    def come() -> Iterator[bytes]:
        for number, block in enumerate(blocks):
            if number == 12:
                for child in active_children():
                    os.kill(child.pid or 0, signal.SIGKILL)
            yield block

    read = list(_lines(come(), 1))
    assert [one.block for one in read] == blocks


def test_workers_that_end_before_they_began_cost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    resource_tracker.ensure_running()
    monkeypatch.setattr(spawn, "_python_exe", os.fsencode(shutil.which("false") or ""))
    blocks = [b"2026-03-12 06:00:00 INFO shop - priced\n"] * 20
    read = list(_lines(iter(blocks), 2))
    assert [one.block for one in read] == blocks


ABANDONED = """
import os
from triage.distributed.ahead import Ahead
from triage.ruleset.library import RuleSet, shipped_rules

if __name__ == "__main__":
    lines = Ahead(shipped_rules, 1, size=1).with_rules(shipped_rules())
    next(lines(iter([b"2026-03-12 06:00:00 INFO shop - priced\\n"] * 9), 2026, "a"))
    os._exit(0)
"""


def test_workers_end_with_the_process_that_began_them(tmp_path: Path) -> None:
    (tmp_path / "run.py").write_text(ABANDONED)
    paths = os.pathsep.join(map(str, (Path(__file__).parents[2], *filter(None, sys.path))))
    command = [sys.executable, str(tmp_path / "run.py")]
    ended = subprocess.run(  # it waits for all that hold the output open
        command, env={**os.environ, "PYTHONPATH": paths}, stdout=subprocess.PIPE, timeout=60, check=False
    )
    assert ended.returncode == 0


def test_what_came_before_a_failure_is_given_before_it(tmp_path: Path) -> None:
    def come() -> Iterator[bytes]:
        yield b"2026-03-12 06:00:00 INFO shop - priced\n"
        raise Unreadable("the end is missing")

    read: list[Lines] = []
    with pytest.raises(Unreadable, match="the end is missing"):
        read.extend(_lines(come(), 1))
    assert [line.message for lines in read for line in lines] == ["2026-03-12 06:00:00 INFO shop - priced"]


def test_little_data_and_several_files_need_no_other_process(tmp_path: Path) -> None:
    for name in ("a.log", "b.log"):
        (tmp_path / name).write_text("2026-03-12 06:00:00 INFO shop - priced\n")
    (tmp_path / "events.jsonl").write_text('{"timestamp": 1, "message": "priced", "logStream": "a"}\n')
    assert begin_ahead(str(tmp_path / "a.log"), shipped_rules, YEAR) is None
    for name in ("", "events.jsonl", "-"):
        assert begin_ahead(str(tmp_path / name) if name != "-" else name, shipped_rules, YEAR, worth=0) is None


@pytest.mark.parametrize("load", [partial(RuleSet, (), "other"), partial(int, "no rules at all")])
def test_workers_with_other_rules_than_this_process_change_nothing(tmp_path: Path, load: Callable[[], RuleSet]) -> None:
    path = tmp_path / "app.log"
    _mixed(path, 1_000)
    with closing(Ahead(load, 1, size=1)) as ahead:
        assert _report(path, ahead.with_rules(shipped_rules())) == _report(path)
