"""Tries each action of the least policy with a call that reads next to nothing, and says which are missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

from triage.aws.errors import Refusal, RefusalKind, explain
from triage.aws.parallel import in_parallel
from triage.aws.policy import GRANTS, Grant
from triage.aws.session import AwsSession
from triage.doctor.model import Item, State
from triage.errors import TriageError

SECTION = "Permissions"
NOWHERE = "triage-doctor-asks-only"
"""Names nothing: "not found" is as good an answer as any, for AWS looks at permissions first."""
_MOST_GROUPS = 3
_SERVICES = {"elasticloadbalancing": "elbv2", "tag": "resourcegroupstaggingapi"}
_NO_SUCH_OPERATION = ("UnknownOperation", "InvalidAction", "NotImplemented")


class Place(msgspec.Struct, frozen=True):
    """Where calls are tried: an empty field means that nothing is known."""

    region: str
    log_groups: tuple[str, ...] = ()
    cluster: str = ""
    state_objects: tuple[tuple[str, str], ...] = ()
    """Bucket and key of Terraform state on S3."""


def permissions(session: AwsSession, place: Place, grants: Sequence[Grant] = GRANTS) -> list[Item]:
    """One item per action, in the order of the policy. No call of it changes anything."""
    return in_parallel([partial(_item, session, place, grant) for grant in grants])


def _item(session: AwsSession, place: Place, grant: Grant) -> Item:
    calls = list(_calls(session, place, grant.action))
    if not calls:
        return Item(SECTION, grant.action, State.UNKNOWN, f"not tried: no place for it is known ({grant.why})")
    answers = [_tried(session, grant.action, call) for call in calls]
    denied = [answer for answer in answers if isinstance(answer, Refusal) and answer.kind is RefusalKind.DENIED]
    if denied:
        text = f"{denied[0].reason}: {grant.why}"
        if 0 < len(denied) < len(answers):
            text = f"refused in {len(denied)} of the {len(answers)} places tried, such as {denied[0].resource}"
        return Item(SECTION, grant.action, State.MISSING, text, denied[0].hint)
    unknown = [answer for answer in answers if isinstance(answer, Refusal)]
    if unknown:
        return Item(SECTION, grant.action, State.UNKNOWN, f"could not tell: {unknown[0].reason}", unknown[0].hint)
    return Item(SECTION, grant.action, State.FINE, grant.why)


def _tried(session: AwsSession, action: str, call: Callable[[], object]) -> Refusal | None:
    """None when the service let the call through, even where it then found nothing. Raises CredentialsError."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        call()
    except ClientError as error:
        status = int(error.response["ResponseMetadata"].get("HTTPStatusCode", 0))
        code = error.response["Error"].get("Code", "")
        outcome = explain(error, session, action)
        if isinstance(outcome, TriageError):
            raise outcome from error
        if outcome.kind in (RefusalKind.DENIED, RefusalKind.THROTTLED):
            return outcome
        unknown = status >= 500 or code.startswith(_NO_SUCH_OPERATION)
        return Refusal(action, "*", "the endpoint does not know the call") if unknown else None
    except (BotoCoreError, OSError) as error:
        outcome = explain(error, session, action)
        if isinstance(outcome, TriageError):
            raise outcome from error
        return outcome
    return None


def _calls(session: AwsSession, place: Place, action: str) -> Iterable[Callable[[], object]]:
    """The calls that try an action; none where there is nothing to try it on."""
    service, _, operation = action.partition(":")
    method = _snake(operation)
    client = session.client(_SERVICES.get(service, service), place.region)
    if service == "s3":
        for bucket, key in place.state_objects:
            if operation == "GetObject":
                yield partial(getattr(client, "head_object"), Bucket=bucket, Key=key)  # noqa: B009 - of any service
            else:
                yield partial(getattr(client, method), Bucket=bucket, MaxKeys=1)
        return
    call = getattr(client, method)
    for arguments in _arguments(action, place):
        yield partial(call, **arguments)


def _snake(operation: str) -> str:
    from botocore import xform_name

    return str(xform_name(operation))


def _arguments(action: str, place: Place) -> list[Mapping[str, Any]]:
    """What the call is given, once for each place where it is tried."""
    if action == "logs:FilterLogEvents":
        return [_filter(name) for name in place.log_groups[:_MOST_GROUPS]]
    if action in ("logs:StartQuery", "logs:GetLogEvents", "logs:DescribeLogStreams"):
        return [_of_group(action, name) for name in place.log_groups[:_MOST_GROUPS]]
    cluster = place.cluster or NOWHERE
    known: dict[str, dict[str, Any]] = {
        "logs:GetQueryResults": {"queryId": NOWHERE},
        "logs:StopQuery": {"queryId": NOWHERE},
        "logs:DescribeLogGroups": {"limit": 1},
        "ecs:DescribeServices": {"cluster": cluster, "services": [NOWHERE]},
        "ecs:DescribeTasks": {"cluster": cluster, "tasks": ["0" * 32]},
        "ecs:DescribeTaskDefinition": {"taskDefinition": NOWHERE},
        "ecs:DescribeContainerInstances": {"cluster": cluster, "containerInstances": ["0" * 32]},
        "ecs:ListServices": {"cluster": cluster},
        "ecs:ListTasks": {"cluster": cluster},
        "ecs:ListContainerInstances": {"cluster": cluster},
        "ecs:ListServiceDeployments": {"service": NOWHERE, "cluster": cluster},
        "elasticloadbalancing:DescribeListeners": {"LoadBalancerArn": _elb_arn(place, "loadbalancer/app")},
        "elasticloadbalancing:DescribeTargetHealth": {"TargetGroupArn": _elb_arn(place, "targetgroup")},
        "elasticloadbalancing:DescribeTags": {"ResourceArns": [_elb_arn(place, "targetgroup")]},
        "ec2:DescribeLaunchTemplateVersions": {"LaunchTemplateName": NOWHERE},
        "ec2:DescribeImages": {"ImageIds": ["ami-00000000000000000"]},
        "ecr:DescribeImages": {"repositoryName": NOWHERE},
        "application-autoscaling:DescribeScalingActivities": {"ServiceNamespace": "ecs", "MaxResults": 1},
        "cloudtrail:LookupEvents": {"MaxResults": 1},
        "servicediscovery:GetInstancesHealthStatus": {"ServiceId": "srv-0000000000000000"},
    }
    return [known.get(action, {})]


def _filter(group: str) -> dict[str, Any]:
    """The first second of 1970: nothing is read."""
    return {"logGroupName": group, "startTime": 0, "endTime": 1_000, "limit": 1}


def _of_group(action: str, group: str) -> dict[str, Any]:
    if action == "logs:StartQuery":  # nothing is scanned either, so it costs nothing
        return {"logGroupName": group, "startTime": 0, "endTime": 1, "queryString": "fields @timestamp | limit 1"}
    if action == "logs:GetLogEvents":
        return {"logGroupName": group, "logStreamName": NOWHERE, "limit": 1}
    return {"logGroupName": group, "limit": 1}


def _elb_arn(place: Place, kind: str) -> str:
    return f"arn:aws:elasticloadbalancing:{place.region}:000000000000:{kind}/{NOWHERE}/0000000000000000"
