"""Saved runs: what a run found, kept redacted on this machine under a short id."""

from triage.runs.model import Place, RunHead, RunStamp, SavedRun, Traffic
from triage.runs.place import demo_folder, state_folder
from triage.runs.store import RunStore

__all__ = ["Place", "RunHead", "RunStamp", "RunStore", "SavedRun", "Traffic", "demo_folder", "state_folder"]
