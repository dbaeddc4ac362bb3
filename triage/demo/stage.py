"""Builds the story in an emulated account through boto3, as its Terraform would in a real one."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import boto3

from triage.demo.script import DemoEnvironment, Script, events

BATCH = 5_000
"""Events of one PutLogEvents call; the service takes at most 10,000."""


class Stage:
    """The clients of an emulated account, and what was created so far."""

    def __init__(self, script: Script, endpoint: str) -> None:
        self._script = script
        session = boto3.session.Session("demo", "demo", region_name=script.region)
        make: Any = session.client
        self._clients: dict[str, Any] = {
            name: make(name, endpoint_url=endpoint) for name in ("ecs", "ec2", "elbv2", "logs", "rds")
        }

    def build(self, now: int) -> None:
        """Create both environments; recorded times are shifted so that the last event is at `now` (ms)."""
        last = max(event.timestamp for e in self._script.environments for event in events(e.name))
        for environment in self._script.environments:
            network = self._network(environment)
            group = self._balancer(environment, network)
            self._service(environment, group, network)
            self._database(environment, network)
            self._launch_template(environment)
            self._logs(environment, now - last)

    def _network(self, environment: DemoEnvironment) -> dict[str, Any]:
        """A network of its own, around the addresses of its tasks, with a security group for each tier."""
        ec2 = self._clients["ec2"]
        first = ".".join(environment.tasks[0].address.split(".")[:2])
        vpc = ec2.create_vpc(CidrBlock=f"{first}.0.0/16")["Vpc"]["VpcId"]
        ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
        zones = [f"{self._script.region}a", f"{self._script.region}b"]
        subnets = []
        for number, zone in enumerate(zones):
            made = ec2.create_subnet(VpcId=vpc, CidrBlock=f"{first}.{11 + number}.0/24", AvailabilityZone=zone)
            subnets.append(made["Subnet"]["SubnetId"])
        made = {"vpc": vpc, "subnets": subnets}
        before = ""
        tiers = {"alb": environment.load_balancer.listener_port, "app": environment.target_group.port}
        for tier, port in (tiers | {"db": environment.database.port}).items():
            made[tier] = before = self._security_group(f"{environment.name}-{tier}", vpc, port, before)
        return made

    def _security_group(self, name: str, vpc: str, port: int, source: str) -> str:
        """A group that lets the source group in to the port, or everybody without one."""
        ec2 = self._clients["ec2"]
        group = ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"]
        peer = {"UserIdGroupPairs": [{"GroupId": source}]} if source else {"IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
        rule = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port} | peer
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
        return str(group)

    def _balancer(self, environment: DemoEnvironment, network: dict[str, Any]) -> str:
        elb = self._clients["elbv2"]
        balancer = elb.create_load_balancer(
            Name=environment.load_balancer.name, Subnets=network["subnets"], SecurityGroups=[network["alb"]]
        )
        group = elb.create_target_group(
            Name=environment.target_group.name,
            Protocol="HTTP",
            Port=environment.target_group.port,
            VpcId=network["vpc"],
            TargetType="ip",
            HealthCheckPath=environment.target_group.health_check_path,
        )["TargetGroups"][0]["TargetGroupArn"]
        elb.create_listener(
            LoadBalancerArn=balancer["LoadBalancers"][0]["LoadBalancerArn"],
            Protocol="HTTP",
            Port=environment.load_balancer.listener_port,
            DefaultActions=[{"Type": "forward", "TargetGroupArn": group}],
        )
        elb.register_targets(TargetGroupArn=group, Targets=[{"Id": task.address} for task in environment.tasks])
        return str(group)

    def _service(self, environment: DemoEnvironment, target_group: str, network: dict[str, Any]) -> None:
        ecs = self._clients["ecs"]
        ecs.create_cluster(clusterName=environment.cluster, tags=[{"key": "Environment", "value": environment.name}])
        definition = ecs.register_task_definition(
            family=environment.task_definition_family,
            requiresCompatibilities=["EC2"],
            networkMode="awsvpc",
            cpu="256",
            memory="512",
            containerDefinitions=[
                {
                    "name": container.name,
                    "image": container.image,
                    "essential": True,
                    "memory": 256,
                    "portMappings": [{"containerPort": container.port}],
                    "environment": [{"name": k, "value": v} for k, v in sorted(container.environment.items())],
                    "secrets": [{"name": k, "valueFrom": v} for k, v in sorted(container.secrets.items())],
                    "logConfiguration": {"logDriver": "awslogs", "options": container.log_options},
                }
                for container in environment.containers
            ],
        )["taskDefinition"]["taskDefinitionArn"]
        front = environment.containers[-1]
        ecs.create_service(
            cluster=environment.cluster,
            serviceName=environment.service.name,
            taskDefinition=definition,
            launchType="EC2",
            networkConfiguration={
                "awsvpcConfiguration": {"subnets": network["subnets"], "securityGroups": [network["app"]]}
            },
            desiredCount=environment.service.desired_count,
            loadBalancers=[{"targetGroupArn": target_group, "containerName": front.name, "containerPort": front.port}],
            tags=[{"key": "Environment", "value": environment.name}],
        )

    def _database(self, environment: DemoEnvironment, network: dict[str, Any]) -> None:
        self._clients["rds"].create_db_instance(
            DBInstanceIdentifier=environment.database.identifier,
            Engine=environment.database.engine,
            EngineVersion="10.11",
            DBInstanceClass="db.t3.micro",
            AllocatedStorage=20,
            Port=environment.database.port,
            MasterUsername="admin",
            MasterUserPassword="not-a-secret",
            VpcSecurityGroupIds=[network["db"]],
            Tags=[{"Key": "Environment", "Value": environment.name}],
        )

    def _launch_template(self, environment: DemoEnvironment) -> None:
        self._clients["ec2"].create_launch_template(
            LaunchTemplateName=f"{environment.cluster}-nodes",
            LaunchTemplateData={"ImageId": environment.ami_id, "InstanceType": "t3.small"},
            TagSpecifications=[
                {"ResourceType": "launch-template", "Tags": [{"Key": "Environment", "Value": environment.name}]}
            ],
        )

    def _logs(self, environment: DemoEnvironment, shift: int) -> None:
        logs = self._clients["logs"]
        streams: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        for event in events(environment.name):
            streams[event.log_group, event.log_stream].append(
                {"timestamp": event.timestamp + shift, "message": event.message}
            )
        for group in sorted({group for group, _ in streams}):
            logs.create_log_group(logGroupName=group)
        for (group, stream), found in sorted(streams.items()):
            logs.create_log_stream(logGroupName=group, logStreamName=stream)
            for start in range(0, len(found), BATCH):
                batch = found[start : start + BATCH]
                logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=batch)
