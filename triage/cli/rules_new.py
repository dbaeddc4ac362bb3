"""`triage rules new`."""

import json
import os
import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import click

from triage.authoring.linting import ERROR, lint
from triage.authoring.scaffold import Start, empty, from_cluster, text
from triage.cli.rules_library import config_option, settings_of
from triage.cli.saving import run_store
from triage.errors import UsageError
from triage.ruleset.library import shipped_rules

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,40}\.[a-z0-9][a-z0-9-]{0,60}")


@click.command("new")
@click.argument("rule_id", metavar="ID")
@click.option(
    "--from-signature", "signature", metavar="SIGNATURE", help="Begin with an unknown signature of a saved run."
)
@click.option("--run", metavar="RUN", default="", help="The saved run; the latest unless given.")
@click.option(
    "--into", metavar="FOLDER", type=click.Path(path_type=Path),
    help="The pack; else the first of `rules` in triage.toml, else ./rules.",
)  # fmt: skip
@click.option("--print", "printed", is_flag=True, help="Print the file instead of writing it.")
@config_option
def command(rule_id: str, signature: str | None, run: str, into: Path | None, printed: bool, config: str) -> None:
    """Write a rule file FOLDER/TECHNOLOGY/FAULT.yaml for ID (TECHNOLOGY.FAULT) that lints and passes its tests.

    \b
    triage rules new acme.queue-stuck
    triage rules new acme.ledger-closed --from-signature v1:5f0c... --run r-7f3a2c

    A signature is what `triage report` and `triage files` list as unknown: its beginning is enough. The pattern keeps
    the fixed words, wildcards become captures where the word before them names one, the example is the redacted
    sample.
    """
    if not _ID.fullmatch(rule_id):
        raise UsageError(f"{rule_id[:60]!a} is no rule id", "Write technology.fault, such as acme.queue-stuck.")
    if rule_id in {rule.id for rule in shipped_rules().rules}:
        raise UsageError(
            f"there is a shipped rule {rule_id}", f"`triage rules show {rule_id}` prints it. Choose another id."
        )
    start = _from_run(signature, run) if signature else empty(rule_id)
    made = text(rule_id, start, datetime.now(UTC).date().isoformat())
    if printed:
        click.echo(made, nl=False)
        return
    packs = [Path(os.path.relpath(pack)) for pack in settings_of(config, ()).rules]
    folder = into or next((pack for pack in packs if not pack.is_file()), Path("rules"))
    path = folder / f"{rule_id.replace('.', '/')}.yaml"
    _write(path, made)
    for finding in lint([(str(path.absolute()), made)], shipped_rules().rules).findings:
        click.echo(f"{finding.level}[{finding.code}] line {finding.line}: {finding.reason}", err=finding.level != ERROR)
    own = "" if folder.absolute() in [pack.absolute() for pack in packs] else f" --rules {shlex.quote(str(folder))}"
    shown = shlex.quote(str(path))
    click.echo(
        f"{path}\n\nNext: edit it, then\n  triage rules lint {shown}\n  triage rules test {rule_id}{own} --watch"
    )
    if own:
        click.echo(f"\nWith `rules = [{json.dumps(str(folder))}]` in triage.toml every command uses it.")


def _from_run(signature: str, run: str) -> Start:
    store = run_store(run)
    stamp = store.find(run)
    clusters = store.open(stamp).report.unmatched
    wanted = signature.removeprefix("v1:")
    found = [one for one in clusters if one.signature.removeprefix("v1:").startswith(wanted)]
    if len(found) == 1:
        return from_cluster(found[0])
    known = "".join(f"\n{one.signature}  {one.count:>6}  {one.template[:90]}" for one in (found or clusters)[:10])
    many = "fits several signatures" if found else "is no unknown signature"
    raise UsageError(
        f"{signature[:40]!a} {many} of run {stamp.id}", f"Known there:{known}" if known else "It has none."
    )


def _write(path: Path, made: str) -> None:
    """Never over a file that is there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "w", encoding="utf-8") as out:
            out.write(made)
    except FileExistsError as error:
        raise UsageError(f"{path} is there already", "Edit it, or choose another id.") from error
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}", "Give another folder with --into.") from error
