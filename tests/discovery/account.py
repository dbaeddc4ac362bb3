"""Builds small AWS accounts out of plain calls, for the tests of discovery."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import boto3

REGION = "eu-west-1"


class Account:
    """One emulated account in one Region; each method adds a thing and gives its name or ARN."""

    def __init__(self, region: str = REGION) -> None:
        self.region = region

    @cached_property
    def ecs(self) -> Any:
        return boto3.client("ecs", region_name=self.region)

    @cached_property
    def logs(self) -> Any:
        return boto3.client("logs", region_name=self.region)

    @cached_property
    def ec2(self) -> Any:
        return boto3.client("ec2", region_name=self.region)

    @cached_property
    def elb(self) -> Any:
        return boto3.client("elbv2", region_name=self.region)

    @cached_property
    def s3(self) -> Any:
        return boto3.client("s3", region_name=self.region)

    def cluster(self, name: str, **tags: str) -> str:
        self.ecs.create_cluster(clusterName=name, tags=ecs_tags(tags))
        return name

    def log_group(self, name: str) -> str:
        self.logs.create_log_group(logGroupName=name)
        return name

    def definition(self, family: str, *containers: Mapping[str, Any]) -> str:
        registered = self.ecs.register_task_definition(family=family, containerDefinitions=list(containers))
        return registered["taskDefinition"]["taskDefinitionArn"]

    def service(self, cluster: str, name: str, definition: str, target_groups: Sequence[str] = (), **tags: str) -> str:
        self.ecs.create_service(
            cluster=cluster,
            serviceName=name,
            taskDefinition=definition,
            desiredCount=2,
            loadBalancers=[
                {"targetGroupArn": arn, "containerName": "app", "containerPort": 80} for arn in target_groups
            ],
            tags=ecs_tags(tags),
        )
        return name

    def load_balancer(self, name: str, ports: Mapping[str, int]) -> tuple[str, str]:
        """DNS name and the ARN of the target group behind; `ports`: protocol -> port of its listeners."""
        vpc = self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        subnets = [
            self.ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{n}.0/24", AvailabilityZone=f"{self.region}{zone}")
            for n, zone in enumerate("ab")
        ]
        balancer = self.elb.create_load_balancer(Name=name, Subnets=[one["Subnet"]["SubnetId"] for one in subnets])
        arn = balancer["LoadBalancers"][0]["LoadBalancerArn"]
        group = self.elb.create_target_group(Name=f"{name}-tg", Protocol="HTTP", Port=80, VpcId=vpc)
        group_arn = group["TargetGroups"][0]["TargetGroupArn"]
        for protocol, port in ports.items():
            self.elb.create_listener(
                LoadBalancerArn=arn,
                Protocol=protocol,
                Port=port,
                Certificates=[{"CertificateArn": self._certificate(name)}] if protocol == "HTTPS" else [],
                DefaultActions=[{"Type": "forward", "TargetGroupArn": group_arn}],
            )
        return balancer["LoadBalancers"][0]["DNSName"], group_arn

    def _certificate(self, name: str) -> str:
        iam = boto3.client("iam", region_name=self.region)
        made = iam.upload_server_certificate(ServerCertificateName=name, CertificateBody="c", PrivateKey="k")
        return made["ServerCertificateMetadata"]["Arn"]


def container(name: str, group: str = "", prefix: str = "", **options: str) -> dict[str, Any]:
    """A container definition; with a group it logs through awslogs."""
    awslogs = {"awslogs-group": group, "awslogs-region": REGION} | options
    if prefix:
        awslogs["awslogs-stream-prefix"] = prefix
    definition: dict[str, Any] = {"name": name, "image": f"repo/{name}:1", "memory": 128}
    if group:
        definition["logConfiguration"] = {"logDriver": "awslogs", "options": awslogs}
    return definition


def ecs_tags(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in tags.items()]
