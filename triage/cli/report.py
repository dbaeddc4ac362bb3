"""`triage report`: a saved run rendered again, and the list of saved runs."""

import json
from pathlib import Path

import click

from triage.cli import completing
from triage.cli.options import debug_option, explain_option, format_option, output_option, together
from triage.cli.output import Wanted, show, write, write_file
from triage.cli.saving import run_store
from triage.errors import InputError, UsageError
from triage.runs import RunHead, RunStamp

_HEADLINE = 60


@click.command("report")
@click.argument("run", metavar="[RUN]", default="", shell_complete=completing.runs)
@click.option("--list", "listed", is_flag=True, help="List the saved runs, the latest first.")
@together(format_option, output_option, explain_option, debug_option)
def command(run: str, listed: bool, format_: str, output: str, explain: bool, **_flags: object) -> None:
    """Render the saved RUN again (its id, or the beginning of it; the latest without one).

    \b
    triage report --list
    triage report r-7f3a2c --format html --output report.html

    Logs are not read again, and saved runs are redacted. --list takes the formats terminal and json. Ends with 0
    when the report was written."""
    store = run_store(run)
    if listed:
        _list(format_, output)
        return
    report = store.open(store.find(run)).report
    write(report, Wanted(format_, output, explain))


def _list(form: str, output: str) -> None:
    if form not in ("terminal", "json"):
        raise UsageError(f"the list of runs has no format {form}", "Give --format terminal or --format json.")
    heads = list(run_store().heads())
    text = _as_json(heads) if form == "json" else _as_text(heads)
    if output == "-":
        show(text)
    else:
        write_file(Path(output), text)


def _as_text(heads: list[tuple[RunStamp, RunHead | InputError]]) -> str:
    from triage.render.safe_text import line
    from triage.render.words import day_and_clock, files_text, window_text

    if not heads:
        return "No run is saved yet: `triage ENVIRONMENT` and `triage files PATH` keep theirs.\n"
    rows = [("RUN", "SAVED (UTC)", "ENVIRONMENT OR FILES", "WINDOW", "VERDICT")]
    for stamp, head in heads:
        saved = day_and_clock(stamp.saved)
        if isinstance(head, InputError):
            rows.append((stamp.id, saved, "", "", f"cannot be opened: {line(head.message)}"))
            continue
        report = head.report
        name = report.target.environment or files_text(report.target) or report.target.source
        headline = f"{report.verdict.status.value}: {line(report.verdict.headline)}"
        rows.append((stamp.id, saved, line(name)[:40], window_text(report.window), _cut(headline)))
    widths = [max(len(row[at]) for row in rows) for at in range(4)]
    return "".join("  ".join([*map(str.ljust, row, widths), row[4]]).rstrip() + "\n" for row in rows)


def _cut(text: str) -> str:
    return text if len(text) <= _HEADLINE else f"{text[: _HEADLINE - 1]}…"


def _as_json(heads: list[tuple[RunStamp, RunHead | InputError]]) -> str:
    from triage.render.safe_text import json_escaped
    from triage.render.words import iso

    rows: list[dict[str, object]] = []
    for stamp, head in heads:
        row: dict[str, object] = {"id": stamp.id, "saved": iso(stamp.saved)}
        if isinstance(head, InputError):
            row |= {"error": head.message}
        else:
            report = head.report
            row |= {
                "environment": report.target.environment or None,
                "source": report.target.source,
                "files": list(report.target.files),
                "window": {"start": iso(report.window.start), "end": iso(report.window.end)},
                "verdict": {"status": report.verdict.status.value, "headline": report.verdict.headline},
            }
        rows.append(row)
    return json_escaped(json.dumps(rows, indent=2, ensure_ascii=False)) + "\n"
