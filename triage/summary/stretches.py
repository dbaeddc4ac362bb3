"""A stretch of a stream that was summarised apart from what came before it, to be put behind that."""

from __future__ import annotations

import msgspec

from triage.engine.sieve import Carried
from triage.model.lines import Lines
from triage.parsing.joining import Joiner
from triage.summary.sequels import Sequels
from triage.summary.value import Summary


class Stretch(msgspec.Struct, frozen=True):
    """What a stretch adds, on condition that its events are met in the state in which its own summarizer met them.

    That state is guessed by adding some of what came before, which mostly tells all of it. A wrong guess costs time, as
    the stretch is read again, but changes nothing.
    """

    before: object
    """The state that was guessed: see `Summarizer.state`."""
    summary: Summary
    """Of the records that were over inside the stretch."""
    sequels: Sequels
    joiner: Joiner
    """As it is behind the stretch, with the records that are still open."""
    carried: Carried | None


class StretchedLines(Lines):
    """The lines of a stretch, which is known."""

    __slots__ = ("stretch", "taken")

    def __init__(self, lines: Lines, stretch: Stretch) -> None:
        super().__init__(lines.block, lines.starts, lines.ends, lines.times, lines.log_stream)
        self.stretch = stretch
        self.taken = False
        """Whether it was counted as it is, once it was added."""
