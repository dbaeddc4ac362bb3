"""The routes of a summary as they are kept with a run."""

from triage.runs import Place, Traffic
from triage.summary.tallies import RouteTally, Span
from triage.summary.value import Summary

MOST_ROUTES = 200


def traffic_of(summary: Summary) -> tuple[Traffic, ...]:
    """At most 200 routes: those that failed most, then those that were asked most."""
    ordered = sorted(
        summary.routes.values(),
        key=lambda r: (-r.failures.count, -r.answers.count, r.service, r.route, r.method),
    )
    return tuple(_traffic(route) for route in ordered[:MOST_ROUTES])


def _traffic(route: RouteTally) -> Traffic:
    return Traffic(route.service, route.method, route.route, _place(route.answers), _place(route.failures))


def _place(span: Span) -> Place:
    return Place(span.count, span.first, span.last)
