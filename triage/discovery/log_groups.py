"""Log groups: which exist, of which class, and which carry the environment in their path."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from triage.aws.errors import Refusal, attempt
from triage.aws.parallel import in_parallel
from triage.aws.session import AwsSession
from triage.discovery.scope import Named, Scope, first_match
from triage.discovery.trail import Trail
from triage.discovery.words import Carries

if TYPE_CHECKING:
    from mypy_boto3_logs.type_defs import LogGroupTypeDef, PaginatorConfigTypeDef

_PAGE = 50
_LISTED_BY_DEFAULT = 500
"""Groups up to which an account is listed whole; beyond, the service searches by the words' spellings."""
_MOST = 5_000
_METRICS = "/aws/ecs/containerinsights/"
_NOT_APPLICATIONS = (
    "/aws/apigateway/", "/aws/batch/", "/aws/cloudtrail/", "/aws/codebuild/", "/aws/codepipeline/", "/aws/connect/",
    "/aws/containerinsights/", "/aws/dms/", "/aws/docdb/", "/aws/eks/", "/aws/events/", "/aws/imagebuilder/",
    "/aws/kinesisfirehose/", "/aws/lambda/", "/aws/msk/", "/aws/opensearch/", "/aws/rds/", "/aws/redshift/",
    "/aws/route53/", "/aws/sagemaker/", "/aws/ssm/", "/aws/states/", "/aws/transfer/", "/aws/vendedlogs/", "/aws/vpc/",
    "/aws/vpn/", "/aws/waf/", "API-Gateway-Execution-Logs", "aws-waf-logs-",
)  # fmt: skip
"""Written by other services of AWS; their volume would bury what the application says."""


class LogGroup(msgspec.Struct, frozen=True, order=True):
    """A log group of the account."""

    name: str
    region: str
    arn: str = ""
    """In the form that `logGroupIdentifier` takes; empty where the group was not looked up."""
    log_class: str = "STANDARD"


class Candidate(msgspec.Struct, frozen=True):
    """A group that belongs to the environment by its path or because it was named; read whole."""

    group: LogGroup
    why: str
    claim: Carries


def find_log_groups(
    session: AwsSession, scope: Scope, trail: Trail
) -> tuple[tuple[LogGroup, ...], tuple[Candidate, ...]]:
    """All groups that were listed, and those that belong to the environment, both by name."""
    listed = _listed(session, scope)
    if isinstance(listed, Refusal):
        trail.refused(listed, "log groups are not searched by name", may_hide_logs=True)
        named = sorted({one.pattern: one for one in _named(scope) if one.literal}.items())
        return (), tuple(Candidate(LogGroup(name, session.region), one.why, Carries.YES) for name, one in named)
    found, metrics, others = [], [], []
    for group in listed:
        trail.saw(group.name)
        candidate = _candidate(group, scope)
        if candidate is None:
            continue
        if first_match(_named(scope), group.name):
            found.append(candidate)
        elif group.name.startswith(_METRICS):
            metrics.append(group.name)
        elif group.name.startswith(_NOT_APPLICATIONS):
            others.append(group.name)
        else:
            found.append(candidate)
            if candidate.claim is Carries.DOUBTFUL:
                hint = "exclude or name it in triage.toml"
                trail.ambiguous(f"log group {group.name}", f"{candidate.why}; it is read", hint)
    trail.left_out_all(metrics, "log groups", "they hold metrics, not what applications write")
    hint = "--log-group NAME reads one"
    trail.left_out_all(others, "log groups", "other services of AWS write them, not ECS containers", hint)
    return listed, tuple(found)


