"""What is worth saying about a report to somebody who saw the one before."""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from triage.model.findings import Finding, Role
from triage.model.report import Report, UnmatchedCluster
from triage.model.rules import Severity

QUIET_MS = 120_000
"""Without a record for so long, something has ended: events may take two minutes to arrive."""
_JUMP = 2
"""A count is said again when it has grown by this factor, and by JUMP_LEAST records."""
_JUMP_LEAST = 10
_MOST_KNOWN = 5_000


class What(StrEnum):
    NEW = "new"
    ROLE = "role"
    RISING = "rising"
    ENDED = "ended"
    AGAIN = "again"
    VERDICT = "verdict"


class Change(msgspec.Struct, frozen=True):
    """One thing that is different."""

    what: What
    title: str
    detail: str = ""
    severity: Severity = Severity.INFO
    role: str = ""
    services: tuple[str, ...] = ()
    count: int = 0
    last_seen: int = 0


class _Thing(msgspec.Struct, frozen=True):
    """A finding or an unknown signature, as far as it is compared."""

    id: str
    like: tuple[str, int]
    """Finds it again when its id changed because other services joined."""
    title: str
    role: str
    severity: Severity
    services: tuple[str, ...]
    count: int
    last_seen: int


class _Known(msgspec.Struct):
    thing: _Thing
    told: int
    """The count that was said last."""
    active: bool = True


class ChangeLog:
    """Remembers what was said about findings and unknown errors; bounded."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}
        self._verdict = ""

    def changes(self, report: Report, now: int) -> list[Change]:
        """What is new, rises, ended or plays another role since the last call, in the order of the report.

        `now`: the end of what was read, milliseconds since the epoch."""
        found: list[Change] = []
        things = list(_things(report))
        current = {thing.id for thing in things}
        for thing in things:
            found += self._of(thing, now, current)
        if report.verdict.status.value != self._verdict:
            if self._verdict or report.coverage.events:
                found.append(Change(What.VERDICT, report.verdict.headline, report.verdict.status.value))
            self._verdict = report.verdict.status.value
        self._bound(current)
        return found

    def _of(self, thing: _Thing, now: int, current: set[str]) -> Iterator[Change]:
        active = now - thing.last_seen < QUIET_MS
        known = self._find(thing, current)
        if known is None:
            self._known[thing.id] = _Known(thing, thing.count, active)
            yield _change(What.NEW, thing)
            if not active:
                yield _change(What.ENDED, thing)
            return
        before, known.thing = known.thing, thing
        if thing.role != before.role:
            yield _change(What.ROLE, thing, f"was {_role(before.role)}")
        if active and not known.active:
            yield _change(What.AGAIN, thing, f"{thing.count - before.count} more")
            known.told = thing.count
        elif thing.count >= _JUMP * known.told and thing.count - known.told >= _JUMP_LEAST:
            yield _change(What.RISING, thing, f"from {known.told}")
            known.told = thing.count
        if known.active and not active:
            yield _change(What.ENDED, thing)
        known.active = active

    def _find(self, thing: _Thing, current: set[str]) -> _Known | None:
        """What is known of it, also under an id that nothing bears any more."""
        if thing.id in self._known:
            return self._known[thing.id]
        for key in sorted(self._known):
            known = self._known[key]
            same_place = set(known.thing.services) & set(thing.services)
            if key not in current and known.thing.like == thing.like and same_place:
                self._known[thing.id] = self._known.pop(key)
                return known
        return None

    def _bound(self, current: set[str]) -> None:
        if len(self._known) > _MOST_KNOWN:
            self._known = {key: known for key, known in self._known.items() if key in current}


def _things(report: Report) -> Iterator[_Thing]:
    for finding in report.findings:
        if finding.severity > Severity.INFO:
            yield _of_finding(finding)
    for cluster in report.unmatched:
        if cluster.level in ("", "error", "critical"):
            yield _of_cluster(cluster)


def _of_finding(finding: Finding) -> _Thing:
    return _Thing(
        finding.id,
        (finding.rule_id, finding.first_seen),
        finding.title,
        finding.role.value,
        finding.severity,
        finding.services,
        finding.count,
        finding.last_seen,
    )


def _of_cluster(cluster: UnmatchedCluster) -> _Thing:
    like = ("", cluster.first_seen)
    title = f"unknown error: {cluster.template[:160]}"
    return _Thing(
        cluster.signature, like, title, "", Severity.MEDIUM, cluster.services, cluster.count, cluster.last_seen
    )


def _change(what: What, thing: _Thing, detail: str = "") -> Change:
    return Change(what, thing.title, detail, thing.severity, thing.role, thing.services, thing.count, thing.last_seen)


def _role(role: str) -> str:
    return Role(role).value.replace("_", " ") if role else "unknown"
