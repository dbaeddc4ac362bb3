"""One scan tells which rules could match a text, or which of many texts matter: one hyperscan database for all."""

from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import Any

import hyperscan
import msgspec

from triage.model.rules import All, AnyOf, Condition, Not, On, Regex, Rule
from triage.ruleset.atoms import Atom, atoms_of
from triage.ruleset.markers import LOUD, REQUESTS

VERSION = version("hyperscan")
"""A compiled database is only good for the version that made it."""
FORMAT = 6
"""Of what `serialized` gives."""


class _Kept(msgspec.Struct, frozen=True):
    """A compiled set of rules."""

    rules_of: tuple[tuple[int, ...], ...]
    """Numbers of the rules of each expression of `single`."""
    patterns: tuple[str, ...]
    """Patterns of leaves that have atoms of their own."""
    patterns_of: tuple[tuple[int, ...], ...]
    """Places of the patterns of each expression of `single`."""
    always: tuple[int, ...]
    """Rules that only fields tell of."""
    aside: int
    """The first expression of `block` that means nothing in an access line."""
    single: bytes
    """The database for one text: atoms of rules and of leaves."""
    block: bytes
    """The database for many texts: atoms of rules, then markers."""


class Candidates(msgspec.Struct, frozen=True):
    """What could match a text."""

    rules: set[int]
    """Numbers of rules."""
    patterns: set[str]
    """Patterns that could be found in the text, of those in `Gates.gated`."""


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
        self._kept = kept = msgspec.msgpack.decode(compiled, type=_Kept) if compiled else _compiled(list(rules))
        self.gated = frozenset(kept.patterns)
        self._single = hyperscan.loadb(kept.single, mode=hyperscan.HS_MODE_BLOCK) if kept.single else None
        self._block = hyperscan.loadb(kept.block, mode=hyperscan.HS_MODE_BLOCK)
        self._scratch = hyperscan.Scratch(self._block)
        self._single_scratch = hyperscan.Scratch(self._single) if self._single else None

    def serialized(self) -> bytes:
        """All of it, for a cache."""
        return msgspec.msgpack.encode(self._kept)

    @property
    def always(self) -> tuple[int, ...]:
        """Numbers of the rules that only fields tell of."""
        return self._kept.always

    def signs(self, block: bytes) -> Signs:
        """One scan of many texts at once; `candidates` names the rules of a single one."""
        loud: list[int] = []
        requests: list[int] = []
        aside = self._kept.aside

        def hit(expression: int, _start: int, end: int, _flags: int, _context: object) -> None:
            (loud if expression < aside else requests).append(end)

        if block:
            self._block.scan(block, match_event_handler=hit, scratch=self._scratch)
        return Signs(loud, requests)

    def candidates(self, text: bytes) -> Candidates:
        """What could match `text`."""
        kept = self._kept
        hits: list[int] = []

        def hit(expression: int, _start: int, _end: int, _flags: int, _context: object) -> None:
            hits.append(expression)

        if self._single is not None:
            self._single.scan(text, match_event_handler=hit, scratch=self._single_scratch)
        rules = set(kept.always).union(*(kept.rules_of[expression] for expression in hits))
        return Candidates(
            rules, {kept.patterns[place] for expression in hits for place in kept.patterns_of[expression]}
        )


def _compiled(rules: list[Rule]) -> _Kept:
    atoms, always = _atoms(rules)
    leaves = _leaves(rules)
    patterns = tuple(sorted({pattern for found in leaves.values() for pattern in found}))
    places = {pattern: place for place, pattern in enumerate(patterns)}
    ordered = sorted({*atoms, *leaves})
    block = [*sorted(atoms), *(Atom(pattern) for pattern in (*LOUD, *REQUESTS))]
    return _Kept(
        rules_of=tuple(tuple(atoms.get(atom, ())) for atom in ordered),
        patterns=patterns,
        patterns_of=tuple(tuple(sorted(places[pattern] for pattern in leaves.get(atom, ()))) for atom in ordered),
        always=tuple(always),
        aside=len(block) - len(REQUESTS),
        single=_database(ordered, hyperscan.HS_FLAG_SINGLEMATCH),
        block=_database(block, 0),
    )


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


def _leaves(rules: Iterable[Rule]) -> dict[Atom, set[str]]:
    """Patterns that look at the whole text, by atom."""
    found: dict[Atom, set[str]] = {}
    for rule in rules:
        for leaf in _patterns_in(rule.match):
            for atom in atoms_of(leaf) or ():
                found.setdefault(atom, set()).add(leaf.pattern)
    return found


def _patterns_in(condition: Condition) -> Iterator[Regex]:
    match condition:
        case Regex(on=On.ANY):
            yield condition
        case Not(part):
            yield from _patterns_in(part)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _patterns_in(part)


def _database(atoms: list[Atom], flags: int) -> bytes:
    """A serialized database; empty without atoms."""
    if not atoms:
        return b""
    database: Any = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[atom.pattern.encode() for atom in atoms],
        ids=list(range(len(atoms))),
        elements=len(atoms),
        flags=[flags | (hyperscan.HS_FLAG_CASELESS if atom.caseless else 0) for atom in atoms],
    )
    return bytes(hyperscan.dumpb(database))
