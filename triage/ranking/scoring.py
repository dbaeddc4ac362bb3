"""The named factors of a score, each a reason that can be read; the sum is the score."""

import math
from collections.abc import Mapping

import msgspec

from triage.model.findings import Factor
from triage.model.rules import Severity
from triage.ranking.candidates import Candidate, Depth
from triage.ranking.impact import Impact

ENTITY_NAMES = 2
FIRST_MS = 10_000
"""Faults that began within this time of the first one count as first."""

FACTORS = (
    *("depth", "onset", "explains", "impact", "task_life"),
    *("specific", "severity", "new_release", "spread", "volume"),
)
"""Every factor by name, in the order of weight."""


class Evidence(msgspec.Struct, frozen=True):
    """What the factors are computed from."""

    candidate: Candidate
    began: int
    first_of_all: int
    """When the first unexplained fault began."""
    explained: int
    """How many records of other candidates it explains."""
    unexplained_total: int
    """All records of symptoms and unknown errors."""
    impact: Impact
    streams_of_services: int
    background: bool = False
    """It was there all along, before anything failed."""
    new_release: str = ""
    """The release that first shows it, where an earlier release ran without it."""


def factors(evidence: Evidence, off: frozenset[str] = frozenset()) -> tuple[Factor, ...]:
    """The factors that are not zero, in the order of FACTORS."""
    made: Mapping[str, tuple[float, str]] = {
        "depth": _depth(evidence),
        "onset": _onset(evidence),
        "explains": _explains(evidence),
        "impact": _impact(evidence),
        "task_life": _task_life(evidence),
        "specific": _specific(evidence),
        "severity": _severity(evidence),
        "new_release": _new_release(evidence),
        "spread": _spread(evidence),
        "volume": _volume(evidence),
    }
    return tuple(
        Factor(name, round(made[name][0], 2), made[name][1])
        for name in FACTORS
        if name not in off and round(made[name][0], 2) != 0
    )


def _depth(e: Evidence) -> tuple[float, str]:
    return {
        Depth.CAUSE: (25.0, "names a cause, not only its effect"),
        Depth.PROXIMATE: (14.0, "is what a client sees of a fault; nothing deeper is logged"),
        Depth.OWN: (8.0, "is the application's own exception, known to no rule by name"),
        Depth.UNKNOWN: (5.0, "is not known to any rule"),
        Depth.SYMPTOM: (0.0, "is a symptom by nature"),
    }[e.candidate.depth]


def _onset(e: Evidence) -> tuple[float, str]:
    if e.background:
        return 0.0, ""
    late = max(0, e.began - e.first_of_all)
    if late <= FIRST_MS:
        return 20.0, "began first"
    return 20.0 * math.exp(-late / 120_000), f"began {late / 1000:.0f} s after the first fault"


def _explains(e: Evidence) -> tuple[float, str]:
    if not e.explained:
        return 0.0, ""
    share = e.explained / max(1, e.unexplained_total)
    return 20.0 * min(1.0, share), f"explains {e.explained} other error records"


def _impact(e: Evidence) -> tuple[float, str]:
    failed, refused = e.impact.failed_requests, e.impact.refused_requests
    if refused > failed:
        return 6.0 + min(6.0, 2 * math.log10(1 + refused)), f"{refused} requests were refused since it began"
    if failed:
        return 6.0 + min(6.0, 2 * math.log10(1 + failed)), f"{failed} requests failed since it began"
    return 0.0, ""


def _task_life(e: Evidence) -> tuple[float, str]:
    ended = e.impact.ended_tasks
    return (min(15.0, 9.0 + 3.0 * ended), f"{ended} tasks or processes ended with it") if ended else (0.0, "")


def _specific(e: Evidence) -> tuple[float, str]:
    named = sorted(e.candidate.whole.values)[:ENTITY_NAMES]
    coded = e.candidate.whole.coded > 0
    points = 3.0 * len(named) + (4.0 if coded else 0.0)
    words = [*(["the server's own error code"] if coded else []), *named]
    return points, f"names {', '.join(words)}" if words else ""


def _severity(e: Evidence) -> tuple[float, str]:
    points = {Severity.CRITICAL: 8.0, Severity.HIGH: 6.0, Severity.MEDIUM: 3.0, Severity.LOW: 0.0, Severity.INFO: 0.0}
    return points[e.candidate.severity], f"{e.candidate.severity.word} by nature"


def _new_release(e: Evidence) -> tuple[float, str]:
    return (8.0, f"only release {e.new_release} shows it") if e.new_release else (0.0, "")


def _spread(e: Evidence) -> tuple[float, str]:
    hit = len(e.candidate.streams)
    total = max(hit, e.streams_of_services)
    return 3.0 * hit / total, f"{hit} of {total} tasks show it"


def _volume(e: Evidence) -> tuple[float, str]:
    return min(3.0, math.log10(e.candidate.count + 1)), f"{e.candidate.count} records"
