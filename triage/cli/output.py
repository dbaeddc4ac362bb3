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
from triage.model.report import Report, VerdictStatus
from triage.model.rules import Severity


class Wanted(msgspec.Struct, frozen=True):
    """How the caller wants to see a report."""

    format_: str = "terminal"
    output: str = "-"
    explain: bool = False
    redact: bool = True
    fail_on: str = "medium"


def deliver(report: Report, wanted: Wanted, interrupted: bool = False) -> int:
    """Write the report and give the exit code. Raises UsageError when the output file cannot be written."""
    from triage.render import RenderOptions, render

    if wanted.redact:
        from triage.redaction import Redactor, redact_report

        report = redact_report(report, Redactor())
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
        _print(text)
    else:
        write_file(Path(wanted.output), text)
    if interrupted:
        return INTERRUPTED
    unexplained = report.verdict.status is VerdictStatus.UNEXPLAINED
    return exit_code(report, Severity[wanted.fail_on.upper()], unexplained)


def write_file(path: Path, text: str) -> None:
    """Write with mode 0600, whole or not at all, never through a symbolic link."""
    if path.is_symlink():
        raise UsageError(f"{path} is a symbolic link", "Give the file itself with --output.")
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent or ".", prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
        Path(temporary).replace(path)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}", "Give another file with --output.") from error


def _print(text: str) -> None:
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
