"""What the live revision of each task definition changed against its predecessor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from triage.aws.errors import Refusal
from triage.aws.parallel import in_parallel
from triage.checks.asking import ONCE, ask, milliseconds
from triage.checks.facts import Looked, Subject
from triage.checks.wording import Hypothesis, aws, counted, few, moment
from triage.model.environment import EcsService
from triage.model.report import Check
from triage.model.rules import Layer

if TYPE_CHECKING:
    from mypy_boto3_ecs.type_defs import ContainerDefinitionOutputTypeDef, TaskDefinitionTypeDef

    Pair = tuple[EcsService, TaskDefinitionTypeDef, TaskDefinitionTypeDef]

_MOST = 10
_NAMES = 6
SAYS = "A new revision of the task definition changed image, variables, secrets or size"
_QUERY = (
    "taskDefinition.[revision,registeredAt,cpu,memory,containerDefinitions[].[name,image,environment[].name,secrets]]"
)


def look_at_revisions(subject: Subject) -> Looked:
    """One check. A change that is older than the window and the hour before it explains no fault that began since."""
    services = sorted(subject.environment.services, key=lambda one: (one.cluster, one.name))
    known = {one.task_definition: one for one in services if one.family and one.revision}
    later = [one for one in known.values() if one.revision > 1][:_MOST]
    shown = later[0] if later else next(iter(known.values()), None)
    hypothesis = Hypothesis(Layer.APPLICATION, SAYS, _command(shown))
    if shown is None:
        return Looked((hypothesis.without_services(subject.blind, "no task definition of the environment is known"),))
    if not later:
        label = f"{shown.family}:{shown.revision}"
        return Looked((hypothesis.not_applicable(f"{label} is the first revision", "there is none before it"),))
    pairs, refused = [], []
    for service, answer in zip(later, in_parallel([partial(_pair, subject, one) for one in later]), strict=True):
        if isinstance(answer, Refusal):
            refused.append(answer)
        else:
            pairs.append((service, *answer))
    return Looked((_check(hypothesis, pairs, refused, subject),))


def _command(service: EcsService | None) -> str:
    if service is None:
        return aws("ecs", "list-task-definitions")
    before = f"{service.family}:{max(1, service.revision - 1)}"
    return aws("ecs", "describe-task-definition", "--task-definition", before, "--query", _QUERY)


def _pair(subject: Subject, service: EcsService) -> tuple[TaskDefinitionTypeDef, TaskDefinitionTypeDef] | Refusal:
    """The live revision and the one before it."""
    found = []
    for name in (service.task_definition, f"{service.family}:{service.revision - 1}"):
        answer = _read(subject, name)
        if isinstance(answer, Refusal):
            return answer
        found.append(answer)
    return found[0], found[1]


def _read(subject: Subject, name: str) -> TaskDefinitionTypeDef | Refusal:
    ecs = subject.session.ecs(attempts=ONCE)
    return ask(
        subject.session,
        "ecs:DescribeTaskDefinition",
        lambda: ecs.describe_task_definition(taskDefinition=name)["taskDefinition"],
        name,
    )


def _check(hypothesis: Hypothesis, pairs: Sequence[Pair], refused: Sequence[Refusal], subject: Subject) -> Check:
    fresh: list[str] = []
    old: list[str] = []
    for service, live, before in pairs:
        since = milliseconds(live.get("registeredAt"))
        changed = _changed(live, before)
        label = f"{service.family}:{service.revision}"
        text = f"{label} of {service.name} changes {'; '.join(changed)}" if changed else f"{label} changes none of them"
        told = f"{text} (registered {moment(since)})" if since else text
        (fresh if changed and (not since or subject.in_reach(since)) else old).append(told)
    if fresh:
        return hypothesis.implicated(few(fresh))
    if refused:
        return hypothesis.refused(refused[0], few(old))
    return hypothesis.ruled_out(few(old), "none of it inside the window or in the hour before")


def _changed(live: TaskDefinitionTypeDef, before: TaskDefinitionTypeDef) -> list[str]:
    """What differs, by name: a value may be a secret."""
    found = []
    if (live.get("cpu"), live.get("memory")) != (before.get("cpu"), before.get("memory")):
        found.append("CPU or memory of the task")
    mine = {one.get("name", ""): one for one in live.get("containerDefinitions", [])}
    theirs = {one.get("name", ""): one for one in before.get("containerDefinitions", [])}
    for name in sorted({*mine, *theirs}):
        if name not in mine or name not in theirs:
            found.append(f"container {name} {'added' if name in mine else 'removed'}")
        else:
            found += [f"{name}: {text}" for text in _container(mine[name], theirs[name])]
    return found


def _container(one: ContainerDefinitionOutputTypeDef, two: ContainerDefinitionOutputTypeDef) -> list[str]:
    found = ["image"] if one.get("image") != two.get("image") else []
    variables = _differing(_pairs(one, "environment", "value"), _pairs(two, "environment", "value"))
    secrets = _differing(_pairs(one, "secrets", "valueFrom"), _pairs(two, "secrets", "valueFrom"))
    for names, noun in ((variables, "variable"), (secrets, "secret")):
        if names:
            found.append(f"{counted(len(names), noun)} ({few(names, _NAMES, ', ')})")
    if any(one.get(key) != two.get(key) for key in ("cpu", "memory", "memoryReservation")):
        found.append("CPU or memory")
    if any(one.get(key) != two.get(key) for key in ("command", "entryPoint")):
        found.append("command")
    return found


def _pairs(container: ContainerDefinitionOutputTypeDef, key: str, value: str) -> dict[str, str]:
    rows: object = container.get(key)
    told: dict[str, str] = {}
    for row in rows if isinstance(rows, list) else []:
        told[str(row.get("name", ""))] = str(row.get(value, ""))
    return told


def _differing(one: Mapping[str, str], two: Mapping[str, str]) -> list[str]:
    return sorted(name for name in {*one, *two} if one.get(name) != two.get(name))
