"""`triage ENVIRONMENT`: the main job."""

import os
from pathlib import Path

import click
import msgspec

from triage.cli.beside import Beside, beside
from triage.cli.earlier import earlier_span
from triage.cli.examine import Examined, examine, now, rules_of
from triage.cli.fetching import FetchChoice, Keeping, fetching_options, keeping_of
from triage.cli.options import (
    aws_options,
    baseline_option,
    checks_option,
    environment_argument,
    explain_option,
    fail_on_option,
    flags_of,
    general_options,
    narrowing_options,
    output_options,
    redact_option,
    rules_option,
    save_option,
    together,
    window_options,
)
from triage.cli.output import Wanted, deliver
from triage.config import load_settings
from triage.errors import UsageError
from triage.timespan import window


@click.command("run")
@environment_argument
@together(window_options, aws_options, narrowing_options, output_options, fetching_options, baseline_option)
@together(checks_option, explain_option, redact_option, fail_on_option, save_option, rules_option, general_options)
def command(
    environment: str,
    since: str,
    until: str,
    services: tuple[str, ...],
    log_groups: tuple[str, ...],
    format_: str,
    output: str,
    baseline: str,
    checks: bool,
    explain: bool,
    redact: bool,
    fail_on: str,
    save: bool,
    rules: tuple[str, ...],
    quiet: bool,
    quota_share: float | None,
    fetch: str,
    budget: float,
    resume: bool,
    **flags: object,
) -> None:
    """Say what is wrong in ENVIRONMENT, why, and what to type next.

    \b
    triage production --since 30m
    triage production --since 2026-11-22T14:00Z --until 2026-11-22T15:00Z --format html --output report.html

    Reads the logs of the environment's ECS services from CloudWatch Logs, looks at the services, targets and databases
    around them, and changes nothing. `triage discover ENVIRONMENT` shows what would be read.
    """
    settings = load_settings(flags_of(rules=rules, **flags), Path.cwd(), os.environ, environment)  # type: ignore[arg-type]
    span = window(since, until, now())
    choice = FetchChoice(quota_share or 0.0, resume, fetch, budget, keep=save and fetch != "insights")
    asked = (environment, settings.region, settings.profile, *services, "", *log_groups)
    keeping = keeping_of(asked, span, choice)
    span = keeping.window
    earlier = earlier_span(baseline, span, now())
    if baseline and earlier is None and settings.are_one(environment, baseline.strip()):
        raise UsageError(f"{environment[:80]} is measured against itself", "Name an earlier window: --baseline 1d.")
    library = rules_of(settings, quiet)
    live = not until and not resume
    found = examine(
        environment, settings, span, library, services, log_groups, quiet, checks, choice, earlier, keeping, live
    )
    if baseline and earlier is None:
        other = Beside(baseline.strip(), flags_of(rules=rules, **flags), services, log_groups, quiet, checks)  # type: ignore[arg-type]
        found = msgspec.structs.replace(found, report=beside(found, environment, settings, library, other))
    wanted = Wanted(format_, output, explain, redact, fail_on, save)
    code = deliver(found.report, wanted, found.interrupted, found.summary)
    _say_how_to_go_on(found, environment, keeping)
    click.get_current_context().exit(code)


def _say_how_to_go_on(found: Examined, environment: str, keeping: Keeping) -> None:
    """One line on standard error when a run broke off that can be taken up."""
    if not (found.interrupted or found.credentials_expired):
        return
    from triage.render.safe_text import line

    told = []
    if found.credentials_expired:
        gap = next((gap for gap in found.report.gaps if "expired" in gap.reason), None)
        told.append(
            f"{gap.reason if gap else 'the AWS credentials have expired'}: {gap.hint if gap else 'log in again'}"
        )
    if keeping.keeper is not None and not keeping.keeper.problem:
        told.append(f"`triage run {environment} --resume` then reads only what is missing")
    if told:
        click.echo(f"triage: {line('; '.join(told))}", err=True)
