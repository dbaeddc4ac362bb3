"""Finding an environment while AWS refuses some of the calls."""

import pytest
from botocore.awsrequest import AWSResponse

from tests.aws.answers import plant, query_refusal, refusal
from tests.discovery.account import Account, container
from tests.discovery.test_find import found, notes, story, targets
from triage.aws.session import AwsSession
from triage.config import EnvironmentSettings, Settings
from triage.discovery import discover
from triage.errors import AccessError, CredentialsError

NO = refusal("AccessDeniedException", "User: x is not authorized to perform: ecs:Thing on resource: *")


def denied(action: str) -> AWSResponse:
    return refusal("AccessDeniedException", f"User: x is not authorized to perform: {action} on resource: *")


def test_without_ecs_the_log_groups_are_still_found_and_the_action_is_named(
    account: Account, session: AwsSession
) -> None:
    story(account, "production")
    plant(session.ecs(), "ListClusters", denied("ecs:ListClusters"))
    environment = found(session)
    assert targets(environment) == [("/aws/application/tf-playground/production", "")]
    (note,) = environment.notes
    assert (note.kind, note.what, note.may_hide_logs) == ("refused", "ecs:ListClusters", True)
    assert "allow ecs:ListClusters" in note.hint


@pytest.mark.parametrize(
    ("operation", "hides"),
    [
        ("DescribeClusters", False),
        ("ListServices", True),
        ("DescribeServices", True),
        ("ListTasks", True),
        ("DescribeTaskDefinition", True),
    ],
)
def test_each_refused_call_of_ecs_is_noted(account: Account, session: AwsSession, operation: str, hides: bool) -> None:
    story(account, "production")
    plant(session.ecs(), operation, denied(f"ecs:{operation}"))
    environment = found(session)
    assert targets(environment) == [("/aws/application/tf-playground/production", "")]
    refused = [note for note in environment.notes if note.kind == "refused"]
    assert [(note.what.split(" ")[0], note.may_hide_logs) for note in refused] == [(f"ecs:{operation}", hides)]


def test_without_log_groups_those_of_the_task_definitions_are_still_read(account: Account, session: AwsSession) -> None:
    story(account, "production")
    plant(session.logs(), "DescribeLogGroups", denied("logs:DescribeLogGroups"))
    environment = found(session)
    assert targets(environment) == [("/aws/application/tf-playground/production", "ecs-blue/flask-app/")]
    assert set(notes(environment, "refused")) == {"logs:DescribeLogGroups"}
    assert any(note.may_hide_logs for note in environment.notes)


@pytest.mark.parametrize("operation", ["DescribeTargetGroups", "DescribeLoadBalancers", "DescribeListeners"])
def test_load_balancers_hide_no_logs(account: Account, session: AwsSession, operation: str) -> None:
    story(account, "production")
    plant(session.elbv2(), operation, query_refusal("AccessDenied", "no"))
    environment = found(session)
    assert targets(environment) == [("/aws/application/tf-playground/production", "")]
    assert [note.may_hide_logs for note in environment.notes if note.kind == "refused"] == [False]


def test_without_an_account_number_everything_else_is_found(account: Account, session: AwsSession) -> None:
    story(account, "production")
    plant(session.sts(attempts=2), "GetCallerIdentity", query_refusal("AccessDenied", "no"))
    environment = found(session)
    assert environment.account == ""
    assert len(environment.targets) == 1


def test_when_everything_is_refused_nothing_is_called_unknown(account: Account, session: AwsSession) -> None:
    plant(session.ecs(), "ListClusters", denied("ecs:ListClusters"))
    plant(session.logs(), "DescribeLogGroups", denied("logs:DescribeLogGroups"))
    with pytest.raises(AccessError) as caught:
        found(session)
    assert "ecs:ListClusters" in caught.value.message
    assert "allow logs:DescribeLogGroups" in caught.value.hint


def test_nothing_found_and_something_refused_is_not_unknown_either(account: Account, session: AwsSession) -> None:
    plant(session.ecs(), "ListClusters", denied("ecs:ListClusters"))
    account.log_group("/ecs/staging")
    with pytest.raises(AccessError, match="production could not be looked up in eu-west-1"):
        found(session)


def test_expired_credentials_end_it_at_once(account: Account, session: AwsSession) -> None:
    plant(session.sts(attempts=2), "GetCallerIdentity", query_refusal("ExpiredToken", "expired"))
    with pytest.raises(CredentialsError, match="expired"):
        found(session)


def test_credentials_that_expire_on_the_way_end_it(account: Account, session: AwsSession) -> None:
    story(account, "production")
    plant(session.logs(), "DescribeLogGroups", refusal("ExpiredTokenException", "expired"))
    with pytest.raises(CredentialsError, match="expired"):
        found(session)


def test_an_unreachable_aws_is_one_clear_error() -> None:
    with pytest.raises(AccessError, match=r"nothing answers at http://127\.0\.0\.1:9"):
        found(AwsSession("eu-west-1", endpoint_url="http://127.0.0.1:9"))


def test_named_clusters_and_groups_need_no_listing(account: Account, session: AwsSession) -> None:
    group = account.log_group("/ecs/web")
    account.service(account.cluster("blue"), "web", account.definition("web", container("app", group, "x")))
    plant(session.ecs(), "ListClusters", denied("ecs:ListClusters"))
    section = EnvironmentSettings(clusters=("blue",), log_groups=("/ecs/web",))
    environment = discover("production", session, Settings(environments={"production": section}))
    assert targets(environment) == [("/ecs/web", "")]
    assert environment.notes == ()
