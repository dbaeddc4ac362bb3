"""`triage rules coverage`."""

import sys
from functools import reduce

import click

from triage.authoring.coverage import LogCoverage, RuleCoverage, Share, library_coverage, log_coverage
from triage.cli.rules_library import chosen, config_option, library, rules_option
from triage.exit_codes import INCOMPLETE
from triage.parsing.reading import read_text
from triage.render.safe_text import line as safe_line

MOST = 15


@click.command("coverage")
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option("--only", metavar="GLOB", multiple=True, help="Only rules whose id fits. May be repeated.")
@click.option(
    "--min", "least", metavar="PERCENT", type=click.IntRange(0, 100), default=0, help="Exit 1 below this share."
)
@click.option("--verbose", is_flag=True, help="Name everything that no example exercises.")
@rules_option
@config_option
def command(
    paths: tuple[str, ...], only: tuple[str, ...], least: int, verbose: bool, packs: tuple[str, ...], config: str
) -> None:
    """Without PATH: which leaves, captures and commands of the rules their examples exercise. With PATHs (anything that
    `triage files` reads): the share of error records that a rule knows, and the largest unknown signatures.

    Shares are rounded down.
    """
    rules = library(config, packs)
    if paths:
        found = log_coverage(rules, paths)
        _show_log(found)
        code = 1 if found.errors.percent < least else 0
        sys.exit(INCOMPLETE if found.gaps else code)
    per_rule = library_coverage(chosen(rules, only), read_text)
    whole = _show_library(per_rule, verbose)
    sys.exit(1 if whole < least else 0)


def _show_log(found: LogCoverage) -> None:
    click.echo(
        f"rules know {found.errors.done:,} of {found.errors.of:,} error records ({found.errors.percent} %) "
        f"among {found.records:,} records"
    )
    for one in found.unmatched[:MOST]:
        click.echo(f"{one.count:>8,}  {one.level or 'trace':<8}  {one.signature}  {safe_line(one.template)[:160]}")
    for gap in found.gaps:
        click.echo(f"not read: {safe_line(gap.scope)}: {safe_line(gap.reason)}", err=True)
    if found.unmatched:
        click.echo(
            "\ntriage rules new ID --from-signature SIGNATURE makes a rule of one, once the run is saved.", err=True
        )


def _show_library(per_rule: list[RuleCoverage], verbose: bool) -> int:
    """Print the table, and give the lowest of the shares of leaves and captures."""
    short = [one for one in per_rule if one.percent < 100]
    for one in short if verbose else short[:MOST]:
        parts = (("leaves", one.leaves), ("captures", one.captures), ("commands", one.commands))
        shares = "  ".join(f"{name} {share.percent:>3} %" for name, share in parts)
        click.echo(f"{one.rule_id:<36}  {shares}")
        if verbose:
            for name in (*one.leaves.missing, *(f"capture {name}" for name in one.captures.missing)):
                click.echo(f"    {safe_line(name)}")
    if len(short) > MOST and not verbose:
        click.echo(f"... {len(short) - MOST} more below 100 %; --verbose names all that is missing")
    leaves, captures, commands = (
        reduce(Share.join, shares, Share())
        for shares in ((o.leaves for o in per_rule), (o.captures for o in per_rule), (o.commands for o in per_rule))
    )
    click.echo(
        f"{len(per_rule)} rules: leaves {leaves.done} of {leaves.of} ({leaves.percent} %), captures {captures.done} of "
        f"{captures.of} ({captures.percent} %), commands {commands.done} of {commands.of} ({commands.percent} %)"
    )
    return min(leaves.percent, captures.percent)
