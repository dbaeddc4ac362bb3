"""The rules of a run: shipped, packs and the project's own, loaded and ready to match."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec

from triage.errors import RuleError
from triage.model.report import Diagnostic
from triage.model.rules import Rule
from triage.ruleset import index
from triage.ruleset.gating import compiled
from triage.ruleset.matching import Matcher
from triage.ruleset.packs import files_of
from triage.ruleset.policy import Policy, PolicyMatcher
from triage.ruleset.shipped import rule_files

Files = Sequence[tuple[str, str]]
"""(path, text) pairs."""
MOST_APART = 48
"""Changed rules that get gates of their own; beyond it, all gates are compiled together."""


class RuleSet(msgspec.Struct, frozen=True):
    """Loaded rules, what could not be loaded, and a version that changes with any rule."""

    rules: tuple[Rule, ...]
    version: str
    errors: tuple[RuleError, ...] = ()
    layers: tuple[bytes, ...] = ()
    """Compiled gates that cover these rules; empty: not compiled yet."""
    policy: Policy = Policy()
    """What the project disabled or muted."""
    notes: tuple[Diagnostic, ...] = ()
    """What a report should say of the project's overrides."""

    def matcher(self) -> Matcher:
        """A fresh matcher for one run."""
        if self.policy:
            return PolicyMatcher(self.rules, self.layers, self.policy)
        return Matcher(self.rules, self.layers)


def load_rules(
    packs: Sequence[Path] = (),
    use_index: bool = True,
    lenient: Sequence[Path] = (),
    cold: Callable[[int], None] | None = None,
) -> RuleSet:
    """Shipped rules and those of `packs` (folders or files); a later rule of the same id replaces an earlier one.

    The kept index of an earlier run is used where it fits; without `use_index` every file is read again. `cold` is
    called with the number of files where nothing is kept yet: compiling them takes many seconds.

    An invalid rule that is shipped or of one of `lenient` is left out and reported in `errors`. Raises RuleError for
    the first invalid rule of the other packs, with all others in its hint, and InputError for a path that is no rule
    file or folder.
    """
    shipped = list(rule_files())
    packed = [(pack, pair) for pack in packs for pair in files_of(pack)]
    own = [pair for _, pair in packed]
    files = {path: index.digest(text) for path, text in (*shipped, *own)}
    kept = index.read(files) if use_index else None
    if kept is None:
        before = index.latest() if use_index else None
        if before is None and cold is not None:
            cold(len(files))
        kept = _index(shipped, own, files, before)
        index.write(kept)
    strict = {path for pack, (path, _) in packed if pack not in lenient}
    if wrong := [error for error in kept.errors() if error.location and error.location.path in strict]:
        raise joined(wrong)
    return RuleSet(kept.rules, version_of(files), kept.errors(), tuple(layer.gates for layer in kept.layers))


def _index(shipped: Files, own: Files, files: Mapping[str, str], before: index.Index | None) -> index.Index:
    """Of these files, taking over what `before` holds of the same text."""
    from triage.ruleset.loading import load

    known = {}
    for rule in before.rules if before else ():
        path = rule.origin.path if rule.origin else ""
        if path in files and before and before.files.get(path) == files[path]:
            known[path] = rule
    rules, errors = load(shipped, known)
    added, wrong = load(own, known)
    merged = {rule.id: rule for rule in (*rules, *added)}
    chosen = tuple(merged[key] for key in sorted(merged))
    digests = {rule.id: files[rule.origin.path] for rule in chosen if rule.origin}
    faults = tuple(index.Fault(e.message, e.hint, e.location) for e in (*errors, *wrong))
    return index.Index(chosen, faults, dict(files), _layers(chosen, digests, before))


def _layers(rules: Sequence[Rule], digests: dict[str, str], before: index.Index | None) -> tuple[index.Layer, ...]:
    """Most of it from `before`, where that is possible: a new set of gates takes seconds."""
    base = before.layers[0] if before and before.layers else None
    if base is not None:
        changed = [rule for rule in rules if base.digests.get(rule.id) != digests[rule.id]]
        if not changed:
            return (base,)
        if len(changed) <= MOST_APART:
            made = index.Layer({rule.id: digests[rule.id] for rule in changed}, compiled(changed, markers=False))
            return base, made
    return (index.Layer(digests, compiled(rules)),)


@cache
def shipped_rules() -> RuleSet:
    """The shipped rules, loaded once per process."""
    return load_rules()


@cache
def shipped_matcher() -> Matcher:
    """One matcher for all single texts of a process."""
    return shipped_rules().matcher()


def joined(errors: Sequence[RuleError]) -> RuleError:
    """Several errors as one, so that all of them are said."""
    first, rest = errors[0], errors[1:]
    more = "".join(f"\n{error} ({error.hint})" for error in rest)
    return RuleError(first.message, f"{first.hint}{more}", first.location)


def version_of(digests: Mapping[str, str]) -> str:
    """A short digest of all rule texts, from that of each, by path."""
    digest = hashlib.blake2b(digest_size=6)
    for path, text in sorted(("/".join(Path(path).parts[-2:]), text) for path, text in digests.items()):
        digest.update(f"{path}\0{text}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
