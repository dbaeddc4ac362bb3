"""The layers around the logs as hypotheses: read-only looks at AWS, each with its command and verdict."""

from triage.checks.conclusions import conclude
from triage.checks.facts import EcsFacts, Looked, Subject
from triage.checks.looking import Looking
from triage.checks.stops import stop_events

__all__ = ["EcsFacts", "Looked", "Looking", "Subject", "conclude", "stop_events"]
