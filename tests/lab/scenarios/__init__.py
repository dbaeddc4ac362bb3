"""Every scenario by its name: what is started, what breaks and when, and what the truth about it is."""

from __future__ import annotations

from collections.abc import Callable

from ..stage import Stage
from . import story

SCENARIOS: dict[str, Callable[[Stage], None]] = {
    "story": story.record,
}
