"""Which rules, and which of their leaves, could match a text."""

import msgspec

from triage.model.rules import Condition


class Candidates(msgspec.Struct, frozen=True):
    """What one scan of a text came to. Texts with equal hits share it, and with it what follows from them alone."""

    rules: frozenset[int] = frozenset()
    """Numbers of rules."""
    patterns: frozenset[str] = frozenset()
    """Patterns that could be found in the text, of those in `Gates.gated`."""
    needed: dict[tuple[bool, bool], tuple[list[int], list[int]]] = {}
    """Of a record's kind (one request's line, without an exception), the rules that it leaves; kept by the matcher."""
    alternatives: dict[int, list[Condition]] = {}
    """Alternatives that could hold, by the identity of all; kept by `View`."""
