"""The policy names exactly what the code calls."""

import ast
import json
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from botocore import xform_name
from botocore.loaders import Loader

import triage
from triage.aws.policy import GRANTS, actions, policy_document
from triage.errors import UsageError

READERS = ("aws", "discovery", "sources", "checks")
IAM_PREFIX = {
    "elbv2": "elasticloadbalancing",
    "resourcegroupstaggingapi": "tag",
    "application-autoscaling": "application-autoscaling",
}
SERVICES = (
    "autoscaling", "application-autoscaling", "cloudtrail", "cloudwatch", "codedeploy", "ec2", "ecr", "ecs", "elbv2",
    "logs", "rds", "resourcegroupstaggingapi", "s3", "secretsmanager", "servicediscovery", "ssm", "sts",
)  # fmt: skip
SAME_ACTION = {"s3:HeadObject": "s3:GetObject", "s3:ListObjectsV2": "s3:ListBucket", "s3:ListObjects": "s3:ListBucket"}


@cache
def operations() -> dict[str, frozenset[str]]:
    """Method name of boto3 -> the actions it may mean, one for each service that has such a method."""
    found: dict[str, set[str]] = defaultdict(set)
    for service in SERVICES:
        for operation in Loader().load_service_model(service, "service-2")["operations"]:
            action = f"{IAM_PREFIX.get(service, service)}:{operation}"
            found[xform_name(operation)].add(SAME_ACTION.get(action, action))
    return {name: frozenset(meant) for name, meant in found.items()}


def called(path: Path) -> set[str]:
    """Names in a module that are methods of boto3 clients: attributes, and texts as paginators take them."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute):
            names.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names.add(node.value)
    return names & operations().keys()


def modules() -> list[Path]:
    root = Path(triage.__file__).parent
    return sorted(path for folder in READERS for path in (root / folder).rglob("*.py"))


def test_every_call_is_granted() -> None:
    granted = set(actions())
    missing = [
        f"{path.name}: {name} ({' or '.join(sorted(operations()[name]))})"
        for path in modules()
        for name in sorted(called(path))
        if not operations()[name] & granted
    ]
    assert missing == []


def test_nothing_is_granted_that_no_code_calls() -> None:
    used = {action for path in modules() for name in called(path) for action in operations()[name]}
    assert [action for action in actions() if action not in used] == []


def test_only_reading_is_granted() -> None:
    reading = ("Describe", "List", "Get", "Filter", "Lookup", "Start", "Stop")
    assert [action for action in actions() if not action.split(":")[1].startswith(reading)] == []


def test_each_action_is_named_once_with_its_reason() -> None:
    assert len(set(actions())) == len(GRANTS)
    assert all(grant.why for grant in GRANTS)


def test_log_events_are_narrowed_to_the_groups() -> None:
    document = json.loads(policy_document("123456789012", ["/ecs/prod*"]))
    events = next(part for part in document["Statement"] if part["Sid"] == "LogEvents")
    assert events["Resource"] == [
        "arn:aws:logs:*:123456789012:log-group:/ecs/prod*",
        "arn:aws:logs:*:123456789012:log-group:/ecs/prod*:*",
    ]


def test_s3_is_granted_only_for_named_objects() -> None:
    assert "s3:" not in policy_document()
    document = json.loads(policy_document(state_objects=["states/prod.tfstate"]))
    terraform = next(part for part in document["Statement"] if part["Sid"] == "S3Objects")
    assert terraform["Resource"] == ["arn:aws:s3:::states/prod.tfstate"]


def test_the_document_is_the_same_for_any_order_of_groups() -> None:
    assert policy_document(log_groups=["a", "b"]) == policy_document(log_groups=["b", "a", "a"])


@pytest.mark.parametrize("name", ["", "a b", "a\nb"])
def test_a_name_that_cannot_stand_in_an_arn_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        policy_document(log_groups=[name])


def test_a_call_of_the_product_that_is_not_granted_fails_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    from functools import partial

    from moto import mock_aws

    from triage.aws.errors import attempt
    from triage.aws.session import AwsSession

    monkeypatch.delenv("AWS_ENDPOINT_URL")
    with mock_aws():
        session = AwsSession("eu-west-1")
        session.logs().create_log_group(logGroupName="a test may")
        assert attempt(session, "logs:DescribeLogGroups", session.logs().describe_log_groups)
        with pytest.raises(AssertionError, match="logs:DescribeLogStreams is called"):
            attempt(session, "", partial(session.logs().describe_log_streams, logGroupName="a test may"))
