"""One call, tried once: its answer, or the refusal that makes a check `unknown`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from triage.aws.errors import Refusal, attempt
from triage.aws.session import AwsSession
from triage.errors import TriageError

T = TypeVar("T")

ONCE = 1
"""Attempts of a call: a refusal, or a call that an emulation lacks, costs one answer and no more."""


def ask(session: AwsSession, action: str, call: Callable[[], T], resource: str = "*") -> T | Refusal:
    """What the call gives, or why it gave nothing. Expired credentials are a refusal too: the reading tells of them."""
    try:
        answer = attempt(session, action, call, resource)
        return _plain(answer) if isinstance(answer, Refusal) else answer
    except TriageError as error:
        return Refusal(action, resource, error.message, error.hint)


def _plain(refusal: Refusal) -> Refusal:
    """Without the page that a proxy or an emulation sends in place of an error."""
    said, _, page = refusal.reason.partition("<")
    reason = f"the service answered {said.strip(' :')}" if page else refusal.reason
    return Refusal(refusal.action, refusal.resource, reason, refusal.hint, refusal.kind)


def milliseconds(moment: datetime | None) -> int:
    """Since the epoch; 0 for None."""
    return int(moment.timestamp() * 1000) if moment else 0
