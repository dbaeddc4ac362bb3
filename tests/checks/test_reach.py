from typing import Any

import pytest

from tests.aws.answers import plant, play, query_refusal
from tests.checks.subjects import only, task
from tests.checks.test_databases import database, looked, with_host
from tests.discovery.account import Account
from triage.aws.session import AwsSession
from triage.checks.reach import SAYS
from triage.model.report import Check, CheckVerdict

RULED_OUT, IMPLICATED, UNKNOWN, NOT_APPLICABLE = CheckVerdict


def groups(account: Account) -> tuple[str, str]:
    """Of the tasks, and of the database."""
    vpc = account.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    app, db = (
        account.ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"]
        for name in ("app", "db")
    )
    return app, db


def rule(port: int = 3306, to: int = 0, protocol: str = "tcp", **peer: Any) -> dict[str, Any]:
    ports = {"FromPort": port, "ToPort": to or port} if protocol != "-1" else {}
    return {"IpProtocol": protocol, **ports, **peer}


def cidr(network: str) -> dict[str, Any]:
    return {"IpRanges": [{"CidrIp": network}]}


def checked(account: Account, session: AwsSession, app: str, db: str, *rules: dict[str, Any]) -> Check:
    database(VpcSecurityGroupIds=[db])
    if rules:
        account.ec2.authorize_security_group_ingress(GroupId=db, IpPermissions=list(rules))
    play(session.ecs(attempts=1), "ListTasks", lambda _: {"taskArns": [task()["taskArn"]]})
    eni = {"details": [{"name": "privateIPv4Address", "value": "10.0.1.5"}]}
    play(session.ecs(attempts=1), "DescribeTasks", lambda _: {"tasks": [task(attachments=[eni])]})
    return only(looked(session, with_host(security_groups=(app,))), SAYS)


@pytest.mark.parametrize(
    ("one", "wanted"),
    [
        (rule(**cidr("0.0.0.0/0")), RULED_OUT),
        (rule(1, 65_535, **cidr("10.0.0.0/16")), RULED_OUT),
        (rule(protocol="-1", **cidr("10.0.1.0/24")), RULED_OUT),
        (rule(**cidr("10.9.0.0/16")), IMPLICATED),
        (rule(5432, **cidr("0.0.0.0/0")), IMPLICATED),
        (rule(protocol="udp", **cidr("0.0.0.0/0")), IMPLICATED),
        (rule(PrefixListIds=[{"PrefixListId": "pl-1"}]), UNKNOWN),
    ],
)
def test_rules_by_address(account: Account, session: AwsSession, one: dict[str, Any], wanted: CheckVerdict) -> None:
    assert checked(account, session, *groups(account), one).verdict is wanted


def test_a_rule_for_the_group_of_the_tasks_opens_it(account: Account, session: AwsSession) -> None:
    app, db = groups(account)
    check = checked(account, session, app, db, rule(UserIdGroupPairs=[{"GroupId": app}]))
    assert (check.verdict, check.finding) == (RULED_OUT, f"{db} lets web ({app}) in to port 3306 of contacts")


def test_no_rule_at_all_closes_it(account: Account, session: AwsSession) -> None:
    app, db = groups(account)
    check = checked(account, session, app, db)
    assert (check.verdict, check.finding) == (IMPLICATED, f"{db} lets web ({app}) not in to port 3306 of contacts")


def test_a_group_that_lets_nothing_out_closes_it_too(account: Account, session: AwsSession) -> None:
    app, db = groups(account)
    account.ec2.revoke_security_group_egress(GroupId=app, IpPermissions=[rule(protocol="-1", **cidr("0.0.0.0/0"))])
    check = checked(account, session, app, db, rule(**cidr("0.0.0.0/0")))
    assert (check.verdict, check.finding) == (IMPLICATED, f"{app} of web lets nothing out to port 3306 of contacts")


def test_tasks_on_the_machines_own_groups_are_not_judged(account: Account, session: AwsSession) -> None:
    database()
    assert only(looked(session), SAYS).verdict is UNKNOWN


def test_a_refused_call_is_never_fine(account: Account, session: AwsSession) -> None:
    plant(session.ec2(attempts=1), "DescribeSecurityGroups", query_refusal("UnauthorizedOperation", "no"))
    check = checked(account, session, *groups(account))
    assert check.verdict is UNKNOWN
    assert "ec2:DescribeSecurityGroups" in check.reason
