"""Credentials that open nothing, and the table of injected faults at the end of a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.sources.faults import Row

_FAULT = "fault"
Note = Callable[[Row], None]


@pytest.fixture
def aws_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")


@pytest.fixture
def note(record_property: Callable[[str, Any], None]) -> Note:
    """Puts a row into the table; properties reach the summary from worker processes too."""
    return lambda row: record_property(_FAULT, list(row))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [one for kind in ("passed", "failed") for one in terminalreporter.getreports(kind)]
    rows = sorted(Row(*value) for one in reports for key, value in one.user_properties if key == _FAULT)
    if not rows:
        return
    terminalreporter.section("faults injected into CloudWatch Logs")
    terminalreporter.write_line(
        f"{'fault':52} {'events':>7} {'read':>7} {'in a gap':>9} {'lost':>5} {'twice':>6} {'complete':>9} {'exit':>5}"
    )
    for row in rows:
        terminalreporter.write_line(
            f"{row.fault:52} {row.events:7} {row.read:7} {row.in_gaps:9} {row.lost:5} {row.twice:6} "
            f"{'yes' if row.complete else 'no':>9} {row.exit_code:5}"
        )
    lost, twice = sum(row.lost for row in rows), sum(row.twice for row in rows)
    terminalreporter.write_line(f"{len(rows)} faults: {lost} events lost, {twice} counted twice")