def look_up(
    session: AwsSession, wanted: list[tuple[str, str]], known: tuple[LogGroup, ...], trail: Trail
) -> dict[tuple[str, str], LogGroup | None]:
    """(Region, name) -> the group, or None where it does not exist.

    Where looking is refused the group is taken to exist, in the standard class; that is noted."""
    found: dict[tuple[str, str], LogGroup | None] = {(group.region, group.name): group for group in known if group.arn}
    open_ = [key for key in wanted if key not in found]
    calls = [partial(_one, session, region, name) for region, name in open_]
    for key, answer in zip(open_, in_parallel(calls), strict=True):
        if isinstance(answer, Refusal):
            trail.refused(answer, "class and existence of log groups are not known", may_hide_logs=False)
            found[key] = LogGroup(key[1], key[0])
        else:
            found[key] = next((group for group in answer if group.name == key[1]), None)
    return found


def _listed(session: AwsSession, scope: Scope) -> tuple[LogGroup, ...] | Refusal:
    region, first = session.region, partial(_read, session, session.region)
    answer = attempt(session, "logs:DescribeLogGroups", partial(first, most=_LISTED_BY_DEFAULT + 1))
    if isinstance(answer, Refusal) or len(answer) <= _LISTED_BY_DEFAULT:
        return answer if isinstance(answer, Refusal) else tuple(sorted(answer))
    groups = {group.name: group for group in answer}
    calls = [
        partial(attempt, session, "logs:DescribeLogGroups", partial(_read, session, region, pattern=part))
        for part in _search_parts(scope)
    ]
    for found in in_parallel(calls):
        if isinstance(found, Refusal):
            return found
        groups.update((group.name, group) for group in found if group.name not in groups)
    return tuple(sorted(groups.values()))


def _search_parts(scope: Scope) -> list[str]:
    """Substrings of which every group that belongs to the environment holds one; the search minds case."""
    parts = set()
    for form in scope.words.forms:
        stem = {"production": "prod", "staging": "stag", "preproduction": "prod", "nonproduction": "prod"}.get(
            form[0], form[0]
        )
        parts |= {stem, stem.capitalize(), stem.upper()}
    for one in _named(scope):
        literal = max(one.pattern.replace("?", "*").replace("[", "*").split("*"), key=len)
        parts.add(literal[:512])
    return sorted(parts - {""})


def _read(session: AwsSession, region: str, pattern: str = "", prefix: str = "", most: int = _MOST) -> list[LogGroup]:
    """Groups that hold `pattern`, or begin with `prefix`, or all."""
    pages = session.logs(region).get_paginator("describe_log_groups").paginate
    bound: PaginatorConfigTypeDef = {"MaxItems": most, "PageSize": _PAGE}
    if pattern:
        listed = pages(logGroupNamePattern=pattern, PaginationConfig=bound)
    elif prefix:
        listed = pages(logGroupNamePrefix=prefix, PaginationConfig=bound)
    else:
        listed = pages(PaginationConfig=bound)
    return [_group(described, region, partial=bool(pattern)) for page in listed for described in page["logGroups"]]


def _one(session: AwsSession, region: str, name: str) -> list[LogGroup] | Refusal:
    call = partial(_read, session, region, prefix=name, most=_PAGE)
    return attempt(session, "logs:DescribeLogGroups", call)


def _group(described: LogGroupTypeDef, region: str, partial: bool) -> LogGroup:
    # A search by pattern does not tell the class; such a group is looked up again before it is read.
    arn = "" if partial else described.get("logGroupArn", "") or described.get("arn", "").removesuffix(":*")
    return LogGroup(described.get("logGroupName", ""), region, arn, described.get("logGroupClass", "STANDARD"))


def _named(scope: Scope) -> tuple[Named, ...]:
    asked = tuple(Named(pattern, "asked for with --log-group") for pattern in scope.only_log_groups)
    return (*scope.log_groups, *asked)


def _candidate(group: LogGroup, scope: Scope) -> Candidate | None:
    if named := first_match(_named(scope), group.name):
        return Candidate(group, named.why, Carries.YES)
    claim = scope.words.in_path(group.name)
    if scope.log_groups_are_settled or claim.carries not in (Carries.YES, Carries.DOUBTFUL):
        return None
    return Candidate(group, claim.why, claim.carries)
