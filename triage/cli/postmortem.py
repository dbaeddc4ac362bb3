"""`triage postmortem`: the document of an incident, written, refreshed in place, and checked."""

import os
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from triage.cli import completing
from triage.cli.examine import examine, now, rules_of
from triage.cli.options import aws_options, flags_of, general_options, rules_option, together
from triage.cli.output import Wanted, prepared, show, write_file
from triage.cli.saving import run_store
from triage.config import SAME_WORD, load_settings
from triage.errors import InputError, TriageError, UsageError
from triage.exit_codes import FINDINGS
from triage.model.report import Window
from triage.runs import RunStore, SavedRun
from triage.timespan import parse_time, to_ms, window

_MOST_BYTES = 4_000_000
_MOST_RUNS = 20


class Postmortem(click.Group):
    """A group whose first argument may be a run or an environment: that is `write`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in (*self.commands, "--help", "-h"):
            args = ["write", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands, saved runs and environments."""
        found = completing.runs_or_environments(ctx, click.Argument(["runs"]), incomplete)
        return super().shell_complete(ctx, incomplete) + [CompletionItem(one) for one in found]


@click.group(
    "postmortem",
    cls=Postmortem,
    epilog="`triage postmortem RUN...` is short for `triage postmortem write RUN...`. "
    "`triage postmortem write --help` lists the flags.",
)
def command() -> None:
    """Write the postmortem or case study of an incident, refresh it in place, or check that people filled it in.

    \b
    triage postmortem r-7f3a2c --output incident.md
    triage postmortem production --since 3h --style case-study --output incident.md
    triage postmortem check incident.md
    """


@command.command("write")
@click.argument(
    "runs", metavar="RUN...|ENVIRONMENT", nargs=-1, required=True, shell_complete=completing.runs_or_environments
)
@click.option(
    "--since", metavar="TIME", default="", help="With ENVIRONMENT: start of the time that the document covers."
)
@click.option("--until", metavar="TIME", default="", help="With ENVIRONMENT: its end; now unless given.")
@click.option("--style", type=click.Choice(("postmortem", "case-study")), default=None,
              help="postmortem (the default), or the case study that tells the journey.")  # fmt: skip
@click.option("--format", "format_", type=click.Choice(("markdown", "html")), default=None,
              help="markdown (the default) or html.")  # fmt: skip
@click.option("--output", metavar="FILE", type=click.Path(dir_okay=False, allow_dash=True), default="-",
              help="Write there. A document that exists is refreshed: what people wrote stays.")  # fmt: skip
@click.option("--detected-at", metavar="TIME", default="", help="When the incident was noticed.")
@together(aws_options, rules_option, general_options)
def write(
    runs: tuple[str, ...],
    since: str,
    until: str,
    style: str | None,
    format_: str | None,
    output: str,
    detected_at: str,
    rules: tuple[str, ...],
    quiet: bool,
    **flags: object,
) -> None:
    """Write the document of saved runs, or of the saved runs of an environment in a time.

    Facts come from the saved runs, each with the command that shows it again. Where no run of ENVIRONMENT is saved for
    that time, its logs are read now. In a FILE that exists only the automatic blocks are replaced, and a block that a
    person changed is left alone."""
    from triage.postmortem import case_of, header_of
    from triage.postmortem import write as written

    settings_flags = flags_of(rules=rules, **flags)  # type: ignore[arg-type]
    settings = load_settings(settings_flags, Path.cwd(), os.environ)
    store = run_store(runs[0])
    if all(store.holds(one) for one in runs):
        if since or until:
            raise UsageError("--since and --until go with an environment, not with runs", "Name the runs alone.")
        found = [store.open(store.find(one)) for one in dict.fromkeys(runs)]
    else:
        found = _of_environment(runs, since, until, rules, quiet, store, flags)
    path = Path(output)
    old = _existing(path) if output != "-" else None
    known = header_of(old) if old is not None else None
    if old is not None and known is None:
        raise UsageError(f"{path} exists and is no document of triage", "Give another file with --output.")
    chosen_style = style or (known.style if known else "postmortem")
    chosen_format = format_ or (known.format_ if known else "html" if path.suffix in (".html", ".htm") else "markdown")
    case = case_of(found, rules_of(settings).rules, _time(detected_at))
    text = written(case, chosen_style, chosen_format)
    if output == "-":
        show(text)
        return
    if old is not None and known is not None:
        if (known.style, known.format_) != (chosen_style, chosen_format):
            raise UsageError(
                f"{path} is a {known.style} in {known.format_}, and cannot become a {chosen_style} in {chosen_format}",
                "Leave --style and --format out, or give another file with --output.",
            )
        text = _refreshed(path, old, text)
    write_file(path, text)


