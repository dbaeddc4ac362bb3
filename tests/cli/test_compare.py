"""`triage compare` from its arguments to its output and exit code."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from triage.cli.compare import command
from triage.cli.main import cli
from triage.errors import EnvironmentUnknown, UsageError
from triage.resources import demo

STORY = Path(str(demo()))


def _run(*args: str) -> Result:
    return CliRunner().invoke(command, [*args], standalone_mode=False)


def test_two_recordings_are_compared(tmp_path: Path) -> None:
    result = _run("--files", str(STORY / "events.jsonl"), str(STORY / "events-staging.jsonl"), "--format", "json")
    found = json.loads(result.output)
    assert result.return_value == 1
    assert found["kind"] == "files"
    assert "contacts" in found["conclusion"]["headline"]
    assert found["a"]["label"] == "events.jsonl"


def test_a_recording_compared_with_one_like_it_ends_with_0(tmp_path: Path) -> None:
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes((STORY / "events-staging.jsonl").read_bytes())
    result = _run("--files", str(STORY / "events-staging.jsonl"), str(copy))
    assert result.return_value == 0
    assert "ALIKE" in result.output


def test_files_of_one_name_are_told_apart_by_their_nearest_folder(tmp_path: Path) -> None:
    paths = [tmp_path / name / "day" / "events.jsonl" for name in ("friday", "monday")]
    for path in paths:
        path.parent.mkdir(parents=True)
        path.write_text('{"timestamp": 1772355600000, "message": "INFO started", "logGroup": "g", "logStream": "s"}\n')
    found = json.loads(_run("--files", *map(str, paths), "--format", "json").output)
    assert (found["a"]["label"], found["b"]["label"]) == ("friday/day/events.jsonl", "monday/day/events.jsonl")


def test_an_empty_side_ends_with_3(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("")
    assert _run("--files", str(STORY / "events.jsonl"), str(empty)).return_value == 3


def test_the_result_goes_into_a_file(tmp_path: Path) -> None:
    out = tmp_path / "compare.html"
    recordings = (str(STORY / "events.jsonl"), str(STORY / "events-staging.jsonl"))
    result = _run("--files", *recordings, "--format", "html", "--output", str(out))
    assert result.output == ""
    assert out.read_text().startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    "arguments",
    [
        ["production"],
        ["production", "production"],
        ["production", "PROD"],
        ["production", "--baseline", "2999-01-01..2999-01-02"],
        ["production", "staging", "--baseline", "1d"],
        ["--files", "only-one.jsonl"],
        ["--files", "a", "b", "--baseline", "1d"],
        ["production", "--baseline", "whenever"],
    ],
)
def test_what_cannot_be_meant_names_a_way_out(arguments: list[str]) -> None:
    result = _run(*arguments)
    assert isinstance(result.exception, UsageError)
    assert result.exception.hint


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """The two environments of the demo, compared on the embedded emulation."""
    runner = CliRunner(env={"TRIAGE_STATE_DIR": str(tmp_path_factory.mktemp("state"))})
    arguments = ["demo", "--", "compare", "production", "staging", "--format", "json", "--quiet"]
    result = runner.invoke(cli, arguments, standalone_mode=False)
    assert result.return_value == 1, result.output
    found: dict[str, object] = json.loads(result.output)
    return found


def test_an_environment_that_is_not_there_is_told_before_the_other_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object, **__: object) -> None:
        pytest.fail("production is read")

    monkeypatch.setattr("triage.cli.compare.examine", read)
    runner = CliRunner(env={"TRIAGE_STATE_DIR": str(tmp_path)})
    arguments = ["demo", "--", "compare", "production", "nosuch", "--since", "30m"]
    result = runner.invoke(cli, arguments, standalone_mode=False)
    assert isinstance(result.exception, EnvironmentUnknown) and "nosuch" in str(result.exception)


def _sentences(story: dict[str, object], part: str) -> str:
    conclusion = story["conclusion"]
    assert isinstance(conclusion, dict)
    return "\n".join(conclusion[part])


def test_the_story_names_the_missing_table_of_production_alone(story: dict[str, object]) -> None:
    conclusion = story["conclusion"]
    assert isinstance(conclusion, dict)
    assert "contacts" in conclusion["headline"] and "only in production" in conclusion["headline"]
    assert "DB_NAME is tfplayground_prod in production" in _sentences(story, "explains")


def test_the_story_rules_out_the_equal_image_and_the_healthy_targets(story: dict[str, object]) -> None:
    ruled_out = _sentences(story, "ruled_out")
    assert "run the same digest in both" in ruled_out
    assert "Targets behind the load balancer are unhealthy: ruled out in both" in ruled_out


def test_the_story_names_the_ami_ids_as_present_and_not_explaining(story: dict[str, object]) -> None:
    text = _sentences(story, "not_explaining")
    assert "AMI ids differ" in text and "does not exist" in text
    assert "AMI" not in _sentences(story, "explains")
