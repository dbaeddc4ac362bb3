"""Faults of a summary put together into candidates: one per fault as a person would count them."""

import ipaddress
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import IntEnum

from triage.model.events import Level
from triage.model.rules import Rule, Severity
from triage.model.taxonomy import BENIGN, PROXIMATE, SYMPTOMS
from triage.summary.tallies import FaultTally
from triage.summary.value import Summary

SHARED = ("db.", "queue.", "net.", "search.", "tls.", "iam.", "aws.", "limit.")
"""Categories of things that several services use: the same nameless fault in two services is one fault."""
NAMING = ("host", "database", "bucket", "queue", "topic", "env_var", "module", "image", "secret", "file", "resource",
          "exchange", "vhost")  # fmt: skip

VARYING = frozenset(("host", "port", "file", "resource", "function"))
MANY = 8
"""So many things that one service names are together one fault."""

_GIVEN_UP = re.compile(
    r"(?i)circuit|breaker|notpermitted|retry|retries|time(?:d|s)?_?out|unavailable|gateway|upstream"
    r"|http|response|transport|remote|rpc|connect"
)
"""Names of exceptions that stand for a call to something else: its answer was an error, or did not come."""

NAMELESS = frozenset({"app", "http", "net", "runtime", "sql"})
"""Technologies that do not say which system is meant; a rule of any other names one by itself."""


class Depth(IntEnum):
    """What a category may be when nothing deeper is in evidence."""

    SYMPTOM = 0
    UNKNOWN = 1
    OWN = 2
    """An exception of the application's own, which no rule knows by name: the cause only where nothing else is."""
    PROXIMATE = 3
    CAUSE = 4


class Candidate:
    """One fault: a rule with the thing it names, in all services that show it."""

    def __init__(self, tallies: Iterable[FaultTally], rule: Rule | None) -> None:
        self.tallies = sorted(tallies, key=lambda t: t.key)
        self.rule = rule
        self.keys = frozenset(t.key.text() for t in self.tallies)
        whole = self.tallies[0].copy()
        for tally in self.tallies[1:]:
            whole.absorb(tally)
        self.whole = whole
        self.services = tuple(sorted({t.key.service for t in self.tallies}))

    @property
    def id(self) -> str:
        """Rule or signature, the first service, and what is named: unique in a report."""
        return self.tallies[0].key.text()

    @property
    def category(self) -> str:
        return self.rule.category if self.rule else ""

    @property
    def severity(self) -> Severity:
        return self.rule.severity if self.rule else Severity.MEDIUM

    @property
    def first(self) -> int:
        return self.whole.span.first

    @property
    def last(self) -> int:
        return self.whole.span.last

    @property
    def count(self) -> int:
        return self.whole.span.count

    @property
    def streams(self) -> frozenset[str]:
        return frozenset(key for key, _ in self.whole.streams.items())

    @property
    def is_noted(self) -> bool:
        """Nobody complains of it: it is told at level DEBUG only, where a program notes what it tries."""
        return self.whole.level == Level.DEBUG

    @property
    def is_quoted(self) -> bool:
        """Nobody says it of himself: its records repeat what others wrote."""
        return all(tally.key.quoted for tally in self.tallies)

    @property
    def depth(self) -> Depth:
        if self.rule is None:
            return Depth.UNKNOWN
        if self.category in SYMPTOMS:
            return Depth.SYMPTOM
        if self.rule.fallback:
            own = self.category == "code.exception" and self.rule.severity >= Severity.HIGH and not self._is_told_of
            return Depth.OWN if own else Depth.UNKNOWN
        return Depth.PROXIMATE if self.category in PROXIMATE else Depth.CAUSE

    @property
    def _is_told_of(self) -> bool:
        """Its exceptions are named after a call to something else that failed: they tell of another fault."""
        names = self.values("exception")
        return bool(names) and all(_GIVEN_UP.search(name.rpartition(".")[2]) for name in names)

    def values(self, name: str) -> list[str]:
        """Distinct values of a capture, most frequent first."""
        counts = self.whole.values.get(name)
        return [value for value, _ in counts.top(20)] if counts else []


def candidates(summary: Summary, rules: Mapping[str, Rule]) -> tuple[list[Candidate], list[Candidate]]:
    """(faults and symptoms that a rule knows, benign matches), each sorted by first record and id."""
    by_rule: dict[str, list[FaultTally]] = defaultdict(list)
    for tally in summary.faults.values():
        if tally.key.rule_id in rules:
            by_rule[tally.key.rule_id].append(tally)
    made = [
        Candidate(group, rules[rule_id])
        for rule_id in sorted(by_rule)
        for group in same_faults(by_rule[rule_id], rules[rule_id])
    ]
    made.sort(key=lambda c: (c.first, c.id))
    return [c for c in made if c.category != BENIGN], [c for c in made if c.category == BENIGN]


def same_faults(tallies: list[FaultTally], rule: Rule) -> list[list[FaultTally]]:
    """Tallies of one rule, those together that a person would count as one fault."""
    told = [tally for tally in tallies if not tally.key.quoted]
    repeated = [tally for tally in tallies if tally.key.quoted]
    return [*_grouped(told, rule), *_grouped(repeated, rule)]


def _grouped(tallies: list[FaultTally], rule: Rule) -> list[list[FaultTally]]:
    groups: list[list[FaultTally]] = []
    for tally in sorted(tallies, key=lambda t: (-len(t.key.identity), t.key)):
        home = next((g for g in groups if any(_same(tally, member, rule) for member in g)), None)
        if home is None and not tally.key.identity and rule.category.startswith(SHARED) and len(groups) == 1:
            home = groups[0]  # the only peer that anybody names
        if home is None:
            groups.append([tally])
        else:
            home.append(tally)
    return _together(groups)


def _together(groups: list[list[FaultTally]]) -> list[list[FaultTally]]:
    """The groups, those as one that differ only in what they name where one service names so many things: none of them
    is what is wrong."""
    alike: dict[tuple[object, ...], list[list[FaultTally]]] = defaultdict(list)
    for group in groups:
        services = frozenset(tally.key.service for tally in group)
        rest = frozenset(pair for pair in group[0].key.identity if pair[0] not in VARYING)
        alike[services, rest].append(group)
    found = []
    for some in alike.values():
        found.extend([[tally for group in some for tally in group]] if len(some) >= MANY else some)
    return found


def _same(one: FaultTally, two: FaultTally, rule: Rule) -> bool:
    mine, theirs = dict(one.key.identity), dict(two.key.identity)
    same_service = one.key.service == two.key.service
    if "exception" in mine or "exception" in theirs:
        return same_service and mine == theirs
    named = [name for name in NAMING if name in mine and name in theirs]
    if named:
        return all(_same_name(name, mine[name], theirs[name], same_service) for name in named)
    if same_service:
        return True
    nameless = not mine and not theirs
    return nameless and rule.category.startswith(SHARED)


def _same_name(name: str, one: str, two: str, same_service: bool) -> bool:
    if one == two:
        return True
    if name == "file":
        return same_service and bool(_folder(one)) and _folder(one) == _folder(two)
    if name == "resource" and one.startswith("arn:"):
        return same_service and one.partition("/")[0] == two.partition("/")[0]  # objects of one bucket
    return name == "host" and same_service and is_address(one) != is_address(two)


def _folder(path: str) -> str:
    """Files of one folder share what is wrong with it."""
    return path.replace("\\", "/").rpartition("/")[0]


def is_address(host: str) -> bool:
    """True for an IP address, which tells no name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
