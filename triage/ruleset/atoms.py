"""What a text must hold for a condition to match, as expressions for hyperscan: rare literals, else patterns."""

import re

import msgspec

from triage.model.rules import All, AnyOf, Condition, Contains, Regex
from triage.ruleset.literals import MIN_LENGTH, Literal, gate_of, wide_gate_of
from triage.ruleset.ordinary import is_rare, is_telling
from triage.ruleset.pieces import rare_pieces_of
from triage.ruleset.supersets import superset_of


class Atom(msgspec.Struct, frozen=True, order=True):
    """One expression in hyperscan's syntax."""

    pattern: str
    caseless: bool = False
    rare: bool = True
    """Whether it is unlikely to hit an ordinary line."""


Atoms = frozenset[Atom]
"""One of them stands in every text that matches."""


def atoms_of(condition: Condition, in_pieces: bool = False) -> Atoms | None:
    """The atoms of a condition, rare ones where it can be had; None where nothing but its fields tells.

    `in_pieces` gives pieces of long ones: cheaper to scan much text for, but they hit more of what tells trouble."""
    match condition:
        case Contains(text):
            return frozenset([_atom(Literal(text))]) if text else None
        case Regex(pattern):
            return _of_pattern(condition, pattern, in_pieces)
        case All(parts):
            return _best([atoms for part in parts if (atoms := atoms_of(part, in_pieces)) is not None])
        case AnyOf(parts):
            found = [atoms_of(part, in_pieces) for part in parts]
            if not found or any(atoms is None for atoms in found):
                return None
            return frozenset().union(*(atoms for atoms in found if atoms is not None))
        case _:
            return None


def exact_atoms_of(leaf: Condition) -> Atoms | None:
    """The atoms of one leaf, of which few hit a text that tells of other trouble."""
    if isinstance(leaf, Regex):
        gate = gate_of(leaf)
        if not (gate and all(is_telling(literal.text) for literal in gate)):
            superset = superset_of(leaf.pattern)
            if superset is not None:
                return frozenset([Atom(superset)])
    return atoms_of(leaf)


def _of_pattern(condition: Condition, pattern: str, in_pieces: bool) -> Atoms | None:
    gate = gate_of(condition)
    if gate and all(is_rare(literal.text, literal.caseless) for literal in gate):
        return frozenset(map(_atom, gate))
    wide = wide_gate_of(pattern)
    if wide and all(map(_is_foreign, wide)):
        return frozenset(map(_atom, wide))
    pieces = rare_pieces_of(pattern) if in_pieces else None
    if pieces:
        return frozenset(map(Atom, pieces))
    superset = superset_of(pattern)
    if superset is not None:
        return frozenset([Atom(superset)])
    return frozenset(map(_atom, gate)) if gate else None


def _is_foreign(literal: Literal) -> bool:
    """Whether a literal is words of a script other than ASCII: cheaper to scan for than a pattern."""
    return sum(char > "\x7f" for char in literal.text) >= MIN_LENGTH


def _atom(literal: Literal) -> Atom:
    pattern = "".join(map(_escaped, literal.text))
    return Atom(pattern, literal.caseless, len(literal.text) >= MIN_LENGTH and is_rare(literal.text, literal.caseless))


def _escaped(char: str) -> str:
    if " " < char < "\x7f":
        return re.escape(char)
    return "".join(f"\\x{byte:02x}" for byte in char.encode("utf-8", "replace"))


def _best(found: list[Atoms]) -> Atoms | None:
    """The set with the fewest atoms that are not rare, then the smaller one."""
    if not found:
        return None
    return min(found, key=lambda atoms: (sum(not atom.rare for atom in atoms), len(atoms), sorted(atoms)))
