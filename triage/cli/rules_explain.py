"""`triage rules explain`."""

import sys
from pathlib import Path

import click

from triage.authoring.page import page
from triage.authoring.tracing import Attempt, Trace, trace
from triage.cli import completing
from triage.cli.rules_library import chosen, config_option, effective_library, one, rules_option
from triage.errors import InputError, UsageError
from triage.model.events import LogRecord
from triage.parsing.reading import read_text
from triage.redaction import Redactor
from triage.render.safe_text import block as safe_block
from triage.render.safe_text import line as safe_line
from triage.ruleset.matching import Matcher

MOST_BYTES = 256 * 1024
MOST_FAILED = 3
"""Near rules that are listed where none is named and none matches; the nearest first."""
NEAR = 0.25
"""A rule of which less than this matches is not near."""


@click.command("explain")
@click.argument("ids", metavar="[ID]...", nargs=-1, shell_complete=completing.rules)
@click.option(
    "--log", metavar="FILE", help="Try all rules on the one event or trace in FILE, or on standard input (-)."
)
@rules_option
@config_option
def command(ids: tuple[str, ...], log: str | None, packs: tuple[str, ...], config: str) -> None:
    """Say what the rule ID means and what to do; or, with --log, which rules fit a text and why the others do not.

    \b
    triage rules explain mysql.table-missing
    pbpaste | triage rules explain --log -
    triage rules explain 'mysql.*' --log event.txt     why each of these does not fit

    --log takes one record: a line, a JSON object, or a joined trace. Exit 1 when no rule matches it.
    """
    rules = effective_library(config, packs)
    if log is None:
        if len(ids) != 1:
            raise UsageError("say which rule, or give --log FILE", "triage rules explain mysql.table-missing")
        click.echo(safe_block(page(one(rules, ids[0]))))
        return
    asked = frozenset(rule.id for rule in chosen(rules, ids)) if ids else frozenset()
    record = read_text(_text(log))
    found = trace(record, Matcher(rules.rules, rules.layers), asked)
    _show(found, record, asked)
    sys.exit(0 if found.matches else 1)


def _text(log: str) -> str:
    try:
        data = sys.stdin.buffer.read(MOST_BYTES + 1) if log == "-" else _first_bytes(Path(log))
    except OSError as error:
        raise InputError(
            f"cannot read {log}: {error.strerror}", "Give a file with one event, or - for standard input."
        ) from error
    if len(data) > MOST_BYTES:
        raise InputError(
            f"more than {MOST_BYTES // 1024} KiB", "Give one event; whole logs: `triage rules coverage PATH`."
        )
    text = data.decode("utf-8", "replace").rstrip("\n")
    if not text.strip():
        raise InputError("there is no text to explain", "Give one event, for example: grep ERROR app.log | head -1")
    return text


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _show(found: Trace, record: LogRecord, asked: frozenset[str]) -> None:
    redact = Redactor().redact
    said = [f"read as: layout {record.layout}", f"level {record.level.name.lower()}" if record.level else "no level"]
    said += [f"exception {e.type}" for e in record.exceptions[-1:]]
    click.echo(safe_line(redact(", ".join(said))))
    for number, match in enumerate(found.matches):
        click.echo(f"{'match ' if number == 0 else 'also  '}{match.rule_id}")
        click.echo(f"      text      {safe_line(redact(match.matched)[:300])}")
        for name, value in match.captures:
            click.echo(f"      {name:<9} {safe_line(redact(value))}")
    for decision in found.decisions:
        click.echo(f"why   {safe_line(redact(decision))}")
    if not found.matches:
        click.echo("match none")
    for attempt in _failed(found, asked):
        click.echo(f"no    {attempt.rule_id}: {safe_line(redact(attempt.reason))}")
    if not asked:
        count = len(found.failed) + found.asleep - len(_failed(found, asked))
        click.echo(f"      {count} rules more do not fit; name one to see why: triage rules explain ID --log FILE")


def _failed(found: Trace, asked: frozenset[str]) -> list[Attempt]:
    """All of those that are named; else the nearest, where none matches."""
    if asked:
        return [one for one in found.failed if one.rule_id in asked]
    near = [one for one in found.failed if one.nearness >= NEAR]
    return [] if found.matches else near[:MOST_FAILED]