def _refreshed(path: Path, old: str, new: str) -> str:
    from triage.postmortem import refresh

    try:
        result = refresh(old, new)
    except InputError as error:
        raise UsageError(f"{path}: {error.message}", error.hint) from error
    for key in result.edited:
        click.echo(f"triage: the block {key} was changed by hand: left as it is", err=True)
    for key in result.absent:
        click.echo(f"triage: the block {key} was taken out: not put back", err=True)
    return result.text


def _of_environment(
    names: tuple[str, ...],
    since: str,
    until: str,
    rules: tuple[str, ...],
    quiet: bool,
    store: RunStore,
    flags: dict[str, object],
) -> list[SavedRun]:
    """The saved runs of one environment that overlap the time; where there are none, one that is read now."""
    if len(names) > 1 or names[0].startswith("r-"):
        missing = next(one for one in names if not store.holds(one))
        raise UsageError(f"no saved run is called {missing[:60]!a}", "`triage report --list` shows the saved runs.")
    name = names[0]
    span = window(since or "3h", until, now())
    found = [run for run in _saved(store, name) if _overlaps(run.report.window, span)]
    if found:
        return found[:_MOST_RUNS]
    settings = load_settings(flags_of(rules=rules, **flags), Path.cwd(), os.environ, name)  # type: ignore[arg-type]
    try:
        read = examine(name, settings, span, rules_of(settings, quiet), quiet=quiet, checks=True)
    except TriageError as error:
        error.message = f"no run of {name} is saved for that time, and its logs cannot be read: {error.message}"
        error.args = (error.message,)
        raise
    report = prepared(read.report, Wanted(save=True), read.summary)
    if report.run is None:
        raise UsageError(report.diagnostics[-1].text, report.diagnostics[-1].hint)
    return [store.open(store.find(report.run.id))]


def _saved(store: RunStore, name: str) -> list[SavedRun]:
    """Whole runs of an environment, the latest first; of one account: that of the latest run that names one."""
    found = [
        (stamp, head.report.target.account)
        for stamp, head in store.heads()
        if not isinstance(head, InputError) and _spelt(head.report.target.environment) == _spelt(name)
    ]
    account = next((named for _, named in found if named), "")
    return [store.open(stamp) for stamp, named in found if named in ("", account)]


def _overlaps(one: Window, other: Window) -> bool:
    return one.start < other.end and other.start < one.end


def _spelt(name: str) -> str:
    return SAME_WORD.get(name.lower(), name.lower())


def _time(text: str) -> int:
    return to_ms(parse_time(text, now())) if text else 0


def _existing(path: Path) -> str | None:
    """The document as it stands, byte for byte; None where there is none yet."""
    if path.is_symlink():
        raise UsageError(f"{path} is a symbolic link", "Give the file itself.")
    if not path.exists():
        return None
    try:
        content = path.read_bytes()
        if len(content) > _MOST_BYTES:
            raise UsageError(f"{path} is larger than {_MOST_BYTES:,} bytes", "Give another file with --output.")
        return content.decode()
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}", "Give the path of a document.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text", "Save it as UTF-8.") from error


@command.command("check")
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False))
def check(file: str) -> None:
    """Say which required fields of a document nobody filled in; ends with 1 while there are any."""
    from triage.postmortem import STYLES, empty_fields, field_keys, header_of

    path = Path(file)
    text = _existing(path)
    if text is None:
        raise InputError(f"there is no file {path}", "`triage postmortem RUN --output FILE` writes one.")
    known = header_of(text)
    if known is None or known.style not in STYLES:
        raise InputError(f"{path} is no document of triage", "Its first line names the style: put it back.")
    empty = empty_fields(text, field_keys(known.style))
    for number, key in empty:
        where = f"{path}:{number}" if number else str(path)
        click.echo(f"{where}: {key} {'is empty' if number else 'is missing'}")
    filled = "Every required field is filled in." if not empty else f"{len(empty)} required fields are empty."
    click.echo(filled)
    click.get_current_context().exit(FINDINGS if empty else 0)
