"""What a project switched off: disabled rules and muted matches, each with a reason and a last day."""

from collections.abc import Mapping, Sequence
from datetime import date
from fnmatch import fnmatchcase

import msgspec

from triage.config import Disable, Mute
from triage.model.events import LogRecord
from triage.model.report import Diagnostic, Suppressed
from triage.model.rules import Rule, RuleMatch
from triage.model.taxonomy import BENIGN
from triage.ruleset.matching import Matcher

MUTED = RuleMatch("", BENIGN)
"""Stands for a record whose best match is muted: neither a finding nor an unknown error."""
_APART = "\x1f"


class Policy(msgspec.Struct, frozen=True):
    """Entries that apply today."""

    disable: tuple[Disable, ...] = ()
    mute: tuple[Mute, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.disable or self.mute)


def in_force(policy: Policy, today: date) -> tuple[Policy, list[Diagnostic]]:
    """The entries whose last day has not passed, and a notice for each of the others."""
    kept = Policy(
        tuple(entry for entry in policy.disable if today <= entry.until),
        tuple(entry for entry in policy.mute if today <= entry.until),
    )
    ended = [f"disable of {_told(entry)}" for entry in policy.disable if entry.until < today]
    ended += [f"mute of {_told(entry)}" for entry in policy.mute if entry.until < today]
    hint = "It no longer applies: remove it from triage.toml, or give it a new date."
    return kept, [Diagnostic("override_expired", text, hint) for text in ended]


def _told(entry: Disable | Mute) -> str:
    return f"{entry.rule} ended on {entry.until} ({entry.reason})"


class PolicyMatcher(Matcher):
    """A matcher that keeps disabled rules and muted matches out, and tells so in `kept_out`.

    A disabled rule is as if it did not exist: the next best rule speaks, or none. A record whose best match is
    muted answers MUTED alone.
    """

    def __init__(self, rules: Sequence[Rule], layers: Sequence[bytes], policy: Policy) -> None:
        super().__init__(rules, layers)
        self.entries = (*map(_key, policy.disable), *map(_key, policy.mute))
        self._policy = policy

    def match(self, record: LogRecord, capture_all: bool = True) -> list[RuleMatch]:
        matches = super().match(record, capture_all or bool(self._policy.disable))
        self.kept_out = ()
        if not matches:
            return matches
        left = [match for match in matches if self._disabled(match.rule_id) is None]
        if (off := self._disabled(matches[0].rule_id)) is not None:
            self.kept_out = (_key(off),)
        if left and (mute := self._muted(left[0], record)) is not None:
            self.kept_out = (*self.kept_out, _key(mute))
            return [MUTED]
        return left

    def _disabled(self, rule_id: str) -> Disable | None:
        return next((entry for entry in self._policy.disable if fnmatchcase(rule_id, entry.rule)), None)

    def _muted(self, match: RuleMatch, record: LogRecord) -> Mute | None:
        return next((entry for entry in self._policy.mute if _fits(entry, match, record)), None)


def _fits(entry: Mute, match: RuleMatch, record: LogRecord) -> bool:
    if not fnmatchcase(match.rule_id, entry.rule):
        return False
    if entry.services and not any(fnmatchcase(record.service, glob) for glob in entry.services):
        return False
    captured = dict(match.captures)
    return all(captured.get(name) == value for name, value in entry.captures.items())


def _key(entry: Disable | Mute) -> str:
    return _APART.join((entry.rule, entry.reason, entry.until.isoformat()))


def suppressed(counts: Mapping[str, int]) -> tuple[Suppressed, ...]:
    """What was kept out, counted by the keys of PolicyMatcher, for a report; sorted."""
    return tuple(_suppressed(key, counts[key]) for key in sorted(counts))


def _suppressed(key: str, count: int) -> Suppressed:
    rule, reason, until = key.split(_APART, 2)
    return Suppressed(rule, reason, until, count)
