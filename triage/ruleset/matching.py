"""Rules x record -> matches: gate, verify, capture."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from string import ascii_letters, digits

import msgspec

from triage.model.events import Layout, Level, LogRecord
from triage.model.rules import Capture, FieldTest, Rule, RuleMatch
from triage.ruleset.candidates import Candidates
from triage.ruleset.choosing import ranked
from triage.ruleset.conjecture import guess_at
from triage.ruleset.evaluation import Hit, Patterns, View, evaluate, fields_of, needs_of, passes
from triage.ruleset.fields import PARTS_OF_EXCEPTIONS, value_of
from triage.ruleset.gating import Gates, Signs

MAX_CAPTURE = 300
"""Characters of one captured value."""
MAX_GUESSES = 4
"""Sentences that only guess, of one record, behind which a rule is looked for again."""
MAX_SCANNED = 500
MAX_SCANNED_TEXT = 4_000
"""Texts whose candidates are remembered, and the characters of one."""

_IN_WORDS = frozenset(ascii_letters + digits)
_WITHOUT_EXCEPTION = LogRecord(timestamp=0, raw="", text="")


class Matcher:
    """Matches records against a rule set.

    A rule whose pattern is past its deadline is switched off for the rest of the run and named in `switched_off`.
    """

    def __init__(self, rules: Sequence[Rule], layers: Sequence[bytes] = ()) -> None:
        """`layers` are compiled gates of these rules; what they leave out is compiled now."""
        self.rules = {rule.id: rule for rule in rules}
        self.switched_off: dict[str, str] = {}
        self.entries: tuple[str, ...] = ()
        """Keys of what a project disabled or muted."""
        self.kept_out: tuple[str, ...] = ()
        """Of them, those that kept something of the latest record out."""
        self._ordered = list(rules)
        self._gates = Gates(self._ordered, layers)
        self._fallbacks = {n for n, rule in enumerate(self._ordered) if rule.fallback}
        self._patterns = Patterns(self._gates.gated)
        self._scanned: dict[str, Candidates] = {}
        self._needs = [needs_of(rule.match, self._gates.gated) for rule in self._ordered]
        self._tests = [fields_of(rule.match) for rule in self._ordered]
        self._of_exceptions = {n for n, tests in enumerate(self._tests) if self._wants_exception(tests)}
        """Rules that match no record without an exception."""

    def signs(self, block: bytes) -> Signs:
        """Where a block of texts holds what some rule needs, or another sign of more than ordinary work."""
        return self._gates.signs(block)

    def ungated(self) -> list[Rule]:
        """Rules that only fields tell of."""
        return [self._ordered[number] for number in self._gates.always]

    def match(self, record: LogRecord, capture_all: bool = True) -> list[RuleMatch]:
        """All matches of one record, best first; captures take as long as all else, and may be left out of all but the
        best."""
        found = self._candidates(record.text)
        kind = is_request_line(record), not record.exceptions
        needed = found.needed.get(kind)
        if needed is None:
            needed = found.needed[kind] = self._needed(found, *kind)
        left, tested = needed
        more = [number for number in tested if self._passes(number, record)]
        if more:
            left = sorted([*left, *more])
        return self._verify(View(record, self._gates.gated, found), left, capture_all) if left else []

    def _needed(self, found: Candidates, is_request: bool, is_plain: bool) -> tuple[list[int], list[int]]:
        """Rules that a record of this kind leaves, and those whose tests of its fields decide."""
        numbers = found.rules & self._fallbacks if is_request else found.rules
        if is_plain:
            numbers -= self._of_exceptions
        left = [
            number
            for number in sorted(numbers)
            if not any(found.patterns.isdisjoint(need) for need in self._needs[number])
        ]
        return [n for n in left if self._needs[n]], [n for n in left if not self._needs[n]]

    def _candidates(self, text: str) -> Candidates:
        """What could match a text; the texts of one batch are asked about twice."""
        found = self._scanned.get(text)
        if found is None:
            found = self._gates.candidates(text.encode("utf-8", "surrogatepass"))
            if len(text) <= MAX_SCANNED_TEXT:
                if len(self._scanned) >= MAX_SCANNED:
                    self._scanned.clear()
                self._scanned[text] = found
        return found

    def leaves_in(self, text: str) -> frozenset[str] | None:
        """The gated leaves that could hold in a text; None where no rule, but for those of `ungated`, could match a
        record of this text."""
        found = self._candidates(text)
        for number in found.rules.difference(self._gates.always):
            if all(not found.patterns.isdisjoint(need) for need in self._needs[number]):
                return found.patterns
        return None

    def _passes(self, number: int, record: LogRecord) -> bool:
        """False only for a rule that cannot match a record with these fields."""
        try:
            return passes(self._tests[number], record, self._patterns)
        except TimeoutError:
            return True

    def _wants_exception(self, tests: Sequence[tuple[FieldTest, ...]]) -> bool:
        of_exceptions = [some for some in tests if all(test.path in PARTS_OF_EXCEPTIONS for test in some)]
        return not passes(of_exceptions, _WITHOUT_EXCEPTION, self._patterns)

    def match_ungated(self, record: LogRecord) -> list[RuleMatch]:
        """The same answer, found by running every rule: what the gates are tested against."""
        every = range(len(self._ordered))
        return self._verify(View(record), sorted(self._fallbacks) if is_request_line(record) else every, True)

    def _verify(self, view: View, numbers: Sequence[int], capture_all: bool) -> list[RuleMatch]:
        record = view.record
        found = []
        hits = {}
        for number in numbers:
            rule = self._ordered[number]
            if rule.id in self.switched_off or not in_scope(rule, record):
                continue
            try:
                hit = self._found_told(rule, view)
                if hit is not None:
                    found.append(self._made(rule, hit, view))
                    hits[rule.id] = hit
            except TimeoutError:
                self.switched_off[rule.id] = "a pattern took too long on one record"
        if len(found) > 1:
            found = ranked(found, self.rules, view.text)
        for place, match in enumerate(found if capture_all else found[:1]):
            captures = tuple(self._captures(self.rules[match.rule_id], hits[match.rule_id], view))
            found[place] = msgspec.structs.replace(match, captures=captures)
        return found

    def _found_told(self, rule: Rule, view: View) -> Hit | None:
        """Where the rule's condition holds in what the record tells as a fact."""
        hit = evaluate(rule.match, view, self._patterns)
        for _ in range(MAX_GUESSES):
            guess = guess_at(view.text, hit.start) if hit is not None else None
            if guess is None:
                return hit
            view = view.without(*guess)
            hit = evaluate(rule.match, view, self._patterns)
        return None

    def _made(self, rule: Rule, hit: Hit, view: View) -> RuleMatch:
        span = view.text[hit.start : hit.end]
        return RuleMatch(
            rule_id=rule.id,
            category=rule.category,
            start=hit.start,
            end=hit.end,
            depth=depth(span, view.record),
            has_code=any(_has_word(view.text, code) for code in rule.codes),
            fallback=rule.fallback,
        )

    def _captures(self, rule: Rule, hit: Hit, view: View) -> list[tuple[str, str]]:
        found = []
        for capture in rule.captures:
            value = hit.captures.get(capture.name, "")
            if not value and capture.field:
                value = value_of(view.record, capture.field)
            value = value or self._searched(capture, view)
            if capture.type == "path" and "/" in value:
                value = value.rstrip(":")
            if value:
                found.append((capture.name, value[:MAX_CAPTURE]))
        return found

    def _searched(self, capture: Capture, view: View) -> str:
        """The value of the first of `find` that gives one; a search past its deadline gives none."""
        for pattern in capture.find:
            try:
                match = self._patterns.search(pattern, view.text)
            except TimeoutError:
                continue
            if match and match.group(capture.name):
                return str(match.group(capture.name)).strip()
        return ""


