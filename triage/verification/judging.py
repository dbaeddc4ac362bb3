"""The judgement: matches and answers of a summary against the last match that is known."""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from math import ceil, log

from triage.summary.tallies import FaultTally, RouteTally
from triage.summary.value import Summary
from triage.timespan import humane, iso
from triage.verification.model import Outcome, PathEvidence, Question, Verification

DOUBT = 0.05
"""A repair is proven when the successes since would be this unlikely with the fault still there."""
QUIET_MS = 60_000
"""A fault that matched within this time, or three times its usual distance, before the end may be going on."""
MOST_PATHS = 5


def judge(summary: Summary, question: Question) -> Verification:
    """The outcome for one rule over what was read; see `Outcome`.

    Without a moment of change, a repair needs so many successes after the last match on the path that failed that
    chance would give them less often than one time in twenty: one where every request had failed.
    """
    faults = _faults(summary, question)
    matches = sum(tally.span.count for tally in faults)
    own_last = max((tally.span.last for tally in faults), default=0)
    last = max(own_last, question.known.last_match)
    since = max(last, question.after)
    routes = _routes(summary, question, faults)
    needed = _needed(routes, faults, question)
    paths = tuple(_evidence(route, since) for route in routes[:MOST_PATHS])
    outcome, reason = _outcome(question, own_last, last, faults, paths, needed)
    return Verification(
        rule_id=question.rule_id,
        outcome=outcome,
        reason=reason,
        window=question.window,
        since=since,
        last_match=last,
        last_match_run="" if own_last >= last else question.known.run_id,
        matches=matches,
        paths=paths,
        needed=needed,
    )


def _outcome(
    question: Question,
    own_last: int,
    last: int,
    faults: list[FaultTally],
    paths: tuple[PathEvidence, ...],
    needed: int,
) -> tuple[Outcome, str]:
    """The first that holds: a match after the change, nothing known, a proof of repair, a match that is fresh."""
    if question.after and own_last > question.after:
        return Outcome.MATCHED, f"it matched after the change at {iso(question.after)}, last at {iso(own_last)}"
    if not last and not question.after:
        return Outcome.UNPROVEN, "no match is known, in this window or in a saved run: read further back with --since"
    answered = sum(path.answered for path in paths)
    failing = [path for path in paths if path.last_failed > path.last_answered]
    repaired = question.complete and not failing and answered >= needed
    if repaired and _failed_less(paths):
        return Outcome.REPAIRED, f"no match since, and {answered} requests succeeded"
    if own_last and not question.after and question.window.end - own_last <= _usual_quiet(faults):
        ago = humane(question.window.end - own_last)
        return Outcome.MATCHED, f"it still matches: last {ago} before the end of what was read"
    return Outcome.UNPROVEN, _why_not(question, failing, answered, needed)


def _why_not(question: Question, failing: list[PathEvidence], answered: int, needed: int) -> str:
    if not question.complete:
        return "no match since, but not everything could be read: absence proves nothing here"
    if failing:
        return f"no match since, but {failing[0].name} still fails with 5xx: another fault may stand behind it"
    if not answered:
        return "no match since, but no request on the failing path or service succeeded since either"
    return f"no match since, but only {answered} of the {needed} successes that would prove it"


def _failed_less(paths: tuple[PathEvidence, ...]) -> bool:
    return sum(path.failed for path in paths) <= sum(path.answered for path in paths)


def _faults(summary: Summary, question: Question) -> list[FaultTally]:
    """Tallies of the rule; also those whose records it matches further out."""
    return [
        tally
        for tally in summary.faults.values()
        if (tally.key.rule_id == question.rule_id or question.rule_id in tally.contains)
        and not tally.key.quoted
        and _wanted(tally.key.service, question.services)
    ]


def _wanted(service: str, globs: tuple[str, ...]) -> bool:
    return not globs or any(fnmatchcase(service, glob) for glob in globs)


def _routes(summary: Summary, question: Question, faults: list[FaultTally]) -> list[RouteTally]:
    """The paths that failed with the fault, of its own services before others; else all of its services."""
    services = {tally.key.service for tally in faults} | set(question.known.services)
    routes = [route for route in summary.routes.values() if _wanted(route.service, question.services)]
    first = min((tally.span.first for tally in faults), default=0)
    failed_before = {(t.service, t.method, t.route) for t in question.known.traffic if t.failed.count}
    failed_names = {(method, route) for _, method, route in failed_before}
    failed = [r for r in routes if faults and r.failures.count and r.failures.last >= first]
    if not failed:
        failed = [r for r in routes if (r.service, r.method, r.route) in failed_before]
        failed = failed or [r for r in routes if (r.method, r.route) in failed_names]
    own = [route for route in failed if route.service in services]
    chosen = own or failed
    if not chosen and not failed_before:
        chosen = [route for route in routes if route.service in services]
    return sorted(chosen, key=lambda r: (-r.failures.count, -r.answers.count, r.service, r.route, r.method))


def _needed(routes: list[RouteTally], faults: list[FaultTally], question: Question) -> int:
    """How many successes in a row the fault, were it still there, would let through once in twenty times."""
    failed, answered = _shares(routes, faults, question)
    if failed <= 0 or answered <= 0:
        return 1
    share = failed / (failed + answered)
    return min(1_000, max(1, ceil(log(DOUBT) / log(1 - share))))


def _shares(routes: list[RouteTally], faults: list[FaultTally], question: Question) -> tuple[int, int]:
    """Failed and answered requests on those paths while the fault was there."""
    if not faults:
        names = {(route.method, route.route) for route in routes}
        known = [t for t in question.known.traffic if (t.method, t.route) in names]
        return sum(t.failed.count for t in known), sum(t.answered.count for t in known)
    first, last = min(t.span.first for t in faults), max(t.span.last for t in faults)
    failed = sum(route.failures.count for route in routes) or sum(t.span.count for t in faults)
    answered = sum(route.answered_times.between(first, last) for route in routes)
    return failed, answered


def _evidence(route: RouteTally, since: int) -> PathEvidence:
    answered = _after(route.answered_times.counts, since)
    failed = _after(route.failed_times.counts, since)
    is_later = route.answers.count > 0 and route.answers.last > since
    return PathEvidence(
        name=f"{route.method} {route.route} ({route.service})".strip(),
        answered=max(answered, int(is_later)),
        last_answered=route.answers.last if is_later else 0,
        failed=failed,
        last_failed=route.failures.last if failed else 0,
    )


def _after(counts: dict[int, int], since: int) -> int:
    """Counts of the buckets that begin after the moment."""
    return sum(n for start, n in counts.items() if start > since)


def _usual_quiet(faults: Iterable[FaultTally]) -> float:
    usual = [(t.span.last - t.span.first) / (t.span.count - 1) for t in faults if t.span.count > 1]
    return max(QUIET_MS, 3 * min(usual, default=0.0))
