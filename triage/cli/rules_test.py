"""`triage rules test`."""

import sys
from pathlib import Path

import click
import msgspec

from triage.authoring.healthy import check_healthy, corpus, shipped_corpus
from triage.authoring.testing import Failure, Tally, check
from triage.authoring.watching import changes
from triage.cli import completing
from triage.cli.rules_library import chosen, config_option, rules_option, settings_of
from triage.errors import RuleError, TriageError, UsageError
from triage.parsing.reading import read_text
from triage.render.safe_text import line as safe_line
from triage.ruleset.library import RuleSet, joined, load_rules


class Tested(msgspec.Struct, frozen=True):
    """Everything that one test run found out."""

    tally: Tally
    failures: tuple[Failure, ...]
    errors: tuple[RuleError, ...]
    healthy_records: int

    @property
    def passed(self) -> bool:
        return bool(self.tally.examples) and not self.failures and not self.errors


@click.command("test")
@click.argument("ids", metavar="[ID]...", nargs=-1, shell_complete=completing.rules)
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option("--watch", is_flag=True, help="Run again whenever a rule file changes; Ctrl-C ends.")
@click.option("--healthy", metavar="PATH", type=click.Path(exists=True, path_type=Path),
              help="Logs in which nothing is wrong; else the shipped recordings, where there are any.")  # fmt: skip
@rules_option
@config_option
def command(
    ids: tuple[str, ...], format_: str, watch: bool, healthy: Path | None, packs: tuple[str, ...], config: str
) -> None:
    """Run the examples of all rules, or of those whose id fits an ID (a glob), against every rule.

    Each example: does it match, with exactly these captures and command lines; does another rule fire on it without
    a declared overlap; does a counter-example stay silent. Then all rules on healthy logs: none may say more
    than low. Exit 1 when something fails, or when nothing was tested.
    """
    paths = [Path(pack) for pack in settings_of(config, packs).rules]
    if not watch:
        tested = _run(ids, paths, healthy)
        _show(tested, format_)
        sys.exit(0 if tested.passed else 1)
    for _ in changes(paths):
        try:
            _show(_run(ids, paths, healthy), format_)
        except TriageError as error:
            click.echo(f"{safe_line(str(error))}\n    {safe_line(error.hint)}")
        click.echo("watching for changes ...", err=True)


def _run(ids: tuple[str, ...], paths: list[Path], healthy: Path | None) -> Tested:
    loaded: RuleSet = load_rules(paths, use_index=bool(ids), lenient=paths)
    try:
        tested = chosen(loaded, ids)
    except UsageError:
        if loaded.errors:
            raise joined(loaded.errors) from None
        raise
    only = frozenset(rule.id for rule in tested) if ids else frozenset()
    tally = check(loaded.rules, read_text, only, loaded.matcher())
    logs = corpus(healthy) if healthy else shipped_corpus()
    fired, records = check_healthy(loaded, logs)
    wanted = [failure for failure in fired if not only or failure.rule_id in only or not failure.rule_id]
    return Tested(tally, (*tally.failures, *wanted), loaded.errors, records)


def _show(tested: Tested, format_: str) -> None:
    if format_ == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(_as_object(tested)), indent=2))
        return
    for error in tested.errors:
        click.echo(f"{error}\n    {error.hint}")
    for failure in tested.failures:
        click.echo(safe_line(": ".join(filter(None, (failure.rule_id, failure.example, failure.text)))))
    tally = tested.tally
    click.echo(
        f"{tally.rules} rules ({tally.stable} stable), {tally.examples} examples, {tally.counter_examples} "
        f"counter-examples, {tally.captures} captures, {tally.commands} commands, {tested.healthy_records} healthy "
        f"records: {len(tested.failures)} failures, {len(tested.errors)} rules not loaded"
    )


def _as_object(tested: Tested) -> object:
    counts = msgspec.to_builtins(tested.tally)
    del counts["failures"]
    return {
        "passed": tested.passed,
        **counts,
        "healthy_records": tested.healthy_records,
        "failures": [msgspec.to_builtins(failure) for failure in tested.failures],
        "errors": [{"place": str(e.location or ""), "text": e.message, "fix": e.hint} for e in tested.errors],
    }
