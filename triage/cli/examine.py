"""Reading an environment as the main job does: settings and flags -> report, traffic and what was interrupted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from triage.cli.earlier import read_baseline
from triage.cli.fetching import FetchChoice, Keeping, by_the_service, candidates_in, source_of
from triage.cli.interrupts import interruptible
from triage.cli.progress import cold_start, progress
from triage.config import Settings
from triage.model.environment import Environment
from triage.model.report import Report, Window
from triage.ruleset.library import RuleSet
from triage.summary.value import Summary

if TYPE_CHECKING:
    from triage.aws.session import AwsSession
    from triage.checks import Looking
    from triage.compare.spans import BaselineSpan


class Examined(msgspec.Struct, frozen=True):
    """The report with the summary that it was ranked from."""

    report: Report
    summary: Summary
    window: Window
    interrupted: bool = False
    credentials_expired: bool = False
    environment: Environment | None = None


def examine(
    environment: str,
    settings: Settings,
    span: Window,
    library: RuleSet,
    services: tuple[str, ...] = (),
    log_groups: tuple[str, ...] = (),
    quiet: bool = False,
    checks: bool = False,
    choice: FetchChoice | None = None,
    baseline: BaselineSpan | None = None,
    keeping: Keeping | None = None,
    live: bool = False,
    found: Environment | None = None,
) -> Examined:
    """Discover, unless it was `found` before, read and rank; with `checks`, look at the layers around the logs
    meanwhile, and with `baseline` read an earlier window afterwards. The first Ctrl-C ends the reading, and what was
    read is reported; a second ends the program. `live`: the window ends now, as AWS's clock tells it.

    Raises what discovery and the source raise when nothing can be read at all."""
    from triage.aws.session import AwsSession
    from triage.discovery import discover, require_targets
    from triage.pipeline import hidden_gaps, investigate
    from triage.sources.reading import ReadLog

    session = AwsSession(settings.region, settings.profile, settings.endpoint_url)
    log, kept = ReadLog(), [Summary()]
    with progress(quiet, f"Reading {environment}", lambda summary: candidates_in(summary, library, span)) as shown:
        if found is None:
            shown.waiting("looking for its log groups")
            found = require_targets(discover(environment, session, settings, services, log_groups))
        span = by_the_service(span, session.ahead, live, log, keeping)
        source = source_of(session, found, settings, choice or FetchChoice(), shown.reading, keeping, library)
        look = _look(session, found, span, settings).result if checks else None
        past = None
        if baseline is not None:
            earlier = source_of(session, found, settings, choice or FetchChoice(), shown.reading, None, library)
            past = partial(read_baseline, earlier, baseline, library, hidden_gaps(found, baseline.window))
        stopping = "stopping; what was read is reported. Ctrl-C again ends at once"

        def stop() -> None:
            log.stop()
            shown.waiting(stopping)

        with interruptible(stop, stopping):
            report = investigate(source, span, library, settings, found, log, shown.counted, kept.append, look, past)
    return Examined(report, kept[-1], span, log.interrupted, log.credentials_expired, found)


def located(
    environment: str, settings: Settings, services: tuple[str, ...], log_groups: tuple[str, ...], quiet: bool
) -> Environment:
    """What discovery finds. Raises what discovery raises, and EnvironmentUnknown where there is nothing to read."""
    from triage.aws.session import AwsSession
    from triage.discovery import discover, require_targets

    with progress(quiet, f"Looking for {environment}"):
        session = AwsSession(settings.region, settings.profile, settings.endpoint_url)
        return require_targets(discover(environment, session, settings, services, log_groups))


def _look(session: AwsSession, found: Environment, span: Window, settings: Settings) -> Looking:
    """The checks of the layers, under way."""
    from triage.checks import Looking, Subject
    from triage.discovery.scope import scope_of
    from triage.discovery.words import Carries

    words = scope_of(found.name, settings).words

    def belongs(name: str, tags: Mapping[str, str]) -> bool:
        return words.decide(name, tags).carries in (Carries.YES, Carries.DOUBTFUL)

    return Looking(Subject(session, found, span, int(now().timestamp() * 1000), belongs))


def rules_of(settings: Settings, quiet: bool = False) -> RuleSet:
    """The rules as they apply today: shipped, of the settings' packs, overridden, disabled and muted."""
    from triage.ruleset.project import project_rules

    return project_rules(settings, now().date(), cold=cold_start(quiet))


def now() -> datetime:
    return datetime.now(UTC)
