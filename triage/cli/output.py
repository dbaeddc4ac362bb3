"""A finished report -> its text, where it was asked for, and the exit code."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import click
import msgspec

from triage.errors import UsageError
from triage.exit_codes import INTERRUPTED, exit_code
from triage.model.report import Diagnostic, Report, VerdictStatus
from triage.model.rules import Severity
from triage.summary.value import Summary


class Wanted(msgspec.Struct, frozen=True):
    """How the caller wants to see a report."""

    format_: str = "terminal"
    output: str = "-"
    explain: bool = False
    redact: bool = True
    fail_on: str = "medium"
    save: bool = False
    """Keep the run, redacted, whatever `redact` says."""


def deliver(report: Report, wanted: Wanted, interrupted: bool = False, summary: Summary | None = None) -> int:
    """Save and write the report, and give the exit code; `summary` adds its traffic to the saved run.

    Raises UsageError when the output file cannot be written. A run that cannot be saved is a notice of the report."""
    report = prepared(report, wanted, summary)
    write(report, wanted)
    if interrupted:
        return INTERRUPTED
    unexplained = report.verdict.status is VerdictStatus.UNEXPLAINED
    return exit_code(report, Severity[wanted.fail_on.upper()], unexplained)


def prepared(report: Report, wanted: Wanted, summary: Summary | None = None) -> Report:
    """The report as it may be shown: saved where wanted, redacted where wanted."""
    if not (wanted.redact or wanted.save):
        return report
    from triage.redaction import Redactor, redact_report, typed_values

    redactor = Redactor(keep=typed_values(report))
    if wanted.save:
        from triage.cli.remembering import remember, with_history

        report = with_history(report)
    clean = redact_report(report, redactor)
    shown = clean if wanted.redact else report
    if not wanted.save:
        return shown
    from triage.cli.saving import keep

    kept = keep(clean, summary, redactor)
    if isinstance(kept, Diagnostic):
        return msgspec.structs.replace(shown, diagnostics=(*shown.diagnostics, kept))
    return remember(msgspec.structs.replace(shown, run=kept), msgspec.structs.replace(clean, run=kept))


def write(report: Report, wanted: Wanted) -> None:
    """The report's text to standard output or into the file."""
    from triage.render import RenderOptions, render

    to_screen = wanted.output == "-"
    terminal = to_screen and sys.stdout.isatty()
    options = RenderOptions(
        width=shutil.get_terminal_size((100, 24)).columns if terminal else 100,
        colour=terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb",
        unicode=not to_screen or _speaks_unicode(),
        explain=wanted.explain,
    )
    text = render(report, wanted.format_, options)
    if to_screen:
        show(text)
    else:
        write_file(Path(wanted.output), text)


def write_file(path: Path, text: str) -> None:
    """Write with mode 0600, whole or not at all, never through a symbolic link; a device or pipe is written to."""
    if path.is_symlink():
        raise UsageError(f"{path} is a symbolic link", "Give the file itself with --output.")
    try:
        if path.is_char_device() or path.is_fifo():
            _write_into(path, text)
        else:
            _replace(path, text)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}", "Give another file with --output.") from error


def _write_into(path: Path, text: str) -> None:
    """To what must stay what it is: a rename would put a file in the place of the device."""
    handle = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)


def _replace(path: Path, text: str) -> None:
    if path.exists() and not path.is_file():
        raise UsageError(f"{path} is not a file", "Give another file with --output.")
    handle, temporary = tempfile.mkstemp(dir=path.parent or ".", prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def show(text: str) -> None:
    """To standard output, whatever its encoding."""
    out = sys.stdout
    encoding = out.encoding or "utf-8"
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding), nl=False)
    out.flush()


def _speaks_unicode() -> bool:
    try:
        "█─●".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
