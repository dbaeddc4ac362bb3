"""Reading CloudWatch from the command line: interrupted, out of credentials, taken up again, within a budget."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.stub.running import Stub, stub
from tests.stub.scenario import Bulk, Group, Knobs, Scenario, StubEvent

T0 = 1_750_000_000_000
GROUP = "/ecs/production"
SECRET = "password=hunter2secret"
EVENTS = tuple(StubEvent(T0 + 3_600 * i, f"line {i} {SECRET if i == 3 else ''}") for i in range(1_000))
WINDOW = ("--since", "2025-06-15T15:06:40Z", "--until", "2025-06-15T16:06:40Z")
Run = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def cache(isolated: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder of one test alone, with the rules as they were compiled."""
    own = isolated / "cache"
    for path in Path(os.environ["XDG_CACHE_HOME"]).rglob("*.bin"):
        (own / "triage").mkdir(parents=True, exist_ok=True)
        shutil.copy(path, own / "triage")
    monkeypatch.setenv("XDG_CACHE_HOME", str(own))
    return own


def begin(server: Stub, *arguments: str) -> subprocess.Popen[str]:
    common = ["production", "--endpoint-url", server.url, "--region", "eu-west-1", "--no-checks", "--format", "json"]
    command = [sys.executable, "-m", "triage.cli.main", "run", *common, *WINDOW, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ))


def finished(process: subprocess.Popen[str]) -> tuple[int, dict[str, Any], str]:
    told, said = process.communicate(timeout=120)
    return process.returncode, json.loads(told) if told else {}, said


def calls(server: Stub) -> int:
    return server.counts().get("calls", 0)


def wait_for(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not holds() and time.monotonic() < until:
        time.sleep(0.01)


def slow(**knobs: Any) -> Scenario:
    return Scenario({GROUP: Group(EVENTS)}, Knobs(page_events=50, latency=0.1, **knobs))


def test_an_interrupted_run_reports_what_it_read_and_is_taken_up_with_what_is_missing(cache: Path) -> None:
    with stub(slow()) as server:
        process = begin(server)
        wait_for(lambda: calls(server) >= 8)
        process.send_signal(signal.SIGINT)
        code, report, said = finished(process)
        assert code == 130
        assert 0 < report["coverage"]["events"] < 1_000
        assert not report["complete"]
        assert {gap["scope"] for gap in report["gaps"]} == {GROUP}
        assert "`triage run production --resume` then reads only what is missing" in said
        assert "Traceback" not in said

        kept = list(cache.rglob("*.chunk"))
        assert kept
        assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}

        before = calls(server)
        code, report, _ = finished(begin(server, "--resume"))
        assert (code, report["complete"], report["gaps"]) == (0, True, [])
        assert report["coverage"]["events"] == 1_000
        assert calls(server) - before < 20, "20 pages hold everything"
        assert not list(cache.rglob("*.chunk"))


def test_a_second_interrupt_ends_at_once() -> None:
    with stub(Scenario({GROUP: Group(EVENTS)}, Knobs(page_events=50, latency=3.0))) as server:
        process = begin(server)
        wait_for(lambda: calls(server) >= 1)
        process.send_signal(signal.SIGINT)
        time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        code, _, said = finished(process)
    assert code == 130
    assert "Traceback" not in said


def test_credentials_that_expire_leave_a_saved_report_and_one_line_that_says_how_to_renew_them(cache: Path) -> None:
    with stub(slow(fail_after=9, fail_until=40, fail_with="ExpiredTokenException")) as server:
        code, report, said = finished(begin(server))
        assert (code, report["complete"]) == (3, False)
        assert report["run"]["saved"]
        assert 0 < report["coverage"]["events"] < 1_000
        lines = [line for line in said.splitlines() if "expired" in line]
        assert len(lines) == 1
        assert "log in again: aws sso login" in lines[0]
        assert "--resume" in lines[0]

        wait_for(lambda: _bump(server) >= 41)
        before = calls(server)
        code, report, _ = finished(begin(server, "--resume"))
        assert (code, report["complete"], report["coverage"]["events"]) == (0, True, 1_000)
        assert calls(server) - before < 20


def _bump(server: Stub) -> int:
    """Ask once, so that the credentials are good again after some calls."""
    from botocore.exceptions import ClientError

    with suppress(ClientError):
        server.session().logs(attempts=1).filter_log_events(logGroupName=GROUP, startTime=T0, endTime=T0 + 1)
    return calls(server)


def test_what_is_kept_holds_no_secret(cache: Path) -> None:
    import zlib

    with stub(slow(fail_after=9, fail_with="ExpiredTokenException")) as server:
        finished(begin(server))
    texts = [zlib.decompress(path.read_bytes()).decode() for path in cache.rglob("*.chunk")]
    assert any("line 3 " in text for text in texts)
    assert not any("hunter2secret" in text for text in texts)


def test_nothing_to_take_up_is_said(cache: Path) -> None:
    with stub(slow()) as server:
        code, _, said = finished(begin(server, "--resume"))
    assert code == 2
    assert "no run of 'production' is waiting" in said


def test_a_budget_that_is_too_small_reads_around_errors_and_says_so() -> None:
    bulk = Bulk(30_000, T0, T0 + 3_600_000, error_every=10_000)
    with stub(Scenario({GROUP: Group(bulk=bulk)})) as server:
        code, report, _ = finished(begin(server, "--budget", "2s", "--quota-share", "0.2"))
    assert (code, report["target"]["source"]) == (1, "insights")
    assert report["findings"][0]["entities"]["table"] == ["orders"]
    assert report["findings"][0]["count"] == 3
    assert report["coverage"]["events"] < 3_000


def test_a_budget_that_no_one_can_read_is_refused() -> None:
    with stub(slow()) as server:
        code, _, said = finished(begin(server, "--budget", "soon"))
    assert code == 2
    assert "soon" in said


def test_the_services_clock_decides_what_now_is() -> None:
    hour = 3_600
    planted = int(time.time() * 1000) + 1_000 * (hour - 600)  # ten minutes ago, for the service
    events = tuple(StubEvent(planted + i, f"line {i}") for i in range(10))
    with stub(Scenario({GROUP: Group(events)}, Knobs(clock_ahead=hour))) as server:
        common = [
            "production",
            "--endpoint-url",
            server.url,
            "--region",
            "eu-west-1",
            "--no-checks",
            "--format",
            "json",
        ]
        command = [sys.executable, "-m", "triage.cli.main", "run", *common, "--since", "30m"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    report = json.loads(done.stdout)
    assert (done.returncode, report["coverage"]["events"]) == (0, 10)
