"""The demo runs the real code path against the emulation, and finds the story's cause."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from triage.render import json_report

RUNBOOK = "./ecs-database-bootstrap.sh production"


def _demo(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "triage.cli.main", "demo", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    done = _demo("--", "production", "--since", "30m", "--format", "json")
    assert done.returncode == 1, done.stderr
    loaded: dict[str, Any] = json.loads(done.stdout)
    return loaded


def test_the_report_fits_the_published_schema(report: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(json.loads(json_report.schema())).validate(report)


def test_the_first_finding_is_the_missing_table(report: dict[str, Any]) -> None:
    first = report["findings"][0]

    assert report["verdict"]["status"] == "incident"
    assert report["complete"] is True
    assert (first["role"], first["category"]) == ("root_cause", "db.missing_table")
    assert first["entities"]["table"] == ["contacts"]
    assert first["entities"]["database"] == ["tfplayground_prod"]
    assert first["services"] == ["flask-app"]
    assert first["evidence"][0]["log_stream"].startswith("ecs-blue/flask-app/")


def test_commands_are_filled_for_each_kind_of_step(report: dict[str, Any]) -> None:
    steps = report["findings"][0]["remediation"]
    kinds = ("inspect", "change", "verify")
    filled = {kind: [s["command"] for s in steps if s["kind"] == kind and s["command"]] for kind in kinds}

    assert any("production-ecs-cluster" in command for command in filled["inspect"])
    assert filled["change"][0] == RUNBOOK
    assert any(c.startswith("curl ") and c.endswith("/contacts") and "production-alb" in c for c in filled["verify"])


def test_staging_is_healthy() -> None:
    done = _demo("--", "staging", "--since", "30m", "--format", "json")

    assert done.returncode == 0, done.stdout[:500]
    assert json.loads(done.stdout)["verdict"]["status"] == "healthy"


def test_alone_it_ends_with_0_and_prints_the_report() -> None:
    done = _demo()

    assert done.returncode == 0
    assert any("ROOT CAUSE" in row and "contacts" in row for row in done.stdout.split("\n")[:8])
    assert RUNBOOK in done.stdout


def test_the_commands_of_its_report_work_after_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIAGE_STATE_DIR", str(tmp_path))
    told = re.search(r"Saved as run (r-\w+): triage (report r-\w+ --format html)", _demo().stdout)
    assert told is not None
    printed = [sys.executable, "-m", "triage.cli.main", *told[2].split()]

    assert subprocess.run(printed, capture_output=True, check=False, timeout=60).returncode == 0
    assert told[1] in _demo("--", "report", "--list").stdout
    assert _demo("--", "history").stdout.count("production") == 1
    own = subprocess.run([*printed[:3], "report", "--list"], capture_output=True, text=True, check=False, timeout=60)
    assert told[1] not in own.stdout


def test_a_users_own_settings_stay_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "triage.toml").write_text('region = "us-west-2"\nnonsense = 1\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AWS_PROFILE", "no-such-profile")

    assert _demo("--", "discover", "production").returncode == 0


def test_an_unknown_environment_is_told_with_those_that_exist() -> None:
    done = _demo("--", "prodution")

    assert done.returncode == 2
    assert "production" in done.stderr
    assert "Traceback" not in done.stderr
