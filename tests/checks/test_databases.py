from datetime import UTC, datetime
from typing import Any

import pytest
from moto.rds.models import rds_backends

from tests.aws.answers import plant, query_refusal
from tests.checks.subjects import BEFORE, LONG_AGO, only, subject, verdicts, web
from tests.discovery.account import REGION, Account
from triage.aws.session import AwsSession
from triage.checks.databases import EVENTS_SAYS, STATUS_SAYS, look_at_databases
from triage.checks.facts import Looked
from triage.checks.reach import SAYS as REACH_SAYS
from triage.model.environment import Container, EcsService
from triage.model.report import CheckVerdict

RULED_OUT, IMPLICATED, UNKNOWN, NOT_APPLICABLE = CheckVerdict
HOST = "contacts.c7hd2kq1xw9m.eu-west-1.rds.amazonaws.com"


def with_host(value: str = HOST, **more: Any) -> EcsService:
    return web(containers=(Container("app", environment=(("DATABASE_URL", value),)),), **more)


def database(name: str = "contacts", **more: Any) -> Any:
    """An instance in the emulated account; gives the backend's own object."""
    import boto3

    boto3.client("rds", region_name=REGION).create_db_instance(
        DBInstanceIdentifier=name, Engine="mariadb", EngineVersion="10.11", DBInstanceClass="db.t3.micro",
        AllocatedStorage=20, Port=3306, MasterUsername="admin", MasterUserPassword="not-a-secret", **more,
    )  # fmt: skip
    backend = rds_backends["123456789012"][REGION]
    backend.events.clear()
    return backend.databases[name]


def happen(category: str, message: str, at: float = BEFORE) -> None:
    instance = rds_backends["123456789012"][REGION].databases["contacts"]
    instance.add_event("DB_INSTANCE_CREATE")
    event = rds_backends["123456789012"][REGION].events[-1]
    event.event_categories, event.message, event.date = [category], message, datetime.fromtimestamp(at, UTC)


def looked(session: AwsSession, service: EcsService | None = None) -> Looked:
    return look_at_databases(subject(session, service or with_host()))


@pytest.mark.parametrize(
    "value", [HOST, f"mysql://app:secret@{HOST}:3306/contacts", HOST.upper(), f"jdbc:mysql://{HOST}/x?ssl=true"]
)
def test_environment_variables_lead_to_the_instance(account: Account, session: AwsSession, value: str) -> None:
    database()
    database("billing")
    check = only(looked(session, with_host(value)), STATUS_SAYS)
    assert (check.verdict, check.finding) == (RULED_OUT, "contacts is available")
    assert check.command.startswith("aws rds describe-db-instances --filters Name=db-instance-id,Values=contacts ")


def test_without_variables_names_and_tags_lead_there(account: Account, session: AwsSession) -> None:
    database(Tags=[{"Key": "Environment", "Value": "production"}])
    database("billing")
    assert only(looked(session, web()), STATUS_SAYS).finding == "contacts is available"


def test_an_instance_that_nothing_leads_to_is_not_judged(account: Account, session: AwsSession) -> None:
    database("billing")
    assert set(verdicts(looked(session, web())).values()) == {UNKNOWN}


def test_without_instances_nothing_applies(account: Account, session: AwsSession) -> None:
    assert set(verdicts(looked(session)).values()) == {NOT_APPLICABLE}


@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        ("available", RULED_OUT),
        ("backing-up", RULED_OUT),
        ("modifying", UNKNOWN),
        ("storage-full", IMPLICATED),
        ("stopped", IMPLICATED),
        ("rebooting", IMPLICATED),
    ],
)
def test_status(account: Account, session: AwsSession, status: str, wanted: CheckVerdict) -> None:
    database().status = status
    assert only(looked(session), STATUS_SAYS).verdict is wanted


@pytest.mark.parametrize(
    ("category", "at", "wanted"),
    [
        ("availability", BEFORE, IMPLICATED),
        ("failover", BEFORE, IMPLICATED),
        ("low storage", BEFORE, IMPLICATED),
        ("backup", BEFORE, RULED_OUT),
        ("failover", LONG_AGO, RULED_OUT),
    ],
)
def test_events(account: Account, session: AwsSession, category: str, at: float, wanted: CheckVerdict) -> None:
    database()
    happen(category, "it happened", at)
    found = looked(session)
    assert only(found, EVENTS_SAYS).verdict is wanted
    assert [one.what for one in found.changes] == (["contacts: it happened"] if at == BEFORE else [])


@pytest.mark.parametrize(
    ("operation", "unknown"),
    [
        ("DescribeDBInstances", {STATUS_SAYS, EVENTS_SAYS, REACH_SAYS}),
        ("DescribeEvents", {EVENTS_SAYS, REACH_SAYS}),
    ],
)
def test_a_refused_call_is_never_fine(account: Account, session: AwsSession, operation: str, unknown: set[str]) -> None:
    database()
    plant(session.rds(attempts=1), operation, query_refusal("AccessDenied", "no"))
    found = looked(session)
    assert {says for says, verdict in verdicts(found).items() if verdict is UNKNOWN} == unknown
    assert f"allow rds:{operation}" in only(found, EVENTS_SAYS).reason
