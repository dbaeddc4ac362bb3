"""`triage history`: what was seen before in an environment."""

import json
from pathlib import Path

import click

from triage.cli import completing
from triage.cli.options import debug_option, output_option, together
from triage.cli.output import show, write_file
from triage.cli.remembering import history_store
from triage.errors import InputError, UsageError
from triage.history import HistoryNote, Known
from triage.history.marking import SEPARATOR
from triage.render.words import day_and_clock, iso

_SHOWN = 50
_TITLE = 72
FORMATS = ("terminal", "json")

format_option = click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="terminal", show_default=True,
    help="terminal for people, json for programs.",
)  # fmt: skip


@click.command("history")
@click.argument("environment", metavar="[ENVIRONMENT]", default="", shell_complete=completing.environments)
@together(format_option, output_option, debug_option)
def command(environment: str, format_: str, output: str, **_flags: object) -> None:
    """List the signatures and findings of ENVIRONMENT that were seen before, the latest first.

    \b
    triage history                    the environments that have a history
    triage history production         what was seen there, how often, since when

    Every saved run of an environment is remembered on this machine, redacted, in history.sqlite3 beside the saved runs
    (TRIAGE_STATE_DIR moves both). Sightings less than an hour apart are one; 50 of each thing are kept, for 400 days,
    of at most 20,000 things. Nothing is read from AWS. Ends with 0, or with 2 when the history cannot be read."""
    store = history_store()
    every = store.environments()
    if isinstance(every, HistoryNote):
        raise InputError(every.text, every.hint)
    if not environment:
        text = _environments(every, format_)
    else:
        keys = [key for key in every if key.split(SEPARATOR)[0] == environment]
        if not keys:
            raise UsageError(f"{environment[:80]} has no history", _known_hint(every))
        found: dict[str, list[Known]] = {}
        for key in keys:
            rows = store.everything(key)
            if isinstance(rows, HistoryNote):
                raise InputError(rows.text, rows.hint)
            found[key] = rows
        text = _as_json(found, every) if format_ == "json" else _as_text(found, every)
    if output == "-":
        show(text)
    else:
        write_file(Path(output), text)


def _known_hint(every: dict[str, int]) -> str:
    names = sorted({key.split(SEPARATOR)[0] for key in every})
    return f"there is one of {', '.join(names[:10])}" if names else "a saved run of an environment begins it"


def _place(key: str) -> str:
    name, account, region = (*key.split(SEPARATOR), "", "")[:3]
    return " · ".join(part for part in (name, region, account and f"account {account}") if part)


def _environments(every: dict[str, int], form: str) -> str:
    from triage.render.safe_text import json_escaped, line

    if form == "json":
        rows = [{**_parts(key), "since": iso(since)} for key, since in every.items()]
        return json_escaped(json.dumps(rows, indent=2, ensure_ascii=False)) + "\n"
    if not every:
        return "No environment has a history yet: a saved run of one begins it.\n"
    return "".join(f"{line(_place(key))}: since {day_and_clock(since)} UTC\n" for key, since in every.items())


def _parts(key: str) -> dict[str, str | None]:
    name, account, region = (*key.split(SEPARATOR), "", "")[:3]
    return {"environment": name, "account": account or None, "region": region or None}


def _as_text(found: dict[str, list[Known]], every: dict[str, int]) -> str:
    from triage.render.safe_text import line

    rows: list[str] = []
    for key, known in found.items():
        rows.append(f"{line(_place(key))}: history since {day_and_clock(every[key])} UTC, {len(known)} things seen")
        for one in known[:_SHOWN]:
            title = line(one.mark.title)
            title = title if len(title) <= _TITLE else f"{title[: _TITLE - 1]}…"
            times = f"{len(one.sightings)}×"
            rows.append(
                f"  {times:>4}  last {day_and_clock(one.last)}  first {day_and_clock(one.first)}  {one.mark.kind}"
            )
            run = next((f" · triage report {s.run}" for s in reversed(one.sightings) if s.run), "")
            rows.append(f"        {title}")
            rows.append(f"        {line(', '.join(one.mark.services))} · {line(one.mark.name)}{run}")
        if len(known) > _SHOWN:
            rows.append(f"  and {len(known) - _SHOWN} more: --format json has them all")
    return "\n".join(rows) + "\n"


def _as_json(found: dict[str, list[Known]], every: dict[str, int]) -> str:
    from triage.render.safe_text import json_escaped

    rows = [
        {**_parts(key), "since": iso(every[key]), "things": [_thing(one) for one in known]}
        for key, known in found.items()
    ]
    return json_escaped(json.dumps(rows, indent=2, ensure_ascii=False)) + "\n"


def _thing(known: Known) -> dict[str, object]:
    mark = known.mark
    return {
        "id": mark.id,
        "kind": mark.kind,
        "name": mark.name,
        "title": mark.title,
        "services": mark.services,
        "first_seen": iso(known.first),
        "last_seen": iso(known.last),
        "sightings": [
            {"first": iso(one.first), "last": iso(one.last), "records": one.records, "run": one.run or None}
            for one in known.sightings
        ],
    }
