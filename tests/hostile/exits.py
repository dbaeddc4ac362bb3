"""Everything that leaves the program, made from one log: each exit's text by name."""

import contextlib
import io
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest import mock

from tests.compare.making import access, compared, event, missing_table, side, topology
from triage.cli import discover_view, doctor
from triage.cli.main import main
from triage.cli.remembering import history_store
from triage.compare.cleaning import cleaned
from triage.compare.views import VIEWS
from triage.doctor.model import Examination, Item, State
from triage.history import Mark, Sighting
from triage.model.environment import Container, EcsService, Environment, LoadBalancer, LogTarget, Note
from triage.redaction import Redactor
from triage.render import RenderOptions

FORMS = ("terminal", "markdown", "html", "json", "slack", "github")
T = 1_772_355_600_000


def run(*arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
    """`triage ARGUMENTS` in this process: exit code, standard output, standard error."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", "surrogateescape", write_through=True) for _ in "oe")
    code = 0
    source = io.TextIOWrapper(io.BytesIO(stdin), "utf-8")
    with (
        mock.patch.object(sys, "argv", ["triage", *arguments]),
        mock.patch.object(sys, "stdin", source),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
    texts = (one.buffer.getvalue().decode("utf-8", "surrogateescape") for one in (out, err))  # type: ignore[attr-defined]
    return code, *texts


def events(lines: Sequence[str], names: Sequence[str] = ()) -> str:
    """Event JSONL: an error, a missing table and a JSON line of each text; streams carry the texts too."""
    rows = []
    for at, text in enumerate(lines):
        name = (names or ("app",))[at % len(names or ("app",))]
        for part, message in enumerate(shapes(text)):
            rows.append(
                {
                    "timestamp": T + at * 1_000 + part * 90,
                    "message": message,
                    "logGroup": f"/ecs/shop/{name}",
                    "logStream": f"shop/{name}/4f1c0e9a7b3d4c55a0c2f6d1e8b79a31",
                    "environment": "production",
                }
            )
    return "".join(json.dumps(row) + "\n" for row in rows)


def shapes(text: str) -> tuple[str, ...]:
    """Log lines that carry a text: as an unknown error, in a fault that a rule knows, and inside JSON."""
    return (
        f"ERROR gadget broke: {text}",
        f"pymysql.err.ProgrammingError: (1146, \"Table 'shop.orders' doesn't exist\") {text}",
        json.dumps({"level": "error", "message": f"widget broke: {text}", "detail": text}),
    )


def every_exit(folder: Path, lines: Sequence[str], names: Sequence[str] = ()) -> dict[str, str]:
    """Name of each exit -> what it gave, of a log whose lines and names are these."""
    log = folder / "events.jsonl"
    log.write_text(events(lines, names), encoding="utf-8")
    one = folder / "event.txt"
    found: dict[str, str] = {}
    for form in FORMS:
        keep = () if form == "json" else ("--no-save",)
        found[f"files {form}"] = run("files", str(log), "--format", form, "--explain", *keep)[1]
    for form in ("terminal", "json"):
        found[f"report --list {form}"] = run("report", "--list", "--format", form)[1]
    identity = json.loads(found["report --list json"])[0]["id"]
    for form in FORMS:
        found[f"report {form}"] = run("report", identity, "--format", form)[1]
    for style in ("postmortem", "case-study"):
        for form in ("markdown", "html"):
            found[f"{style} {form}"] = run("postmortem", identity, "--style", style, "--format", form)[1]
    found["cluster"] = run("cluster", str(log), "--limit", "500")[1]
    whole = [text for text in lines if text.isascii() or text.encode("utf-8", "replace").decode() == text]
    found["cluster --jsonl"] = run("cluster", "--jsonl", stdin=_messages(whole))[1]
    for at, text in enumerate(_gathered(lines)):
        one.write_text(shapes(text)[at % 3], encoding="utf-8", errors="replace")
        found["rules explain --log"] = (
            found.get("rules explain --log", "") + run("rules", "explain", "--log", str(one))[1]
        )
    return found | _remembered(lines) | _compared(lines) | _views(lines) | _errors(lines)


def _gathered(lines: Sequence[str], most: int = 12) -> list[str]:
    """The texts, several in one."""
    return [" ".join(lines[at : at + most]) for at in range(0, len(lines), most)]


def _remembered(lines: Sequence[str]) -> dict[str, str]:
    marks = [
        Mark(f"h1:{at}", "finding", "made.up", Redactor().redact(text), ("orders",)) for at, text in enumerate(lines)
    ]
    history_store().remember(
        "production\x1f111122223333\x1feu-west-1", T, [(mark, Sighting(T, T + 1, 4, "r-abc")) for mark in marks]
    )
    return {f"history {form}": run("history", "production", "--format", form)[1] for form in ("terminal", "json")}


def _compared(lines: Sequence[str]) -> dict[str, str]:
    found = [*access("production", "/a", 500, 8), *missing_table("production", "shop", 8)]
    found += [event("production", at, shapes(text)[at % 3]) for at, text in enumerate(lines)]
    one = side("production", found, topology("production", NOTE=lines[0].replace("\ud800", "")))
    other = side("staging", access("staging", "/a", 200, 8), topology("staging", NOTE="x"))
    comparison = cleaned(compared(one, other), one.report, other.report)
    return {f"compare {form}": VIEWS[form](comparison, RenderOptions()) for form in VIEWS}


def _messages(lines: Sequence[str]) -> bytes:
    return "".join(json.dumps({"message": text}) + "\n" for text in lines).encode()


def _views(lines: Sequence[str]) -> dict[str, str]:
    """What discover and doctor print of an account in which everything carries these texts (AWS sends whole UTF-8)."""
    lines = [text.encode("utf-8", "replace").decode() for text in lines]
    notes = tuple(Note("refused", text, text, text) for text in lines)
    places = tuple(LogTarget(text, "eu-west-1", text, why=text) for text in lines)
    services = tuple(EcsService(text, text, text, containers=(Container(text),), why=text) for text in lines)
    balancers = tuple(LoadBalancer(text, text, text, why=text) for text in lines)
    account = Environment(lines[0], "eu-west-1", "1", places, services, balancers, (), notes)
    looked = Examination(tuple(Item("AWS", text, State.MISSING, text, text) for text in lines))
    return {
        "discover terminal": discover_view.as_text(account, 100),
        "discover json": discover_view.as_json(account),
        "doctor terminal": doctor.as_text(looked),
        "doctor json": doctor.as_json(looked),
    }


def _errors(lines: Sequence[str]) -> dict[str, str]:
    """Messages about arguments and files that hold these texts."""
    said = []
    for text in _gathered(lines):
        argument = text.encode("utf-8", "replace").decode().replace("\0", "0")
        for arguments in (
            ("files", f"/none/{argument}"),
            ("files", "x", "--since", argument),
            ("files", "x", "--format", argument),
            ("rules", "show", argument),
            ("report", argument),
            ("postmortem", argument),
        ):
            said.append(run(*arguments)[2])
    return {"errors": "".join(said)}


def kept(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file that the program keeps under a folder."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()
