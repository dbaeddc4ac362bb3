"""Forms that are alike but for a few tokens in a row, found by the hashes of what stands before and behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from triage.signatures.loosening import Tokens

LONGEST = 10
"""Tokens in a row that may differ."""

Span = tuple[int, int, int]
"""A form by number, and where tokens in it begin and end."""

_Hashes = npt.NDArray[np.uint64]
_Places = npt.NDArray[np.int64]

_BITS = (1 << 64) - 1
_FACTOR = 0x100000001B3
_BEFORE = 0x9E3779B97F4A7C15
_BEHIND = 0xC2B2AE3D27D4EB4F
"""Odd numbers without a pattern in their bits."""


def alike(forms: Sequence[Tokens]) -> Iterator[list[Span]]:
    """Spans of two forms or more that are equal before and behind them; some of one length, some of others."""
    heads, tails, form_of, place_of = _hashes(forms)
    keys: list[_Hashes] = []
    spans: list[_Places] = []
    for length in range(min(LONGEST + 1, len(heads))):
        here = np.flatnonzero(form_of[: len(heads) - length] == form_of[length:])
        keys.append(heads[here] * np.uint64(_BEFORE) ^ tails[here + length])
        spans.append(np.stack((form_of[here], place_of[here], place_of[here] + length)))
    if not keys:
        return
    key, span = np.concatenate(keys), np.concatenate(spans, axis=1)
    order = np.argsort(key, kind="stable")
    key = key[order]
    edges = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1], [True])))
    several = np.flatnonzero(np.diff(edges) > 1)
    for first, last in zip(edges[several].tolist(), edges[several + 1].tolist(), strict=True):
        yield [(form, start, end) for form, start, end in span[:, order[first:last]].T.tolist()]


def _hashes(forms: Sequence[Tokens]) -> tuple[_Hashes, _Hashes, _Places, _Places]:
    """For each place between two tokens, all forms in a row: the hash of what stands before it, and of what stands
    behind it, and its form and place in it."""
    numbers: dict[str, int] = {}
    heads: list[int] = []
    tails: list[int] = []
    sizes: list[int] = []
    for form in forms:
        ids = [numbers.setdefault(token, len(numbers) + 1) for token in form]
        head, tail = [0], [0]
        for number in ids:
            head.append((head[-1] * _FACTOR + number * _BEFORE) & _BITS)
        for number in reversed(ids):
            tail.append((tail[-1] * _FACTOR + number * _BEHIND) & _BITS)
        heads += head
        tails += reversed(tail)
        sizes.append(len(head))
    form_of = np.repeat(np.arange(len(forms), dtype=np.int64), sizes)
    firsts = np.cumsum([0, *sizes[:-1]], dtype=np.int64)
    place_of = np.arange(len(heads), dtype=np.int64) - np.repeat(firsts, sizes) if sizes else form_of
    return np.array(heads, dtype=np.uint64), np.array(tails, dtype=np.uint64), form_of, place_of
