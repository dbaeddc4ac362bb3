from typing import Any

import boto3
import pytest

from tests.aws.answers import plant, play, refusal
from tests.checks.subjects import service, subject, web
from tests.discovery.account import REGION, Account
from triage.aws.session import AwsSession
from triage.checks.registries import look_at_registries
from triage.model.report import Check, CheckVerdict

RULED_OUT, IMPLICATED, UNKNOWN, NOT_APPLICABLE = CheckVerdict
ARN = "arn:aws:servicediscovery:eu-west-1:123456789012:service/"


def checked(session: AwsSession, told: dict[str, Any]) -> Check:
    play(session.ecs(attempts=1), "DescribeServices", lambda _: {"services": [told]})
    (check,) = look_at_registries(subject(session, web())).checks
    return check


def registry(instances: int) -> str:
    """Of an emulated account, with so many instances."""
    cloud_map: Any = boto3.client("servicediscovery", region_name=REGION)
    cloud_map.create_http_namespace(Name="shop.local")
    (namespace,) = cloud_map.list_namespaces()["Namespaces"]
    identity: str = cloud_map.create_service(Name="web", NamespaceId=namespace["Id"])["Service"]["Id"]
    for number in range(instances):
        attributes = {"AWS_INSTANCE_IPV4": f"10.0.0.{number + 1}"}
        cloud_map.register_instance(ServiceId=identity, InstanceId=f"i{number}", Attributes=attributes)
    return identity


@pytest.mark.parametrize(("instances", "wanted"), [(2, RULED_OUT), (0, IMPLICATED), (3, UNKNOWN)])
def test_how_many_are_registered(account: Account, session: AwsSession, instances: int, wanted: CheckVerdict) -> None:
    identity = registry(instances)
    check = checked(session, service(serviceRegistries=[{"registryArn": f"{ARN}{identity}"}]))
    assert check.verdict is wanted
    assert check.finding == f"web: {instances} registered, 2 tasks run"
    assert check.command == f"aws servicediscovery get-instances-health-status --service-id {identity}"


def test_an_unhealthy_instance_is_implicated(session: AwsSession) -> None:
    states = {"Status": {"i0": "HEALTHY", "i1": "UNHEALTHY"}}
    play(session.client("servicediscovery"), "GetInstancesHealthStatus", lambda _: states)
    check = checked(session, service(serviceRegistries=[{"registryArn": f"{ARN}srv-1"}]))
    assert (check.verdict, check.finding) == (IMPLICATED, "web: 2 registered, 2 tasks run, 1 unhealthy")


def test_a_service_without_a_registry_has_none_to_be_wrong(session: AwsSession) -> None:
    assert checked(session, service()).verdict is NOT_APPLICABLE


def test_service_connect_is_told(session: AwsSession) -> None:
    deployments = [{"serviceConnectConfiguration": {"enabled": True}}]
    assert "Service Connect leads to web" in checked(session, service(deployments=deployments)).reason


def test_without_services_it_does_not_apply(session: AwsSession) -> None:
    (check,) = look_at_registries(subject(session)).checks
    assert check.verdict is NOT_APPLICABLE


def test_a_refused_call_is_never_fine(session: AwsSession) -> None:
    plant(session.client("servicediscovery"), "GetInstancesHealthStatus", refusal("AccessDeniedException", "no"))
    check = checked(session, service(serviceRegistries=[{"registryArn": f"{ARN}srv-1"}]))
    assert check.verdict is UNKNOWN
    assert "allow servicediscovery:GetInstancesHealthStatus" in check.reason


def test_services_that_ecs_does_not_describe_are_not_known(session: AwsSession) -> None:
    plant(session.ecs(attempts=1), "DescribeServices", refusal("AccessDeniedException", "no"))
    (check,) = look_at_registries(subject(session, web())).checks
    assert check.verdict is UNKNOWN
