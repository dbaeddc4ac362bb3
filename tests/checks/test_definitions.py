import pytest

from tests.aws.answers import plant, play, refusal
from tests.checks.subjects import BEFORE, LONG_AGO, subject, web
from triage.aws.session import AwsSession
from triage.checks.definitions import look_at_definitions
from triage.model.environment import Container
from triage.model.report import Change, CheckVerdict


@pytest.fixture(autouse=True)
def registered(session: AwsSession) -> None:
    play(session.ecs(attempts=1), "DescribeTaskDefinition", lambda _: {"taskDefinition": {"registeredAt": LONG_AGO}})


def test_names_are_told_and_values_never(session: AwsSession) -> None:
    container = Container("app", environment=(("DB_PASS", "hunter2"),), secrets=(("KEY", "arn:key"),))
    (check,) = look_at_definitions(subject(session, web(containers=(container,)))).checks
    assert check.verdict is CheckVerdict.RULED_OUT
    assert check.finding == "web:7: app has 1 variable (DB_PASS) and 1 secret (KEY)"
    assert "hunter2" not in str(check)


@pytest.mark.parametrize(
    ("container", "finding"),
    [
        (Container("app", environment=(("DB_HOST", ""),)), "web: app has DB_HOST empty"),
        (Container("app", environment=(("A", "1"),), secrets=(("A", "arn:a"),)), "web: app has A twice"),
    ],
)
def test_empty_and_double_names_are_implicated(session: AwsSession, container: Container, finding: str) -> None:
    (check,) = look_at_definitions(subject(session, web(containers=(container,)))).checks
    assert (check.verdict, check.finding) == (CheckVerdict.IMPLICATED, finding)


def test_a_definition_that_discovery_could_not_read_is_not_known(session: AwsSession) -> None:
    (check,) = look_at_definitions(subject(session, web(containers=()))).checks
    assert check.verdict is CheckVerdict.UNKNOWN


def test_a_revision_of_the_window_is_a_change() -> None:
    session = AwsSession("eu-west-1")
    play(session.ecs(attempts=1), "DescribeTaskDefinition", lambda _: {"taskDefinition": {"registeredAt": BEFORE}})
    assert look_at_definitions(subject(session, web())).changes == (
        Change(int(BEFORE * 1000), "task definition web:7 registered", "ecs"),
    )


def test_a_refused_call_costs_the_change_alone() -> None:
    session = AwsSession("eu-west-1")
    plant(session.ecs(attempts=1), "DescribeTaskDefinition", refusal("AccessDeniedException", "no"))
    found = look_at_definitions(subject(session, web()))
    assert (len(found.checks), found.changes) == (1, ())
