"""Task definitions: what they give to the containers, and when they were written."""

from __future__ import annotations

from functools import partial

from triage.aws.errors import Refusal
from triage.aws.parallel import in_parallel
from triage.checks.asking import ONCE, ask, milliseconds
from triage.checks.facts import Looked, Subject
from triage.checks.wording import Hypothesis, aws, counted, few
from triage.model.environment import EcsService
from triage.model.report import Change, Check
from triage.model.rules import Layer

_MOST = 10
_NAMES = 8
SAYS = "A variable or secret of the task definition is empty or named twice"
_QUERY = "taskDefinition.[registeredAt,containerDefinitions[].[name,image,environment[].name,secrets]]"


def look_at_definitions(subject: Subject) -> Looked:
    """One check of what the services are given, by name; revisions of the window are changes."""
    services = sorted(subject.environment.services, key=lambda one: (one.cluster, one.name))
    known = [one for one in services if one.containers]
    if not known:
        names = [one.task_definition for one in services if one.task_definition]
        command = _command(names[0]) if names else aws("ecs", "list-task-definitions")
        hypothesis = Hypothesis(Layer.APPLICATION, SAYS, command)
        return Looked((hypothesis.unknown("no task definition is known", "discovery found none, or may not read it"),))
    changes = _registrations(subject, sorted({one.task_definition for one in known})[:_MOST])
    return Looked((_check(known),), changes)


def _command(definition: str) -> str:
    return aws("ecs", "describe-task-definition", "--task-definition", definition.rsplit("/", 1)[-1], "--query", _QUERY)


def _check(services: list[EcsService]) -> Check:
    troubles = [(service, text) for service in services for text in _troubles(service)]
    shown = troubles[0][0] if troubles else services[0]
    hypothesis = Hypothesis(Layer.APPLICATION, SAYS, _command(shown.task_definition))
    if troubles:
        return hypothesis.implicated(few([f"{service.name}: {text}" for service, text in troubles]))
    return hypothesis.ruled_out(few([_told(one) for one in services]), "whether the values are right it cannot tell")


def _troubles(service: EcsService) -> list[str]:
    found = []
    for one in service.containers:
        names = [name for name, _ in (*one.environment, *one.secrets)]
        twice = sorted({name for name in names if names.count(name) > 1})
        empty = sorted(name for name, value in (*one.environment, *one.secrets) if not value.strip())
        found += [f"{one.name} has {name} twice" for name in twice]
        found += [f"{one.name} has {name} empty" for name in empty]
    return found


def _told(service: EcsService) -> str:
    """Names only: a value may be a secret."""
    parts = []
    for one in service.containers:
        given = [name for name, _ in one.environment]
        secret = [name for name, _ in one.secrets]
        if given or secret:
            texts = [counted(len(given), "variable") + f" ({few(given, _NAMES, ', ')})"] if given else []
            texts += [counted(len(secret), "secret") + f" ({few(secret, _NAMES, ', ')})"] if secret else []
            parts.append(f"{one.name} has {' and '.join(texts)}")
    label = f"{service.family}:{service.revision}"
    return f"{label}: {', '.join(parts)}" if parts else f"{label} gives no variable"


def _registrations(subject: Subject, definitions: list[str]) -> tuple[Change, ...]:
    ecs = subject.session.ecs(attempts=ONCE)
    calls = [
        partial(
            ask,
            subject.session,
            "ecs:DescribeTaskDefinition",
            lambda arn=arn: ecs.describe_task_definition(taskDefinition=arn)["taskDefinition"],  # type: ignore[misc]
        )
        for arn in definitions
    ]
    found = []
    for arn, answer in zip(definitions, in_parallel(calls), strict=True):
        when = 0 if isinstance(answer, Refusal) else milliseconds(answer.get("registeredAt"))
        if subject.in_reach(when):
            found.append(Change(when, f"task definition {arn.rsplit('/', 1)[-1]} registered", "ecs"))
    return tuple(found)
