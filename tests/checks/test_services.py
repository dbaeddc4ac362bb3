from typing import Any

import pytest

from tests.aws.answers import plant, play, refusal
from tests.checks.subjects import BEFORE, LONG_AGO, NOW, deployment, only, service, subject, verdicts, web
from triage.aws.session import AwsSession
from triage.checks.facts import Looked
from triage.checks.services import COUNT_SAYS, DEPLOYMENT_SAYS, EVENTS_SAYS, look_at_services
from triage.model.report import CheckVerdict

RULED_OUT, IMPLICATED, UNKNOWN, NOT_APPLICABLE = CheckVerdict


def looked(session: AwsSession, *services: dict[str, Any]) -> Looked:
    play(session.ecs(attempts=1), "DescribeServices", lambda _: {"services": list(services)})
    return look_at_services(subject(session, web()))


def verdict(session: AwsSession, hypothesis: str, **more: Any) -> CheckVerdict:
    return only(looked(session, service(**more)), hypothesis).verdict


def event(message: str, at: float = BEFORE) -> dict[str, Any]:
    return {"id": "1", "createdAt": at, "message": message}


def test_a_service_that_is_well_rules_all_three_out(session: AwsSession) -> None:
    found = looked(session, service())
    assert verdicts(found) == {COUNT_SAYS: RULED_OUT, DEPLOYMENT_SAYS: RULED_OUT, EVENTS_SAYS: RULED_OUT}
    assert found.changes == ()


def test_the_command_is_the_call(session: AwsSession) -> None:
    assert only(looked(session, service()), COUNT_SAYS).command == (
        "aws ecs describe-services --cluster prod --services web "
        "--query 'services[].[serviceName,desiredCount,runningCount,pendingCount]'"
    )


@pytest.mark.parametrize(
    ("counts", "wanted"),
    [
        ({"runningCount": 1}, IMPLICATED),
        ({"desiredCount": 0, "runningCount": 0}, NOT_APPLICABLE),
        ({"desiredCount": 0, "runningCount": 0, "loadBalancers": [{"targetGroupArn": "x"}]}, IMPLICATED),
        ({"runningCount": 4}, RULED_OUT),
    ],
)
def test_fewer_tasks_than_wanted(session: AwsSession, counts: dict[str, Any], wanted: CheckVerdict) -> None:
    assert verdict(session, COUNT_SAYS, **counts) is wanted


def test_services_that_are_gone_are_not_well(session: AwsSession) -> None:
    assert set(verdicts(looked(session)).values()) <= {UNKNOWN, RULED_OUT}
    assert only(looked(session), COUNT_SAYS).verdict is UNKNOWN


@pytest.mark.parametrize(
    ("one", "wanted"),
    [
        (deployment(rolloutState="FAILED", rolloutStateReason="circuit breaker"), IMPLICATED),
        (deployment(failedTasks=3, rolloutState="IN_PROGRESS"), IMPLICATED),
        (deployment(rolloutState="IN_PROGRESS"), UNKNOWN),
        (deployment(rolloutState=""), RULED_OUT),
    ],
)
def test_how_a_deployment_goes(session: AwsSession, one: dict[str, Any], wanted: CheckVerdict) -> None:
    assert verdict(session, DEPLOYMENT_SAYS, deployments=[one]) is wanted


def test_deployments_of_another_controller_are_not_known(session: AwsSession) -> None:
    assert verdict(session, DEPLOYMENT_SAYS, deployments=[]) is UNKNOWN


def test_a_deployment_of_the_window_is_a_change_and_every_one_a_fact(session: AwsSession) -> None:
    found = looked(session, service(deployments=[deployment(createdAt=BEFORE), deployment(createdAt=LONG_AGO)]))
    assert [(one.timestamp, one.what) for one in found.changes] == [
        (int(BEFORE * 1000), "deployment of web:7 to web (completed)")
    ]
    assert [one.started_at for one in found.ecs.deployments] == [int(LONG_AGO * 1000), int(BEFORE * 1000)]


@pytest.mark.parametrize(
    "message",
    [
        "(service web) was unable to place a task because no container instance met all of its requirements.",
        "(service web) (task 1) is unhealthy in (target-group x) due to (reason Health checks failed)",
        "(service web) is unable to consistently start tasks successfully.",
        "(service web) (deployment ecs-svc/1) deployment failed: tasks failed to start.",
    ],
)
def test_events_of_trouble_implicate(session: AwsSession, message: str) -> None:
    check = only(looked(session, service(events=[event(message)])), EVENTS_SAYS)
    assert (check.verdict, check.finding) == (IMPLICATED, f"1 event, the last: {message}")


@pytest.mark.parametrize(
    "one",
    [event("(service web) has reached a steady state."), event("(service web) was unable to place a task", LONG_AGO)],
)
def test_good_and_old_events_do_not(session: AwsSession, one: dict[str, Any]) -> None:
    assert verdict(session, EVENTS_SAYS, events=[one]) is RULED_OUT


def test_events_that_newer_ones_pushed_out_are_not_known(session: AwsSession) -> None:
    steady = [event("(service web) has reached a steady state.", NOW / 1000) for _ in range(100)]
    assert verdict(session, EVENTS_SAYS, events=steady) is UNKNOWN


def test_a_refused_call_is_never_fine(session: AwsSession) -> None:
    calls = []
    session.ecs(attempts=1).meta.events.register("before-send.ecs.*", lambda **_: calls.append(1))
    plant(session.ecs(attempts=1), "DescribeServices", refusal("AccessDeniedException", "User: x is not authorized"))
    found = look_at_services(subject(session, web()))
    assert set(verdicts(found).values()) == {UNKNOWN}
    assert all("not authorized to perform ecs:DescribeServices" in check.reason for check in found.checks)
    assert not found.ecs.deployments_known


def test_a_throttled_call_is_tried_once(session: AwsSession) -> None:
    asked = []

    def throttle(**_: object) -> object:
        asked.append(1)
        return refusal("ThrottlingException", "Rate exceeded")

    session.ecs(attempts=1).meta.events.register_first("before-send.ecs.DescribeServices", throttle)
    assert set(verdicts(look_at_services(subject(session, web()))).values()) == {UNKNOWN}
    assert len(asked) == 1
