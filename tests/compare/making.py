"""Sides made of events: a small shop in two environments."""

from collections.abc import Iterable

import msgspec

from triage.compare.comparing import compare
from triage.compare.model import Comparison, Kind
from triage.compare.sides import Side
from triage.model.environment import Container, EcsService, Environment
from triage.model.events import LogEvent
from triage.model.report import Check, Target, Window
from triage.pipeline import context
from triage.ranking.rank import rank
from triage.ruleset.library import shipped_rules
from triage.summary.summarizing import summarize

START = 1_772_355_600_000
WINDOW = Window(START, START + 1_800_000)


def event(environment: str, second: float, message: str, service: str = "orders", task: str = "t1") -> LogEvent:
    group, stream = f"/ecs/shop/{environment}", f"ecs/{service}/{task}"
    return LogEvent(START + int(second * 1000), message, group, stream)


def access(environment: str, path: str, status: int, times: int, first: int = 0) -> list[LogEvent]:
    """So many answered requests, ten seconds apart."""
    return [
        event(
            environment,
            first + 10 * at,
            f'10.0.0.9 - - [01/Mar/2026:09:00:00 +0000] "GET {path} HTTP/1.1" {status} 12 "-" "agent"',
        )
        for at in range(times)
    ]


def missing_table(environment: str, database: str, times: int, table: str = "invoices") -> list[LogEvent]:
    text = f"ERROR (pymysql.err.ProgrammingError) (1146, \"Table '{database}.{table}' doesn't exist\")"
    return [event(environment, 1 + 10 * at, text) for at in range(times)]


def topology(name: str, account: str = "111122223333", image: str = "shop@sha256:aa", **variables: str) -> Environment:
    container = Container(
        "orders",
        image,
        tuple(sorted(variables.items())),
        (("DB_PASSWORD", f"/shop/{name}/db-password"),),
        (8000,),
        memory=256,
    )
    service = EcsService(
        f"{name}-cluster", f"{name}-orders", family=f"{name}-orders", revision=1, desired=2, running=2,
        containers=(container,), cpu="256", memory="512",
    )  # fmt: skip
    return Environment(name, "eu-west-1", account, services=(service,), clusters=(f"{name}-cluster",))


def side(
    name: str, events: Iterable[LogEvent], environment: Environment | None = None, checks: tuple[Check, ...] = ()
) -> Side:
    rules = shipped_rules()
    ordered = sorted(events, key=lambda one: one.timestamp)
    summary = summarize(ordered, rules.matcher())
    made = context(rules, WINDOW, Target("cloudwatch", name))
    report = rank(summary, msgspec.structs.replace(made, environment=environment, checks=checks))
    return Side(name, report, summary, environment, (name,))


def compared(a: Side, b: Side, kind: Kind = Kind.ENVIRONMENTS) -> Comparison:
    return compare(kind, a, b, {rule.id: rule for rule in shipped_rules().rules})
