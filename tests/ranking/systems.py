"""Small made-up systems: lines of their services, and what a report says of them."""

from datetime import UTC, datetime

from triage import analyze
from triage.model.events import LogEvent
from triage.model.findings import Finding, Role
from triage.model.report import Report

START = 1_795_000_000_000
UNKNOWN = "could not save the form"


def line(second: float, service: str, text: str, task: str = "a1") -> LogEvent:
    return LogEvent(START + int(second * 1000), text, "/ecs/shop/production", f"ecs/{service}/{task}")


def clock(second: float) -> str:
    return datetime.fromtimestamp((START + int(second * 1000)) / 1000, UTC).strftime("%d/%b/%Y:%H:%M:%S +0000")


def access(second: float, service: str, path: str, status: int) -> LogEvent:
    return line(second, service, f'10.0.1.7 - - [{clock(second)}] "GET {path} HTTP/1.1" {status} 512 "-" "probe/1"')


def error(second: float, service: str, text: str, task: str = "a1") -> LogEvent:
    return line(second, service, f"2026-11-22 10:00:00,000 ERROR app.main {text}", task)


def info(second: float, service: str, text: str = "worked") -> LogEvent:
    return line(second, service, f"2026-11-22 10:00:00,000 INFO app.main {text}")


def report(*groups: list[LogEvent]) -> Report:
    return analyze(sorted((event for group in groups for event in group), key=lambda event: event.timestamp))


def roots(made: Report) -> list[str]:
    return [finding.category or "" for finding in made.findings if finding.role is Role.ROOT_CAUSE]


def one(made: Report, category: str) -> Finding:
    return next(finding for finding in made.findings if finding.category == category)


def failing(service: str, path: str, start: int, end: int = 240) -> list[LogEvent]:
    """Requests that are answered before `start`, and fail from then on."""
    fine = [access(second, service, path, 200) for second in range(0, start, 2)]
    return [*fine, *(access(second + 0.1, service, path, 500) for second in range(start, end, 2))]
