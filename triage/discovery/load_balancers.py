"""From the target groups of services to the load balancers in front of them, and how to ask those."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from triage.aws.errors import Refusal, attempt
from triage.aws.parallel import chunks, in_parallel
from triage.aws.session import AwsSession
from triage.discovery.trail import Trail
from triage.model.environment import EcsService, LoadBalancer

if TYPE_CHECKING:
    from mypy_boto3_elbv2.type_defs import ListenerTypeDef, LoadBalancerTypeDef

_DESCRIBED_AT_ONCE = 20
_USUAL_PORT = {"http": 80, "https": 443}
_LOST = "the address of its load balancer is not known"


def find_load_balancers(
    session: AwsSession, services: tuple[EcsService, ...], trail: Trail
) -> tuple[LoadBalancer, ...]:
    """Load balancers in front of the services, by ARN. Refused calls are noted; no logs hang on them."""
    wanted = sorted({group for service in services for group in service.target_groups})
    behind = _balancers_of(session, wanted, trail)
    described = _described(session, sorted(behind), trail)
    listeners = in_parallel([partial(_listeners, session, one["LoadBalancerArn"]) for one in described])
    found = []
    for one, answer in zip(described, listeners, strict=True):
        if isinstance(answer, Refusal):
            trail.refused(answer, "http on the usual port is assumed", may_hide_logs=False)
            answer = []
        users = {service.name for service in services if behind[one["LoadBalancerArn"]] & set(service.target_groups)}
        found.append(_load_balancer(one, answer, behind[one["LoadBalancerArn"]], sorted(users)))
    return tuple(sorted(found, key=lambda balancer: balancer.arn))


def _balancers_of(session: AwsSession, target_groups: list[str], trail: Trail) -> dict[str, set[str]]:
    """Load balancer -> the given target groups behind it."""
    behind: dict[str, set[str]] = {}
    for part in chunks(target_groups, _DESCRIBED_AT_ONCE):
        call = partial(session.elbv2().describe_target_groups, TargetGroupArns=list(part))
        answer = attempt(
            session,
            "elasticloadbalancing:DescribeTargetGroups",
            lambda call=call: call()["TargetGroups"],  # type: ignore[misc]
        )
        if isinstance(answer, Refusal):
            trail.refused(answer, _LOST, may_hide_logs=False)
            continue
        for group in answer:
            for arn in group.get("LoadBalancerArns", []):
                behind.setdefault(arn, set()).add(group.get("TargetGroupArn", ""))
    return behind


def _described(session: AwsSession, arns: list[str], trail: Trail) -> list[LoadBalancerTypeDef]:
    found: list[LoadBalancerTypeDef] = []
    for part in chunks(arns, _DESCRIBED_AT_ONCE):
        call = partial(session.elbv2().describe_load_balancers, LoadBalancerArns=list(part))
        answer = attempt(
            session,
            "elasticloadbalancing:DescribeLoadBalancers",
            lambda call=call: call()["LoadBalancers"],  # type: ignore[misc]
        )
        if isinstance(answer, Refusal):
            trail.refused(answer, _LOST, may_hide_logs=False)
        else:
            found.extend(answer)
    return found


def _listeners(session: AwsSession, arn: str) -> list[ListenerTypeDef] | Refusal:
    call = partial(session.elbv2().describe_listeners, LoadBalancerArn=arn)
    return attempt(session, "elasticloadbalancing:DescribeListeners", lambda: call()["Listeners"], arn)


def _load_balancer(
    described: LoadBalancerTypeDef, listeners: list[ListenerTypeDef], target_groups: set[str], services: list[str]
) -> LoadBalancer:
    scheme, port = _way_in(listeners)
    return LoadBalancer(
        name=described.get("LoadBalancerName", ""),
        arn=described.get("LoadBalancerArn", ""),
        dns_name=described.get("DNSName", ""),
        scheme=scheme,
        port=0 if port == _USUAL_PORT[scheme] else port,
        internal=described.get("Scheme") == "internal",
        target_groups=tuple(sorted(target_groups)),
        why=f"in front of {', '.join(services)}",
    )


def _way_in(listeners: list[ListenerTypeDef]) -> tuple[str, int]:
    """Scheme and port to ask: plain http where it answers by itself, because a certificate names another host."""
    ways = []
    for listener in listeners:
        scheme = listener.get("Protocol", "").lower()
        if scheme in _USUAL_PORT:
            redirects = any(action["Type"] == "redirect" for action in listener.get("DefaultActions", []))
            port = listener.get("Port", _USUAL_PORT[scheme])
            ways.append((redirects, scheme, port != _USUAL_PORT[scheme], port))
    return (min(ways)[1], min(ways)[3]) if ways else ("http", 80)
