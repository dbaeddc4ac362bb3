"""One scan tells which rules could match a text, or which of many texts matter: one hyperscan database for all."""

from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

import hyperscan
import msgspec

from triage.model.rules import Rule
from triage.ruleset.atoms import Atom, atoms_of
from triage.ruleset.markers import LOUD, REQUESTS

VERSION = version("hyperscan")
"""A compiled database is only good for the version that made it."""
FORMAT = 4
"""Of what `serialized` gives."""


class _Kept(msgspec.Struct, frozen=True):
    rules_of: tuple[tuple[int, ...], ...]
    """Numbers of the rules of each expression."""
    always: tuple[int, ...]
    database: bytes


class Signs(msgspec.Struct, frozen=True):
    """Where a block of texts holds a gate or a marker: the offset behind each hit, unordered, with repeats."""

    loud: list[int]
    """Of a rule, or of a sign that a text tells more than ordinary work."""
    requests: list[int]
    """Of a sign that means nothing in an access line."""


class Gates:
    """The gates of a rule set.

    `candidates` may name a rule that does not match, and never leaves out one that does; rules that only fields
    tell of are always named.
    """

    def __init__(self, rules: Iterable[Rule], compiled: bytes | None = None) -> None:
        if compiled:
            kept = msgspec.msgpack.decode(compiled, type=_Kept)
            self._rules_of, self._always = kept.rules_of, kept.always
            self._database = hyperscan.loadb(kept.database, mode=hyperscan.HS_MODE_BLOCK) if kept.database else None
        else:
            atoms, always = _atoms(rules)
            ordered = sorted(atoms)
            markers = [Atom(pattern) for pattern in (*LOUD, *REQUESTS)]
            self._rules_of = (*(tuple(atoms[atom]) for atom in ordered), *(() for _ in markers))
            self._always = tuple(always)
            self._database = _compile([*ordered, *markers])
        self._scratch = hyperscan.Scratch(self._database) if self._database else None

    def serialized(self) -> bytes:
        """All of it, for a cache."""
        database = bytes(hyperscan.dumpb(self._database)) if self._database else b""
        return msgspec.msgpack.encode(_Kept(self._rules_of, self._always, database))

    @property
    def always(self) -> tuple[int, ...]:
        """Numbers of the rules that only fields tell of."""
        return self._always

    def signs(self, block: bytes) -> Signs:
        """One scan of many texts at once; `candidates` names the rules of a single one."""
        loud: list[int] = []
        requests: list[int] = []
        first_request = len(self._rules_of) - len(REQUESTS)

        def hit(expression: int, _start: int, end: int, _flags: int, _context: object) -> None:
            (loud if expression < first_request else requests).append(end)

        if self._database is not None and block:
            self._database.scan(block, match_event_handler=hit, scratch=self._scratch)
        return Signs(loud, requests)

    def candidates(self, text: bytes) -> set[int]:
        """Numbers of the rules that could match `text`."""
        found = set(self._always)
        if self._database is None:
            return found
        rules_of = self._rules_of

        def hit(expression: int, _start: int, _end: int, _flags: int, _context: object) -> None:
            found.update(rules_of[expression])

        self._database.scan(text, match_event_handler=hit, scratch=self._scratch)
        return found


def _atoms(rules: Iterable[Rule]) -> tuple[dict[Atom, list[int]], list[int]]:
    """Rules by atom, and the rules without."""
    found: dict[Atom, list[int]] = {}
    always = []
    for number, rule in enumerate(rules):
        atoms = atoms_of(rule.match)
        if atoms is None:
            always.append(number)
        for atom in sorted(atoms or ()):
            found.setdefault(atom, []).append(number)
    return found, always


def _compile(atoms: list[Atom]) -> Any:
    if not atoms:
        return None
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[atom.pattern.encode() for atom in atoms],
        ids=list(range(len(atoms))),
        elements=len(atoms),
        flags=[hyperscan.HS_FLAG_CASELESS if atom.caseless else 0 for atom in atoms],
    )
    return database
