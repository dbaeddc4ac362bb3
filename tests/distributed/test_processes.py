"""Several processes give the report of one."""

from __future__ import annotations

import json
import os
import signal
from multiprocessing import active_children
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.distributed.exports import TASK, deliveries, export
from triage.cli.files import command
from triage.config import Settings
from triage.distributed import Processes
from triage.model.report import Target, Window
from triage.pipeline import investigate, report_on
from triage.render import RenderOptions, render
from triage.ruleset.library import shipped_rules
from triage.sources.files import FileSource
from triage.sources.reading import ALL_TIME, ReadLog

YEAR = 2026


def _alone(folder: Path, window: Window = ALL_TIME) -> str:
    report = investigate(FileSource([str(folder)], year=YEAR), window, shipped_rules(), Settings())
    return render(report, "json", RenderOptions())


def _together(folder: Path, window: Window = ALL_TIME, tell: object = None) -> str:
    read = Processes([str(folder)], YEAR, workers=2, largest=1, worth=0)
    both = read.summarize(window, shipped_rules(), tell or (lambda _: None))  # type: ignore[arg-type]
    assert both is not None
    report = report_on(both[0], Target("files"), window, shipped_rules(), Settings(), None, both[1])
    return render(report, "json", RenderOptions())


def test_exports_and_deliveries_of_mixed_streams(tmp_path: Path) -> None:
    for made in (export(tmp_path / "exports"), deliveries(tmp_path / "deliveries")):
        assert _together(made) == _alone(made)


def test_a_window_and_objects_that_cannot_be_read(tmp_path: Path) -> None:
    folder = export(tmp_path)
    objects = sorted((folder / "exportedlogs" / TASK).glob("*/*.gz"))
    objects[0].write_bytes(objects[0].read_bytes()[:-30])
    objects[3].write_bytes(b"")
    first = next(iter(FileSource([str(folder)], year=YEAR).events(ALL_TIME, ReadLog())))[0].timestamp
    window = Window(first, first + 900_000)

    report = _together(folder, window)

    assert report == _alone(folder, window)
    assert len(json.loads(report)["gaps"]) == 2


def _one_file(folder: Path, streams: int) -> Path:
    """Events of several streams in one file, a line that is none among them."""
    lines = []
    for n in range(2_000):
        stream = f"web/shop/{n % streams:032x}"
        text = f"2026-03-12 06:00:00 ERROR shop - order {n} is lost" if n % 7 == 0 else f"INFO shop - order {n} priced"
        lines.append(
            json.dumps(
                {"timestamp": 1_773_295_200_000 + 10 * n, "message": text, "logGroup": "/ecs/shop", "logStream": stream}
            )
        )
    lines.insert(700, "no event")
    folder.mkdir(exist_ok=True)
    (folder / "events.jsonl").write_text("\n".join(lines) + "\n")
    return folder


def test_one_file_of_many_streams(tmp_path: Path) -> None:
    folder = _one_file(tmp_path / "many", 20)

    report = _together(folder)

    assert report == _alone(folder)
    assert "1 of 2001 lines" in json.loads(report)["gaps"][0]["reason"]


def test_one_file_of_few_streams_is_left_to_one_process(tmp_path: Path) -> None:
    folder = _one_file(tmp_path / "few", 3)
    assert Processes([str(folder)], YEAR, workers=2, worth=0).summarize(ALL_TIME, shipped_rules(), str) is None


def test_a_process_that_is_killed_costs_nothing(tmp_path: Path) -> None:
    folder = export(tmp_path)
    told: list[str] = []

    def kill_once(text: str) -> None:
        told.append(text)
        if len(told) == 2:
            os.kill(int(active_children()[0].pid or 0), signal.SIGKILL)

    assert _together(folder, tell=kill_once) == _alone(folder)
    assert len(told) > 2


def test_an_interrupt_gives_what_was_read_and_names_the_rest(tmp_path: Path) -> None:
    folder = export(tmp_path)

    def interrupt(_text: str) -> None:
        raise KeyboardInterrupt

    report = json.loads(_together(folder, tell=interrupt))
    paths = {str(path) for path in folder.rglob("*.gz")}
    scopes = {gap["scope"] for gap in report["gaps"]}
    assert scopes < paths
    assert scopes
    assert report["coverage"]["events"] > 0
    assert active_children() == []


@pytest.mark.parametrize("read", [Processes(["-"], YEAR, 2, worth=0), Processes(["x"], YEAR, 1, worth=0)])
def test_standard_input_and_one_core_are_left_to_one_process(read: Processes) -> None:
    assert read.summarize(ALL_TIME, shipped_rules(), str) is None


def test_one_file_or_little_of_it_is_left_to_one_process(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("hello\n")
    assert Processes([str(tmp_path)], YEAR, 2, worth=0).summarize(ALL_TIME, shipped_rules(), str) is None
    (tmp_path / "b.log").write_text("hello\n")
    assert Processes([str(tmp_path)], YEAR, 2).summarize(ALL_TIME, shipped_rules(), str) is None


def test_the_command_shares_large_inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = export(tmp_path)
    arguments = [str(folder), "--format", "json", "--no-save", "--quiet"]
    alone = CliRunner().invoke(command, arguments)
    real, asked = Processes.summarize, []

    def summarize(self: Processes, *rest: object) -> object:
        asked.append(self.paths)
        return real(Processes(self.paths, self.year, 2, worth=0), *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Processes, "summarize", summarize)
    shared = CliRunner().invoke(command, arguments)
    assert asked
    assert (shared.exit_code, shared.stdout) == (alone.exit_code, alone.stdout)
    assert json.loads(shared.stdout)["findings"]
