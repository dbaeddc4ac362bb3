"""Records one scenario; runs inside the private namespaces which `python -m tests.lab` opens."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from .scenarios import SCENARIOS
from .stage import Stage


def main(name: str) -> None:
    if os.environ.get("TRIAGE_LAB_ROOM") != "private":
        raise SystemExit("run it as: python -m tests.lab NAME")
    for place in ("/run", "/tmp", "/var/log"):
        subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=1777", "lab", place], check=True)
    for folder in ("/var/log/nginx", "/run/netns"):
        Path(folder).mkdir(parents=True)
    stage = Stage(name)
    try:
        SCENARIOS[name](stage)
    finally:
        stage.close()


if __name__ == "__main__":
    main(sys.argv[1])
