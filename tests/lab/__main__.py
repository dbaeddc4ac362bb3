"""The command line of the lab: list scenarios, or record some of them."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from .scenarios import SCENARIOS
from .stage import ROOT, WORK

PRIVATE = ["unshare", "--mount", "--net", "--uts", "--ipc", "--pid", "--fork", "--kill-child", "--mount-proc"]


def record(name: str) -> bool:
    """Record one scenario in namespaces of its own; the machine's network and mounts stay as they are."""
    print(f"{name}: recording, about two minutes", flush=True)
    room = [*PRIVATE, sys.executable, "-m", "tests.lab.room", name]
    done = subprocess.run(room, cwd=ROOT, env={**os.environ, "TRIAGE_LAB_ROOM": "private"}, check=False)
    print(f"{name}: {'done' if done.returncode == 0 else f'failed with {done.returncode}'}", flush=True)
    return done.returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.lab", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="scenarios to record (default: all)")
    parser.add_argument("--jobs", type=int, default=1, help="how many to record at the same time (default: 1)")
    parser.add_argument("--list", action="store_true", help="print the scenarios and what each shows")
    arguments = parser.parse_args()
    if arguments.list:
        for name, scenario in SCENARIOS.items():
            print(f"{name:28} {(scenario.__doc__ or '').splitlines()[0]}")
        return 0
    unknown = sorted(set(arguments.names) - set(SCENARIOS))
    if unknown:
        parser.error(f"no scenario {', '.join(unknown)}; --list names them")
    if os.geteuid() != 0 or not (WORK / "venv").is_dir():
        parser.error("the lab needs root (for private namespaces) and tests/lab/install.sh run once")
    with ThreadPoolExecutor(arguments.jobs) as recorders:
        done = list(recorders.map(record, arguments.names or SCENARIOS))
    return 0 if all(done) else 1


if __name__ == "__main__":
    sys.exit(main())
