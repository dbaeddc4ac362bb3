"""Names of other rules inside rules: unknown, former, deprecated or circular ones."""

import difflib
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from triage.authoring.doubt import Doubt
from triage.model.rules import Rule, Status
from triage.ruleset.yaml_source import Path

__all__ = ["Doubt", "cycles", "faults"]


def faults(rule: Rule, library: Sequence[Rule]) -> list[Doubt]:
    """Names in one rule that no rule of the library carries, or should carry no longer."""
    ids = {known.id: known for known in library}
    former = {alias: known.id for known in library for alias in known.aliases}
    found: list[Doubt] = []
    for path, name in _names(rule):
        found += _one(path, name, ids, former)
    for alias in rule.aliases:
        if alias in ids or former.get(alias, rule.id) != rule.id:
            found.append(Doubt("id-taken", ("aliases",), f"alias {alias!r} is another rule's id", "Remove the alias."))
    return [*found, *_own_name(rule)]


def _names(rule: Rule) -> Iterator[tuple[Path, str]]:
    for number, overlap in enumerate(rule.overlaps):
        yield ("overlaps", number, "rule"), overlap.rule
        if overlap.winner not in ("*", overlap.rule):
            yield ("overlaps", number, "winner"), overlap.winner
    for number, relation in enumerate(rule.causes):
        if relation.rule:
            yield ("causes", number, "rule"), relation.rule
    for number, hypothesis in enumerate(rule.hypotheses):
        for place, support in enumerate(hypothesis.supported_by):
            if support.rule:
                yield ("hypotheses", number, "supported_by", place, "rule"), support.rule
    if rule.replaced_by:
        yield ("replaced_by",), rule.replaced_by


def _one(path: Path, name: str, ids: dict[str, Rule], former: dict[str, str]) -> list[Doubt]:
    if any(sign in name for sign in "*?["):
        if any(fnmatchcase(known, name) for known in ids):
            return []
        return [Doubt("unknown-rule", path, f"no rule fits {name!r}", "Remove it, or mend the glob.", "warning")]
    if name in former:
        return [Doubt("deprecated-id", path, f"{name!r} is now called {former[name]!r}", f"Write {former[name]}.")]
    if name not in ids:
        near = difflib.get_close_matches(name, ids, n=1)
        fix = f"Did you mean {near[0]!r}?" if near else "See `triage rules list`."
        return [Doubt("unknown-rule", path, f"there is no rule {name!r}", fix)]
    if ids[name].status is Status.DEPRECATED and path[0] != "replaced_by":
        return [Doubt("deprecated-id", path, f"{name!r} is deprecated", f"Write {ids[name].replaced_by}.", "warning")]
    return []


def _own_name(rule: Rule) -> Iterator[Doubt]:
    """`triage verify` of a rule's own step names the rule itself."""
    for number, step in enumerate(rule.remediation):
        for argv in step.argv:
            if argv[:2] == ("triage", "verify") and len(argv) > 2 and argv[2] != rule.id:
                where = ("remediation", number, "argv")
                yield Doubt("unknown-rule", where, f"verifies {argv[2]!r}, not this rule", f"Write {rule.id}.")


def cycles(rules: Sequence[Rule], library: Sequence[Rule]) -> list[tuple[Rule, Doubt]]:
    """Relations through which a rule would explain itself; each cycle is told once, at its smallest id."""
    edges = {rule.id: _explained(rule, library) for rule in library}
    linted = {rule.id: rule for rule in rules}
    found: dict[frozenset[str], tuple[Rule, Doubt]] = {}
    for start in sorted(linted):
        loop = _loop(start, edges)
        if loop and frozenset(loop) not in found:
            text = " -> ".join([*loop, start])
            fix = "Remove one of the relations: a fault explains its symptoms, never the other way round."
            found[frozenset(loop)] = linted[start], Doubt("cause-cycle", ("causes",), f"explains itself: {text}", fix)
    return list(found.values())


def _explained(rule: Rule, library: Sequence[Rule]) -> list[str]:
    """Ids of the rules that this one names as its symptoms, one by one or by category."""
    named = {relation.rule for relation in rule.causes if relation.rule}
    categories = {relation.category for relation in rule.causes if relation.category}
    return sorted(known.id for known in library if known.id in named or known.category in categories)


def _loop(start: str, edges: dict[str, list[str]]) -> list[str]:
    """The shortest way from a rule back to itself; empty without one."""
    ways: list[list[str]] = [[start]]
    seen: set[str] = set()
    for way in ways:
        for following in edges.get(way[-1], []):
            if following == start:
                return way
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return []
