"""Prints the security table after the tests that try it."""

import pytest

from tests.hostile.threats import THREATS


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "threat(name): tries a row of the security table")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item):  # type: ignore[no-untyped-def]
    outcome = yield
    report = outcome.get_result()
    marker = item.get_closest_marker("threat")
    if marker is not None and report.when == "call":
        report.user_properties.append(("threat", marker.args[0]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One row per threat: how many tests held, what they tried."""
    rows: dict[str, list[str]] = {name: [] for name in THREATS}
    counts: dict[str, list[int]] = {name: [0, 0] for name in THREATS}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            told = dict(getattr(report, "user_properties", ()))
            if name := told.get("threat"):
                counts[name][outcome == "failed"] += 1
                rows[name] += [told["tried"]] if "tried" in told else []
    if not any(map(any, counts.values())):
        return
    terminalreporter.section("security table")
    for name, (held, broken) in counts.items():
        word = f"BROKEN in {broken}" if broken else f"held in {held}" if held else "NOT TRIED"
        terminalreporter.write_line(f"{name:<18} {word:<12} {'; '.join(sorted(set(rows[name])))}")
