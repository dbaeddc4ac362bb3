"""Ctrl-C: the first asks the work to end well, the second ends the program at once."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from triage.exit_codes import INTERRUPTED


@contextmanager
def interruptible(stop: Callable[[], None], told: str = "stopping; Ctrl-C again ends at once") -> Iterator[None]:
    """While the block runs, the first interrupt calls `stop` (which must be safe in a signal handler).

    On a terminal nothing is written, for a live picture may be there: `stop` has to show it.
    Outside of the main thread nothing is changed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    pressed = 0

    def handle(_number: int, _frame: FrameType | None) -> None:
        nonlocal pressed
        pressed += 1
        if pressed > 1:
            os._exit(INTERRUPTED)
        stop()
        if not sys.stderr.isatty():
            os.write(sys.stderr.fileno(), f"\ntriage: {told}\n".encode())

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
