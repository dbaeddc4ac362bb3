"""Bad input is one clear message with the way out, the contract's exit code, and no traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.shipped.scenarios import SAMPLES

STORY = SAMPLES / "story" / "events.jsonl"


def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "triage.cli.main", *arguments]
    return subprocess.run(command, capture_output=True, text=True, input=stdin, check=False, timeout=60)


@pytest.mark.parametrize(
    ("arguments", "says", "way_out"),
    [
        (["production", "--since", "3x"], "'3x' is not a time", "30m"),
        (["production", "--since", "10m", "--until", "20m"], "", "--since"),
        (["files", "no-such-file.log"], "no-such-file.log", ""),
        (["files"], "Missing argument", "--help"),
        (["files", str(STORY), "--format", "pdf"], "'pdf' is not one of", "json"),
        (["files", str(STORY), "--rules", "no-such-pack"], "no-such-pack", "rule"),
        (["files", str(STORY), "--config", "no.toml"], "no.toml", ""),
        (["rules", "test", "no.such-rule"], "no.such-rule", ""),
        (
            ["files", str(STORY), "--output", "/no-such-folder/x.html", "--format", "html"],
            "cannot write",
            "--output",
        ),
    ],
)
def test_unusable_arguments_end_with_2(arguments: list[str], says: str, way_out: str) -> None:
    done = run(*arguments)

    assert done.returncode == 2
    assert says in done.stderr
    assert way_out in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_an_endpoint_that_does_not_answer_is_named() -> None:
    done = run("production", "--region", "eu-west-1")

    assert done.returncode == 2
    assert "cannot be reached" in done.stderr
    assert "AWS_ENDPOINT_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_region_is_told_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    done = run("production")

    assert done.returncode == 2
    assert "--region" in done.stderr


def test_no_credentials_are_told_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    done = run("production", "--region", "eu-west-1")

    assert done.returncode == 2
    assert "credentials" in done.stderr.lower()
    assert "aws " in done.stderr


def test_an_invalid_rule_file_is_named_with_its_place(tmp_path: Path) -> None:
    rule = tmp_path / "made" / "fault.yaml"
    rule.parent.mkdir()
    rule.write_text("schema: 1\nid: made.fault\ntitle: [\n")
    done = run("files", str(STORY), "--rules", str(tmp_path))

    assert done.returncode == 2
    assert f"{rule}:4:" in done.stderr or f"{rule}:3:" in done.stderr
    assert "Traceback" not in done.stderr


def test_malformed_lines_are_a_gap_and_the_rest_is_read(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.write_text(STORY.read_text(encoding="utf-8") + '{"timestamp": 1, "mess\n', encoding="utf-8")
    done = run("files", str(file))

    assert done.returncode == 3
    assert "MySQL table does not exist" in done.stdout


def test_nothing_on_standard_input_is_no_data() -> None:
    done = run("files", "-")

    assert done.returncode in (2, 3)
    assert "Traceback" not in done.stderr


def test_results_go_to_standard_output_alone() -> None:
    done = run("files", str(STORY), "--format", "json")

    assert done.returncode == 1
    assert done.stderr == ""
    assert done.stdout.startswith("{")


def test_a_closed_pipe_ends_quietly() -> None:
    line = f"{sys.executable} -m triage.cli.main files {STORY} --explain | head -n 1"
    done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=False, timeout=60)

    assert done.stderr == ""
    assert done.stdout.startswith("INCIDENT")
