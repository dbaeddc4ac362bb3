"""Checks in words: commands quoted for a shell, lists cut short, verdicts with their reasons."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import UTC, datetime

from triage.aws.errors import Refusal, RefusalKind
from triage.model.report import Check, CheckVerdict
from triage.model.rules import Layer

LONGEST = 240
SHOWN = 3


class Hypothesis:
    """One thing that may be wrong, with the command that tests it; its methods give the verdicts."""

    def __init__(self, layer: Layer, says: str, command: str) -> None:
        self.layer = layer
        self.says = says
        self.command = command

    def ruled_out(self, finding: str, reason: str = "") -> Check:
        return self._check(finding, CheckVerdict.RULED_OUT, reason)

    def implicated(self, finding: str, reason: str = "") -> Check:
        return self._check(finding, CheckVerdict.IMPLICATED, reason)

    def unknown(self, finding: str, reason: str = "") -> Check:
        return self._check(finding, CheckVerdict.UNKNOWN, reason)

    def not_applicable(self, finding: str, reason: str = "") -> Check:
        return self._check(finding, CheckVerdict.NOT_APPLICABLE, reason)

    def without_services(self, blind: str, finding: str = "no ECS service of the environment is known") -> Check:
        """Nothing to look at: does not apply, unless discovery was refused (`blind` says why)."""
        return self.unknown(finding, blind) if blind else self.not_applicable(finding)

    def refused(self, refusal: Refusal, finding: str = "") -> Check:
        """Could not tell: the reason names the action that was refused or failed."""
        said = "the call was refused" if refusal.kind is RefusalKind.DENIED else "the call gave no answer"
        reason = refusal.reason if refusal.action in refusal.reason else f"{refusal.action}: {refusal.reason}"
        hint = f"; {refusal.hint}" if refusal.hint else ""
        return self.unknown(f"{finding}; {said}" if finding else said, reason + hint)

    def _check(self, finding: str, verdict: CheckVerdict, reason: str) -> Check:
        return Check(self.layer, self.says, self.command, finding, verdict, reason)


def aws(*arguments: str) -> str:
    """The AWS CLI line with these arguments, quoted for a POSIX shell."""
    return shlex.join(("aws", *arguments))


def few(items: Sequence[str], most: int = SHOWN, between: str = "; ") -> str:
    """The first items, and how many more there are."""
    rest = f"{between}and {len(items) - most} more" if len(items) > most else ""
    return between.join(items[:most]) + rest


def line(text: str, longest: int = LONGEST) -> str:
    """Someone else's text on one line, cut short."""
    shown = " ".join(text[: 4 * longest].split())
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def counted(number: int, noun: str) -> str:
    """`1 task`, `2 tasks`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def moment(timestamp: int) -> str:
    """`2026-11-22 15:32:03 UTC`."""
    return f"{datetime.fromtimestamp(timestamp / 1000, UTC):%Y-%m-%d %H:%M:%S} UTC"


def ago(span: int) -> str:
    """A span of milliseconds in its largest fitting unit: `73 s`, `12 min`, `5 h`, `6 days`."""
    seconds = max(0, span) // 1000
    for size, unit in ((172_800, "days"), (7_200, "h"), (120, "min")):
        if seconds >= size:
            return f"{seconds // {'days': 86_400, 'h': 3_600, 'min': 60}[unit]} {unit}"
    return f"{seconds} s"
