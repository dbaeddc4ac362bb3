"""`triage files`: the main job on saved logs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

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
from triage.cli.progress import cold_start, progress
from triage.config import load_settings
from triage.errors import UsageError

if TYPE_CHECKING:
    from triage.cli.earlier_files import Choice
    from triage.cli.progress import Display
    from triage.config import Settings
    from triage.distributed import Ahead
    from triage.model.report import Report, Window
    from triage.ruleset.library import RuleSet
    from triage.sources.reading import ReadLog
    from triage.summary.value import Summary

_since = click.option("--since", metavar="TIME", default="", help="Leave out what is older: 30m, 2h, or an ISO time.")
_until = click.option("--until", metavar="TIME", default="", help="Leave out what is not older than this.")
_baseline = click.option(
    "--baseline", metavar="WHAT", default="",
    help="Say what is new against: previous (the window before --since), 1d (a day earlier), T1..T2, or other FILES.",
)  # fmt: skip
_scheduler = click.option(
    "--scheduler", metavar="ADDRESS", default="",
    help="Dask scheduler for --engine dask, such as tcp://10.0.1.17:8786; else processes of this machine.",
)  # fmt: skip


@click.command("files")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@together(_since, _until, _baseline, output_options, explain_option, redact_option, fail_on_option, save_option)
@together(engine_option, _scheduler, rules_option, general_options)
def command(
    paths: tuple[str, ...],
    since: str,
    until: str,
    baseline: str,
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
    triage files today.jsonl --baseline yesterday.jsonl
    aws logs tail /ecs/production-api --since 1h | triage files -

    Reads every form in which CloudWatch events reach people: event JSONL, filter-log-events, `aws logs tail`, Insights
    results, S3 exports, subscription records, plain text; gzip by content. Without --since the window runs from
    the first event to the last.
    """
    from triage.cli.earlier_files import choose
    from triage.ruleset.project import project_rules

    if scheduler and engine != "dask":
        raise UsageError("--scheduler goes with --engine dask")
    settings = load_settings(flags_of(rules=rules, **flags), Path.cwd(), os.environ)  # type: ignore[arg-type]
    now = datetime.now(UTC)
    choice = choose(paths, since, until, baseline, now)
    load = partial(project_rules, settings, now.date())
    with _begun_ahead(paths, choice, engine, load, now.year) as ahead:
        library = load(cold=cold_start(quiet))
        with progress(quiet, "Reading files") as shown:
            report, log, summary = _analysed(
                paths, choice, scheduler if engine == "dask" else None, library, settings, now, shown, ahead
            )
    wanted = Wanted(format_, output, explain, redact, fail_on, save)
    click.get_current_context().exit(deliver(report, wanted, log.interrupted, summary))


@contextmanager
def _begun_ahead(
    paths: tuple[str, ...], choice: Choice, engine: str, load: Callable[..., RuleSet], year: int
) -> Iterator[Ahead | None]:
    """Other processes for one large file: they load rules while this one does."""
    from triage.distributed import begin_ahead
    from triage.sources.reading import ALL_TIME

    alone = engine != "local" or len(paths) != 1 or choice.window != ALL_TIME
    ahead = None if alone else begin_ahead(paths[0], load, year)
    try:
        yield ahead
    finally:
        if ahead is not None:
            ahead.close()


def _analysed(
    paths: tuple[str, ...],
    choice: Choice,
    scheduler: str | None,
    library: RuleSet,
    settings: Settings,
    now: datetime,
    shown: Display,
    ahead: Ahead | None,
) -> tuple[Report, ReadLog, Summary]:
    """The report, on a Dask cluster where a scheduler is given (empty: a local one), else on this machine."""
    from triage.cli.earlier_files import baseline_of, reader
    from triage.distributed import Cluster, Distributed, Processes
    from triage.pipeline import investigate, report_on
    from triage.sources.files import FileSource, target_of
    from triage.sources.reading import ALL_TIME, ReadLog
    from triage.summary.value import Summary

    def on_dask(files: tuple[str, ...], span: Window) -> tuple[Summary, ReadLog]:
        limits = None if span == ALL_TIME else span
        return Distributed(files, Cluster(scheduler or ""), now.year).summarize(limits, library, shown.waiting)

    read = reader(library, now.year) if scheduler is None else on_dask
    shared = (
        Processes(paths, now.year).summarize(choice.window, library, shown.waiting)
        if scheduler is None
        else on_dask(paths, choice.window)
    )
    if shared:
        summary, log = shared
        past = baseline_of(choice, log, now, read)
        report = report_on(summary, target_of(paths), choice.window, library, settings, None, log, None, past)
        return report, log, summary
    log, kept = ReadLog(), [Summary()]
    lines = ahead.with_rules(library) if ahead is not None else None
    source, past = FileSource(paths, year=now.year, lines=lines), baseline_of(choice, log, now, read)
    with _interruptible(paths, log.stop):
        report = investigate(
            source, choice.window, library, settings, None, log, shown.counted, kept.append, None, past
        )
    return report, log, kept[-1]


def _interruptible(paths: tuple[str, ...], stop: Callable[[], None]) -> AbstractContextManager[None]:
    """Let an interrupt end the reading well; a wait for standard input is ended by the reader itself."""
    if "-" in paths:
        return nullcontext()
    return interruptible(stop, "stopping; what was read is reported. Ctrl-C again ends at once")
