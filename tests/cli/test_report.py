"""Runs are kept by default, and rendered again without reading logs."""

import json
import os
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from tests.postmortem.builders import sample
from triage.cli.main import cli
from triage.cli.saving import keep, run_store
from triage.model.report import Diagnostic
from triage.redaction import Redactor
from triage.render import render

SAMPLES = Path(__file__).resolve().parents[2] / "sample_logs"
STORY = str(SAMPLES / "story" / "events.jsonl")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def files(*more: str) -> Result:
    return run("files", STORY, "--quiet", *more)


def test_a_run_is_kept_and_shown_again() -> None:
    first = json.loads(files("--format", "json").stdout)
    again = json.loads(run("report", "--format", "json").stdout)
    assert first["run"]["id"].startswith("r-")
    assert again == first


def test_the_same_input_keeps_its_id_and_bytes() -> None:
    assert files("--format", "json").stdout == files("--format", "json").stdout
    assert len(run_store().stamps()) == 1


def test_no_save_keeps_nothing() -> None:
    assert json.loads(files("--format", "json", "--no-save").stdout)["run"] is None
    assert run_store().stamps() == []


def test_a_saved_run_is_redacted_even_when_the_screen_is_not(tmp_path: Path) -> None:
    log = tmp_path / "app.log"
    log.write_text("2026-03-01T09:00:00Z ERROR cannot log in with password=hunter2secret at db.internal\n")
    shown = run("files", str(log), "--no-redact", "--quiet").stdout
    assert "hunter2secret" in shown
    (file,) = run_store().folder.iterdir()
    assert b"hunter2secret" not in file.read_bytes()


@pytest.fixture
def saved() -> str:
    kept = sample("story").primary
    return run_store().save(kept.report, kept.traffic).id


@pytest.mark.parametrize("form", ["terminal", "markdown", "html", "slack", "github"])
def test_every_format_renders_a_saved_run(form: str, saved: str) -> None:
    report = run_store().open(run_store().find(saved)).report
    assert run("report", saved, "--format", form).stdout == render(report, form)


def test_the_list_names_every_run(saved: str) -> None:
    other = sample("cache-password").primary
    run_store().save(other.report, other.traffic)
    rows = run("report", "--list").stdout.splitlines()
    assert [row.split()[0][:2] for row in rows] == ["RU", "r-", "r-"]
    assert "production" in rows[1] and "incident" in rows[1]
    listed = json.loads(run("report", "--list", "--format", "json").stdout)
    assert [one["verdict"]["status"] for one in listed] == ["incident", "incident"]


def test_the_list_tells_runs_of_files_apart(tmp_path: Path) -> None:
    for name in ("friday.log", "monday.log"):
        (tmp_path / name).write_text(f"2026-03-01T09:00:00Z ERROR {name} is odd\n")
        run("files", str(tmp_path / name), "--quiet")
    rows = run("report", "--list").stdout.splitlines()[1:]
    assert sorted(row.split("  ")[2] for row in rows) == ["friday.log", "monday.log"]
    listed = json.loads(run("report", "--list", "--format", "json").stdout)
    assert sorted(one["files"] for one in listed) == [["friday.log"], ["monday.log"]]


def test_an_empty_list_says_how_to_fill_it() -> None:
    assert "triage files" in run("report", "--list").stdout


def test_a_report_goes_to_a_file(tmp_path: Path, saved: str) -> None:
    target = tmp_path / "report.html"
    assert run("report", saved, "--format", "html", "--output", str(target)).exit_code == 0
    assert target.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_an_unknown_run_is_an_error(saved: str) -> None:
    result = run("report", "r-ffffffffff")
    assert result.exception is not None and "no saved run" in str(result.exception)


def test_a_run_that_cannot_be_saved_is_still_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "state"
    place.write_text("not a folder")
    monkeypatch.setenv("TRIAGE_STATE_DIR", str(place))
    result = files("--format", "json")
    report = json.loads(result.stdout)
    assert result.exit_code == 1 and report["run"] is None
    assert [one["code"] for one in report["diagnostics"]].count("run_not_saved") == 1


def notice() -> Diagnostic:
    kept = keep(sample("story").report, None, Redactor())
    assert isinstance(kept, Diagnostic) and "--no-save" in kept.hint
    return kept


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_a_notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    monkeypatch.setenv("TRIAGE_STATE_DIR", str(locked))
    assert notice().code == "run_not_saved"


def test_a_full_disk_is_a_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("triage.runs.store.Path.replace", full)
    assert "No space left" in notice().text


def test_the_commands_are_listed() -> None:
    shown = run("--help").stdout
    assert isinstance(cli, click.Group)
    for name in ("report", "verify", "postmortem"):
        assert f"  {name} " in shown
