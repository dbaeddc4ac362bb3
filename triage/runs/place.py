"""Where saved runs are kept."""

from collections.abc import Mapping
from pathlib import Path

VARIABLE = "TRIAGE_STATE_DIR"


def state_folder(variables: Mapping[str, str]) -> Path:
    """`TRIAGE_STATE_DIR`, else the platform's folder for an application's state."""
    import platformdirs

    named = variables.get(VARIABLE, "")
    return Path(named) if named else platformdirs.user_state_path("triage", appauthor=False)


def demo_folder(variables: Mapping[str, str]) -> Path:
    """The folder of the demo's runs, beside the user's own."""
    return state_folder(variables) / "demo"
