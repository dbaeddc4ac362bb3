"""A run beside a history that is locked, damaged, newer, a link, or gone: it goes on and says so."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest

from triage.cli.main import cli
from triage.cli.remembering import history_store
from triage.demo.emulation import emulation
from triage.errors import InputError
from triage.history import Sighting

KEY = "production\x1f123456789012\x1feu-central-1"
ARGUMENTS = ["production", "--no-checks", "--quiet"]


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The variables that lead to the demo's account and its saved runs; the history knows one run."""
    folder = tmp_path_factory.mktemp("state")
    with emulation(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("triage.history.schema.WAIT_SECONDS", 0.05)
        patch.setenv("TRIAGE_STATE_DIR", str(folder))
        cli.main([*ARGUMENTS, "--output", str(folder / "report.txt")], standalone_mode=False)
        yield {name: value for name, value in os.environ.items() if name.startswith(("AWS_", "TRIAGE_"))}


@pytest.fixture
def path(account: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The history's file, put back afterwards."""
    for name, value in account.items():
        monkeypatch.setenv(name, value)
    place, kept = history_store().path, tmp_path / "kept"
    shutil.copy(place, kept)
    yield place
    if place.is_symlink() or place.is_file():
        place.unlink()
    elif place.is_dir():
        place.rmdir()
    shutil.copy(kept, place)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def damaged(path: Path) -> AbstractContextManager[None]:
    path.write_bytes(b"no database" * 500)
    return nullcontext()


def newer(path: Path) -> AbstractContextManager[None]:
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 99")
    other.close()
    return nullcontext()


def link(path: Path) -> AbstractContextManager[None]:
    path.unlink()
    path.symlink_to("/etc/passwd")
    return nullcontext()


def folder(path: Path) -> AbstractContextManager[None]:
    path.unlink()
    path.mkdir()
    return nullcontext()


FAULTS = [
    (locked, "locked"),
    (damaged, "damaged"),
    (newer, "newer version"),
    (link, "symbolic link"),
    (folder, "not a file"),
]


@pytest.mark.parametrize(("fault", "word"), FAULTS, ids=[word for _, word in FAULTS])
def test_the_run_goes_on_and_says_so_once(
    path: Path, capsys: pytest.CaptureFixture[str], fault: Callable[[Path], AbstractContextManager[None]], word: str
) -> None:
    with fault(path):
        code = cli.main([*ARGUMENTS, "--format", "json"], standalone_mode=False)
        told = json.loads(capsys.readouterr().out)
        with pytest.raises(InputError, match=word):
            cli.main(["history", "production"], standalone_mode=False)
    assert code == 1 and told["verdict"]["status"] == "incident" and told["run"]["saved"]
    notices = [one for one in told["diagnostics"] if one["code"] == "history"]
    assert len(notices) == 1 and word in notices[0]["text"]
    assert notices[0]["hint"]
    assert told["complete"] is True


def test_a_history_that_is_gone_begins_anew_and_says_so(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.unlink()
    cli.main([*ARGUMENTS, "--format", "json"], standalone_mode=False)
    told = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in told["diagnostics"] if "history" in one["code"]] == ["history_begins"]
    assert path.is_file()


def test_how_often_and_since_when_stands_in_the_report(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = history_store()
    known = store.everything(KEY)
    assert isinstance(known, list)
    for day in (3, 14, 29):
        at = int(datetime(2026, 6, day, 12, tzinfo=UTC).timestamp() * 1000)
        store.remember(KEY, at, [(one.mark, Sighting(at, at + 60_000, 4)) for one in known])
    cli.main(ARGUMENTS, standalone_mode=False)
    text = " ".join(capsys.readouterr().out.split())
    assert "Seen 3 times since 2026-06-03, last on 2026-06-29" in text
    cli.main(["history", "production"], standalone_mode=False)
    assert "4× last" in " ".join(capsys.readouterr().out.split())
