"""The case behind a document: one or more saved runs of an environment, seen around the leading finding."""

from collections.abc import Iterable, Sequence

import msgspec

from triage.model.findings import Evidence, Finding, Role
from triage.model.report import Change, Check, Gap, Report
from triage.model.rules import Layer, Rule, StepKind
from triage.remediation import is_safe_context
from triage.render.outline import outline, proof
from triage.runs import Place, SavedRun

FEW = 5
"""Fewer answers than these do not make a path look healthy."""


class Route(msgspec.Struct, frozen=True):
    """A path with the services that tell of it; counts are those of the service that tells most failures."""

    method: str
    route: str
    services: tuple[str, ...]
    answered: Place
    failed: Place

    @property
    def name(self) -> str:
        return f"{self.method} {self.route}".strip()

    @property
    def is_told(self) -> bool:
        """The logs name the path."""
        return self.route.startswith("/")


class Case(msgspec.Struct, frozen=True):
    """Everything that a document may say."""

    runs: tuple[SavedRun, ...]
    """By window."""
    primary: SavedRun
    """The run that shows the fault best: sure before likely, more records before fewer, earlier before later."""
    lead: Finding | None
    symptoms: tuple[Finding, ...]
    """What the lead explains."""
    others: tuple[Finding, ...]
    """Other findings of severity medium and above."""
    first_seen: int
    last_seen: int
    """Over all runs."""
    later: tuple[SavedRun, ...]
    """Runs that read on past the last match and do not hold the fault."""
    rule: Rule | None
    detected_at: int = 0

    @property
    def report(self) -> Report:
        return self.primary.report

    @property
    def environment(self) -> str:
        return self.report.target.environment

    @property
    def safe_environment(self) -> str:
        """The environment's name for a command; the word ENVIRONMENT where it is unknown or unsafe."""
        return self.environment if is_safe_context(self.environment) else "ENVIRONMENT"

    @property
    def proof(self) -> Evidence | None:
        """The smoking gun."""
        return proof(self.lead) if self.lead else None

    @property
    def is_sure(self) -> bool:
        return self.lead is not None and self.lead.role is Role.ROOT_CAUSE

    @property
    def checks(self) -> tuple[Check, ...]:
        """Of all runs, the primary's first; each hypothesis once."""
        found: dict[tuple[str, str], Check] = {}
        for run in (self.primary, *self.runs):
            for check in run.report.checks:
                found.setdefault((check.layer.value, check.hypothesis), check)
        return tuple(found.values())

    @property
    def changes(self) -> tuple[Change, ...]:
        """Of all runs, each once, by time."""
        found = {change for run in self.runs for change in run.report.changes}
        return tuple(sorted(found, key=lambda c: (c.timestamp, c.what, c.source)))

    @property
    def gaps(self) -> tuple[tuple[SavedRun, Gap], ...]:
        return tuple((run, gap) for run in self.runs for gap in run.report.gaps)

    @property
    def complete(self) -> bool:
        return not self.gaps

    @property
    def failing(self) -> tuple[Route, ...]:
        """Paths that failed in the primary run, worst first; what several services tell of one is told once."""
        return tuple(one for one in self._routes if one.failed.count)

    @property
    def answering(self) -> tuple[Route, ...]:
        """Named paths of the failing services that were asked often and never failed, busiest first."""
        services = {service for one in self.failing for service in one.services}
        own = [one for one in self._routes if services & set(one.services) and not one.failed.count]
        return tuple(one for one in own if one.is_told and one.answered.count >= FEW)

    @property
    def told_apart(self) -> tuple[Route, Route] | None:
        """A named path that stayed green, and the worst named one that failed."""
        failing = next((one for one in self.failing if one.is_told), None)
        return (self.answering[0], failing) if failing and self.answering else None

    @property
    def _routes(self) -> tuple[Route, ...]:
        found: dict[tuple[str, str], Route] = {}
        for one in self.primary.traffic:
            before = found.get((one.method, one.route))
            services = (*before.services, one.service) if before else (one.service,)
            best = before if before and before.failed.count >= one.failed.count else one
            found[one.method, one.route] = Route(one.method, one.route, services, best.answered, best.failed)
        return tuple(sorted(found.values(), key=lambda r: (-r.failed.count, -r.answered.count, r.name)))

    def checks_of(self, layer: Layer) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.layer is layer)

    def entity(self, name: str) -> str:
        """The most frequent value of an entity of the lead; empty where there is none."""
        values = dict(self.lead.entities).get(name, ()) if self.lead else ()
        return values[0] if values else ""

    def commands(self, kind: StepKind) -> tuple[tuple[str, str], ...]:
        """Title and command of the lead's steps that can be copied."""
        steps = self.lead.remediation if self.lead else ()
        return tuple((step.title, step.command) for step in steps if step.kind is kind and step.command)


def case_of(runs: Sequence[SavedRun], rules: Iterable[Rule] = (), detected_at: int = 0) -> Case:
    """The case of at least one run; `rules` may hold the rule of the leading finding."""
    ordered = sorted(runs, key=lambda run: (run.report.window.start, run.report.window.end, run.id))
    primary = min(ordered, key=_rank)
    plan = outline(primary.report)
    branch = plan.leads[0] if plan.leads else None
    lead = branch.finding if branch else None
    same = [(run, one) for run in ordered for one in run.report.findings if lead and _same(one, lead)]
    last = max((one.last_seen for _, one in same), default=0)
    holders = {run.id for run, _ in same}
    later = [run for run in ordered if lead and run.id not in holders and run.report.window.end > last]
    symptoms = branch.folded if branch else ()
    told = {one.id for one in symptoms} | ({lead.id} if lead else set())
    return Case(
        runs=tuple(ordered),
        primary=primary,
        lead=lead,
        symptoms=symptoms,
        others=tuple(one for one in primary.report.findings if one.id not in told and one.severity >= 2),
        first_seen=min((one.first_seen for _, one in same), default=0),
        last_seen=last,
        later=tuple(later),
        rule=next((rule for rule in rules if lead and rule.id == lead.rule_id), None),
        detected_at=detected_at,
    )


def _same(one: Finding, lead: Finding) -> bool:
    return one.id == lead.id or (bool(lead.rule_id) and one.rule_id == lead.rule_id and one.services == lead.services)


def _rank(run: SavedRun) -> tuple[int, int, int, str]:
    leads = outline(run.report).leads
    if not leads:
        return (2, 0, run.report.window.start, run.id)
    finding = leads[0].finding
    return (int(finding.role is not Role.ROOT_CAUSE), -finding.count, run.report.window.start, run.id)
