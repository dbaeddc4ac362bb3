"""`triage compare`: two environments, two windows of one, or two files, side by side."""

import os
from pathlib import Path

import click

from triage.cli import completing
from triage.cli.examine import examine, located, now, rules_of
from triage.cli.options import (
    aws_options,
    checks_option,
    flags_of,
    general_options,
    narrowing_options,
    output_option,
    redact_option,
    rules_option,
    together,
    window_options,
)
from triage.compare.model import Comparison, Kind
from triage.compare.sides import Side
from triage.config import Settings, load_settings
from triage.errors import UsageError
from triage.exit_codes import FINDINGS, INCOMPLETE, INTERRUPTED, OK
from triage.model.environment import Environment
from triage.model.report import VerdictStatus, Window
from triage.ruleset.library import RuleSet
from triage.timespan import window

FORMATS = ("terminal", "markdown", "html", "json")

format_option = click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="terminal", show_default=True,
    help="terminal for people, markdown and html to pass on, json for programs.",
)  # fmt: skip
baseline_option = click.option(
    "--baseline", metavar="WHAT", default="",
    help="Compare one environment with its own past: previous (the window before), 1d (a day earlier), T1..T2.",
)  # fmt: skip
_ITSELF = "Name another one, or an earlier window: --baseline 1d."
files_option = click.option("--files", is_flag=True, help="A and B are log files or folders, not environments.")


@click.command("compare")
@click.argument("a", metavar="A", shell_complete=completing.environments)
@click.argument("b", metavar="[B]", default="", shell_complete=completing.environments)
@together(baseline_option, files_option, window_options, aws_options, narrowing_options, format_option, output_option)
@together(checks_option, redact_option, rules_option, general_options)
def command(
    a: str,
    b: str,
    baseline: str,
    files: bool,
    since: str,
    until: str,
    services: tuple[str, ...],
    log_groups: tuple[str, ...],
    format_: str,
    output: str,
    checks: bool,
    redact: bool,
    rules: tuple[str, ...],
    quiet: bool,
    **flags: object,
) -> None:
    """Say what differs between A, which is asked about, and B, and which difference explains A's fault.

    \b
    triage compare production staging --since 30m        two environments, the same window
    triage compare production --baseline 1d              one environment and its own past
    triage compare --files now.jsonl yesterday.jsonl     two recordings

    Names of environment, account, cluster, hosts and databases count as equal. Ends with 0 when no fault tells the
    two apart, with 1 when one does, with 3 when a side could not be read whole or has no events.
    """
    from triage.compare.cleaning import cleaned
    from triage.compare.comparing import compare
    from triage.compare.outline import differs

    _check(a, b, baseline, files)
    settings = load_settings(flags_of(rules=rules, **flags), Path.cwd(), os.environ, "" if files else a)  # type: ignore[arg-type]
    if not files and b and not baseline and settings.are_one(a, b):
        raise UsageError(f"{a[:80]} is compared with itself", _ITSELF)
    library = rules_of(settings, quiet)
    if files:
        kind, sides, stopped = Kind.FILES, _files((a, b), settings, library, quiet), False
    else:
        span = window(since, until, now())
        read = _Reading(settings, library, services, log_groups, quiet, checks, flags)
        kind = Kind.WINDOWS if baseline else Kind.ENVIRONMENTS
        sides, stopped = read.windows(a, span, baseline) if baseline else read.environments(a, b, span)
    found = compare(kind, *sides, {rule.id: rule for rule in library.rules})
    if redact:
        found = cleaned(found, sides[0].report, sides[1].report)
    _write(found, format_, output)
    click.get_current_context().exit(INTERRUPTED if stopped else _code(found, differs(found)))


def _check(a: str, b: str, baseline: str, files: bool) -> None:
    if files and (not b or baseline):
        raise UsageError("--files takes two paths and no --baseline", "triage compare --files A.jsonl B.jsonl")
    if files:
        return
    if not b and not baseline:
        raise UsageError(
            f"with what shall {a[:80]} be compared?",
            f"triage compare {a[:80]} ENVIRONMENT, or --baseline 1d for its own past",
        )
    if b and baseline and b != a:
        raise UsageError(
            "--baseline compares one environment with its own past; two environments are read in the same window",
            f"triage compare {a[:80]} --baseline {baseline[:80]}, or triage compare {a[:80]} {b[:80]}",
        )
    if a == b and not baseline:
        raise UsageError(f"{a[:80]} is compared with itself", _ITSELF)


