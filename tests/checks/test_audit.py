from typing import Any

import pytest

from tests.aws.answers import plant, play, refusal, response
from tests.checks.subjects import BEFORE, NOW, subject, web
from triage.aws.session import AwsSession
from triage.checks.audit import look_at_audit
from triage.checks.facts import Looked
from triage.model.report import Change, CheckVerdict

RULED_OUT, IMPLICATED, UNKNOWN, NOT_APPLICABLE = CheckVerdict
DAY = 86_400_000


def event(name: str, resource: str = "", raw: str = "{}", **more: Any) -> dict[str, Any]:
    resources = [{"ResourceName": resource}] if resource else []
    told = {"EventName": name, "EventTime": BEFORE, "Username": "ana", "Resources": resources, "CloudTrailEvent": raw}
    return told | more


def looked(session: AwsSession, *events: dict[str, Any], now: int = NOW) -> Looked:
    play(session.cloudtrail(attempts=1), "LookupEvents", lambda _: {"Events": list(events)})
    return look_at_audit(subject(session, web(), now=now))


@pytest.mark.parametrize(
    ("one", "ours"),
    [
        (event("ModifyDBInstance", "contacts-production"), True),
        (event("UpdateService", raw='{"requestParameters": {"cluster": "prod", "service": "web"}}'), True),
        (event("RegisterTaskDefinition", raw='{"taskDefinitionArn": "arn:x:task-definition/web"}'), True),
        (event("UpdateService", raw='{"requestParameters": {"service": "website"}}'), False),
        (event("ModifyDBInstance", "contacts-staging"), False),
        (event("CreateLogStream", "production"), False),
        (event("DescribeThings", "production"), False),
        (event("RunTask", "production", Username="ecs-service-scheduler"), False),
    ],
)
def test_changes_of_the_environment_alone_count(session: AwsSession, one: dict[str, Any], ours: bool) -> None:
    found = looked(session, one)
    assert found.checks[0].verdict is (IMPLICATED if ours else RULED_OUT)
    assert len(found.changes) == ours


def test_who_and_what_are_told(session: AwsSession) -> None:
    assert looked(session, event("ModifyDBInstance", "contacts-production")).changes == (
        Change(int(BEFORE * 1000), "ModifyDBInstance by ana on contacts-production", "cloudtrail"),
    )


def test_an_account_too_busy_to_read_whole_is_not_known(session: AwsSession) -> None:
    page = [event("UpdateThing", "staging", EventTime=NOW / 1000) for _ in range(50)]
    play(session.cloudtrail(attempts=1), "LookupEvents", lambda _: {"Events": page, "NextToken": str(id(object()))})
    session_events = look_at_audit(subject(session, web()))
    assert session_events.checks[0].verdict is UNKNOWN


def test_after_ninety_days_it_is_not_known(session: AwsSession) -> None:
    assert looked(session, now=NOW + 91 * DAY).checks[0].verdict is UNKNOWN


def test_a_refused_call_is_never_fine(session: AwsSession) -> None:
    plant(session.cloudtrail(attempts=1), "LookupEvents", refusal("AccessDeniedException", "no"))
    (check,) = look_at_audit(subject(session, web())).checks
    assert (check.verdict, check.finding) == (UNKNOWN, "the call was refused")
    assert "allow cloudtrail:LookupEvents" in check.reason


def test_a_page_in_place_of_an_answer_is_not_shown(session: AwsSession) -> None:
    plant(session.cloudtrail(attempts=1), "LookupEvents", response(500, b"<!doctype html><h1>Oops</h1>", "text/html"))
    (check,) = look_at_audit(subject(session, web())).checks
    assert (check.verdict, check.reason) == (UNKNOWN, "cloudtrail:LookupEvents: the service answered 500")
