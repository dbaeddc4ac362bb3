"""Faults, signatures and routes of both sides put beside each other, with exact tests of their counts."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from triage.compare.model import Difference, Rate, RouteDifference, Tell
from triage.compare.names import Names
from triage.compare.sides import Exposure, Fault, Side, faults
from triage.model.events import Level
from triage.model.findings import Finding, Role
from triage.model.rules import Rule, Severity
from triage.model.taxonomy import ENTITIES
from triage.ranking.baseline import names_differ
from triage.ranking.candidates import same_faults
from triage.ranking.counts import adjusted, dispersion, fisher, rate_ratio, wilson
from triage.signatures.merging import merge_templates
from triage.summary.tallies import FaultTally, RouteTally

ALPHA = 0.05
WORTH_TELLING = 1.25
"""Rates nearer to each other than this are told as equal, however sure the test is."""
MOST_ROWS = 200
MOST_ROUTES = 100
_UNTELLING = frozenset({"request_id", "exit_code", "signal", "port", "release"})
_VALUES = 5

Names2 = tuple[Names, Names]
Group = tuple[list[Fault], list[Fault]]


def compare_faults(
    sides: tuple[Side, Side], names: Names2, rules: Mapping[str, Rule]
) -> tuple[tuple[Difference, ...], tuple[Difference, ...]]:
    """(findings, unknown signatures), what tells most first; both bounded. A side without events tells nothing."""
    halves = (faults(sides[0], names[0], rules), faults(sides[1], names[1], rules))
    exposure = Exposure(sides, names)
    known = [_difference(group, names, exposure) for group in _known(halves, rules)]
    unknown = [_difference(group, names, exposure) for group in _unknown(halves)]
    told = [*known, *unknown]
    if all(side.report.coverage.events for side in sides):
        told = [_told(one, p) for one, p in zip(told, adjusted([one.rate.p for one in told]), strict=True)]
    return _ordered(told[: len(known)]), _ordered(told[len(known) :])


def compare_routes(sides: tuple[Side, Side], names: Names2) -> tuple[RouteDifference, ...]:
    """Every route that failed on a side or was asked on one, what differs first; bounded."""
    keyed: dict[tuple[str, str, str], list[list[RouteTally]]] = {}
    for at, side in enumerate(sides):
        for route in side.summary.routes.values():
            key = (names[at].shared(route.service), route.method, names[at].shared(route.route))
            keyed.setdefault(key, [[], []])[at].append(route)
    rows = [_route(key, pair) for key, pair in sorted(keyed.items())]
    if all(side.report.coverage.events for side in sides):
        rows = [_route_told(row, p) for row, p in zip(rows, adjusted([row.p for row in rows]), strict=True)]
    return tuple(sorted(rows, key=_route_order)[:MOST_ROUTES])


def _known(halves: tuple[list[Fault], list[Fault]], rules: Mapping[str, Rule]) -> Iterable[Group]:
    owners = {id(fault.tally): (at, fault) for at, half in enumerate(halves) for fault in half}
    by_rule: dict[str, list[FaultTally]] = {}
    for half in halves:
        for fault in half:
            if fault.tally.key.rule_id in rules:
                by_rule.setdefault(fault.tally.key.rule_id, []).append(fault.tally)
    for rule_id in sorted(by_rule):
        for tallies in same_faults(by_rule[rule_id], rules[rule_id]):
            group: Group = ([], [])
            for tally in tallies:
                at, fault = owners[id(tally)]
                group[at].append(fault)
            yield from _apart(group)


def _apart(group: Group) -> list[Group]:
    """Two groups where both sides name such things, and none in common."""
    if names_differ((fault.tally for fault in group[0]), (fault.tally for fault in group[1])):
        return [(group[0], []), ([], group[1])]
    return [group]


def _unknown(halves: tuple[list[Fault], list[Fault]]) -> Iterable[Group]:
    counts: dict[str, int] = {}
    for half in halves:
        for fault in half:
            if fault.tally.key.signature:
                counts[fault.tally.template] = counts.get(fault.tally.template, 0) + fault.tally.span.count
    merged = merge_templates(counts)
    groups: dict[str, Group] = {}
    for at, half in enumerate(halves):
        for fault in half:
            if fault.tally.key.signature:
                final = merged.get(fault.tally.template, fault.tally.template)
                groups.setdefault(final, ([], []))[at].append(fault)
    return [group for _, group in sorted(groups.items())]


def _difference(group: Group, names: Names2, exposure: Exposure) -> Difference:
    every = [*group[0], *group[1]]
    services = {fault.tally.key.service for fault in every}
    findings = [_leading(half) for half in group]
    shown = findings[0] or findings[1]
    template = min(fault.tally.template for fault in every)
    return Difference(
        title=shown.title if shown else template,
        tell=Tell.SAME,
        rate=_rate(group, services, exposure),
        severity=shown.severity if shown else Severity.MEDIUM,
        services=tuple(sorted(services)),
        rule_id=every[0].tally.key.rule_id,
        category=shown.category if shown else "",
        layer=shown.layer if shown else None,
        role_a=findings[0].role.value if findings[0] else "",
        role_b=findings[1].role.value if findings[1] else "",
        finding_a=findings[0].id if findings[0] else "",
        finding_b=findings[1].id if findings[1] else "",
        is_error=any(fault.tally.level >= Level.ERROR or fault.tally.level == Level.TRACE for fault in every),
        names=_names(group, names),
        signatures=tuple(sorted({fault.tally.key.signature for fault in group[0]} - {""})),
    )


def _leading(half: Sequence[Fault]) -> Finding | None:
    """The finding of a side with the heaviest role."""
    order = list(Role)
    found = {fault.finding.id: fault.finding for fault in half if fault.finding}
    return min(found.values(), key=lambda one: (order.index(one.role), -one.count, one.id), default=None)


def _rate(group: Group, services: set[str], exposure: Exposure) -> Rate:
    per, of_a, of_b = exposure.of(services)
    a, b = (sum(fault.tally.span.count for fault in half) for half in group)
    bursts = dispersion([fault.tally.times for half in group for fault in half])
    if not (of_a and of_b):
        return Rate(a, b, per, of_a, of_b, None, 0.0, None, 1.0)
    ratio = rate_ratio(a, b, of_a, of_b, bursts)
    return Rate(a, b, per, of_a, of_b, ratio.value, ratio.low, ratio.high, ratio.p)


def _names(group: Group, names: Names2) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """What the fault names on each side, where that is not the same under shared names."""
    found = []
    for name in ENTITIES:
        mine, theirs = _values(group[0], name), _values(group[1], name)
        differs = {names[0].shared(one) for one in mine} != {names[1].shared(one) for one in theirs}
        if name not in _UNTELLING and (mine or theirs) and differs:
            found.append((name, mine, theirs))
    return tuple(found)


def _values(half: list[Fault], name: str) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    for fault in half:
        if name in fault.tally.values:
            for value, n in fault.tally.values[name].top(50):
                counts[value] = counts.get(value, 0) + n
    return tuple(sorted(counts, key=lambda value: (-counts[value], value))[:_VALUES])


def _told(one: Difference, p: float) -> Difference:
    rate = msgspec.structs.replace(one.rate, p=p)
    return msgspec.structs.replace(one, rate=rate, tell=_tell(rate))


def _tell(rate: Rate) -> Tell:
    if not rate.count_b:
        return Tell.ONLY_A
    if not rate.count_a:
        return Tell.ONLY_B
    if rate.p > ALPHA or rate.ratio is None or 1 / WORTH_TELLING < rate.ratio < WORTH_TELLING:
        return Tell.SAME
    return Tell.MORE_A if rate.ratio > 1 else Tell.MORE_B


def _ordered(rows: list[Difference]) -> tuple[Difference, ...]:
    roles = ["root_cause", "contributing", "symptom", "independent", ""]
    tells = list(Tell)
    ordered = sorted(
        rows,
        key=lambda one: (
            tells.index(one.tell),
            min(roles.index(one.role_a), roles.index(one.role_b)),
            -one.severity,
            not one.is_error,
            one.rate.p,
            -(one.rate.count_a + one.rate.count_b),
            one.title,
            one.services,
        ),
    )
    return tuple(ordered[:MOST_ROWS])


def _route(key: tuple[str, str, str], pair: list[list[RouteTally]]) -> RouteDifference:
    answered = [sum(route.answers.count for route in half) for half in pair]
    failed = [sum(route.failures.count for route in half) for half in pair]
    total = [answered[at] + failed[at] for at in (0, 1)]
    return RouteDifference(
        *key,
        answered_a=answered[0],
        failed_a=failed[0],
        answered_b=answered[1],
        failed_b=failed[1],
        share_a=wilson(answered[0], total[0]),
        share_b=wilson(answered[1], total[1]),
        p=fisher(failed[0], total[0], failed[1], total[1]),
        tell=Tell.SAME,
    )


def _route_told(row: RouteDifference, p: float) -> RouteDifference:
    tell = Tell.SAME
    if row.failed_a and not row.failed_b:
        tell = Tell.ONLY_A
    elif row.failed_b and not row.failed_a:
        tell = Tell.ONLY_B
    elif p <= ALPHA:
        share_a = row.failed_a / (row.failed_a + row.answered_a)
        tell = Tell.MORE_A if share_a > row.failed_b / (row.failed_b + row.answered_b) else Tell.MORE_B
    return msgspec.structs.replace(row, p=p, tell=tell)


def _route_order(row: RouteDifference) -> tuple[int, int, str, str, str]:
    total = row.answered_a + row.failed_a + row.answered_b + row.failed_b
    return list(Tell).index(row.tell), -total, row.service, row.route, row.method
