"""Settings: the project file `triage.toml`, `TRIAGE_*` variables and flags, as one frozen value."""

from triage.config.load import Flags, find_project_file, load_settings
from triage.config.model import (
    SAME_WORD,
    Disable,
    EnvironmentSettings,
    Mute,
    Override,
    Runbook,
    Settings,
    TerraformSettings,
)

__all__ = [
    "SAME_WORD",
    "Disable",
    "EnvironmentSettings",
    "Flags",
    "Mute",
    "Override",
    "Runbook",
    "Settings",
    "TerraformSettings",
    "find_project_file",
    "load_settings",
]
