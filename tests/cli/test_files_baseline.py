"""`triage files --baseline`: an earlier window of the same files, or other files."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from triage.cli.files import command
from triage.errors import UsageError

TABLE = "ERROR (1146, \"Table 'shop.{}' doesn't exist\")"


def _log(*rows: str) -> str:
    return "".join(f"2026-11-22T{row}\n" for row in rows)


EARLIER = _log("14:00:01Z INFO ready", f"14:00:02Z {TABLE.format('invoices')}", "14:10:00Z ERROR the widget is gone")
LATER = _log("15:00:01Z INFO ready", f"15:00:02Z {TABLE.format('invoices')}", "15:00:03Z ERROR the hinge came off")


@pytest.fixture
def both(tmp_path: Path) -> Path:
    path = tmp_path / "both.log"
    path.write_text(EARLIER + LATER)
    return path


def _run(*args: str, stdin: str | None = None) -> Result:
    arguments = [*args, "--format", "json", "--no-save", "--quiet"]
    return CliRunner().invoke(command, arguments, input=stdin, standalone_mode=False)


def _check(report: dict[str, object]) -> None:
    findings, unmatched, notes = report["findings"], report["unmatched"], report["diagnostics"]
    assert isinstance(findings, list) and isinstance(unmatched, list) and isinstance(notes, list)
    assert findings[0]["seen"] == "as before: 1 in the baseline"
    assert [(one["template"], one["new"]) for one in unmatched] == [("the hinge came off", True)]
    texts = {one["code"]: one["text"] for one in notes}
    assert "the widget is gone" in texts["baseline_gone"]
    assert texts["baseline"].endswith("3 events")


@pytest.mark.parametrize(
    "flags",
    [
        ["--baseline", "2026-11-22T14:00Z..2026-11-22T15:00Z"],
        ["--since", "2026-11-22T15:00Z", "--until", "2026-11-22T16:00Z", "--baseline", "previous"],
        ["--since", "2026-11-22T15:00Z", "--until", "2026-11-22T15:30Z", "--baseline", "1h"],
    ],
)
def test_an_earlier_window_of_the_same_file(both: Path, flags: list[str]) -> None:
    _check(json.loads(_run(str(both), *flags).output))


def test_another_file(tmp_path: Path) -> None:
    now, then = tmp_path / "now.log", tmp_path / "2026-11-21.log"
    now.write_text(LATER)
    then.write_text(EARLIER)
    _check(json.loads(_run(str(now), "--baseline", str(then)).output))
    _check(json.loads(_run("-", "--baseline", str(then), stdin=LATER).output))


def test_a_baseline_that_cannot_be_read_whole_calls_nothing_new(tmp_path: Path) -> None:
    now, then = tmp_path / "now.log", tmp_path / "then.gz"
    now.write_text(LATER)
    then.write_bytes(b"\x1f\x8b\x08\x00broken")
    report = json.loads(_run(str(now), "--baseline", str(then)).output)
    assert [one["new"] for one in report["unmatched"]] == [None]
    assert report["complete"] is True
    assert any("so nothing is called new" in one["text"] for one in report["diagnostics"])


def test_an_empty_baseline_calls_nothing_new(tmp_path: Path) -> None:
    now, then = tmp_path / "now.log", tmp_path / "then.log"
    now.write_text(LATER)
    then.write_text("")
    report = json.loads(_run(str(now), "--baseline", str(then)).output)
    assert [one["new"] for one in report["unmatched"]] == [None]


@pytest.mark.parametrize(
    "flags",
    [
        ["--baseline", "previous"],
        ["--baseline", "1d"],
        ["--baseline", "nowhere.log"],
        ["--baseline", "2026-11-22T15:00Z..2026-11-22T14:00Z"],
        ["--since", "2026-11-22T14:30Z", "--until", "2026-11-22T15:00Z", "--baseline", "10m"],
    ],
)
def test_what_cannot_be_meant_names_a_way_out(both: Path, flags: list[str]) -> None:
    result = _run(str(both), *flags)
    assert isinstance(result.exception, UsageError)
    assert result.exception.hint


def test_standard_input_has_no_earlier_window() -> None:
    result = _run("-", "--since", "2026-11-22T15:00Z", "--baseline", "previous", stdin=LATER)
    assert isinstance(result.exception, UsageError)


def test_a_window_open_on_one_side_ends_with_the_events(both: Path) -> None:
    report = json.loads(_run(str(both), "--until", "2026-11-22T15:00Z").output)
    assert report["window"] == {"start": "2026-11-22T14:00:01.000Z", "end": "2026-11-22T15:00:00.000Z"}
    report = json.loads(_run(str(both), "--since", "2026-11-22T15:00Z").output)
    assert report["window"] == {"start": "2026-11-22T15:00:00.000Z", "end": "2026-11-22T15:00:03.001Z"}
