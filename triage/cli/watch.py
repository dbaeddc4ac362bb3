"""`triage watch`: follows an environment and says what is new, rises or ends."""

import os
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import click
import msgspec

from triage.cli.examine import now, rules_of
from triage.cli.interrupts import interruptible
from triage.cli.options import (
    aws_options,
    environment_argument,
    fail_on_option,
    flags_of,
    general_options,
    narrowing_options,
    redact_option,
    rules_option,
    save_option,
    together,
)
from triage.cli.output import Wanted, prepared, show
from triage.cli.watch_view import View, view_of
from triage.config import Settings, load_settings
from triage.errors import UsageError
from triage.exit_codes import exit_code
from triage.model.report import Report, VerdictStatus
from triage.model.rules import Severity
from triage.ranking.context import RankContext
from triage.timespan import parse_duration, to_ms, window
from triage.watching import ChangeLog, Follower

_LEAST_SECONDS = 2.0

since_option = click.option(
    "--since", metavar="TIME", default="10m", show_default=True, help="Where to begin: 30m, 2h, or an ISO time."
)
for_option = click.option("--for", "length", metavar="DURATION", default="", help="End after so long, such as 30m.")
every_option = click.option(
    "--every", metavar="DURATION", default="10s", show_default=True, help="Time between two looks, such as 10s or 1m."
)


@click.command("watch")
@environment_argument
@together(since_option, for_option, every_option, aws_options, narrowing_options, redact_option, fail_on_option)
@together(save_option, rules_option, general_options)
def command(
    environment: str,
    since: str,
    length: str,
    every: str,
    services: tuple[str, ...],
    log_groups: tuple[str, ...],
    redact: bool,
    fail_on: str,
    save: bool,
    rules: tuple[str, ...],
    quiet: bool,
    **flags: object,
) -> None:
    """Follow ENVIRONMENT: read on as events arrive, and say what is new, rises, changes its role or ends.

    \b
    triage watch production
    triage watch production --for 30m --every 30s     while a deployment runs

    Each look reads the last two minutes again, for events arrive late. Ctrl-C, or the end of --for, prints the verdict
    on everything seen, keeps the run, and ends with its exit code.
    """
    seconds = parse_duration(length).total_seconds() if length else 0.0
    pause = parse_duration(every).total_seconds()
    if pause < _LEAST_SECONDS:
        raise UsageError(f"--every {every} is too often for the service's quota", "Give 2s or more.")
    settings = load_settings(flags_of(rules=rules, **flags), Path.cwd(), os.environ, environment)  # type: ignore[arg-type]
    start = window(since, "", now()).start
    follower = _follower(environment, settings, start, services, log_groups, quiet)
    wanted = Wanted(redact=redact, fail_on=fail_on, save=save)
    report = _follow(follower, view_of(sys.stdout, quiet, environment), seconds, pause, wanted)
    click.get_current_context().exit(_end(report, follower, wanted))


def _follow(follower: Follower, view: View, seconds: float, pause: float, wanted: Wanted) -> Report:
    """Look again and again until the time is over or somebody interrupts."""
    over, log = threading.Event(), ChangeLog()
    until = time.monotonic() + seconds if seconds else None
    unsaved = msgspec.structs.replace(wanted, save=False)

    def stop() -> None:
        over.set()
        follower.stop()

    with ExitStack() as stack:
        stack.enter_context(view)
        stack.enter_context(interruptible(stop, "one moment, the verdict follows; Ctrl-C again ends at once"))
        while not over.is_set():
            began = time.monotonic()
            look = follower.poll()
            shown = prepared(look.report, unsaved)
            view.show(shown, log.changes(shown, shown.window.end), look)
            if follower.log.credentials_expired:
                break
            left = max(0.0, pause - (time.monotonic() - began))
            if until is not None and time.monotonic() + left >= until:
                over.wait(max(0.0, until - time.monotonic()))
                break
            over.wait(left)
    return follower.close()


def _end(report: Report, follower: Follower, wanted: Wanted) -> int:
    from triage.render.safe_text import line

    done = prepared(report, wanted, follower.summary)
    told = [f"{done.verdict.status.value}: {line(done.verdict.headline)}"]
    told += [f"not read: {line(gap.scope)}: {line(gap.reason)}. {line(gap.hint)}" for gap in done.gaps[:5]]
    if done.run is not None:
        told.append(f"Saved as run {done.run.id}: triage report {done.run.id}")
    show("\n".join(["", *told, ""]))
    unexplained = report.verdict.status is VerdictStatus.UNEXPLAINED
    return exit_code(report, Severity[wanted.fail_on.upper()], unexplained)


def _follower(
    environment: str,
    settings: Settings,
    start: int,
    services: tuple[str, ...],
    log_groups: tuple[str, ...],
    quiet: bool,
) -> Follower:
    from triage.aws.session import AwsSession
    from triage.discovery import discover, require_targets
    from triage.sources.cloudwatch import CloudWatchSource, Reading
    from triage.sources.cloudwatch.pacing import Quotas

    session = AwsSession(settings.region, settings.profile, settings.endpoint_url)
    library = rules_of(settings, quiet)
    found = require_targets(discover(environment, session, settings, services, log_groups))
    once = Reading(reread=False)
    source = CloudWatchSource(
        session, found.targets, Quotas(settings.quota_share), once, environment=found.name, account=found.account
    )

    def adapt(given: RankContext) -> RankContext:
        return msgspec.structs.replace(given, runbooks=settings.runbooks)

    return Follower(source, start, library, lambda: to_ms(now()), found, adapt)
