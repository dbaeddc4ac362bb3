"""ECS clusters: which belong to the environment, and which may hold services of it."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from triage.aws.errors import Refusal, attempt
from triage.aws.parallel import chunks, in_parallel
from triage.aws.session import AwsSession
from triage.discovery.scope import Scope, first_match
from triage.discovery.trail import Trail
from triage.discovery.words import Carries, Claim, is_environment_tag

if TYPE_CHECKING:
    from mypy_boto3_ecs.type_defs import ClusterTypeDef, TagTypeDef

_DESCRIBED_AT_ONCE = 100
_MOST = 5_000
TAG_HINT = "tag it with Environment, or settle it in triage.toml"


class Cluster(msgspec.Struct, frozen=True):
    """A cluster to look into; `claim` says whether all of it belongs to the environment."""

    name: str
    arn: str
    claim: Claim


def find_clusters(session: AwsSession, scope: Scope, trail: Trail) -> tuple[Cluster, ...]:
    """Clusters of the environment and clusters that say nothing, by name; those of other environments are
    left out. Refused calls are noted; without ListClusters the clusters named for the environment remain."""
    arns = _cluster_arns(session, scope, trail)
    if scope.ecs_is_settled:
        arns = [arn for arn in arns if _may_hold(cluster_name(arn), scope)]
    described, gone = _described(session, arns, trail)
    found = []
    for arn in arns:
        name = cluster_name(arn)
        cluster = described.get(name)
        if name in gone or (cluster is not None and cluster.get("status", "ACTIVE") == "INACTIVE"):
            continue
        trail.saw(name)
        tags = tags_of(cluster.get("tags", []) if cluster else [])
        see_tags(tags, trail)
        claim = _claim(name, tags, scope, trail)
        if claim.carries is not Carries.OTHER:
            found.append(Cluster(name, cluster.get("clusterArn", arn) if cluster else arn, claim))
    return tuple(sorted(found, key=lambda cluster: cluster.name))


def cluster_name(arn: str) -> str:
    """The name out of an ARN, or the name itself."""
    return arn.rsplit("/", 1)[-1]


def tags_of(tags: Sequence[TagTypeDef]) -> dict[str, str]:
    return {tag.get("key", ""): tag.get("value", "") for tag in tags}


def see_tags(tags: dict[str, str], trail: Trail) -> None:
    for key, value in tags.items():
        if is_environment_tag(key) and value.strip():
            trail.saw_tag(value.strip())


def _cluster_arns(session: AwsSession, scope: Scope, trail: Trail) -> list[str]:
    named = sorted({one.pattern for one in scope.clusters if one.literal} | _clusters_of_services(scope))
    all_literal = all(one.literal for one in scope.clusters)
    all_literal &= all(one.literal and "/" in one.pattern for one in scope.services)
    if scope.ecs_is_settled and all_literal:
        return named
    ecs = session.ecs()
    listed = attempt(
        session,
        "ecs:ListClusters",
        lambda: [
            arn
            for page in ecs.get_paginator("list_clusters").paginate(PaginationConfig={"MaxItems": _MOST})
            for arn in page["clusterArns"]
        ],
    )
    if isinstance(listed, Refusal):
        trail.refused(listed, "clusters and services are not known", may_hide_logs=True)
        return named
    return sorted({*listed, *(name for name in named if name not in set(map(cluster_name, listed)))})


def _clusters_of_services(scope: Scope) -> set[str]:
    return {one.pattern.split("/")[0] for one in scope.services if one.literal and "/" in one.pattern}


def _may_hold(name: str, scope: Scope) -> bool:
    """Whether what the project file names can lie in this cluster."""
    if first_match(scope.clusters, name):
        return True
    holders = [one.pattern.split("/")[0] if "/" in one.pattern else "*" for one in scope.services]
    return any(fnmatchcase(name, holder) for holder in holders)


def _described(session: AwsSession, arns: list[str], trail: Trail) -> tuple[dict[str, ClusterTypeDef], frozenset[str]]:
    """Clusters by name, and the names that ECS does not know."""
    ecs = session.ecs()
    calls = [
        partial(
            attempt,
            session,
            "ecs:DescribeClusters",
            partial(ecs.describe_clusters, clusters=list(part), include=["TAGS"]),
        )
        for part in chunks(arns, _DESCRIBED_AT_ONCE)
    ]
    found: dict[str, ClusterTypeDef] = {}
    gone: set[str] = set()
    for answer in in_parallel(calls):
        if isinstance(answer, Refusal):
            trail.refused(answer, "clusters are judged by their names alone", may_hide_logs=False)
            continue
        for cluster in answer.get("clusters", []):
            found[cluster.get("clusterName", "")] = cluster
        gone.update(cluster_name(failure.get("arn", "")) for failure in answer.get("failures", []))
    return found, frozenset(gone)


def _claim(name: str, tags: dict[str, str], scope: Scope, trail: Trail) -> Claim:
    if named := first_match(scope.clusters, name):
        return Claim(Carries.YES, named.why)
    if scope.ecs_is_settled:
        return Claim(Carries.SILENT, "only some services of it are named")
    by_name, claim = scope.words.judge(name), scope.words.decide(name, tags)
    if claim.carries is Carries.OTHER:
        if by_name.carries in (Carries.YES, Carries.DOUBTFUL):
            trail.left_out(f"cluster {name}", f"{by_name.why}, but {claim.why}")
        elif not _speaks_of_another(name, tags, scope):
            return Claim(Carries.SILENT, claim.why)
    if claim.carries is Carries.DOUBTFUL:
        trail.ambiguous(f"cluster {name}", f"{claim.why}, and it has no Environment tag; it is read", TAG_HINT)
    return claim


def _speaks_of_another(name: str, tags: dict[str, str], scope: Scope) -> bool:
    """A tag such as `shared` speaks of no environment: services inside may still belong to this one."""
    texts = [name, *(value for key, value in tags.items() if is_environment_tag(key))]
    return any(scope.words.judge(text).carries is Carries.OTHER for text in texts)
