"""Security groups: may the tasks of a service open a connection to the port of their database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from triage.aws.errors import Refusal
from triage.checks.asking import ONCE, ask
from triage.checks.facts import Subject
from triage.checks.tasks import read_tasks
from triage.checks.wording import Hypothesis, aws, few
from triage.model.environment import EcsService
from triage.model.report import Check
from triage.model.rules import Layer

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import IpPermissionOutputTypeDef, SecurityGroupTypeDef
    from mypy_boto3_rds.type_defs import DBInstanceTypeDef

SAYS = "A security group keeps the service from its database"
_RULES = "SecurityGroups[].[GroupId,GroupName,IpPermissions,IpPermissionsEgress]"
_ANYWHERE = ("0.0.0.0/0", "::/0")


def reach_unknown(refusal: Refusal | None, finding: str = "", reason: str = "") -> Check:
    """The check where no database is known."""
    hypothesis = _hypothesis(())
    if refusal is not None:
        return hypothesis.refused(refusal)
    return hypothesis.unknown(finding, reason) if reason else hypothesis.not_applicable(finding)


def look_at_reach(subject: Subject, databases: Sequence[DBInstanceTypeDef]) -> tuple[Check, ...]:
    """One check over all databases and all services that have security groups of their own."""
    services = [one for one in subject.environment.services if one.security_groups]
    targets = {one.get("DBInstanceIdentifier", ""): _groups_of(one) for one in databases}
    ids = sorted({group for groups in targets.values() for group in groups}
                 | {group for one in services for group in one.security_groups})  # fmt: skip
    hypothesis = _hypothesis(ids)
    if not services:
        text = "the services have no security groups of their own"
        return (hypothesis.unknown(text, "their tasks share the groups of the machine they run on"),)
    if not all(targets.values()):
        return (hypothesis.unknown("the database has no VPC security group", "its network is not known"),)
    read = _read(subject, ids)
    if isinstance(read, Refusal):
        return (hypothesis.refused(read),)
    by_answer: dict[bool | None, list[str]] = {True: [], False: [], None: []}
    for service in services:
        for database in databases:
            allowed, told = _path(subject, service, database, read)
            by_answer[allowed].append(told)
    if by_answer[False]:
        return (hypothesis.implicated(few(by_answer[False])),)
    if by_answer[None]:
        return (hypothesis.unknown(few(by_answer[None]), "an address range or prefix list could not be compared"),)
    return (hypothesis.ruled_out(few(by_answer[True]), "routes and network ACLs are not looked at"),)


def _hypothesis(ids: Sequence[str]) -> Hypothesis:
    which = ("--group-ids", *ids[:20]) if ids else ()
    command = aws("ec2", "describe-security-groups", *which, "--query", _RULES)
    return Hypothesis(Layer.INFRASTRUCTURE, SAYS, command)


def _groups_of(database: DBInstanceTypeDef) -> tuple[str, ...]:
    groups = (one.get("VpcSecurityGroupId", "") for one in database.get("VpcSecurityGroups", []))
    return tuple(sorted(group for group in groups if group))


def _read(subject: Subject, ids: Sequence[str]) -> dict[str, SecurityGroupTypeDef] | Refusal:
    ec2 = subject.session.ec2(attempts=ONCE)
    answer = ask(
        subject.session,
        "ec2:DescribeSecurityGroups",
        lambda: ec2.describe_security_groups(GroupIds=list(ids))["SecurityGroups"],
    )
    return answer if isinstance(answer, Refusal) else {one.get("GroupId", ""): one for one in answer}


def _path(
    subject: Subject, service: EcsService, database: DBInstanceTypeDef, groups: dict[str, SecurityGroupTypeDef]
) -> tuple[bool | None, str]:
    """Whether both ends let it through (None: could not tell), and that in words."""
    port = database.get("Endpoint", {}).get("Port", 0) or database.get("DbInstancePort", 0)
    theirs, own = _groups_of(database), service.security_groups
    name = f"port {port} of {database.get('DBInstanceIdentifier', '')}"
    leaving = _allowed((rule for one in own for rule in _egress(groups, one)), port, theirs, ())
    if leaving is False:
        return False, f"{', '.join(own)} of {service.name} lets nothing out to {name}"
    entering = _allowed((rule for one in theirs for rule in _ingress(groups, one)), port, own, None)
    if entering is None:
        addresses = _addresses(subject, service)
        entering = _allowed((rule for one in theirs for rule in _ingress(groups, one)), port, own, addresses)
    if entering is False:
        return False, f"{', '.join(theirs)} lets {service.name} ({', '.join(own)}) not in to {name}"
    if entering is None or leaving is None:
        return None, f"{service.name} to {name}"
    return True, f"{', '.join(theirs)} lets {service.name} ({', '.join(own)}) in to {name}"


def _ingress(groups: dict[str, SecurityGroupTypeDef], group: str) -> list[IpPermissionOutputTypeDef]:
    return groups[group].get("IpPermissions", []) if group in groups else []


def _egress(groups: dict[str, SecurityGroupTypeDef], group: str) -> list[IpPermissionOutputTypeDef]:
    return groups[group].get("IpPermissionsEgress", []) if group in groups else []


def _allowed(
    rules: Iterable[IpPermissionOutputTypeDef], port: int, peers: Sequence[str], addresses: Sequence[str] | None
) -> bool | None:
    """Whether a rule opens the port to one of the peer groups, or to the addresses; None where only a range or a
    prefix list might, and the addresses are not known."""
    doubtful = False
    for rule in rules:
        if not _opens(rule, port):
            continue
        if any(pair.get("GroupId") in peers for pair in rule.get("UserIdGroupPairs", [])):
            return True
        ranges = [one.get("CidrIp", "") for one in rule.get("IpRanges", [])]
        ranges += [one.get("CidrIpv6", "") for one in rule.get("Ipv6Ranges", [])]
        if any(one in _ANYWHERE for one in ranges):
            return True
        if addresses and any(_holds(one, addresses) for one in ranges):
            return True
        doubtful |= bool(rule.get("PrefixListIds")) or (bool(ranges) and not addresses)
    return None if doubtful else False


def _opens(rule: IpPermissionOutputTypeDef, port: int) -> bool:
    protocol = rule.get("IpProtocol", "")
    if protocol == "-1":
        return True
    return protocol in ("tcp", "6") and rule.get("FromPort", 0) <= port <= rule.get("ToPort", 65_535)


def _holds(network: str, addresses: Sequence[str]) -> bool:
    """True when the range holds all the addresses: one task outside it is one that fails."""
    try:
        inside = ip_network(network, strict=False)
        return all(ip_address(one) in inside for one in addresses)
    except ValueError:
        return False


def _addresses(subject: Subject, service: EcsService) -> tuple[str, ...]:
    """Private addresses of the service's running tasks; none where ECS does not tell."""
    tasks = read_tasks(subject, service.cluster)
    if isinstance(tasks, Refusal):
        return ()
    return tuple(
        sorted(
            {
                detail.get("value", "")
                for task in tasks
                if task.get("group") == f"service:{service.name}" and task.get("lastStatus") == "RUNNING"
                for attachment in task.get("attachments", [])
                for detail in attachment.get("details", [])
                if detail.get("name") == "privateIPv4Address"
            }
            - {""}
        )
    )
