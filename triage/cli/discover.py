"""`triage discover`: what of an environment would be read, how it was found, and what was not."""

import os
import sys
from pathlib import Path

import click

from triage.cli.discover_view import as_json, as_text
from triage.cli.options import (
    aws_options,
    environment_argument,
    flags_of,
    general_options,
    narrowing_options,
    output_option,
    together,
)
from triage.config import load_settings
from triage.exit_codes import INCOMPLETE

_FORMATS = ("terminal", "json")
_PLAIN_WIDTH = 100

format_option = click.option(
    "--format", "format_", type=click.Choice(_FORMATS), default="terminal", show_default=True,
    help="terminal for people, json for programs.",
)  # fmt: skip


@click.command("discover")
@environment_argument
@together(aws_options, narrowing_options, format_option, output_option, general_options)
def command(
    environment: str,
    services: tuple[str, ...],
    log_groups: tuple[str, ...],
    format_: str,
    output: str,
    **flags: object,
) -> None:
    """Show what of ENVIRONMENT would be read: log groups, streams, services, and how each was found.

    Nothing is changed, and no log event is read. Exit code 3: a refused call may hide log groups."""
    from triage.aws.session import AwsSession
    from triage.discovery import discover

    settings = load_settings(flags_of(**flags), Path.cwd(), os.environ, environment)  # type: ignore[arg-type]
    session = AwsSession(settings.region, settings.profile, settings.endpoint_url)
    found = discover(environment, session, settings, services, log_groups)
    with click.open_file(output, "w", encoding="utf-8") as out:
        if format_ == "json":
            out.write(as_json(found))
        elif output == "-" and sys.stdout.isatty():
            from triage.cli.discover_table import print_tables

            print_tables(found)
        else:
            out.write(as_text(found, _PLAIN_WIDTH))
    if any(note.may_hide_logs for note in found.notes):
        sys.exit(INCOMPLETE)
