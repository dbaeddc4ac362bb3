"""What ranking knows beside the summary: the window, the rules, the environment, what the project says."""

from collections.abc import Mapping

import msgspec

from triage.config import Runbook
from triage.model.environment import Environment
from triage.model.report import Change, Check, Coverage, Diagnostic, Gap, Target, Tool, Window
from triage.model.rules import Rule
from triage.summary.value import Summary


class Baseline(msgspec.Struct, frozen=True):
    """An earlier window, summarized."""

    summary: Summary
    window: Window
    says: str
    """How the window is called."""
    gaps: tuple[Gap, ...] = ()

    @property
    def whole(self) -> bool:
        """It was read whole, holds something and nothing was dropped: absence in it means something."""
        return not self.gaps and self.summary.events > 0 and "faults" not in self.summary.bounds_reached


class RankContext(msgspec.Struct, frozen=True):
    """Everything that `rank` may use beside the summary."""

    rules: Mapping[str, Rule]
    window: Window
    target: Target
    tool: Tool
    environment: Environment | None = None
    runbooks: tuple[Runbook, ...] = ()
    checks: tuple[Check, ...] = ()
    changes: tuple[Change, ...] = ()
    gaps: tuple[Gap, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    reading: Coverage = Coverage()
    """What the source counted: requests and throttles."""
    baseline: Baseline | None = None
    """An earlier window of the same logs."""
    off: frozenset[str] = frozenset()
    """Factors that are switched off, to measure what each is worth."""
