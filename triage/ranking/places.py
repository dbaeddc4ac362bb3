"""Where a finding's commands point: the ECS service, task, database and load balancer behind the logs."""

from triage.model.environment import EcsService, Environment, LoadBalancer
from triage.parsing.structured.delivered import subject
from triage.parsing.structured.objects import decode_object
from triage.ranking.candidates import Candidate
from triage.summary.tallies import RouteTally
from triage.summary.value import Summary

NEARLY = 0.5
"""A route that fails at least this share as often as the worst one."""
_HOST_NAMES = ("DB_HOST", "DATABASE_HOST", "MYSQL_HOST", "PGHOST", "POSTGRES_HOST", "DB_HOSTNAME", "RDS_HOSTNAME")
_USER_NAMES = ("DB_USER", "DATABASE_USER", "MYSQL_USER", "PGUSER", "POSTGRES_USER", "DB_USERNAME", "RDS_USERNAME")


def context_values(candidate: Candidate, environment: Environment | None, name: str) -> dict[str, str]:
    """`ctx.*` and `param.*` for the commands of one finding; only what is known."""
    service = candidate.services[0] if candidate.services else ""
    stream_key = next(iter(candidate.whole.streams.items()), ("\x1f", None))[0]
    log_group, _, log_stream = stream_key.partition("\x1f")
    values = {
        "ctx.environment": name,
        "ctx.container": service,
        "ctx.log_group": log_group,
        "ctx.log_stream": log_stream,
        "ctx.task": log_stream.rsplit("/", 1)[-1] if "/" in log_stream else "",
    }
    values |= _from_captures(candidate)
    values |= _from_event(candidate)
    if environment is not None:
        values |= _from_environment(candidate, environment)
    return {key: value for key, value in values.items() if value}


def _from_captures(candidate: Candidate) -> dict[str, str]:
    host, user = candidate.values("host"), candidate.values("user")
    return {"param.db_host": host[0] if host else "", "param.db_user": user[0] if user else ""}


def _from_event(candidate: Candidate) -> dict[str, str]:
    """What an event of ECS, the first evidence of the finding, names itself."""
    first = candidate.whole.samples[0] if candidate.whole.samples else None
    value = decode_object(first.message) if first is not None and first.message.startswith("{") else None
    told = subject(value) if value is not None else None
    if first is None or told is None:
        return {}
    return {
        "ctx.log_stream": first.log_stream,
        "ctx.task": told.task,
        "ctx.cluster": told.cluster,
        "ctx.service": told.service,
        "ctx.task_definition": told.task_definition,
        "ctx.family": told.task_definition.partition(":")[0],
    }


def _from_environment(candidate: Candidate, environment: Environment) -> dict[str, str]:
    values = {"ctx.region": environment.region, "ctx.account": environment.account}
    service = service_of(candidate, environment)
    if service is not None:
        values |= {
            "ctx.cluster": service.cluster,
            "ctx.service": service.name,
            "ctx.task_definition": f"{service.family}:{service.revision}" if service.revision else service.family,
            "ctx.family": service.family,
            "ctx.target_group": service.target_groups[0] if service.target_groups else "",
        }
        variables = dict(pair for c in service.containers for pair in c.environment)
        values["param.db_host"] = _first(variables, _HOST_NAMES)
        values["param.db_user"] = _first(variables, _USER_NAMES)
    balancer = load_balancer_of(service, environment)
    if balancer is not None:
        values["ctx.load_balancer"] = balancer.name
        values["ctx.url"] = f"{balancer.scheme}://{balancer.dns_name}"
    values |= {key if "." in key else f"param.{key}": value for key, value in environment.values}
    return {key: value for key, value in values.items() if value}


def _first(variables: dict[str, str], names: tuple[str, ...]) -> str:
    return next((variables[name] for name in names if variables.get(name)), "")


def service_of(candidate: Candidate, environment: Environment) -> EcsService | None:
    """The ECS service whose container or task shows the fault."""
    tasks = {key.rsplit("/", 1)[-1] for key in candidate.streams}
    for service in environment.services:
        if tasks & set(service.tasks):
            return service
    for service in environment.services:
        if any(container.name in candidate.services for container in service.containers):
            return service
    return None


def load_balancer_of(service: EcsService | None, environment: Environment) -> LoadBalancer | None:
    """The load balancer in front of a service; the only one of the environment where the service is not known."""
    for balancer in environment.load_balancers:
        if service is not None and set(balancer.target_groups) & set(service.target_groups):
            return balancer
    return environment.load_balancers[0] if len(environment.load_balancers) == 1 else None


def failing_route(candidate: Candidate, began: int, summary: Summary) -> RouteTally | None:
    """The route with most failed requests since the fault began, of those that fail nearly as often as any; GET before
    others, for it can be asked again."""
    failing = [
        route
        for route in summary.routes.values()
        if route.failures.count and route.failures.last >= began and route.route.startswith("/")
    ]
    own = [route for route in failing if route.service in candidate.services] or failing
    worst = max((_failing_share(route, began) for route in own), default=0.0)
    own = [route for route in own if _failing_share(route, began) >= NEARLY * worst]
    return min(own, key=lambda r: (r.method != "GET", -r.failures.count, r.service, r.route), default=None)


def _failing_share(route: RouteTally, began: int) -> float:
    """The share of the requests since a moment that failed."""
    start, end = began - began % route.failed_times.width, max(route.failures.last, route.answers.last) + 1
    failed = route.failed_times.between(start, end)
    return failed / max(1, failed + route.answered_times.between(start, end))


def task_revisions(candidate: Candidate, environment: Environment | None, releases: list[str]) -> tuple[str, ...]:
    """Task definition revisions and releases that show the fault."""
    service = service_of(candidate, environment) if environment else None
    revision = [f"{service.family}:{service.revision}"] if service and service.revision else []
    return tuple(dict.fromkeys([*revision, *releases[:5]]))
