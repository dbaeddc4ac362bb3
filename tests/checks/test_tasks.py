from typing import Any

import pytest

from tests.aws.answers import plant, play, refusal
from tests.checks.subjects import BEFORE, LONG_AGO, MINUTE, NOW, only, subject, task, verdicts, web
from triage.aws.session import AwsSession
from triage.checks.facts import Looked
from triage.checks.tasks import HEALTH_SAYS, IMAGE_SAYS, STOPPED_SAYS, look_at_tasks
from triage.model.environment import Container
from triage.model.report import CheckVerdict

RULED_OUT, IMPLICATED, UNKNOWN, NOT_APPLICABLE = CheckVerdict


def looked(session: AwsSession, *tasks: dict[str, Any], now: int = NOW, **service: Any) -> Looked:
    arns = [one["taskArn"] for one in tasks]
    play(session.ecs(attempts=1), "ListTasks", lambda _: {"taskArns": arns})
    play(session.ecs(attempts=1), "DescribeTasks", lambda _: {"tasks": list(tasks)})
    return look_at_tasks(subject(session, web(**service), now=now))


def stopped(number: int = 9, code: str = "EssentialContainerExited", **more: Any) -> dict[str, Any]:
    told = {"lastStatus": "STOPPED", "stopCode": code, "stoppedAt": BEFORE, "containers": [{"name": "app"}]}
    return task(number, **(told | more))


def test_running_tasks_rule_all_three_out(session: AwsSession) -> None:
    found = looked(session, task(1), task(2))
    assert verdicts(found) == {STOPPED_SAYS: RULED_OUT, HEALTH_SAYS: RULED_OUT, IMAGE_SAYS: RULED_OUT}
    assert (found.changes, found.ecs.stopped) == ((), ())


@pytest.mark.parametrize(
    ("one", "by_itself"),
    [
        (stopped(containers=[{"name": "app", "exitCode": 1}]), True),
        (stopped(code="TaskFailedToStart", stoppedReason="CannotPullContainerError: not found"), True),
        (stopped(code="SpotInterruption"), True),
        (stopped(code="ServiceSchedulerInitiated", stoppedReason="Task failed ELB health checks in (tg)"), True),
        (stopped(code="ServiceSchedulerInitiated", stoppedReason="Scaling activity initiated by x"), False),
        (stopped(code="ServiceSchedulerInitiated", containers=[{"name": "app", "exitCode": 137}]), False),
        (stopped(code="UserInitiated", stoppedReason="maintenance"), False),
        (stopped(group="family:job", containers=[{"name": "app", "exitCode": 0}]), False),
        (stopped(group="family:job", containers=[{"name": "app", "exitCode": 2}]), True),
        (stopped(code="", containers=[{"name": "app", "exitCode": 139}]), True),
        (stopped(code="", containers=[{"name": "app", "exitCode": 143}]), False),
    ],
)
def test_what_stops_by_itself(session: AwsSession, one: dict[str, Any], by_itself: bool) -> None:
    found = looked(session, one)
    assert only(found, STOPPED_SAYS).verdict is (IMPLICATED if by_itself else RULED_OUT)
    assert [fact.by_itself for fact in found.ecs.stopped] == [by_itself]
    assert len(found.changes) == by_itself


def test_reason_and_exit_code_stand_in_the_facts_and_the_finding(session: AwsSession) -> None:
    reason = "OutOfMemoryError: Container killed due to memory usage"
    found = looked(session, stopped(containers=[{"name": "app", "exitCode": 137, "reason": reason}]))
    (fact,) = found.ecs.stopped
    assert (fact.service, fact.family, fact.revision) == ("web", "web", 7)
    assert [(one.name, one.exit_code, one.reason) for one in fact.containers] == [("app", 137, reason)]
    finding = only(found, STOPPED_SAYS).finding
    assert finding == f"1 task of web; the last: EssentialContainerExited; {reason}; app exit 137"


def test_tasks_that_stopped_long_before_say_nothing(session: AwsSession) -> None:
    assert only(looked(session, stopped(stoppedAt=LONG_AGO)), STOPPED_SAYS).verdict is RULED_OUT


def test_after_an_hour_ecs_has_forgotten(session: AwsSession) -> None:
    assert only(looked(session, task(), now=NOW + 90 * MINUTE), STOPPED_SAYS).verdict is UNKNOWN


def test_tasks_of_other_services_and_clusters_are_left_out(session: AwsSession) -> None:
    other = stopped(1, group="service:billing"), stopped(2, clusterArn="arn:aws:ecs:x:1:cluster/nonprod")
    assert looked(session, *other).ecs.stopped == ()


@pytest.mark.parametrize(
    ("states", "wanted"),
    [
        (["HEALTHY", "UNHEALTHY"], IMPLICATED),
        (["HEALTHY", "UNKNOWN"], RULED_OUT),
        (["UNKNOWN"], NOT_APPLICABLE),
        ([], UNKNOWN),
    ],
)
def test_container_health(session: AwsSession, states: list[str], wanted: CheckVerdict) -> None:
    containers = [{"name": f"c{number}", "healthStatus": state} for number, state in enumerate(states)]
    tasks = [task(containers=containers)] if states else []
    assert only(looked(session, *tasks), HEALTH_SAYS).verdict is wanted


@pytest.mark.parametrize(
    ("image", "digests", "wanted"),
    [
        ("repo/app:1", ["sha256:aa", "sha256:aa"], RULED_OUT),
        ("repo/app:1", ["sha256:aa", "sha256:bb"], IMPLICATED),
        ("repo/app:1", ["", ""], UNKNOWN),
        ("repo/app@sha256:aa", ["", ""], RULED_OUT),
    ],
)
def test_one_tag_two_images(session: AwsSession, image: str, digests: list[str], wanted: CheckVerdict) -> None:
    tasks = [task(n, containers=[{"name": "app", "imageDigest": digest}]) for n, digest in enumerate(digests, 1)]
    found = looked(session, *tasks, containers=(Container("app", image),))
    assert only(found, IMAGE_SAYS).verdict is wanted


@pytest.mark.parametrize("operation", ["ListTasks", "DescribeTasks"])
def test_a_refused_call_is_never_fine(session: AwsSession, operation: str) -> None:
    if operation == "DescribeTasks":
        play(session.ecs(attempts=1), "ListTasks", lambda _: {"taskArns": [task()["taskArn"]]})
    said = f"User: x is not authorized to perform: ecs:{operation} on resource: *"
    plant(session.ecs(attempts=1), operation, refusal("AccessDeniedException", said))
    found = look_at_tasks(subject(session, web()))
    assert set(verdicts(found).values()) == {UNKNOWN}
    assert all(f"allow ecs:{operation}" in check.reason for check in found.checks)
