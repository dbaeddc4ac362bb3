"""Credentials that open nothing, and the table of injected faults at the end of a run."""

from __future__ import annotations

import pytest

FAULTS = pytest.StashKey[list[tuple[str, int, int, int, int]]]()


@pytest.fixture
def aws_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    rows = config.stash.get(FAULTS, [])
    if not rows:
        return
    terminalreporter.section("faults injected into CloudWatch Logs")
    terminalreporter.write_line(f"{'fault':44} {'events':>7} {'read':>7} {'in a gap':>9} {'lost':>5} {'twice':>6}")
    for fault, events, read, unseen, twice in sorted(rows):
        lost = events - read - unseen
        terminalreporter.write_line(f"{fault:44} {events:7} {read:7} {unseen:9} {lost:5} {twice:6}")
