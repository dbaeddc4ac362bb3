"""The same input gives the same bytes in every format, whatever the order in which Python keeps its sets."""

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import hashlib
from tests.postmortem.builders import case
from tests.render.builders import SCENARIOS
from triage.postmortem import FORMATS, STYLES, write
from triage.render import RENDERERS, RenderOptions, render

for name, make in SCENARIOS.items():
    texts = [render(make(), form, RenderOptions(explain=True)) for form in RENDERERS]
    texts += [write(case(make()), style, form) for style in STYLES for form in FORMATS]
    print(name, [hashlib.sha256(text.encode()).hexdigest() for text in texts])
"""


def _digests(seed: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=Path(__file__).resolve().parents[2],
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return done.stdout


def test_two_processes_write_the_same_bytes() -> None:
    assert _digests("1") == _digests("2") != ""
