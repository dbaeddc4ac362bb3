"""`triage ENVIRONMENT`: the main job."""

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from triage.cli.options import (
    aws_options,
    environment_argument,
    explain_option,
    fail_on_option,
    flags_of,
    general_options,
    narrowing_options,
    output_options,
    redact_option,
    rules_option,
    together,
    window_options,
)
from triage.cli.output import Wanted, deliver
from triage.cli.progress import progress
from triage.config import load_settings
from triage.timespan import window


@click.command("run")
@environment_argument
@together(window_options, aws_options, narrowing_options, output_options)
@together(explain_option, redact_option, fail_on_option, rules_option, general_options)
def command(
    environment: str,
    since: str,
    until: str,
    services: tuple[str, ...],
    log_groups: tuple[str, ...],
    format_: str,
    output: str,
    explain: bool,
    redact: bool,
    fail_on: str,
    rules: tuple[str, ...],
    quiet: bool,
    **flags: object,
) -> None:
    """Say what is wrong in ENVIRONMENT, why, and what to type next.

    \b
    triage production --since 30m
    triage production --since 2026-11-22T14:00Z --until 2026-11-22T15:00Z --format html --output report.html

    Reads the logs of the environment's ECS services from CloudWatch Logs and changes nothing. `triage discover
    ENVIRONMENT` shows what would be read.
    """
    from triage.aws.session import AwsSession
    from triage.discovery import discover, require_targets
    from triage.pipeline import investigate
    from triage.ruleset.library import load_rules
    from triage.sources.cloudwatch import CloudWatchSource
    from triage.sources.reading import ReadLog

    settings = load_settings(flags_of(rules=rules, **flags), Path.cwd(), os.environ, environment)  # type: ignore[arg-type]
    span = window(since, until, datetime.now(UTC))
    library = load_rules([Path(pack) for pack in settings.rules])
    session = AwsSession(settings.region, settings.profile, settings.endpoint_url)
    log = ReadLog()
    with progress(quiet, f"Reading {environment}") as shown:
        found = require_targets(discover(environment, session, settings, services, log_groups))
        source = CloudWatchSource(
            session, found.targets, environment=found.name, account=found.account, progress=shown.reading
        )
        report = investigate(source, span, library, settings, found, log, shown.counted)
    wanted = Wanted(format_, output, explain, redact, fail_on)
    click.get_current_context().exit(deliver(report, wanted, log.interrupted))
