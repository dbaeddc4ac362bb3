from collections.abc import Iterator
from typing import Any

import pytest

from tests.checks.subjects import MINUTE, WINDOW
from triage.checks import EcsFacts, Looked, stop_events
from triage.checks.facts import StoppedContainer, StoppedTask
from triage.config import Settings
from triage.model.events import LogEvent
from triage.model.findings import Source
from triage.model.report import Report, Target, Window
from triage.pipeline import investigate
from triage.ruleset.library import shipped_rules
from triage.sources.reading import ReadLog

AT = WINDOW.start + 10 * MINUTE
MEMORY = "OutOfMemoryError: Container killed due to memory usage"


def stopped(reason: str = "", *containers: StoppedContainer, **more: Any) -> StoppedTask:
    told = {"stopped_at": AT, "cluster": "prod", "service": "web", "id": "0f3a", "family": "web", "revision": 7}
    found = containers or (StoppedContainer("app"),)
    return StoppedTask(**(told | {"reason": reason, "by_itself": True, "containers": found} | more))


class Quiet:
    """A source whose logs say nothing of the fault."""

    def describe(self) -> Target:
        return Target("cloudwatch", "production", log_groups=("/ecs/web",))

    def events(self, window: Window, log: ReadLog) -> Iterator[list[LogEvent]]:
        yield [LogEvent(AT - MINUTE, "INFO ready", "/ecs/web", "ecs/app/0f3a")]


def report(*tasks: StoppedTask) -> Report:
    looked = Looked(ecs=EcsFacts(tuple(tasks)))
    return investigate(Quiet(), WINDOW, shipped_rules(), Settings(), checks=lambda: looked)


@pytest.mark.parametrize(
    ("task", "category"),
    [
        (stopped("Essential container in task exited", StoppedContainer("app", 137, MEMORY)), "container.oom"),
        (stopped("CannotPullContainerError: pull image: repo/app:9: not found"), "container.image_pull"),
        (stopped("ResourceInitializationError: failed to initialize logging driver"), "container.init_failed"),
    ],
)
def test_a_reason_that_no_log_holds_is_a_finding(task: StoppedTask, category: str) -> None:
    (finding,) = report(task).findings
    (evidence,) = finding.evidence
    assert (finding.category, finding.services, finding.tasks) == (category, ("app",), ("0f3a",))
    assert (evidence.source, evidence.ref, evidence.timestamp) == (Source.ECS, "task 0f3a", AT)
    assert (evidence.log_group, evidence.log_stream) == ("", "")


@pytest.mark.parametrize(
    "task",
    [
        stopped("Essential container in task exited", StoppedContainer("app", 0)),
        stopped("Essential container in task exited", StoppedContainer("app", 143)),
        stopped("Your Spot Task was interrupted.", StoppedContainer("app", 137), code="SpotInterruption"),
        stopped("Scaling activity initiated by deployment", by_itself=False),
        stopped(MEMORY, stopped_at=WINDOW.start - 1),
        stopped(MEMORY, stopped_at=0),
    ],
)
def test_an_end_without_a_cause_of_its_own_or_outside_the_window_is_none(task: StoppedTask) -> None:
    assert stop_events(EcsFacts((task,)), WINDOW) == ()


def test_what_was_read_from_logs_is_counted_as_before() -> None:
    assert report(stopped(MEMORY)).coverage == report().coverage


def test_the_failed_container_stands_for_the_task() -> None:
    containers = StoppedContainer("app", 0), StoppedContainer("proxy", 139)
    (event,) = stop_events(EcsFacts((stopped("", *containers),)), WINDOW)
    assert event.log_stream == "ecs/proxy/0f3a"
