"""Targets behind the load balancers: healthy or not, and why."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from triage.aws.errors import Refusal
from triage.aws.parallel import in_parallel
from triage.checks.asking import ONCE, ask
from triage.checks.facts import Looked, Subject
from triage.checks.wording import Hypothesis, aws, few, line
from triage.model.report import Check
from triage.model.rules import Layer

if TYPE_CHECKING:
    from mypy_boto3_elbv2.type_defs import TargetHealthDescriptionTypeDef

_MOST = 30
_FAILING = ("unhealthy", "unhealthy.draining", "unavailable")
SAYS = "Targets behind the load balancer are unhealthy"


class _Group(msgspec.Struct, frozen=True):
    arn: str
    healthy: int
    of: int
    troubles: tuple[str, ...]

    @property
    def told(self) -> str:
        return f"{self.healthy} of {self.of} targets of {_name(self.arn)} healthy"


def look_at_targets(subject: Subject) -> Looked:
    """One check over all target groups of the environment's services."""
    arns = sorted({arn for service in subject.environment.services for arn in service.target_groups})[:_MOST]
    if not arns:
        command = aws("elbv2", "describe-target-groups", "--query", "TargetGroups[].TargetGroupName")
        hypothesis = Hypothesis(Layer.INFRASTRUCTURE, SAYS, command)
        return Looked((hypothesis.without_services(subject.blind, "no service stands behind a target group"),))
    answers = in_parallel([partial(_read, subject, arn) for arn in arns])
    refused = [one for one in answers if isinstance(one, Refusal)]
    groups = [one for one in answers if isinstance(one, _Group)]
    return Looked((_check(arns[0], groups, refused),))


def _check(first: str, groups: list[_Group], refused: list[Refusal]) -> Check:
    bad = [one for one in groups if one.troubles or not one.healthy]
    shown = [one.arn for one in bad or groups] or [first]
    hypothesis = Hypothesis(Layer.INFRASTRUCTURE, SAYS, _command(shown[0]))
    if bad:
        return hypothesis.implicated(few([": ".join(filter(None, (one.told, few(one.troubles)))) for one in bad]))
    known = few([one.told for one in groups])
    return hypothesis.refused(refused[0], known) if refused else hypothesis.ruled_out(known)


def _read(subject: Subject, arn: str) -> _Group | Refusal:
    elb = subject.session.elbv2(attempts=ONCE)
    answer = ask(
        subject.session,
        "elasticloadbalancing:DescribeTargetHealth",
        lambda: elb.describe_target_health(TargetGroupArn=arn)["TargetHealthDescriptions"],
    )
    if isinstance(answer, Refusal):
        return answer
    healthy = sum(_state(one) == "healthy" for one in answer)
    # A target that only comes or goes is no fault while others serve.
    wanted = _FAILING if healthy else (*_FAILING, "initial", "draining", "unused")
    troubles = sorted(_told(one) for one in answer if _state(one) in wanted)
    return _Group(arn, healthy, len(answer), tuple(troubles))


def _state(target: TargetHealthDescriptionTypeDef) -> str:
    return target.get("TargetHealth", {}).get("State", "")


def _told(target: TargetHealthDescriptionTypeDef) -> str:
    at = target.get("Target", {"Id": ""})
    health = target.get("TargetHealth", {})
    why = " ".join(filter(None, (health.get("Reason", ""), health.get("Description", ""))))
    return f"{at['Id']}:{at.get('Port', 0)} {_state(target)} ({line(why) or 'no reason given'})"


def _name(arn: str) -> str:
    parts = arn.split("/")
    return parts[1] if len(parts) > 1 else arn


def _command(arn: str) -> str:
    return aws(
        "elbv2", "describe-target-health", "--target-group-arn", arn, "--query",
        "TargetHealthDescriptions[].[Target.Id,TargetHealth]",
    )  # fmt: skip
