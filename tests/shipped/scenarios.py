"""The sample logs with their truths, and a run of the product on one."""

import atexit
import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parents[2] / "sample_logs"
SCENARIOS = sorted(truth.parent.name for truth in SAMPLES.glob("*/truth.json"))


@functools.cache
def _cache() -> str:
    """One folder for the rules' index of all processes that the tests start."""
    folder = tempfile.mkdtemp(prefix="triage-tests-")
    atexit.register(shutil.rmtree, folder, True)
    return folder


def truth_of(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SAMPLES / name / "truth.json").read_text(encoding="utf-8"))
    return loaded


def causes_of(name: str) -> list[dict[str, Any]]:
    """The root causes of a scenario; none for a healthy one."""
    truth = truth_of(name)
    if truth["root_cause_category"] == "healthy":
        return []
    return truth.get("causes") or [truth]


def report_of(*arguments: str | Path) -> dict[str, Any]:
    """The JSON report of `triage files ARGUMENTS`, by a fresh process."""
    command = [sys.executable, "-m", "triage.cli.main", "files", *map(str, arguments), "--format", "json"]
    environment = os.environ | {"TRIAGE_CACHE_DIR": _cache()}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode in (0, 1), done.stderr
    loaded: dict[str, Any] = json.loads(done.stdout)
    return loaded
