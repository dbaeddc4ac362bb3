from unittest.mock import patch

import pytest
from moto.elbv2.models import FakeHealthStatus, elbv2_backends

from tests.aws.answers import plant, query_refusal
from tests.checks.subjects import GROUP, subject, web
from tests.discovery.account import REGION, Account
from triage.aws.session import AwsSession
from triage.checks.targets import look_at_targets
from triage.model.report import Check, CheckVerdict

RULED_OUT, IMPLICATED, UNKNOWN, NOT_APPLICABLE = CheckVerdict


def checked(account: Account, session: AwsSession, states: list[str]) -> Check:
    """The check on a target group with a target in each of the states."""
    _, arn = account.load_balancer("web", {"HTTP": 80})
    group = elbv2_backends["123456789012"][REGION].target_groups[arn]
    addresses = [f"10.0.0.{number}" for number in range(1, len(states) + 1)]
    if states:
        account.elb.register_targets(TargetGroupArn=arn, Targets=[{"Id": one, "Port": 80} for one in addresses])
    by_address = dict(zip(addresses, states, strict=True))

    def health(target: dict[str, str], _: object) -> FakeHealthStatus:
        state = by_address[target["Id"]]
        reason = "" if state == "healthy" else "Target.ResponseCodeMismatch"
        return FakeHealthStatus(target["Id"], "80", "80", state, reason, "codes: [502]" if reason else "")

    with patch.object(group, "health_for", health):
        (check,) = look_at_targets(subject(session, web(target_groups=(arn,)))).checks
    assert arn in check.command
    return check


@pytest.mark.parametrize(
    ("states", "wanted"),
    [
        (["healthy", "healthy"], RULED_OUT),
        (["healthy", "unhealthy"], IMPLICATED),
        (["healthy", "initial"], RULED_OUT),
        (["initial"], IMPLICATED),
        (["healthy", "draining"], RULED_OUT),
        ([], IMPLICATED),
    ],
)
def test_states(account: Account, session: AwsSession, states: list[str], wanted: CheckVerdict) -> None:
    assert checked(account, session, states).verdict is wanted


def test_the_reason_is_told(account: Account, session: AwsSession) -> None:
    finding = checked(account, session, ["healthy", "unhealthy"]).finding
    told = "10.0.0.2:80 unhealthy (Target.ResponseCodeMismatch codes: [502])"
    assert finding == f"1 of 2 targets of web-tg healthy: {told}"


def test_without_target_groups_it_does_not_apply(session: AwsSession) -> None:
    (check,) = look_at_targets(subject(session, web())).checks
    assert check.verdict is NOT_APPLICABLE


def test_a_refused_call_is_never_fine(session: AwsSession) -> None:
    plant(session.elbv2(attempts=1), "DescribeTargetHealth", query_refusal("AccessDenied", "no"))
    (check,) = look_at_targets(subject(session, web(target_groups=(GROUP,)))).checks
    assert check.verdict is UNKNOWN
    assert "allow elasticloadbalancing:DescribeTargetHealth" in check.reason
