"""`triage rules`: the rule author's tools."""

import sys
from pathlib import Path

import click

from triage.authoring.testing import Tally, check
from triage.errors import RuleError
from triage.model.rules import Rule
from triage.parsing.reading import read_text
from triage.ruleset.library import RuleSet, files_of, load_rules
from triage.ruleset.loading import load

RULES = click.option(
    "--rules", "packs", multiple=True, type=click.Path(path_type=Path), help="More rules: a file or folder."
)


@click.group("rules")
def command() -> None:
    """List, read, write and test the rules that recognise faults."""


@command.command("test")
@click.argument("ids", nargs=-1)
@RULES
def test_rules(ids: tuple[str, ...], packs: tuple[Path, ...]) -> None:
    """Run the examples of all rules, or of IDS (globs), and each against every other rule."""
    loaded = load_rules(packs, use_index=False)
    only = frozenset(rule.id for rule in loaded.rules if any(Path(rule.id).match(i) for i in ids))
    if ids and not only:
        raise click.UsageError(f"no rule fits {', '.join(ids)}")
    tally = check(loaded.rules, read_text, only)
    for error in loaded.errors:
        click.echo(f"{error} ({error.hint})")
    for failure in tally.failures:
        click.echo(f"{failure.rule_id}: {failure.example}: {failure.text}")
    click.echo(_summary(tally, loaded))
    sys.exit(1 if tally.failures or loaded.errors or not tally.examples else 0)


def _summary(tally: Tally, loaded: RuleSet) -> str:
    return (
        f"{tally.rules} rules ({tally.stable} stable), {tally.examples} examples, {tally.counter_examples} "
        f"counter-examples, {tally.captures} captures, {tally.commands} commands: "
        f"{len(tally.failures)} failures, {len(loaded.errors)} rules not loaded"
    )


@command.command("lint")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
def lint(paths: tuple[Path, ...]) -> None:
    """Check the form of rule files: schema, dialect, literals, captures, placeholders."""
    errors: list[RuleError]
    rules: list[Rule] = []
    if paths:
        rules, errors = load([pair for path in paths for pair in files_of(path)])
    else:
        loaded = load_rules(use_index=False)
        rules, errors = list(loaded.rules), list(loaded.errors)
    for error in errors:
        click.echo(f"{error}\n    {error.hint}")
    click.echo(f"{len(rules)} rules in order, {len(errors)} faults")
    sys.exit(1 if errors else 0)


if __name__ == "__main__":
    command()
