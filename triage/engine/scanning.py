"""The texts of a batch that one scan goes over, and which of them the hits are in."""

from collections.abc import Sequence

import msgspec
import numpy as np

from triage.model.lines import Block, Places, Truth
from triage.ruleset.gating import Signs
from triage.ruleset.matching import Matcher

_BETWEEN = b"\x1e"
"""Stands between two texts; a text that holds it is not scanned but read."""

Hit = tuple[int, int]
"""Place of a text, and how many of its bytes there are up to the end of what was found."""


class Found(msgspec.Struct, frozen=True):
    """Hits by kind; see `Signs`."""

    rules: list[Hit]
    fallbacks: list[Hit]
    coded: list[Hit]
    loud: list[Hit]
    steps: list[Hit]
    requests: list[Hit]


class Scan:
    """One scan of the texts of a batch."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self.found = Found([], [], [], [], [], [])

    def texts(self, places: Sequence[int], texts: Sequence[bytes]) -> None:
        """Scan the texts of the events at some places."""
        begins = np.cumsum([0, *(len(text) + 1 for text in texts)])[:-1]
        self._note(self._matcher.signs(_BETWEEN.join(texts)), begins, places)

    def lines(self, lines: Block, chosen: Truth) -> None:
        """Scan the chosen ones of some lines, where they stand."""
        block = lines.block
        if not chosen.all():
            masked = bytearray(block)
            for start, end in zip(lines.starts[~chosen].tolist(), lines.ends[~chosen].tolist(), strict=True):
                masked[start:end] = bytes(end - start)
            block = bytes(masked)
        self._note(self._matcher.signs(block), lines.starts, range(len(lines)))

    def _note(self, signs: Signs, begins: Places, places: Sequence[int]) -> None:
        for name in Signs.__struct_fields__:
            ends = np.array(getattr(signs, name), dtype=np.int64)
            if len(ends):
                which = np.searchsorted(begins, ends) - 1
                offsets = (ends - begins[which]).tolist()
                getattr(self.found, name).extend(
                    (places[at], offset) for at, offset in zip(which.tolist(), offsets, strict=True)
                )
