"""Makes the pictures of the documentation from real runs: `python docs/make_pictures.py`."""

import fcntl
import io
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path

from rich.console import Console
from rich.text import Text

HERE = Path(__file__).parent / "pictures"
WIDTH = 100
PICTURES = {"demo": (["demo"], 24)}
"""Name -> arguments of triage, lines that are shown."""


def run_in_terminal(arguments: list[str]) -> str:
    """What the command prints on a terminal of WIDTH columns."""
    main, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 50, WIDTH, 0, 0))
    command = [str(Path(sys.executable).parent / "triage"), *arguments]
    with (
        tempfile.TemporaryDirectory() as state,  # nothing is known from an earlier run
        subprocess.Popen(
            command,
            stdout=side,
            stderr=subprocess.DEVNULL,
            stdin=side,
            env=os.environ | {"TRIAGE_STATE_DIR": state},
        ) as process,
    ):
        os.close(side)
        chunks = []
        while True:
            try:
                chunk = os.read(main, 65536)
            except OSError:
                break
            if not chunk:
                break
            chunks.append(chunk)
        process.wait()
    os.close(main)
    return b"".join(chunks).decode().replace("\r\n", "\n")


def draw(name: str, text: str, lines: int) -> None:
    """An SVG of the first lines."""
    shown = "\n".join(text.split("\n")[:lines])
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(shown), no_wrap=True, overflow="crop")
    svg = console.export_svg(title="triage production --since 30m")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.S)
    (HERE / f"{name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    for picture, (arguments, lines) in PICTURES.items():
        draw(picture, run_in_terminal(arguments), lines)
