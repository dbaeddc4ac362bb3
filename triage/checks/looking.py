"""Runs the looks side by side, in threads that the report never waits for long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

import msgspec

from triage.checks import (
    audit,
    databases,
    definitions,
    machines,
    reach,
    registries,
    revisions,
    services,
    targets,
    tasks,
)
from triage.checks.facts import Looked, Subject
from triage.checks.wording import Hypothesis, line
from triage.model.rules import Layer

PATIENCE_SECONDS = 4.0
"""How long a finished reading waits for looks that are still under way."""

_INFRASTRUCTURE, _APPLICATION = Layer.INFRASTRUCTURE, Layer.APPLICATION


class Look(msgspec.Struct, frozen=True):
    """One group of checks that share their calls."""

    run: Callable[[Subject], Looked]
    hypotheses: tuple[tuple[Layer, str], ...]
    """What stays open when it gives nothing."""
    hint: str
    """A command that asks the same by hand."""

    def gave_nothing(self, finding: str, reason: str) -> Looked:
        return Looked(
            tuple(Hypothesis(layer, says, self.hint).unknown(finding, reason) for layer, says in self.hypotheses)
        )


LOOKS = (
    Look(machines.look_at_machines, ((_INFRASTRUCTURE, machines.SAYS),), "aws ec2 describe-launch-templates"),
    Look(
        services.look_at_services,
        (
            (_INFRASTRUCTURE, services.COUNT_SAYS),
            (_INFRASTRUCTURE, services.DEPLOYMENT_SAYS),
            (_INFRASTRUCTURE, services.EVENTS_SAYS),
        ),
        "aws ecs describe-services",
    ),
    Look(
        tasks.look_at_tasks,
        (
            (_INFRASTRUCTURE, tasks.STOPPED_SAYS),
            (_APPLICATION, tasks.HEALTH_SAYS),
            (_APPLICATION, tasks.IMAGE_SAYS),
        ),
        "aws ecs describe-tasks",
    ),
    Look(targets.look_at_targets, ((_INFRASTRUCTURE, targets.SAYS),), "aws elbv2 describe-target-health"),
    Look(
        databases.look_at_databases,
        (
            (_INFRASTRUCTURE, databases.STATUS_SAYS),
            (_INFRASTRUCTURE, databases.EVENTS_SAYS),
            (_INFRASTRUCTURE, reach.SAYS),
        ),
        "aws rds describe-db-instances",
    ),
    Look(definitions.look_at_definitions, ((_APPLICATION, definitions.SAYS),), "aws ecs describe-task-definition"),
    Look(revisions.look_at_revisions, ((_APPLICATION, revisions.SAYS),), "aws ecs describe-task-definition"),
    Look(registries.look_at_registries, ((_APPLICATION, registries.SAYS),), "aws servicediscovery list-services"),
    Look(audit.look_at_audit, ((_INFRASTRUCTURE, audit.SAYS),), "aws cloudtrail lookup-events"),
)
"""In the order of the checklist."""


class Looking:
    """All looks under way, each in a thread of its own."""

    def __init__(self, subject: Subject, looks: Sequence[Look] = LOOKS) -> None:
        self._looks = looks
        self._found: list[Looked | None] = [None] * len(looks)
        # Daemons: a look that hangs in a call must not keep the program from ending.
        self._threads = [
            threading.Thread(target=self._run, args=(place, subject), name=f"check-{place}", daemon=True)
            for place in range(len(looks))
        ]
        for thread in self._threads:
            thread.start()

    def result(self, patience: float = PATIENCE_SECONDS) -> Looked:
        """What was found, in the order of the looks; what is not there after `patience` seconds is `unknown`."""
        until = time.monotonic() + patience
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        total = Looked()
        for look, found in zip(self._looks, tuple(self._found), strict=True):
            late = "the answer did not come in time"
            total = total.joined(found or look.gave_nothing(late, "the report does not wait for it"))
        return total

    def _run(self, place: int, subject: Subject) -> None:
        look = self._looks[place]
        try:
            self._found[place] = look.run(subject)
        except Exception as error:
            # The report of the logs must not fall over a defect of a check; the checklist names it.
            reason = line(f"{type(error).__name__}: {error}")
            self._found[place] = look.gave_nothing("the check itself failed", reason)
