"""Ends of tasks and revisions that ECS knows, as evidence beside the logs."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from triage.checks import EcsFacts, Looked
from triage.checks.facts import Deployment, StoppedContainer, StoppedTask
from triage.config import Settings
from triage.model.environment import Container, EcsService, Environment
from triage.model.events import LogEvent
from triage.model.findings import Finding, Role
from triage.model.report import CheckVerdict, Report, Target, VerdictStatus, Window
from triage.pipeline import investigate
from triage.ruleset.library import shipped_rules
from triage.sources.reading import ReadLog

START = 1_772_355_600_000
MINUTE = 60_000
WINDOW = Window(START, START + 30 * MINUTE)
MISSING = "KeyError: 'PAYMENT_TOKEN'"
TABLE = "ERROR (1146, \"Table 'shop.invoices' doesn't exist\")"
EXITED = "Essential container in task exited"
SERVICE = EcsService("prod", "web", family="web", revision=8, containers=(Container("app", "shop"),))


class Recorded:
    def __init__(self, events: Sequence[LogEvent]) -> None:
        self._events = sorted(events, key=lambda one: one.timestamp)

    def describe(self) -> Target:
        return Target("cloudwatch", "production", log_groups=("/ecs/web",))

    def events(self, window: Window, log: ReadLog) -> Iterator[list[LogEvent]]:
        yield self._events


def says(minute: float, text: str, task: str = "t1") -> LogEvent:
    return LogEvent(START + int(minute * MINUTE), text, "/ecs/web", f"ecs/app/{task}")


def stopped(minute: float, reason: str, exit_code: int | None, task: str = "t1", **more: Any) -> StoppedTask:
    containers = (StoppedContainer("app", exit_code, more.pop("says", "")),)
    at = START + int(minute * MINUTE)
    return StoppedTask(at, "prod", "web", task, "web", 8, reason=reason, by_itself=True, containers=containers, **more)


def report(
    events: Sequence[LogEvent],
    stops: Sequence[StoppedTask] = (),
    deployments: Sequence[Deployment] = (),
    revisions: tuple[tuple[str, str], ...] = (),
) -> Report:
    facts = EcsFacts(tuple(stops), tuple(deployments), True, revisions)
    environment = Environment("production", "eu-west-1", "111122223333", services=(SERVICE,))
    looked = Looked(ecs=facts)
    return investigate(Recorded(events), WINDOW, shipped_rules(), Settings(), environment, checks=lambda: looked)


def roots(found: Report) -> list[str]:
    return [one.category for one in found.findings if one.role is Role.ROOT_CAUSE]


def test_tasks_that_die_without_a_word_are_not_healthy() -> None:
    found = report([says(1, "INFO ready")], [stopped(5 + at, EXITED, 1, f"t{at}") for at in range(3)])
    assert found.verdict.status is VerdictStatus.UNEXPLAINED
    (finding,) = found.findings
    assert (finding.count, finding.services, finding.tasks) == (3, ("app",), ("t0", "t1", "t2"))
    assert found.coverage.error_records == 0


@pytest.mark.parametrize(
    ("reason", "exit_code", "container", "category"),
    [
        (EXITED, 137, "OutOfMemoryError: Container killed due to memory usage", "container.oom"),
        ("CannotPullContainerError: pull image: repo/app:9: not found", None, "", "container.image_pull"),
    ],
)
def test_one_task_that_ecs_saw_die_of_a_cause_is_harm_enough(
    reason: str, exit_code: int | None, container: str, category: str
) -> None:
    found = report([says(1, "INFO ready")], [stopped(5, reason, exit_code, says=container)])
    assert roots(found) == [category]
    assert [one.source.value for one in found.findings[0].evidence] == ["ecs"]


def test_a_task_that_ecs_kills_for_its_health_did_not_lack_memory() -> None:
    reason = "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/x/1)"
    found = report([says(1, "INFO ready")], [stopped(5, reason, 137)])
    assert [one.category for one in found.findings] == ["container.health_check_failed"]
    assert roots(found) == []


def test_the_last_word_of_a_task_explains_its_end() -> None:
    trace = f'Traceback (most recent call last):\n  File "/app/pay.py", line 3, in <module>\n    x\n{MISSING}'
    events = [says(1, "INFO starting"), *[says(2, line) for line in trace.splitlines()]]
    found = report(events, [stopped(2.05, EXITED, 1)])
    first, *rest = found.findings
    assert first.role is Role.ROOT_CAUSE and "PAYMENT_TOKEN" in str(first.entities)
    assert "task_life" in {factor.factor for factor in first.why}
    assert [one.explained_by for one in rest] == [first.id]


def _deployed(minute: float) -> Deployment:
    return Deployment(START + int(minute * MINUTE), "web", "web", 8, "COMPLETED")


def _fault(found: Report) -> Finding:
    return next(one for one in found.findings if one.category == "db.missing_table")


FAULTS = [says(10 + at / 10, TABLE, "new") for at in range(9)]
ORDINARY = [says(at, "INFO fine", "old") for at in range(9)]


def test_a_deployment_just_before_is_told_and_supports_what_it_explains() -> None:
    found = report([*ORDINARY, *FAULTS], deployments=[_deployed(9)])
    finding = _fault(found)
    (factor,) = [one for one in finding.why if one.factor == "new_revision"]
    assert "web:8 went live" in factor.text and "60 s before the first record" in factor.text
    assert finding.hypotheses[0].supported_by and "revision" in finding.hypotheses[0].says
    assert round(sum(one.value for one in finding.why), 2) == finding.score
    (check,) = [one for one in found.checks if "A deployment just before" in one.hypothesis]
    assert check.verdict is CheckVerdict.IMPLICATED


@pytest.mark.parametrize(
    "deployment",
    [
        _deployed(-60),
        _deployed(12),
        Deployment(START + 9 * MINUTE, "cart", "cart", 3),
    ],
)
def test_another_service_or_another_time_is_not_told(deployment: Deployment) -> None:
    finding = _fault(report([*ORDINARY, *FAULTS], deployments=[deployment]))
    assert "new_revision" not in {one.factor for one in finding.why}


def test_a_fault_as_old_as_the_window_may_be_older_than_the_deployment() -> None:
    faults = [says(0.1 + at / 10, TABLE, "new") for at in range(9)]
    finding = _fault(report(faults, deployments=[_deployed(-2)]))
    assert "new_revision" not in {one.factor for one in finding.why}


def test_a_fault_of_the_new_revision_alone_is_a_factor() -> None:
    revisions = (("new", "web:8"), ("old", "web:7"))
    finding = _fault(report([*ORDINARY, *FAULTS], revisions=revisions))
    assert any(one.factor == "new_release" and "web:8" in one.text and one.value for one in finding.why)
    both = _fault(report([*ORDINARY, *FAULTS, says(11, TABLE, "old")], revisions=revisions))
    assert "new_release" not in {one.factor for one in both.why}


def test_a_release_that_the_logs_tell_stands() -> None:
    started = says(9.9, '{"level":"info","version":"1.4.2","msg":"started"}', "new")
    finding = _fault(report([*ORDINARY, started, *FAULTS], revisions=(("new", "web:8"), ("old", "web:7"))))
    assert "web:7" not in str(finding.entities)
