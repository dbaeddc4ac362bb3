"""Waits until a rule file changes."""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from triage import resources

PAUSE = 0.5
"""Seconds between two looks."""

State = dict[str, tuple[int, int]]


def changes(
    packs: Sequence[Path], pause: Callable[[float], None] = time.sleep, looks: int | None = None
) -> Iterator[None]:
    """Yields at once, and again after each change of a shipped rule or one of `packs`; ends after `looks` pauses."""
    before: State | None = None
    while looks is None or looks >= 0:
        now = _state(packs)
        if now != before:
            before = now
            yield
        if looks is not None:
            looks -= 1
        pause(PAUSE)


def _state(packs: Sequence[Path]) -> State:
    shipped = resources.rules()
    folders = [*packs, *([shipped] if isinstance(shipped, Path) else [])]
    found: State = {}
    for folder in folders:
        for path in [folder] if folder.is_file() else sorted(folder.glob("**/*.yaml")):
            try:
                known = path.stat()
            except OSError:  # between two writes of an editor
                continue
            found[str(path)] = (known.st_mtime_ns, known.st_size)
    return found
