"""A finding of lint before its place in the file is looked up."""

import msgspec

from triage.ruleset.yaml_source import Path


class Doubt(msgspec.Struct, frozen=True):
    """What is doubtful about a valid rule."""

    code: str
    path: Path
    reason: str
    fix: str
    level: str = "error"
    """error or warning."""
