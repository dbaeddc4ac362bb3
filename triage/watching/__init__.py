"""Follows an environment: overlapping polls, one growing summary, and what changed since the last look."""

from triage.watching.changes import Change, ChangeLog, What
from triage.watching.following import Follower, Look

__all__ = ["Change", "ChangeLog", "Follower", "Look", "What"]
