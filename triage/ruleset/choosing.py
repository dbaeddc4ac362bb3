"""Which of several matches of one record is the best."""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from triage.model.rules import Rule, RuleMatch
from triage.model.taxonomy import BENIGN


def best(matches: Iterable[RuleMatch], rules: Mapping[str, Rule], text: str = "") -> RuleMatch | None:
    """The declared winner, then the innermost exception, then a server's own code, the longest match, the id.

    A declared winner goes before depth, since what is declared is just this: that the driver's word for a
    refused connection says more than the socket's own error inside it. A rule that is no fallback goes before
    one that is; a benign match speaks of the whole record, so that depth and code do not put it last. But it says
    nothing of what stands in later lines of `text`, the text that was matched: a notice at the start of a program is no
    word on the fault that ended it.
    """
    ordered = ranked(matches, rules, text)
    return ordered[0] if ordered else None


def ranked(matches: Iterable[RuleMatch], rules: Mapping[str, Rule], text: str = "") -> list[RuleMatch]:
    """All matches, best first."""
    left = sorted(matches, key=_plain_key)
    ordered = []
    while left:
        chosen = next((m for m in left if not _beaten(m, left, rules, text)), left[0])
        ordered.append(chosen)
        left.remove(chosen)
    return ordered


def _rank(match: RuleMatch) -> tuple[bool, int, bool]:
    if match.category == BENIGN:
        return match.fallback, 0, False
    return match.fallback, match.depth, not match.has_code


def _plain_key(match: RuleMatch) -> tuple[bool, int, bool, int, str]:
    return (*_rank(match), match.start - match.end, match.rule_id)


def _beaten(match: RuleMatch, others: list[RuleMatch], rules: Mapping[str, Rule], text: str) -> bool:
    """True when a declared overlap gives the text to another one, or a fault stands in a later line.

    A fallback never takes it from a rule that is none."""
    rivals = [other for other in others if other is not match and other.fallback <= match.fallback]
    for other in rivals:
        declared = winner(match.rule_id, other.rule_id, rules)
        if declared == other.rule_id or (not declared and comes_later(other, match, text)):
            return True
    return False


def comes_later(fault: RuleMatch, notice: RuleMatch, text: str) -> bool:
    """Whether one match is of a fault, the other benign, and a line end stands between them."""
    return notice.category == BENIGN != fault.category and "\n" in text[notice.end : fault.start]


def winner(one: str, two: str, rules: Mapping[str, Rule]) -> str:
    """The declared winner of two rules that match the same text; empty where neither declares one.

    The winner `*` means whichever the other rule is. Where each gives way to the other and one of them says that
    nothing is wrong, the other one is right: a notice beside a fault does not mend it."""
    first, second = _declared(one, two, rules), _declared(two, one, rules)
    if first and second and first != second:
        faults = [name for name in (one, two) if rules[name].category != BENIGN]
        if len(faults) == 1:
            return faults[0]
    return first or second


def _declared(mine: str, other: str, rules: Mapping[str, Rule]) -> str:
    for overlap in rules[mine].overlaps if mine in rules else ():
        if fnmatchcase(other, overlap.rule):
            return overlap.winner if overlap.winner in (mine, other) else other
    return ""