class _Reading:
    """Reads sides with one set of flags."""

    def __init__(
        self,
        settings: Settings,
        library: RuleSet,
        services: tuple[str, ...],
        log_groups: tuple[str, ...],
        quiet: bool,
        checks: bool,
        flags: dict[str, object],
    ) -> None:
        self._settings, self._library = settings, library
        self._services, self._log_groups = services, log_groups
        self._quiet, self._checks, self._flags = quiet, checks, flags

    def environments(self, a: str, b: str, span: Window) -> tuple[tuple[Side, Side], bool]:
        """Both sides, and whether the reading was interrupted; a B that is not there is told before A is read."""
        settings = load_settings(flags_of(**self._flags), Path.cwd(), os.environ, b)  # type: ignore[arg-type]
        found = located(b, settings, self._services, self._log_groups, self._quiet)
        first, stopped = self._side(a, span, self._settings, self._checks)
        second, stopped_too = self._side(b, span, settings, self._checks, found=found)
        return (first, second), stopped or stopped_too

    def windows(self, name: str, span: Window, baseline: str) -> tuple[tuple[Side, Side], bool]:
        """The window, and the earlier one."""
        from triage.compare.spans import baseline_span

        earlier = baseline_span(baseline, span, now())
        first, stopped = self._side(name, span, self._settings, False, "this window")
        second, stopped_too = self._side(name, earlier.window, self._settings, False, "the baseline")
        return (first, second), stopped or stopped_too

    def _side(
        self,
        name: str,
        span: Window,
        settings: Settings,
        checks: bool,
        label: str = "",
        found: Environment | None = None,
    ) -> tuple[Side, bool]:
        narrowed = self._services, self._log_groups
        read = examine(name, settings, span, self._library, *narrowed, self._quiet, checks, found=found)
        canonical, section = settings.section(name)
        words = (canonical, *section.aliases)
        side = Side(label or canonical, read.report, read.summary, read.environment, words)
        return side, read.interrupted


def _files(paths: tuple[str, str], settings: Settings, library: RuleSet, quiet: bool) -> tuple[Side, Side]:
    from triage.cli.progress import progress
    from triage.pipeline import investigate
    from triage.sources.files import FileSource
    from triage.sources.reading import ALL_TIME
    from triage.summary.value import Summary

    found = []
    for path, label in zip(paths, _labels(paths), strict=True):
        kept = [Summary()]
        with progress(quiet, f"Reading {label}") as shown:
            source = FileSource((path,), year=now().year)
            report = investigate(source, ALL_TIME, library, settings, None, None, shown.counted, kept.append)
        found.append(Side(label, report, kept[-1], None, tuple(sorted(kept[-1].environments))))
    return found[0], found[1]


def _labels(paths: tuple[str, str]) -> tuple[str, str]:
    """Names of the files, with as many of their folders as it takes to tell them apart."""
    parts = [Path(path).absolute().parts for path in paths]
    for length in range(1, max(map(len, parts)) + 1):
        a, b = ("/".join(one[-length:]) for one in parts)
        if a != b:
            return a, b
    return paths


def _write(found: Comparison, form: str, output: str) -> None:
    import shutil
    import sys

    from triage.cli.output import show, write_file
    from triage.compare.views import render
    from triage.render.options import RenderOptions

    terminal = output == "-" and sys.stdout.isatty()
    options = RenderOptions(
        width=shutil.get_terminal_size((100, 24)).columns if terminal else 100,
        colour=terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb",
        unicode=output != "-" or (sys.stdout.encoding or "").lower().startswith("utf"),
    )
    text = render(found, form, options)
    if output == "-":
        show(text)
    else:
        write_file(Path(output), text)


def _code(found: Comparison, differs: bool) -> int:
    nothing = VerdictStatus.NO_DATA in (found.a.verdict.status, found.b.verdict.status)
    if not found.complete or nothing:
        return INCOMPLETE
    return FINDINGS if differs else OK
