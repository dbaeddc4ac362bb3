"""What readings on several machines noticed, put together as if one had read it all."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from triage.model.report import Diagnostic, Gap, Window
from triage.sources.reading import ReadLog

Note = tuple[str, Gap | Diagnostic]
"""The input that it is about (empty: all of them), and what was noticed."""


class Told(msgspec.Struct, frozen=True):
    """The log of some readings, without order between them."""

    notes: tuple[Note, ...] = ()
    span: Window | None = None
    log_groups: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    requests: int = 0

    def merge(self, other: Told) -> Told:
        """Both as one."""
        spans = [span for span in (self.span, other.span) if span is not None]
        return Told(
            (*self.notes, *other.notes),
            Window(min(s.start for s in spans), max(s.end for s in spans)) if spans else None,
            tuple(sorted({*self.log_groups, *other.log_groups})),
            tuple(sorted({*self.environments, *other.environments})),
            self.requests + other.requests,
        )


class PartLog(ReadLog):
    """The log of one partition's reading, which remembers what each note is about."""

    def __init__(self) -> None:
        super().__init__()
        self._notes: list[Note] = []
        self._latest = ""

    def gap(self, gap: Gap) -> None:
        super().gap(gap)
        self._latest = gap.scope
        self._notes.append((gap.scope, gap))

    def notice(self, code: str, text: str, hint: str = "") -> None:
        """A notice of lines follows the gap of its file; any other is about all files."""
        super().notice(code, text, hint)
        self._notes.append((self._latest if code == "input.lines" else "", Diagnostic(code, text, hint)))

    def told(self) -> Told:
        """All of it, as a value that travels."""
        return Told(tuple(self._notes), self.span(), self.log_groups, self.environments, self.requests)


class JoinedLog(ReadLog):
    """The log of a whole run, out of those of its partitions."""

    def __init__(self) -> None:
        super().__init__()
        self._told = Told()

    def take(self, told: Told, places: Mapping[str, int]) -> None:
        """Take over all notes, once each and in the order of the inputs: `places` numbers those."""
        self._told = self._told.merge(told)
        for _, note in sorted(dict.fromkeys(told.notes), key=lambda one: places.get(one[0], len(places))):
            if isinstance(note, Gap):
                self.gap(note)
            else:
                self.notice(note.code, note.text, note.hint)

    @property
    def log_groups(self) -> tuple[str, ...]:
        return self._told.log_groups

    @property
    def environments(self) -> tuple[str, ...]:
        return self._told.environments

    def span(self) -> Window | None:
        return self._told.span
