"""Log messages to clusters: every message gets the signature and template of its group."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from triage.signatures.forms import MAX_FORMS, FormTable
from triage.signatures.identity import signature_id
from triage.signatures.merging import merge_templates

_BATCH_LINES = 1000
_BATCH_CHARS = 256 << 10


@dataclass(frozen=True, slots=True)
class Assignment:
    """The cluster of one message."""

    cluster: str
    """Signature of the template: the same template has the same cluster in every run."""
    template: str


@dataclass(frozen=True, slots=True)
class Group:
    """All messages of one template."""

    cluster: str
    template: str
    count: int
    forms: tuple[str, ...]
    """The masked forms that were merged into it, in order."""


def group_messages(messages: Iterable[str]) -> list[Assignment]:
    """The cluster and template of each message, in the order of the messages."""
    grouper = MessageGrouper()
    grouper.add(messages)
    return list(grouper.assignments())


def assignment_of(template: str) -> Assignment:
    """The cluster of a final template."""
    return Assignment(signature_id((template,)), template)


class MessageGrouper:
    """Groups any number of messages, added a few or many at a time.

    Memory is bounded by the number of different forms, plus four bytes per message with `keep_lines`, which
    `assignments` needs. `is_bounded` tells whether the bound was reached: then rare forms share a template.
    """

    def __init__(self, *, keep_lines: bool = True, max_forms: int = MAX_FORMS) -> None:
        self._table = FormTable(max_forms=max_forms)
        self._lines = array("I") if keep_lines else None
        self.messages = 0

    @property
    def is_bounded(self) -> bool:
        """Whether there were too many forms, so that some messages have a coarser template than their own."""
        return self._table.shrunk > 0

    def add(self, messages: Iterable[str]) -> None:
        """Adds messages in order."""
        for batch in _batches(messages):
            numbers = self._table.number(batch)
            self.messages += len(batch)
            if self._lines is not None:
                self._lines.extend(numbers)
            if self._table.is_full:
                self._compact()

    def templates(self) -> dict[str, str]:
        """The final template of each masked form, as the messages so far have it."""
        return merge_templates(self._table.counts)

    def groups(self) -> list[Group]:
        """All groups, the largest first."""
        counts = self._table.counts
        forms: dict[str, list[str]] = {}
        for form, template in self.templates().items():
            forms.setdefault(template, []).append(form)
        groups = [
            Group(signature_id((template,)), template, sum(counts[form] for form in members), tuple(sorted(members)))
            for template, members in forms.items()
        ]
        return sorted(groups, key=lambda group: (-group.count, group.template))

    def assignments(self) -> Iterator[Assignment]:
        """The assignment of each message in the order of `add`; raises ValueError without `keep_lines`."""
        if self._lines is None:
            raise ValueError("assignments need keep_lines=True")
        templates = self.templates()
        by_number = [assignment_of(templates[form]) for form in self._table.counts]
        return map(by_number.__getitem__, self._lines)

    def _compact(self) -> None:
        renumbered = self._table.compact()
        if self._lines:
            lines = np.frombuffer(self._lines, dtype=np.uint32)
            lines[:] = renumbered[lines]


def _batches(messages: Iterable[str]) -> Iterator[list[str]]:
    """The messages in lists of bounded length and, but for the last message of each, bounded size."""
    source = iter(messages)
    while batch := list(islice(source, _BATCH_LINES)):
        if sum(map(len, batch)) <= _BATCH_CHARS * 2:
            yield batch
        else:
            yield from _smaller(batch)


def _smaller(batch: list[str]) -> Iterator[list[str]]:
    piece: list[str] = []
    size = 0
    for message in batch:
        piece.append(message)
        size += len(message)
        if size > _BATCH_CHARS:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece
