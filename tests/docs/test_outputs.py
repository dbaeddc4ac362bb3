"""What the documentation shows as output of a command is what the command prints."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import CHECKOUT, Block, blocks


@pytest.mark.parametrize("block", blocks("console"), ids=lambda block: block.place)
def test_the_lines_shown_are_printed_in_this_order(block: Block, isolated: Path) -> None:
    """A line `...` stands for any number of lines."""
    command, *shown = block.text.rstrip().splitlines()
    program, *arguments = shlex.split(command.removeprefix("$ "))
    assert program == "triage"
    variables = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    done = subprocess.run(
        [sys.executable, "-m", "triage.cli.main", *arguments],
        cwd=CHECKOUT,
        env=variables | {"TRIAGE_STATE_DIR": str(isolated / "state")},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    printed = done.stdout.splitlines()
    at, free = 0, False
    for line in shown:
        if line == "...":
            free = True
            continue
        place = printed.index(line, at) if line in printed[at:] else -1
        assert place >= 0, f"not printed: {line}\n{done.stdout}{done.stderr}"
        assert free or place == at, f"other lines stand before: {line}\n{done.stdout}"
        at, free = place + 1, False


def test_there_are_outputs() -> None:
    assert len(blocks("console")) >= 2
