from collections.abc import Mapping
from typing import Any

import pytest

from tests.aws.answers import plant, play, refusal
from tests.checks.subjects import BEFORE, LONG_AGO, subject, web
from tests.discovery.account import Account
from triage.aws.session import AwsSession
from triage.checks.revisions import look_at_revisions
from triage.model.report import Check, CheckVerdict

CONTAINER: dict[str, Any] = {
    "name": "app",
    "image": "repo/app:1",
    "environment": [{"name": "DB_NAME", "value": "shop"}, {"name": "PASS", "value": "hunter2"}],
    "secrets": [{"name": "KEY", "valueFrom": "arn:one"}],
    "cpu": 128,
    "memory": 256,
}


def checked(session: AwsSession, before: dict[str, Any], since: float = BEFORE, **live: Any) -> Check:
    """The check where the live revision and its predecessor are such."""

    def answer(asked: Mapping[str, Any]) -> Mapping[str, Any]:
        old = asked["taskDefinition"] == "web:6"
        containers = [CONTAINER | before] if old else [CONTAINER | live]
        return {"taskDefinition": {"registeredAt": LONG_AGO if old else since, "containerDefinitions": containers}}

    play(session.ecs(attempts=1), "DescribeTaskDefinition", answer)
    (check,) = look_at_revisions(subject(session, web())).checks
    return check


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ({"image": "repo/app:0"}, "app: image"),
        ({"environment": [{"name": "DB_NAME", "value": "old"}]}, "app: 2 variables (DB_NAME, PASS)"),
        ({"secrets": [{"name": "KEY", "valueFrom": "arn:two"}]}, "app: 1 secret (KEY)"),
        ({"memory": 512}, "app: CPU or memory"),
        ({"command": ["sleep", "1"]}, "app: command"),
        ({"name": "api"}, "container api removed; container app added"),
    ],
)
def test_a_change_of_the_window_is_named_and_its_values_are_not(
    session: AwsSession, before: dict[str, Any], text: str
) -> None:
    check = checked(session, before)
    assert check.verdict is CheckVerdict.IMPLICATED
    assert f"web:7 of web changes {text} (registered " in check.finding
    assert "hunter2" not in str(check)
    assert "--task-definition web:6" in check.command


def test_a_change_of_long_ago_explains_no_fault_of_now(session: AwsSession) -> None:
    check = checked(session, {"image": "repo/app:0"}, LONG_AGO)
    assert check.verdict is CheckVerdict.RULED_OUT
    assert "image" in check.finding


def test_an_equal_revision_is_ruled_out(session: AwsSession) -> None:
    assert checked(session, {}).verdict is CheckVerdict.RULED_OUT


def test_a_first_revision_has_no_predecessor(session: AwsSession) -> None:
    (check,) = look_at_revisions(subject(session, web(revision=1))).checks
    assert check.verdict is CheckVerdict.NOT_APPLICABLE


def test_without_services_it_does_not_apply(session: AwsSession) -> None:
    (check,) = look_at_revisions(subject(session)).checks
    assert check.verdict is CheckVerdict.NOT_APPLICABLE


def test_a_refused_call_is_never_fine(session: AwsSession) -> None:
    plant(session.ecs(attempts=1), "DescribeTaskDefinition", refusal("AccessDeniedException", "no"))
    (check,) = look_at_revisions(subject(session, web())).checks
    assert check.verdict is CheckVerdict.UNKNOWN
    assert "allow ecs:DescribeTaskDefinition" in check.reason


def test_revisions_of_an_emulated_account(account: Account, session: AwsSession) -> None:
    definition = {"name": "app", "image": "repo/app:1", "memory": 128}
    account.definition("web", definition)
    live = account.definition("web", definition | {"environment": [{"name": "DB_NAME", "value": "shop"}]})
    (check,) = look_at_revisions(subject(session, web(task_definition=live, revision=2))).checks
    assert "web:2 of web changes app: 1 variable (DB_NAME)" in check.finding
