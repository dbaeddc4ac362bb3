"""Two sides -> the comparison."""

from collections.abc import Mapping

from triage.compare.checking import pair_checks
from triage.compare.concluding import Evidence, conclude, leading
from triage.compare.differences import compare_faults, compare_routes
from triage.compare.model import Comparison, Kind, Setting
from triage.compare.names import Names, names_of
from triage.compare.settings import compare_settings
from triage.compare.sides import Side
from triage.model.findings import Role, Step
from triage.model.rules import Rule
from triage.ranking.candidates import candidates
from triage.ranking.findings import finding_id
from triage.ranking.places import failing_route
from triage.render.outline import next_step

MOST_ENTITIES = 200


def compare(kind: Kind, a: Side, b: Side, rules: Mapping[str, Rule]) -> Comparison:
    """What differs between A, the side asked about, and B. Same sides, same comparison."""
    sides = (a, b)
    names = _names(kind, sides)
    findings, signatures = compare_faults(sides, names, rules)
    routes = compare_routes(sides, names)
    settings: tuple[Setting, ...] = ()
    if kind is Kind.ENVIRONMENTS and a.environment is not None and b.environment is not None:
        settings = compare_settings(a.environment, b.environment, names, (_entities(a), _entities(b)))
    checks = pair_checks(a.report.checks, b.report.checks, names) if kind is Kind.ENVIRONMENTS else ()
    evidence = Evidence(
        kind=kind,
        a=a.facts(),
        b=b.facts(),
        findings=findings,
        signatures=signatures,
        routes=routes,
        settings=settings,
        checks=checks,
        entities={one.id: dict(one.entities) for side in sides for one in side.report.findings},
        paths={**_paths(b, names[1], rules), **_paths(a, names[0], rules)},
    )
    return Comparison(
        kind=kind,
        a=evidence.a,
        b=evidence.b,
        conclusion=conclude(evidence),
        tool=a.report.tool,
        findings=findings,
        signatures=signatures,
        routes=routes,
        settings=settings,
        checks=checks,
        next=_next(sides, leading(findings)),
    )


def _next(sides: tuple[Side, Side], finding: str) -> Step | None:
    """The next step of the report that holds the finding."""
    found = (one for side in sides for one in side.report.findings if finding and one.id == finding)
    return next((next_step(one) for one in found), None)


def _names(kind: Kind, sides: tuple[Side, Side]) -> tuple[Names, Names]:
    if kind is Kind.WINDOWS:
        return Names({}, ()), Names({}, ())
    groups = (sorted(sides[0].summary.log_groups), sorted(sides[1].summary.log_groups))
    return names_of((sides[0].environment, sides[1].environment), (sides[0].words, sides[1].words), groups)


def _entities(side: Side) -> tuple[tuple[str, str], ...]:
    """Everything that the faults of a side name."""
    faults = [finding for finding in side.report.findings if finding.role is not Role.INDEPENDENT]
    pairs = {(name, value) for one in faults for name, values in one.entities for value in values}
    return tuple(sorted(pairs))[:MOST_ENTITIES]


def _paths(side: Side, names: Names, rules: Mapping[str, Rule]) -> dict[str, str]:
    """The route that fails with each finding."""
    found = {}
    for candidate in candidates(side.summary, rules)[0]:
        route = failing_route(candidate, candidate.first, side.summary)
        if route is not None:
            found[finding_id(candidate.id)] = f"{route.method} {names.shared(route.route)}".strip()
    return found
