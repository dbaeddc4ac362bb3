"""The question of a verification, and its answer with the evidence."""

from enum import StrEnum

import msgspec

from triage.model.report import Window
from triage.runs import Traffic


class Outcome(StrEnum):
    REPAIRED = "repaired"
    """No match since the last one, and requests on the failing path or service succeeded since."""
    MATCHED = "matched"
    """It matches again, or still."""
    UNPROVEN = "unproven"
    """What was read proves neither."""


class Known(msgspec.Struct, frozen=True):
    """What saved runs tell about a rule in an environment."""

    last_match: int = 0
    """Milliseconds since the epoch, UTC; 0 where no saved run holds a match."""
    run_id: str = ""
    """The run that holds it."""
    services: tuple[str, ...] = ()
    traffic: tuple[Traffic, ...] = ()
    """Routes of that run."""


class Question(msgspec.Struct, frozen=True):
    rule_id: str
    window: Window
    services: tuple[str, ...] = ()
    """Globs of container names; empty: all."""
    after: int = 0
    """The moment of the change, milliseconds since the epoch; 0: not said."""
    known: Known = Known()
    complete: bool = True
    """False when a part of the window could not be read: absence then proves nothing."""


class PathEvidence(msgspec.Struct, frozen=True):
    """The answers of one path, or of a whole service, since the last match or the change."""

    name: str
    """`GET /contacts (flask-app)`."""
    answered: int
    """Below 500; counted in whole time buckets, so it may be a few too low, never too high."""
    last_answered: int
    failed: int
    last_failed: int


class Verification(msgspec.Struct, frozen=True):
    """The answer: an outcome, why, and what was seen."""

    rule_id: str
    outcome: Outcome
    reason: str
    window: Window
    since: int = 0
    """Successes are counted after this moment: the last match, or the change where that is later."""
    last_match: int = 0
    last_match_run: str = ""
    """Empty where the last match lies in the window that was read."""
    matches: int = 0
    """Records in the window that match."""
    paths: tuple[PathEvidence, ...] = ()
    needed: int = 0
    """Successes that prove the repair."""
