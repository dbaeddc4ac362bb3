"""Finds an environment by its name: project file, ECS, log groups, Terraform, load balancers."""

import msgspec

from triage.aws.errors import Refusal
from triage.aws.identity import account_of
from triage.aws.session import AwsSession
from triage.config import Settings
from triage.discovery.clusters import Cluster, find_clusters
from triage.discovery.load_balancers import find_load_balancers
from triage.discovery.log_groups import Candidate, find_log_groups
from triage.discovery.scope import Scope, scope_of
from triage.discovery.services import Service, find_services
from triage.discovery.targets import join_targets
from triage.discovery.tasks import find_workloads
from triage.discovery.terraform import TerraformKnowledge, read_terraform
from triage.discovery.trail import Trail
from triage.discovery.words import Carries
from triage.errors import AccessError, EnvironmentUnknown, UsageError
from triage.model.environment import Environment, LoadBalancer


def discover(
    name: str,
    session: AwsSession,
    settings: Settings,
    services: tuple[str, ...] = (),
    log_groups: tuple[str, ...] = (),
) -> Environment:
    """What the environment consists of; `services` and `log_groups` are globs that narrow what is read.

    The result may hold no log target; `require_targets` says why. Refused calls, doubts and things left out
    are its notes. Raises EnvironmentUnknown when nothing carries the name, AccessError when too much was
    refused to say so, CredentialsError, and UsageError when a filter leaves nothing."""
    _check_name(name)
    trail, scope = Trail(), scope_of(name, settings, services, log_groups)
    account = account_of(session)
    section = settings.section(name)[1]
    terraform = read_terraform(section.terraform, session, scope.words, trail)
    scope = _with_terraform(scope, terraform)
    clusters = find_clusters(session, scope, trail)
    found = find_services(session, clusters, scope, trail)
    workloads = find_workloads(session, clusters, found, scope, trail)
    listed, candidates = find_log_groups(session, scope, trail)
    _note_unfound(scope, clusters, found, candidates, trail)
    mine = tuple(one.name for one in clusters if one.claim.carries in (Carries.YES, Carries.DOUBTFUL))
    in_use = tuple(sorted({*mine, *(service.cluster for service in workloads.services)}))
    if not (found or mine or candidates):
        raise _unknown(scope, session, account, trail)
    targets = join_targets(session, workloads.destinations, candidates, listed, scope, trail)
    if services and not workloads.services and not workloads.destinations and found:
        raise _no_such_service(scope, [one.name for one in found])
    if log_groups and not targets:
        raise _no_such_log_group(scope, [one.group.name for one in candidates] or [one.name for one in listed])
    balancers = find_load_balancers(session, workloads.services, trail)
    return Environment(
        name=scope.name,
        region=session.region,
        account="" if isinstance(account, Refusal) else account,
        targets=targets,
        services=workloads.services,
        load_balancers=_joined(balancers, () if services else terraform.load_balancers),
        clusters=in_use,
        notes=trail.notes,
        values=tuple(sorted((dict(terraform.values) | section.values).items())),
    )


def require_targets(environment: Environment) -> Environment:
    """The environment itself; raises EnvironmentUnknown when it has no log group to read."""
    if environment.targets:
        return environment
    reasons = [f"{note.what}: {note.why}" for note in environment.notes if note.kind != "ambiguous"]
    told = "; ".join(reasons[:3])
    raise EnvironmentUnknown(
        f"{environment.name} was found in {environment.region}, but no log group of it"
        + (f" ({told})" if told else ""),
        f"`triage discover {environment.name}` shows what was looked at; name one with --log-group or in triage.toml",
    )


def _check_name(name: str) -> None:
    if not name.strip() or len(name) > 128 or not name.isprintable():
        raise UsageError(f"{name[:40]!a} cannot name an environment", "name one such as production or staging")


def _with_terraform(scope: Scope, terraform: TerraformKnowledge) -> Scope:
    return msgspec.structs.replace(
        scope,
        clusters=(*scope.clusters, *terraform.clusters),
        services=(*scope.services, *terraform.services),
        log_groups=(*scope.log_groups, *terraform.log_groups),
    )


def _note_unfound(
    scope: Scope,
    clusters: tuple[Cluster, ...],
    services: tuple[Service, ...],
    candidates: tuple[Candidate, ...],
    trail: Trail,
) -> None:
    """What the project file or Terraform names, and nothing answers to."""
    paths = [path for one in services for path in (f"{one.cluster.name}/{one.name}", one.name)]
    for kind, wanted, names in (
        ("cluster", scope.clusters, [one.name for one in clusters]),
        ("service", scope.services, paths),
        ("log group", scope.log_groups, [one.group.name for one in candidates]),
    ):
        for one in wanted:
            if not any(one.matches(name) for name in names):
                trail.missing(f"{kind} {one.pattern}", f"{one.why}, but no such {kind} was found")


def _unknown(
    scope: Scope, session: AwsSession, account: str | Refusal, trail: Trail
) -> AccessError | EnvironmentUnknown:
    if trail.refusals:
        reasons = list(dict.fromkeys(refusal.reason for refusal in trail.refusals))
        hints = list(dict.fromkeys(refusal.hint for refusal in trail.refusals if refusal.hint))
        text = f"{scope.name} could not be looked up in {session.region}: {'; '.join(reasons[:3])}"
        return AccessError(text, "; ".join(hints[:3]))
    where = session.region if isinstance(account, Refusal) or not account else f"{session.region}, account {account}"
    names = trail.suggestions(scope.name)
    seen = f"names seen there: {', '.join(names)}; " if names else "no environment was seen there at all; "
    return EnvironmentUnknown(
        f"nothing in {where} carries the name {scope.name}",
        seen + "another Region: --region; another account: --profile; other names: aliases in triage.toml",
    )


def _no_such_service(scope: Scope, known: list[str]) -> UsageError:
    return UsageError(
        f"no service or container of {scope.name} is named {', '.join(scope.only_services)}",
        f"its services: {', '.join(sorted(set(known))[:10])}",
    )


def _no_such_log_group(scope: Scope, known: list[str]) -> UsageError:
    near = ", ".join(sorted(set(known))[:5])
    return UsageError(
        f"no log group of the account matches {', '.join(scope.only_log_groups)}",
        f"log groups there: {near}" if near else "`aws logs describe-log-groups` lists them",
    )


def _joined(found: tuple[LoadBalancer, ...], named: tuple[LoadBalancer, ...]) -> tuple[LoadBalancer, ...]:
    """What ECS led to, and what only Terraform knows."""
    known = {one.dns_name for one in found}
    return (*found, *(one for one in named if one.dns_name and one.dns_name not in known))
