"""`triage rules bench`."""

import sys
from collections.abc import Iterator

import click
import msgspec

from triage.authoring.timing import CORPUS_BUDGET_US, HOSTILE_BUDGET_MS, MOST_RECORDS, Timing, measure
from triage.cli import completing
from triage.cli.rules_library import chosen, config_option, library, rules_option
from triage.model.events import LogRecord
from triage.parsing.joining import Joiner
from triage.parsing.reading import read, read_text
from triage.render.safe_text import line as safe_line
from triage.ruleset.library import RuleSet
from triage.sources.files import FileSource
from triage.sources.reading import ALL_TIME, ReadLog


@click.command("bench")
@click.argument("ids", metavar="[ID]...", nargs=-1, shell_complete=completing.rules)
@click.option(
    "--log", "logs", metavar="PATH", multiple=True, help="Logs as the corpus; else the examples of all rules."
)
@click.option(
    "--corpus-us", type=float, default=CORPUS_BUDGET_US, show_default=True, help="Budget: microseconds a record."
)
@click.option(
    "--hostile-ms", type=float, default=HOSTILE_BUDGET_MS, show_default=True, help="Budget: one hostile record."
)
@click.option("--top", type=click.IntRange(1), default=20, show_default=True, help="Rules that are listed.")
@click.option("--json", "as_json", is_flag=True, help="All rules, as a JSON array.")
@rules_option
@config_option
def command(
    ids: tuple[str, ...],
    logs: tuple[str, ...],
    corpus_us: float,
    hostile_ms: float,
    top: int,
    as_json: bool,
    packs: tuple[str, ...],
    config: str,
) -> None:
    """Measure each rule (or those whose id fits an ID) without its gate, slowest first.

    Corpus: the mean per record. Hostile: the slowest of some 60 texts of 64 KiB built from the rule's own literals and
    examples. CPU time, one core. Exit 1 when a rule is past a budget.
    """
    rules = library(config, packs)
    corpus = list(_logs(logs)) if logs else list(_examples(rules))
    timings = measure(chosen(rules, ids), corpus, corpus_us=corpus_us, hostile_ms=hostile_ms)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(timings), indent=2))
    else:
        _show(timings, min(len(corpus), MOST_RECORDS), top)
    sys.exit(1 if any(timing.over for timing in timings) else 0)


def _show(timings: list[Timing], records: int, top: int) -> None:
    click.echo(f"{'rule':<36}  {'us/record':>9}  {'hostile ms':>10}  slowest on")
    for timing in timings[:top]:
        mark = f"  over budget: {', '.join(timing.over)}" if timing.over else ""
        text = safe_line(timing.hostile_text)[:60]
        click.echo(f"{timing.rule_id:<36}  {timing.corpus_us:>9.1f}  {timing.hostile_ms:>10.2f}  {text}{mark}")
    mean = sum(timing.corpus_us for timing in timings)
    over = sum(bool(timing.over) for timing in timings)
    click.echo(f"{len(timings)} rules on {records} records: {mean:.0f} us a record without gates; {over} past a budget")


def _examples(rules: RuleSet) -> Iterator[LogRecord]:
    for rule in rules.rules:
        for text in (*(e.log for e in rule.examples), *(c.log for c in rule.counter_examples)):
            yield read_text(text)


def _logs(paths: tuple[str, ...]) -> Iterator[LogRecord]:
    joiner = Joiner()
    for batch in FileSource(paths).events(ALL_TIME, ReadLog()):
        yield from map(read, joiner.add(batch))
    yield from map(read, joiner.close())
