"""`triage files`: the main job on saved logs."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

import click

from triage.cli.interrupts import interruptible
from triage.cli.options import (
    engine_option,
    explain_option,
    fail_on_option,
    flags_of,
    general_options,
    output_options,
    redact_option,
    rules_option,
    save_option,
    together,
)
from triage.cli.output import Wanted, deliver
from triage.cli.progress import progress
from triage.config import load_settings
from triage.errors import UsageError
from triage.timespan import window

_since = click.option("--since", metavar="TIME", default="", help="Leave out what is older: 30m, 2h, or an ISO time.")
_until = click.option("--until", metavar="TIME", default="", help="Leave out what is not older than this.")
_scheduler = click.option(
    "--scheduler", metavar="ADDRESS", default="",
    help="Dask scheduler for --engine dask, such as tcp://10.0.1.17:8786; else processes of this machine.",
)  # fmt: skip


@click.command("files")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@together(_since, _until, output_options, explain_option, redact_option, fail_on_option, save_option)
@together(engine_option, _scheduler, rules_option, general_options)
def command(
    paths: tuple[str, ...],
    since: str,
    until: str,
    format_: str,
    output: str,
    explain: bool,
    redact: bool,
    fail_on: str,
    save: bool,
    engine: str,
    scheduler: str,
    rules: tuple[str, ...],
    quiet: bool,
    **flags: object,
) -> None:
    """Analyse log files, folders, or standard input (-).

    \b
    triage files events.jsonl
    aws logs tail /ecs/production-api --since 1h | triage files -

    Reads every form in which CloudWatch events reach people: event JSONL, filter-log-events, `aws logs tail`, Insights
    results, S3 exports, subscription records, plain text; gzip by content. Without --since the window runs from
    the first event to the last.
    """
    from triage.model.report import Target
    from triage.pipeline import investigate, report_on
    from triage.ruleset.project import project_rules
    from triage.sources.files import FileSource
    from triage.sources.reading import ALL_TIME, ReadLog
    from triage.summary.value import Summary

    if scheduler and engine != "dask":
        raise UsageError("--scheduler goes with --engine dask")
    settings = load_settings(flags_of(rules=rules, **flags), Path.cwd(), os.environ)  # type: ignore[arg-type]
    now = datetime.now(UTC)
    span = window(since or "1970-01-01", until, now) if since or until else ALL_TIME
    library = project_rules(settings, now.date())
    log, kept = ReadLog(), [Summary()]
    with progress(quiet, "Reading files") as shown:
        if engine == "dask":
            from triage.distributed import Cluster, Distributed

            limits = None if span is ALL_TIME else span
            reading = Distributed(paths, Cluster(scheduler), now.year)
            kept[0], log = reading.summarize(limits, library, shown.waiting)
            report = report_on(kept[0], Target("files"), limits, library, settings, None, log)
        else:
            source = FileSource(paths, year=now.year)
            with _interruptible(paths, log.stop):
                report = investigate(source, span, library, settings, None, log, shown.counted, kept.append)
    wanted = Wanted(format_, output, explain, redact, fail_on, save)
    click.get_current_context().exit(deliver(report, wanted, log.interrupted, kept[-1]))


def _interruptible(paths: tuple[str, ...], stop: Callable[[], None]) -> AbstractContextManager[None]:
    """Let an interrupt end the reading well; a wait for standard input is ended by the reader itself."""
    if "-" in paths:
        return nullcontext()
    return interruptible(stop, "stopping; what was read is reported. Ctrl-C again ends at once")
