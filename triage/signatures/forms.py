"""The bounded table of masked forms seen in a stream of messages, with how often each was seen."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from triage.signatures.lexing import WILDCARD
from triage.signatures.loosening import text_of, tokens_of
from triage.signatures.masking import mask
from triage.signatures.merging import merge_templates
from triage.signatures.vectorised import keys_of, settle_allocator, text_of_key

MAX_FORMS = 10_000
MAX_KEYS = 50_000
_MAX_KEY_BYTES = 8 << 20
_COARSE_TOKENS = 2
_MAX_MERGES = 4
"""Merging costs up to seconds: past so many, forms that find no room are shrunk as they come."""


class FormTable:
    """Numbers the masked forms of messages, batch by batch, in memory that does not grow with the messages.

    Past `max_forms` forms the table merges what it has, and if that is not enough, the rarer half of the forms
    shrinks to their first words, in the end as they come; `merges` and `shrunk` count how often and how many.
    """

    def __init__(self, *, max_forms: int = MAX_FORMS, max_keys: int = MAX_KEYS) -> None:
        settle_allocator()
        self._max_forms = max_forms
        self._max_keys = max_keys
        self._ids: dict[bytes, int] = {}
        self._key_bytes = 0
        self._forms: dict[str, int] = {}
        self._counts = array("Q")
        self.merges = 0
        self.shrunk = 0

    @property
    def counts(self) -> dict[str, int]:
        """How many messages each form stands for, in the order of the numbers."""
        return dict(zip(self._forms, self._counts, strict=True))

    def number(self, messages: Sequence[str]) -> list[int]:
        """The number of each message's form, in order. Numbers hold until `compact`."""
        keys = keys_of(messages)
        ids = list(map(self._ids.get, keys))
        known = [self._learn(keys[at]) if form is None else form for at, form in enumerate(ids)]
        self._count(known)
        return known

    @property
    def is_full(self) -> bool:
        """Whether there are more forms than there should be."""
        return len(self._forms) > self._max_forms and self.merges < _MAX_MERGES

    def compact(self) -> npt.NDArray[np.uint32]:
        """Merges the forms and, if needed, shrinks the rarer ones; gives the new number for each old one."""
        self.merges += 1
        counts = self.counts
        merged = merge_templates(counts)
        if len(set(merged.values())) > self._max_forms // 2:
            merged = self._shrink(merged, counts)
        self._forms = {}
        self._counts = array("Q")
        renumbered = np.empty(len(counts), dtype=np.uint32)
        for old, (form, count) in enumerate(counts.items()):
            new = self._number_of(merged[form])
            self._counts[new] += count
            renumbered[old] = new
        self._forget_keys()
        return renumbered

    def _shrink(self, merged: dict[str, str], counts: dict[str, int]) -> dict[str, str]:
        totals: dict[str, int] = {}
        for form, count in counts.items():
            totals[merged[form]] = totals.get(merged[form], 0) + count
        rare = sorted(totals, key=lambda form: (-totals[form], form))[self._max_forms // 2 :]
        coarse = {form: _coarse(form) for form in rare}
        if len(set(coarse.values())) > self._max_forms // 4:
            coarse = dict.fromkeys(rare, WILDCARD)
        self.shrunk += len(rare)
        return {form: coarse.get(template, template) for form, template in merged.items()}

    def _learn(self, key: bytes) -> int:
        known = self._ids.get(key)
        if known is not None:
            return known
        if len(self._ids) >= self._max_keys or self._key_bytes > _MAX_KEY_BYTES:
            self._forget_keys()
        number = self._number_of(self._fitting(mask(text_of_key(key))))
        self._ids[key] = number
        self._key_bytes += len(key)
        return number

    def _fitting(self, form: str) -> str:
        """The form, or a coarser one if there is no more room for it and no more merging."""
        if self.merges < _MAX_MERGES or form in self._forms or len(self._forms) < self._max_forms:
            return form
        self.shrunk += 1
        coarse = _coarse(form)
        roomy = len(self._forms) < self._max_forms + self._max_forms // 4
        return coarse if roomy or coarse in self._forms else WILDCARD

    def _forget_keys(self) -> None:
        self._ids.clear()
        self._key_bytes = 0

    def _number_of(self, form: str) -> int:
        number = self._forms.setdefault(form, len(self._forms))
        if number == len(self._counts):
            self._counts.append(0)
        return number

    def _count(self, numbers: list[int]) -> None:
        counts = np.frombuffer(self._counts, dtype=np.uint64)
        counts += np.bincount(np.array(numbers, dtype=np.intp), minlength=len(counts)).astype(np.uint64)


def _coarse(form: str) -> str:
    return f"{text_of(tokens_of(form)[:_COARSE_TOKENS])} {WILDCARD}"