def is_request_line(record: LogRecord) -> bool:
    """True for a line that only tells of one request: its words are the visitor's, its status alone counts."""
    if record.layout is Layout.ACCESS:
        return True
    http = record.http
    answered = http is not None and 0 < http.status < 500
    return answered and (record.level or Level.INFO) < Level.WARNING and not record.exceptions


def in_scope(rule: Rule, record: LogRecord) -> bool:
    """True unless the rule's scope leaves this record out."""
    scope = rule.scope
    if not (scope.log_groups or scope.services or scope.containers):
        return True
    tests = ((scope.log_groups, record.log_group), (scope.services, record.service), (scope.containers, record.service))
    return all(not globs or any(fnmatchcase(value, g) for g in globs) for globs, value in tests)


def depth(span: str, record: LogRecord) -> int:
    """How far from the root exception the matched text stands: 0 at the root, or where there is no exception."""
    head = span.split("\n", 1)[0][:200]
    for distance, exception in enumerate(reversed(record.exceptions)):
        if head and head in f"{exception.type}: {exception.message}":
            return distance
        if exception.type and exception.type in span and exception.message[:60] in span:
            return distance
    return len(record.exceptions)


def _has_word(text: str, code: str) -> bool:
    at = text.find(code)
    while at >= 0:
        end = at + len(code)
        if text[at - 1 : at] not in _IN_WORDS and text[end : end + 1] not in _IN_WORDS:
            return True
        at = text.find(code, at + 1)
    return False
