"""The leaves of a condition, each with its path and whether it stands under `not`."""

from collections.abc import Iterator

import msgspec

from triage.model.rules import All, AnyOf, Condition, Contains, FieldTest, Not, Regex
from triage.ruleset.yaml_source import Path


class Leaf(msgspec.Struct, frozen=True):
    path: Path
    condition: Contains | Regex | FieldTest
    negated: bool = False

    @property
    def words(self) -> str:
        """The path and the test, short enough for one line."""
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path).removeprefix(".")
        match self.condition:
            case Contains(text):
                return f"{place} contains {text[:60]!r}"
            case Regex(pattern):
                return f"{place} /{pattern[:60]}/"
            case FieldTest(name, op, value):
                return f"{place} field {name} {op} {str(value)[:40]}"


def leaves(condition: Condition, path: Path = ("match",), negated: bool = False) -> Iterator[Leaf]:
    """Every leaf, in the order of the file."""
    match condition:
        case All(parts) | AnyOf(parts):
            word = "all" if isinstance(condition, All) else "any"
            for number, part in enumerate(parts):
                yield from leaves(part, (*path, word, number), negated)
        case Not(part):
            yield from leaves(part, (*path, "not"), not negated)
        case Contains() | Regex() | FieldTest():
            yield Leaf(path, condition, negated)
