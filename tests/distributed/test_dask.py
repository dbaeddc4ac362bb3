"""Partitions on Dask workers give the report of one process."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.distributed.exports import TASK, deliveries, export, rows
from triage.cli.files import command
from triage.config import Settings
from triage.distributed import Cluster, Distributed
from triage.errors import AccessError, InputError, MissingExtra, UsageError
from triage.model.report import Report, Target, Window
from triage.pipeline import investigate, report_on
from triage.render import RenderOptions, render
from triage.ruleset.library import shipped_rules
from triage.sources.files import FileSource
from triage.sources.reading import ALL_TIME, ReadLog

YEAR = 2026
TINY = 1
"""Bytes of a partition: as many partitions as there can be."""


@pytest.fixture(scope="module")
def dask() -> Iterator[Any]:
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=50
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client


def _alone(folder: Path, window: Window = ALL_TIME) -> str:
    report = investigate(FileSource([str(folder)], year=YEAR), window, shipped_rules(), Settings())
    return _json(report)


def _shared(folder: Path, dask: Any, window: Window | None = None, tell: Any = lambda _: None) -> str:
    distributed = Distributed([str(folder)], Cluster(dask.scheduler.address), YEAR, largest=TINY)
    summary, log = distributed.summarize(window, shipped_rules(), tell)
    return _json(report_on(summary, Target("files"), window, shipped_rules(), Settings(), None, log))


def _json(report: Report) -> str:
    return render(report, "json", RenderOptions())


def test_an_export_gives_the_report_of_one_process(dask: Any, tmp_path: Path) -> None:
    folder = export(tmp_path)
    assert _shared(folder, dask) == _alone(folder)


def test_deliveries_of_mixed_streams_give_the_report_of_one_process(dask: Any, tmp_path: Path) -> None:
    folder = deliveries(tmp_path)
    assert _shared(folder, dask) == _alone(folder)


def test_a_single_file_of_many_streams_gives_the_report_of_one_process(dask: Any, tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(Path("sample_logs/story/events.jsonl").resolve().read_bytes())
    assert _shared(path, dask) == _alone(path)


def test_a_window_is_cut_the_same(dask: Any, tmp_path: Path) -> None:
    folder = deliveries(tmp_path)
    first = next(iter(FileSource([str(folder)], year=YEAR).events(ALL_TIME, ReadLog())))[0].timestamp
    window = Window(first + 600_000, first + 1_500_000)
    assert _shared(folder, dask, window) == _alone(folder, window)


def test_objects_that_cannot_be_read_are_the_same_gaps(dask: Any, tmp_path: Path) -> None:
    folder = export(tmp_path)
    objects = sorted((folder / "exportedlogs" / TASK).glob("*/*.gz"))
    objects[0].write_bytes(objects[0].read_bytes()[:-30])
    objects[3].write_bytes(b"")
    (folder / "notes.bin").write_bytes(bytes(range(256)) * 4)
    (folder / "broken.jsonl").write_text('{"timestamp": 1, "message": "a"}\n{"timest\n')

    report = _shared(folder, dask)

    assert report == _alone(folder)
    assert len(json.loads(report)["gaps"]) == 4


def test_a_worker_killed_in_the_middle_costs_nothing_but_a_retry(dask: Any, tmp_path: Path) -> None:
    folder = export(tmp_path, pieces=4)
    for place in sorted((folder / "exportedlogs" / TASK).iterdir()):  # longer, so that it is killed in the middle
        for number in range(8):
            (place.with_name(f"{place.name[:-1]}{number}-{number}")).mkdir()
            for piece in place.glob("*.gz"):
                target = place.with_name(f"{place.name[:-1]}{number}-{number}") / piece.name
                target.write_bytes(piece.read_bytes())
    told: list[str] = []

    def kill_once(text: str) -> None:
        told.append(text)
        if text.startswith("2 of "):
            os.kill(min(dask.run(os.getpid).values()), signal.SIGKILL)

    assert _shared(folder, dask, tell=kill_once) == _alone(folder)
    assert any(text.startswith("2 of ") for text in told)


def test_a_partition_over_which_workers_are_lost_again_and_again_is_a_gap(tmp_path: Path) -> None:
    import dask.config
    from distributed import Client, LocalCluster

    folder = export(tmp_path)
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        LocalCluster(
            n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=50
        ) as made,
        Client(made, set_as_default=False) as client,
    ):

        def kill_once(text: str) -> None:
            if text.startswith("1 of "):
                os.kill(min(client.run(os.getpid).values()), signal.SIGKILL)

        report = json.loads(_shared(folder, client, tell=kill_once))

    paths = {str(path) for path in folder.rglob("*.gz")}
    assert {gap["scope"] for gap in report["gaps"]} <= paths
    assert report["complete"] is (not report["gaps"])


def test_a_single_file_that_is_no_log_is_an_input_error(dask: Any, tmp_path: Path) -> None:
    path = tmp_path / "picture"
    path.write_bytes(bytes(1000))
    with pytest.raises(InputError, match="no text"):
        _shared(path, dask)


def test_what_cannot_be_shared_or_reached_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="standard input"):
        Distributed(["-"], Cluster(), YEAR).summarize(None, shipped_rules(), str)
    path = tmp_path / "a.log"
    path.write_text("hello\n")
    with pytest.raises(AccessError, match="no Dask scheduler answers"):
        Distributed([str(path)], Cluster("tcp://127.0.0.1:9"), YEAR).summarize(None, shipped_rules(), str)


def test_without_dask_the_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    path = tmp_path / "a.log"
    path.write_text("hello\n")
    with pytest.raises(MissingExtra) as caught:
        Distributed([str(path)], Cluster(), YEAR).summarize(None, shipped_rules(), str)
    assert "pip install 'cloudwatch-triage[distributed]'" in caught.value.hint


def test_the_command_takes_an_engine_and_a_scheduler(dask: Any, tmp_path: Path) -> None:
    folder = export(tmp_path)
    arguments = [str(folder), "--format", "json", "--no-save", "--quiet"]
    here = CliRunner().invoke(command, arguments)
    there = CliRunner().invoke(command, [*arguments, "--engine", "dask", "--scheduler", dask.scheduler.address])
    assert (there.exit_code, there.stdout) == (here.exit_code, here.stdout)
    assert json.loads(there.stdout)["findings"]


def test_without_a_scheduler_local_processes_do_it(tmp_path: Path) -> None:
    folder = export(tmp_path)
    told: list[str] = []
    summary, log = Distributed([str(folder)], Cluster(workers=2), YEAR).summarize(None, shipped_rules(), told.append)
    assert summary.events == len(rows())
    assert (log.gaps, log.interrupted) == ((), False)
    assert any("partitions summarised" in text for text in told)
