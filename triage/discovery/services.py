"""ECS services of the environment, inside the clusters that may hold them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from triage.aws.errors import Refusal, attempt
from triage.aws.parallel import chunks, in_parallel
from triage.aws.session import AwsSession
from triage.discovery.clusters import TAG_HINT, Cluster, see_tags, tags_of
from triage.discovery.definitions import family_of
from triage.discovery.scope import Scope, first_match
from triage.discovery.trail import Trail
from triage.discovery.words import Carries, Claim

if TYPE_CHECKING:
    from mypy_boto3_ecs.type_defs import ServiceTypeDef

_DESCRIBED_AT_ONCE = 10
_MOST_PER_CLUSTER = 1_000
_IN = (Carries.YES, Carries.DOUBTFUL)


class Service(msgspec.Struct, frozen=True):
    """A service of the environment as ECS describes it."""

    cluster: Cluster
    name: str
    described: ServiceTypeDef
    why: str


def find_services(
    session: AwsSession, clusters: tuple[Cluster, ...], scope: Scope, trail: Trail
) -> tuple[Service, ...]:
    """Services of the environment, by cluster and name. Refused calls and doubts are noted."""
    candidates = _candidates(session, clusters, scope, trail)
    calls = [
        partial(_describe, session, cluster, list(part))
        for cluster, names in candidates
        for part in chunks(names, _DESCRIBED_AT_ONCE)
    ]
    found = []
    for cluster, answer in in_parallel(calls):
        if isinstance(answer, Refusal):
            trail.refused(answer, f"services of cluster {cluster.name} are not known", may_hide_logs=True)
            continue
        for described in answer:
            name = described.get("serviceName", "")
            trail.saw(name)
            if described.get("status") != "INACTIVE":
                claim = _claim(cluster, name, described, scope, trail)
                if claim.carries in _IN:
                    found.append(Service(cluster, name, described, claim.why))
    return tuple(sorted(found, key=lambda service: (service.cluster.name, service.name)))


def _candidates(
    session: AwsSession, clusters: tuple[Cluster, ...], scope: Scope, trail: Trail
) -> list[tuple[Cluster, list[str]]]:
    """Names of services worth a closer look, per cluster."""
    listings = in_parallel([partial(_listed, session, cluster) for cluster in clusters])
    candidates = []
    for cluster, listing in zip(clusters, listings, strict=True):
        if isinstance(listing, Refusal):
            trail.refused(listing, f"services of cluster {cluster.name} are not known", may_hide_logs=True)
            listing = _named_services(cluster, scope)
        elif len(listing) >= _MOST_PER_CLUSTER:
            text = f"it has more than {_MOST_PER_CLUSTER} services; the rest was not looked at"
            trail.left_out(f"cluster {cluster.name}", text, "name the services in triage.toml")
        whole = cluster.claim.carries in _IN
        names = [name for name in sorted(set(listing)) if whole or _worth_a_look(cluster, name, scope)]
        candidates.append((cluster, names))
    return candidates


def _listed(session: AwsSession, cluster: Cluster) -> list[str] | Refusal:
    ecs = session.ecs()
    pages = ecs.get_paginator("list_services").paginate

    def names() -> list[str]:
        arns = [
            arn
            for page in pages(cluster=cluster.name, PaginationConfig={"MaxItems": _MOST_PER_CLUSTER, "PageSize": 100})
            for arn in page["serviceArns"]
        ]
        return [arn.rsplit("/", 1)[-1] for arn in arns if _lies_in(arn, cluster.name)]

    return attempt(session, "ecs:ListServices", names, cluster.arn)


def _lies_in(arn: str, cluster: str) -> bool:
    """True unless the ARN names another cluster; ARNs of old accounts name none."""
    parts = arn.rsplit(":", 1)[-1].split("/")
    return len(parts) < 3 or parts[1] == cluster


def _named_services(cluster: Cluster, scope: Scope) -> list[str]:
    pairs = [one.pattern.split("/") for one in scope.services if one.literal and "/" in one.pattern]
    return [service for holder, service in pairs if holder == cluster.name]


def _worth_a_look(cluster: Cluster, name: str, scope: Scope) -> bool:
    if first_match(scope.services, f"{cluster.name}/{name}", name):
        return True
    return not scope.ecs_is_settled and scope.words.judge(name).carries is not Carries.OTHER


def _describe(
    session: AwsSession, cluster: Cluster, names: list[str]
) -> tuple[Cluster, list[ServiceTypeDef] | Refusal]:
    ecs = session.ecs()
    call = partial(ecs.describe_services, cluster=cluster.name, services=names, include=["TAGS"])
    answer = attempt(session, "ecs:DescribeServices", lambda: call()["services"], cluster.arn)
    return cluster, answer


def _claim(cluster: Cluster, name: str, described: ServiceTypeDef, scope: Scope, trail: Trail) -> Claim:
    if named := first_match(scope.services, f"{cluster.name}/{name}", name):
        return Claim(Carries.YES, named.why)
    if scope.ecs_is_settled:
        return Claim(cluster.claim.carries, f"in cluster {cluster.name}, {cluster.claim.why}")
    tags = tags_of(described.get("tags", []))
    see_tags(tags, trail)
    label = f"service {cluster.name}/{name}"
    by_tag, by_name = scope.words.judge_tags(tags), scope.words.judge(name)
    if by_tag.carries is Carries.YES:
        return by_tag
    if by_tag.carries is Carries.OTHER:
        if by_name.carries in _IN or cluster.claim.carries in _IN:
            reason = by_name.why if by_name.carries in _IN else f"it runs in cluster {cluster.name}"
            trail.left_out(label, f"{reason}, but {by_tag.why}")
        return by_tag
    if by_name.carries is Carries.DOUBTFUL:
        trail.ambiguous(label, f"{by_name.why}, and it has no Environment tag; it is read", TAG_HINT)
    if by_name.carries in _IN:
        return by_name
    return _by_place(cluster, label, by_name, described, scope, trail)


def _by_place(
    cluster: Cluster, label: str, by_name: Claim, described: ServiceTypeDef, scope: Scope, trail: Trail
) -> Claim:
    """A service whose own name and tags say nothing, or speak of another environment."""
    if cluster.claim.carries in _IN:
        if by_name.carries is Carries.OTHER:
            why = f"{by_name.why}, but it runs in cluster {cluster.name}; it is read"
            trail.ambiguous(label, why, TAG_HINT)
        return Claim(cluster.claim.carries, f"in cluster {cluster.name}: {cluster.claim.why}")
    family = family_of(described.get("taskDefinition", ""))[0]
    claim = scope.words.judge(family)
    if claim.carries is Carries.DOUBTFUL:
        trail.ambiguous(label, f"the name of its task definition {family} is not clear; it is read", TAG_HINT)
    return Claim(claim.carries, f"the name of its task definition {family} carries {scope.name}")
