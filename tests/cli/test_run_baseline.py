"""`triage ENVIRONMENT --baseline` on the embedded emulation, and what an unread baseline says."""

import json
import time
from collections.abc import Iterator

import boto3
import pytest

from triage.cli.earlier import read_baseline
from triage.cli.main import cli
from triage.compare.spans import BaselineSpan
from triage.demo.emulation import emulation
from triage.errors import AccessError, UsageError
from triage.model.events import LogEvent
from triage.model.report import Gap, Target, Window
from triage.ruleset.library import shipped_rules
from triage.sources.reading import ReadLog

GROUP = "/aws/application/tf-playground/production"
TABLE = "ERROR (1146, \"Table 'tfplayground_prod.contacts' doesn't exist\")"
GONE = "ERROR the widget is gone"
MINUTE = 60_000


def _plant(*messages: str) -> None:
    """Records 17 minutes old, in a stream of the service."""
    logs = boto3.client("logs")
    stream = logs.describe_log_streams(logGroupName=GROUP)["logStreams"][0]["logStreamName"]
    at = int(time.time() * 1000) - 17 * MINUTE
    rows = [{"timestamp": at + place * 1000, "message": text} for place, text in enumerate(messages)]
    logs.put_log_events(logGroupName=GROUP, logStreamName=stream, logEvents=rows)


@pytest.fixture
def account() -> Iterator[None]:
    with emulation():
        yield


@pytest.mark.usefixtures("account")
def test_an_earlier_window_and_another_environment(capsys: pytest.CaptureFixture[str]) -> None:
    def report(*arguments: str) -> dict[str, list[dict[str, str]]]:
        cli.main([*arguments, "--format", "json", "--no-save", "--quiet"], standalone_mode=False)
        return dict(json.loads(capsys.readouterr().out))

    def notes(found: dict[str, list[dict[str, str]]]) -> dict[str, str]:
        return {one["code"]: one["text"] for one in found["diagnostics"]}

    _plant(TABLE, GONE)
    earlier = report("production", "--since", "5m", "--baseline", "15m", "--no-checks")
    assert "the rate, 1 in the baseline" in earlier["findings"][0]["seen"]
    assert "the widget is gone" in notes(earlier)["baseline_gone"]
    empty = report("production", "--since", "5m", "--baseline", "1d", "--no-checks")
    assert empty["findings"][0]["seen"] is None
    assert "0 events, so nothing is called new" in notes(empty)["baseline"]
    other = report("production", "--baseline", "staging")
    assert other["findings"][0]["seen"] == "not in staging"
    checks = {one["hypothesis"]: one["verdict"] for one in other["checks"]}
    assert checks["The task definition differs from that of staging in what the fault names"] == "implicated"
    assert checks["The AMI ids differ from those of staging"] == "ruled_out"
    nobody = report("production", "--baseline", "nowhere", "--no-checks")
    assert nobody["findings"][0]["seen"] is None
    assert notes(nobody)["baseline"].startswith("Not compared with nowhere: ")
    with pytest.raises(UsageError, match="against itself"):
        report("production", "--baseline", "prod")
    cli.main(["compare", "production", "--since", "5m", "--baseline", "15m", "--format", "json"], standalone_mode=False)
    windows = json.loads(capsys.readouterr().out)
    assert windows["kind"] == "windows" and windows["a"]["label"] == "this window"
    assert "more often in this window" in windows["conclusion"]["headline"]
    rates = {one["title"]: (one["rate"]["count_a"], one["rate"]["count_b"]) for one in windows["findings"]}
    assert (16, 1) in rates.values()
    assert [one["tell"] for one in windows["signatures"] if "widget" in one["title"]] == ["only_b"]


class Failing:
    """Gives a batch, then a gap, then fails."""

    def describe(self) -> Target:
        return Target("cloudwatch", "production")

    def events(self, window: Window, log: ReadLog) -> Iterator[list[LogEvent]]:
        yield [LogEvent(window.start, GONE, GROUP, "ecs/app/1")]
        log.gap(Gap(GROUP, "AccessDenied"))
        raise AccessError("no route to the endpoint", "look at the network")


def test_what_of_a_baseline_cannot_be_read_is_a_gap_of_the_baseline_alone() -> None:
    found = read_baseline(Failing(), BaselineSpan(Window(0, MINUTE), "1d earlier"), shipped_rules())
    assert [gap.reason for gap in found.gaps] == ["no route to the endpoint", "AccessDenied"]
    assert not found.whole and found.summary.events == 1
