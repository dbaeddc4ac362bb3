"""One scan of a text tells which rules could match it: every literal of every gate in one hyperscan database."""

import re
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

import hyperscan

from triage.model.rules import Rule
from triage.ruleset.literals import Literal, gate_of

VERSION = version("hyperscan")
"""A compiled database is only good for the version that made it."""


class Gates:
    """The gates of a rule set.

    `candidates` may name a rule that does not match, and never leaves out one that does; rules without a gate
    (the fallback rules) are not its business.
    """

    def __init__(self, rules: Iterable[Rule], compiled: bytes | None = None) -> None:
        self._rules_of: list[tuple[int, ...]] = []
        literals: dict[Literal, list[int]] = {}
        for number, rule in enumerate(rules):
            for literal in sorted(gate_of(rule.match) or ()):
                literals.setdefault(literal, []).append(number)
        ordered = sorted(literals)
        self._rules_of = [tuple(literals[literal]) for literal in ordered]
        self._database = _load(compiled) if compiled else _compile(ordered)
        self._scratch = hyperscan.Scratch(self._database) if self._database else None

    def serialized(self) -> bytes:
        """The compiled database, for a cache; empty where there is nothing to scan for."""
        return bytes(hyperscan.dumpb(self._database)) if self._database else b""

    def candidates(self, text: bytes) -> set[int]:
        """Numbers of the rules one of whose literals stands in `text`."""
        found: set[int] = set()
        if self._database is None:
            return found
        rules_of = self._rules_of

        def hit(expression: int, _start: int, _end: int, _flags: int, _context: object) -> None:
            found.update(rules_of[expression])

        self._database.scan(text, match_event_handler=hit, scratch=self._scratch)
        return found


def _compile(literals: list[Literal]) -> Any:
    if not literals:
        return None
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    once = hyperscan.HS_FLAG_SINGLEMATCH
    database.compile(
        expressions=[re.escape(x.text).encode() for x in literals],
        ids=list(range(len(literals))),
        elements=len(literals),
        flags=[once | (hyperscan.HS_FLAG_CASELESS if x.caseless else 0) for x in literals],
    )
    return database


def _load(compiled: bytes) -> Any:
    return hyperscan.loadb(compiled, mode=hyperscan.HS_MODE_BLOCK)
