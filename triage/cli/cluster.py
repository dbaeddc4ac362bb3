"""`triage cluster`: group any log by signature."""

import shutil
import sys
from collections.abc import Iterable, Iterator

import click
import msgspec

from triage.cli.options import debug_option, together
from triage.errors import InputError


class Line(msgspec.Struct, frozen=True):
    """One line of the JSONL input."""

    message: str


class Answer(msgspec.Struct, frozen=True):
    """One line of the JSONL output."""

    cluster: str
    template: str


PLAIN_WIDTH = 300
"""Characters of a line of the table where no terminal shows it."""
_LEVELS = ("debug", "info", "warning", "error", "critical")


@click.command("cluster")
@click.argument("path", metavar="[PATH]", default="-")
@click.option("--jsonl", is_flag=True, help='{"message": ...} lines in, {"cluster": ..., "template": ...} lines out.')
@click.option("--level", type=click.Choice(_LEVELS), help="Only records of this level or above.")
@click.option("--sort", type=click.Choice(("count", "first", "last")), default="count", show_default=True)
@click.option("--limit", type=click.IntRange(1), default=30, show_default=True, help="Rows of the table.")
@click.option("--why", is_flag=True, help="Say why the records of a row are one cluster.")
@together(debug_option)
def command(
    path: str,
    jsonl: bool,
    level: str | None,
    sort: str,
    limit: int,
    why: bool,
    debug: bool,  # noqa: ARG001
) -> None:
    """Group the lines of PATH, or of standard input, by signature.

    \b
    triage cluster app.log --level error
    triage cluster --jsonl < messages.jsonl > clusters.jsonl

    PATH is anything that `triage files` reads. Wildcards are written <*>; the same template has the same signature in
    every run.
    """
    if jsonl:
        _answer(path)
        return
    from triage.cli.cluster_table import table
    from triage.sources.files import FileSource

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else PLAIN_WIDTH
    click.echo(table(FileSource([path]), level, sort, limit, max(60, width), why), nl=False)


def _answer(path: str) -> None:
    from triage.redaction import Redactor
    from triage.render.safe_text import json_escaped
    from triage.signatures.grouping import MessageGrouper

    grouper = MessageGrouper()
    with click.open_file(path, "rb") as lines:
        grouper.add(_messages(lines))
    encode, redact = msgspec.json.Encoder().encode, Redactor().redact
    out = sys.stdout.buffer
    known: dict[str, bytes] = {}
    for assignment in grouper.assignments():
        line = known.get(assignment.cluster)
        if line is None:
            answer = encode(Answer(assignment.cluster, redact(assignment.template))).decode()
            line = known[assignment.cluster] = json_escaped(answer).encode() + b"\n"
        out.write(line)
    out.flush()


def _messages(lines: Iterable[bytes]) -> Iterator[str]:
    decode = msgspec.json.Decoder(Line).decode
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield decode(line).message
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise InputError(
                f"line {number} is no JSON object with a text `message`",
                'Each line must be {"message": "..."}; without --jsonl any log is read.',
            ) from error
