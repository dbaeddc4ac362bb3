"""What the looks are asked about, and what they bring back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from triage.aws.session import AwsSession
from triage.model.environment import Environment
from triage.model.report import Change, Check, Window

LEAD_MS = 3_600_000
"""How long before the window a change still counts."""
MAX_STOPPED = 100
"""Stopped tasks that are kept, the newest ones."""


class Subject(msgspec.Struct, frozen=True):
    """One question: an environment, a window, and the session that may read."""

    session: AwsSession
    environment: Environment
    window: Window
    now: int
    """Milliseconds since the epoch: how far back ECS can still remember is measured against it."""
    belongs: Callable[[str, Mapping[str, str]], bool]
    """Whether a resource with this name and these tags is of the environment."""

    @property
    def blind(self) -> str:
        """Why services may be missing from the environment; empty where discovery saw them all."""
        notes = (note for note in self.environment.notes if note.kind == "refused" and note.what.startswith("ecs:"))
        return next((f"{note.what}: {note.why}" for note in notes), "")

    def in_reach(self, timestamp: int) -> bool:
        """Inside the window, or just before it."""
        return self.window.start - LEAD_MS <= timestamp < self.window.end


class StoppedContainer(msgspec.Struct, frozen=True, order=True):
    name: str
    exit_code: int | None = None
    """None: it never ran."""
    reason: str = ""


class StoppedTask(msgspec.Struct, frozen=True, order=True):
    """A task that ended inside the window or just before it."""

    stopped_at: int
    """Milliseconds since the epoch; 0 where ECS does not say."""
    cluster: str
    service: str
    """Empty for a task that no service started."""
    id: str
    family: str
    revision: int
    code: str = ""
    """As ECS names it: EssentialContainerExited, TaskFailedToStart ..."""
    reason: str = ""
    by_itself: bool = False
    """True unless a person, a deployment or scaling ended it."""
    containers: tuple[StoppedContainer, ...] = ()


class Deployment(msgspec.Struct, frozen=True, order=True):
    """A revision that went out to a service."""

    started_at: int
    """Milliseconds since the epoch."""
    service: str
    family: str
    revision: int
    state: str = ""
    """As ECS names the rollout: COMPLETED, IN_PROGRESS, FAILED."""

    @property
    def label(self) -> str:
        return f"{self.family}:{self.revision}" if self.revision else self.family


class EcsFacts(msgspec.Struct, frozen=True):
    """What ECS says about the environment's tasks beside their logs; ordered by time."""

    stopped: tuple[StoppedTask, ...] = ()
    deployments: tuple[Deployment, ...] = ()
    """Those that a service still lists, whenever they began."""
    deployments_known: bool = False
    revisions: tuple[tuple[str, str], ...] = ()
    """Id of each running or stopped task, and its `family:revision`; sorted."""


class Looked(msgspec.Struct, frozen=True):
    """What one look, or all of them, brought back."""

    checks: tuple[Check, ...] = ()
    changes: tuple[Change, ...] = ()
    ecs: EcsFacts = EcsFacts()

    def joined(self, other: Looked) -> Looked:
        """Both, the other's after these; changes and facts by time."""
        return Looked(
            checks=(*self.checks, *other.checks),
            changes=tuple(sorted({*self.changes, *other.changes}, key=_order)),
            ecs=EcsFacts(
                stopped=tuple(sorted({*self.ecs.stopped, *other.ecs.stopped})[-MAX_STOPPED:]),
                deployments=tuple(sorted({*self.ecs.deployments, *other.ecs.deployments})),
                deployments_known=self.ecs.deployments_known or other.ecs.deployments_known,
                revisions=tuple(sorted({*self.ecs.revisions, *other.ecs.revisions})),
            ),
        )


def _order(change: Change) -> tuple[int, str, str]:
    return change.timestamp, change.source, change.what
