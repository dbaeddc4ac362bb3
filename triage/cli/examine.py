"""Reading an environment as the main job does: settings and flags -> report, traffic and what was interrupted."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from triage.cli.progress import progress
from triage.config import Settings
from triage.model.report import Report, Window
from triage.ruleset.library import RuleSet
from triage.summary.value import Summary


class Examined(msgspec.Struct, frozen=True):
    """The report with the summary that it was ranked from."""

    report: Report
    summary: Summary
    window: Window
    interrupted: bool = False


def examine(
    environment: str,
    settings: Settings,
    span: Window,
    library: RuleSet,
    services: tuple[str, ...] = (),
    log_groups: tuple[str, ...] = (),
    quiet: bool = False,
) -> Examined:
    """Discover, read and rank. Raises what discovery and the source raise when nothing can be read at all."""
    from triage.aws.session import AwsSession
    from triage.discovery import discover, require_targets
    from triage.pipeline import investigate
    from triage.sources.cloudwatch import CloudWatchSource
    from triage.sources.reading import ReadLog

    session = AwsSession(settings.region, settings.profile, settings.endpoint_url)
    log, kept = ReadLog(), [Summary()]
    with progress(quiet, f"Reading {environment}") as shown:
        found = require_targets(discover(environment, session, settings, services, log_groups))
        source = CloudWatchSource(
            session, found.targets, environment=found.name, account=found.account, progress=shown.reading
        )
        report = investigate(source, span, library, settings, found, log, shown.counted, kept.append)
    return Examined(report, kept[-1], span, log.interrupted)


def rules_of(settings: Settings) -> RuleSet:
    """The shipped rules and those of the settings' packs."""
    from triage.ruleset.library import load_rules

    return load_rules([Path(pack) for pack in settings.rules])


def now() -> datetime:
    return datetime.now(UTC)
