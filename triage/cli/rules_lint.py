"""`triage rules lint`."""

import sys
from pathlib import Path

import click
import msgspec

from triage.authoring.linting import Linted, github, lint, summary
from triage.ruleset.library import shipped_rules
from triage.ruleset.packs import files_of
from triage.ruleset.shipped import rule_files


@click.command("lint")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(("text", "json", "github")), default="text", show_default=True)
@click.option("--strict", is_flag=True, help="Warnings fail as well.")
def command(paths: tuple[Path, ...], format_: str, strict: bool) -> None:
    """Check rule files: a pack, one technology's folder, or a file; the shipped rules without PATH.

    Each finding has a code, a place, a reason and the mend. Exit 1 when there is an error.
    """
    if paths:
        files = [pair for path in paths for pair in files_of(path)]
        linted = lint(files, shipped_rules().rules)
    else:
        linted = lint(list(rule_files()))
    _show(linted, format_)
    sys.exit(1 if linted.errors or (strict and linted.findings) else 0)


def _show(linted: Linted, format_: str) -> None:
    if format_ == "json":
        rows = [msgspec.to_builtins(finding) for finding in linted.findings]
        click.echo(msgspec.json.format(msgspec.json.encode({"findings": rows, "rules": len(linted.rules)}), indent=2))
        return
    if format_ == "github":
        for row in github(linted.findings):
            click.echo(row)
    else:
        for finding in linted.findings:
            click.echo(
                f"{finding.path}:{finding.line}:{finding.column}: {finding.level}[{finding.code}]: {finding.reason}"
            )
            click.echo(f"    {finding.fix}")
    click.echo(summary(linted), err=format_ == "github")
