"""One scan tells which rules could match a text, or which of many texts matter: one hyperscan database for all."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

import hyperscan
import msgspec

from triage.model.rules import All, AnyOf, Condition, Contains, Not, On, Regex, Rule
from triage.ruleset.atoms import Atom, atoms_of, exact_atoms_of
from triage.ruleset.candidates import Candidates
from triage.ruleset.evaluation import key_of
from triage.ruleset.markers import CODED, LOUD, REQUESTS, STEPS
from triage.ruleset.ordinary import is_everywhere

VERSION = str(getattr(hyperscan, "__version__", ""))
"""A compiled database is only good for the version that made it."""
FORMAT = 24
"""Of what `compiled` gives."""
MAX_KNOWN = 2_000
"""Sets of hits whose candidates are remembered."""
MARKERS = (CODED, LOUD, STEPS, REQUESTS)
"""What it holds beside the gates of rules."""


class _Kept(msgspec.Struct, frozen=True):
    """A compiled set of rules."""

    ids: tuple[str, ...]
    """Of the rules, in the order of their numbers."""
    rules_of: tuple[tuple[int, ...], ...]
    """Numbers of the rules of each expression of `single`."""
    patterns: tuple[str, ...]
    """Patterns of leaves that have atoms of their own."""
    patterns_of: tuple[tuple[int, ...], ...]
    """Places of the patterns of each expression of `single`."""
    always: tuple[int, ...]
    """Rules that only fields tell of."""
    parts: tuple[int, ...]
    """Where the kinds of expressions in `block` end, as many as `Signs` has fields."""
    single: bytes
    """The database for one text: atoms of rules and of leaves."""
    block: bytes
    """The database for many texts: atoms of rules, then markers."""


class Signs(msgspec.Struct, frozen=True):
    """Where a block of texts holds a gate or a marker: the offset behind each hit, unordered, with repeats."""

    rules: list[int]
    """Of a rule that is no fallback."""
    fallbacks: list[int]
    """Of a fallback: rules that may speak of answered requests as well."""
    coded: list[int]
    """Of a header or an envelope that words do not tell."""
    loud: list[int]
    """Of a word that may tell an error."""
    steps: list[int]
    """Of a word that may tell a step in the life of a process."""
    requests: list[int]
    """Of a sign of a request."""


class _Layer:
    """One compiled set, its rules numbered as the whole set numbers them."""

    def __init__(self, kept: _Kept, numbers: Mapping[str, int]) -> None:
        known = [numbers.get(rule_id) for rule_id in kept.ids]
        self.rules_of = [_known(known, places) for places in kept.rules_of]
        self.patterns_of = [tuple(kept.patterns[place] for place in places) for places in kept.patterns_of]
        self.patterns = kept.patterns
        self.always = _known(known, kept.always)
        begins = (0, *kept.parts)
        self.kinds = [kind for kind, end in enumerate(kept.parts) for _ in range(begins[kind], end)]
        """Of each expression of `block`, the place of its kind among the fields of `Signs`."""
        self.single = _scanner(kept.single)
        self.block = _scanner(kept.block)


def _known(numbers: Sequence[int | None], places: Sequence[int]) -> tuple[int, ...]:
    return tuple(number for place in places if (number := numbers[place]) is not None)


class Gates:
    """The gates of a rule set.

    `candidates` may name a rule that does not match, and never leaves out one that does; rules that only fields
    tell of are always named. `layers`, each made by `compiled`, may name other rules besides; rules that none
    of them names are compiled now.
    """

    def __init__(self, rules: Sequence[Rule], layers: Sequence[bytes] = ()) -> None:
        numbers = {rule.id: number for number, rule in enumerate(rules)}
        kept = [msgspec.msgpack.decode(layer, type=_Kept) for layer in layers]
        try:
            self._layers = [_Layer(one, numbers) for one in kept]
        except hyperscan.HyperscanError:  # another machine made them
            kept, self._layers = [], []
        named = {rule_id for one in kept for rule_id in one.ids}
        left = [rule for rule in rules if rule.id not in named]
        if left or not kept:  # the markers are needed even where there are no rules
            self._layers.append(_Layer(_compiled(left, not kept), numbers))
        self.gated = frozenset(pattern for layer in self._layers for pattern in layer.patterns)
        self.always = tuple(sorted({number for layer in self._layers for number in layer.always}))
        """Numbers of the rules that only fields tell of."""
        self._known: dict[tuple[frozenset[int], ...], Candidates] = {}

    def signs(self, block: bytes) -> Signs:
        """One scan of many texts at once; `candidates` names the rules of a single one."""
        signs = Signs([], [], [], [], [], [])
        for layer in self._layers if block else ():
            _scan_block(layer, block, signs)
        return signs

    def candidates(self, text: bytes) -> Candidates:
        """What could match `text`."""
        hits = tuple(_hits(layer, text) for layer in self._layers)
        known = self._known.get(hits)
        if known is None:
            if len(self._known) >= MAX_KNOWN:
                self._known.clear()
            known = self._known[hits] = self._of(hits)
        return known

    def _of(self, hits: tuple[frozenset[int], ...]) -> Candidates:
        rules = set(self.always)
        patterns: set[str] = set()
        for layer, some in zip(self._layers, hits, strict=True):
            rules.update(*(layer.rules_of[expression] for expression in some))
            patterns.update(*(layer.patterns_of[expression] for expression in some))
        return Candidates(frozenset(rules), frozenset(patterns))


def _hits(layer: _Layer, text: bytes) -> frozenset[int]:
    """Expressions for one text that have a match."""
    hits: list[int] = []
    if layer.single is not None:
        database, scratch = layer.single
        database.scan(text, match_event_handler=_note, context=hits, scratch=scratch)
    return frozenset(hits)


def _note(expression: int, _start: int, _end: int, _flags: int, hits: list[int]) -> None:
    hits.append(expression)


def _scan_block(layer: _Layer, block: bytes, signs: Signs) -> None:
    hits = (signs.rules, signs.fallbacks, signs.coded, signs.loud, signs.steps, signs.requests)
    note, kinds = [kind.append for kind in hits], layer.kinds

    def hit(expression: int, _start: int, end: int, _flags: int, _context: object) -> None:
        note[kinds[expression]](end)

    if layer.block is not None:
        database, scratch = layer.block
        database.scan(block, match_event_handler=hit, scratch=scratch)


def _scanner(database: bytes) -> Any:
    """A loaded database and the space it works in; None without expressions."""
    if not database:
        return None
    loaded: Any = hyperscan.loadb(database, mode=hyperscan.HS_MODE_BLOCK)
    return loaded, hyperscan.Scratch(loaded)


def compiled(rules: Sequence[Rule], markers: bool = True) -> bytes:
    """A layer of these rules, for a cache; one of the layers of a set holds the markers, which no rule owns."""
    return msgspec.msgpack.encode(_compiled(rules, markers))


def _compiled(rules: Sequence[Rule], markers: bool) -> _Kept:
    atoms, always = _atoms(rules)
    leaves = _leaves(rules)
    patterns = tuple(sorted({pattern for found in leaves.values() for pattern in found}))
    places = {pattern: place for place, pattern in enumerate(patterns)}
    ordered = sorted({*atoms, *leaves})
    signs = MARKERS if markers else ((), (), (), ())
    first = _block_atoms(rule for rule in rules if not rule.fallback)
    last = _block_atoms(rule for rule in rules if rule.fallback)
    block = [
        *sorted(first - last),
        *sorted(last),
        *(Atom(pattern) for patterns in signs for pattern in patterns),
    ]
    return _Kept(
        ids=tuple(rule.id for rule in rules),
        rules_of=tuple(tuple(atoms.get(atom, ())) for atom in ordered),
        patterns=patterns,
        patterns_of=tuple(tuple(sorted(places[pattern] for pattern in leaves.get(atom, ()))) for atom in ordered),
        always=tuple(always),
        parts=tuple(accumulate((len(first - last), len(last), *map(len, signs)))),
        single=_database(ordered, hyperscan.HS_FLAG_SINGLEMATCH),
        block=_database(block, 0),
    )


def _atoms(rules: Sequence[Rule]) -> tuple[dict[Atom, list[int]], list[int]]:
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


def _block_atoms(rules: Iterable[Rule]) -> set[Atom]:
    return {atom for rule in rules for atom in atoms_of(rule.match, in_pieces=True) or ()}


def _leaves(rules: Sequence[Rule]) -> dict[Atom, set[str]]:
    """Leaves that look at the whole text, by atom."""
    found: dict[Atom, set[str]] = {}
    for leaf in {leaf for rule in rules for leaf in _leaves_in(rule.match)}:
        atoms = exact_atoms_of(leaf) or ()
        if not any(map(_is_everywhere, atoms)):
            for atom in atoms:
                found.setdefault(atom, set()).add(key_of(leaf))
    return found


def _is_everywhere(atom: Atom) -> bool:
    try:
        return is_everywhere(re.compile(atom.pattern.encode(), re.IGNORECASE if atom.caseless else 0))
    except re.error:
        return False


def _leaves_in(condition: Condition) -> Iterator[Condition]:
    match condition:
        case Regex(on=On.ANY) | Contains(on=On.ANY):
            yield condition
        case Not(part):
            yield from _leaves_in(part)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _leaves_in(part)


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
