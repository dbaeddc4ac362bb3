"""One side of a comparison: what was read of it, and its faults under shared names."""

from collections.abc import Mapping

import msgspec

from triage.compare.model import SideFacts
from triage.compare.names import Names
from triage.model.environment import Environment
from triage.model.findings import Finding
from triage.model.report import Report
from triage.model.rules import Rule
from triage.ranking.candidates import candidates
from triage.ranking.findings import finding_id
from triage.summary.tallies import FaultTally
from triage.summary.value import Summary

MINUTE = 60_000


class Side(msgspec.Struct, frozen=True):
    """A read environment, window or file."""

    label: str
    report: Report
    summary: Summary
    environment: Environment | None = None
    words: tuple[str, ...] = ()
    """Names and aliases of the environment."""

    def facts(self) -> SideFacts:
        """The side in short."""
        report = self.report
        return SideFacts(
            label=self.label,
            environment=report.target.environment,
            region=report.target.region,
            account=report.target.account,
            window=report.window,
            verdict=report.verdict,
            complete=report.complete,
            gaps=report.gaps,
            events=report.coverage.events,
            records=report.coverage.records,
            requests=sum(route.answers.count + route.failures.count for route in self.summary.routes.values()),
        )


class Fault(msgspec.Struct, frozen=True):
    """A tally of one side under shared names, and the finding that it went into."""

    tally: FaultTally
    finding: Finding | None


class Exposure:
    """What counts are measured against: requests per service where both sides log them, else minutes."""

    def __init__(self, sides: tuple[Side, Side], names: tuple[Names, Names]) -> None:
        self._minutes = tuple(
            max(1, s.report.window.end - s.report.window.start) / MINUTE if s.report.coverage.events else 0.0
            for s in sides
        )
        self._requests: tuple[dict[str, int], dict[str, int]] = ({}, {})
        for at, side in enumerate(sides):
            for route in side.summary.routes.values():
                service = names[at].shared(route.service)
                answered = route.answers.count + route.failures.count
                self._requests[at][service] = self._requests[at].get(service, 0) + answered

    def of(self, services: set[str]) -> tuple[str, float, float]:
        """The unit, and how many of it each side had: none where a side has no events."""
        own = tuple(sum(n for service, n in side.items() if service in services) for side in self._requests)
        every = tuple(sum(side.values()) for side in self._requests)
        for a, b in (own, every):
            if a and b:
                return "request", float(a), float(b)
        return "minute", self._minutes[0], self._minutes[1]


def faults(side: Side, names: Names, rules: Mapping[str, Rule]) -> list[Fault]:
    """Every fault of a side under shared names, by key; benign matches are left out."""
    known, benign = candidates(side.summary, rules)
    reported = {finding.id: finding for finding in side.report.findings}
    found = {key: reported.get(finding_id(one.id)) for one in known for key in one.keys}
    quiet = {key for one in benign for key in one.keys}
    return [
        Fault(_shared(tally, names), found.get(key))
        for key, tally in side.summary.faults.items()
        if key not in quiet and (tally.key.signature or key in found)
    ]


def _shared(tally: FaultTally, names: Names) -> FaultTally:
    key = tally.key
    identity = tuple(sorted((name, names.shared(value)) for name, value in key.identity))
    shared = msgspec.structs.replace(key, service=names.shared(key.service), identity=identity)
    moved = FaultTally(shared).absorb(tally)
    moved.template = names.shared(tally.template)
    return moved
