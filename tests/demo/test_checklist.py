"""The demo's account answers the checks as the story tells it."""

import json

import pytest

from triage.cli.main import cli
from triage.demo.emulation import emulation


def report(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, list[dict[str, str]]]:
    with emulation():
        cli.main([*arguments, "--format", "json", "--no-save", "--quiet"], standalone_mode=False)
    return dict(json.loads(capsys.readouterr().out))


def test_the_story_rules_out_everything_around_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    told = report(capsys, "production")
    verdicts = {check["hypothesis"]: check["verdict"] for check in told["checks"]}
    assert [says for says, verdict in verdicts.items() if verdict == "implicated"] == [
        "The schema lacks what the code asks for"
    ]
    assert [says for says, verdict in verdicts.items() if verdict == "unknown"] == [
        "Somebody changed the environment inside or just before the window"
    ]
    assert len(verdicts) == 20
    ami = told["checks"][0]
    assert ami["finding"] == "ami-0f3c5d2a9b1e47680 of launch template production-ecs-cluster-nodes does not exist"
    assert told["changes"] == []


def test_no_checks_reads_logs_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(capsys, "staging", "--no-checks")["checks"] == []
