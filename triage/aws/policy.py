"""The least policy: every action that the product calls, why, and the IAM document that grants them."""

from collections.abc import Iterable

import msgspec

from triage.errors import UsageError


class Grant(msgspec.Struct, frozen=True):
    """One IAM action, the statement it stands in, and what it is needed for."""

    action: str
    sid: str
    why: str


GRANTS = (
    Grant("cloudtrail:LookupEvents", "Checks", "who changed something just before"),
    Grant("ec2:DescribeImages", "Checks", "whether AMI ids of launch templates exist"),
    Grant("ec2:DescribeLaunchTemplateVersions", "Checks", "AMI ids of the environment"),
    Grant("ec2:DescribeLaunchTemplates", "Checks", "launch templates of the environment"),
    Grant("ec2:DescribeSecurityGroups", "Checks", "whether services may reach the port of their database"),
    Grant("ecs:DescribeClusters", "Ecs", "tags of clusters tell environments apart"),
    Grant("ecs:DescribeServices", "Ecs", "services, their deployments, events and target groups"),
    Grant("ecs:DescribeTaskDefinition", "Ecs", "log groups, stream prefixes and containers"),
    Grant("ecs:DescribeTasks", "Ecs", "revisions, health and stop reasons of tasks"),
    Grant("ecs:ListClusters", "Ecs", "clusters of the environment"),
    Grant("ecs:ListServices", "Ecs", "services of the environment"),
    Grant("ecs:ListTasks", "Ecs", "running and recently stopped tasks"),
    Grant("elasticloadbalancing:DescribeListeners", "Context", "http or https, and the port, for the check"),
    Grant("elasticloadbalancing:DescribeLoadBalancers", "Context", "the DNS name that a check can ask"),
    Grant("elasticloadbalancing:DescribeTargetGroups", "Context", "from a service to its load balancer"),
    Grant("elasticloadbalancing:DescribeTargetHealth", "Checks", "healthy targets, and why others are not"),
    Grant("logs:DescribeLogGroups", "LogGroups", "log groups of the environment and their class"),
    Grant("logs:FilterLogEvents", "LogEvents", "the events themselves"),
    Grant("logs:GetQueryResults", "LogEvents", "what Logs Insights found"),
    Grant(
        "logs:StartQuery",
        "LogEvents",
        "Logs Insights, for groups of class Infrequent Access, --fetch insights and --budget",
    ),
    Grant("logs:StopQuery", "LogGroups", "queries end when the run is interrupted"),
    Grant("rds:DescribeDBInstances", "Checks", "status, port and security groups of databases"),
    Grant("rds:DescribeEvents", "Checks", "restarts, failovers and full disks of databases"),
    Grant("s3:GetObject", "S3Objects", "Terraform state or outputs on S3, and log files there"),
    Grant("s3:ListBucket", "S3Buckets", "log files under a prefix of a bucket"),
    Grant("servicediscovery:GetInstancesHealthStatus", "Checks", "whether service discovery leads to the tasks"),
    Grant("sts:GetCallerIdentity", "Identity", "whose account is read; needs no grant of its own"),
)


def actions() -> tuple[str, ...]:
    """Every action, sorted."""
    return tuple(sorted(grant.action for grant in GRANTS))


def policy_document(
    account: str = "*",
    log_groups: Iterable[str] = (),
    state_objects: Iterable[str] = (),
    partition: str = "aws",
) -> str:
    """The policy as IAM takes it: indented JSON, the same bytes for the same arguments.

    Log events are narrowed to `log_groups` (names or globs; none: all). `state_objects` are
    `bucket/key` of Terraform state or logs on S3; without any, S3 is not granted. Raises UsageError for names that
    cannot stand in an ARN."""
    groups, objects = sorted(set(log_groups)) or ["*"], sorted(set(state_objects))
    for name in (*groups, *objects):
        if not name or not name.isprintable() or " " in name:
            raise UsageError(f"{name!a} cannot stand in an ARN", "name a log group such as /ecs/production-*")
    group_arns = [f"arn:{partition}:logs:*:{account}:log-group:{name}" for name in groups]
    resources = {
        "LogEvents": [*group_arns, *(f"{arn}:*" for arn in group_arns)],
        "S3Objects": [f"arn:{partition}:s3:::{name}" for name in objects],
        "S3Buckets": sorted({f"arn:{partition}:s3:::{name.partition('/')[0]}" for name in objects}),
    }
    statements = [
        {"Sid": sid, "Effect": "Allow", "Action": granted, "Resource": resources.get(sid, "*")}
        for sid, granted in _by_sid().items()
        if not sid.startswith("S3") or objects
    ]
    encoded = msgspec.json.encode({"Version": "2012-10-17", "Statement": statements})
    return msgspec.json.format(encoded, indent=2).decode()


def _by_sid() -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for grant in sorted(GRANTS, key=lambda grant: (grant.sid, grant.action)):
        grouped.setdefault(grant.sid, []).append(grant.action)
    return grouped
