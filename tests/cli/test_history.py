"""`triage history` and the history beside a run."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from triage.cli.history import command
from triage.cli.remembering import history_store
from triage.errors import InputError, UsageError
from triage.history import HistoryStore, Mark, Sighting

T = 1_772_355_600_000
KEY = "production\x1f111122223333\x1feu-west-1"
MARK = Mark("h1:1", "finding", "mysql.table-missing", "Table \x1b[2Jmissing", ("orders",))


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HistoryStore:
    monkeypatch.setenv("TRIAGE_STATE_DIR", str(tmp_path))
    made = history_store()
    made.remember(KEY, T, [(MARK, Sighting(T, T + 60_000, 4, "r-abc"))])
    return made


def _run(*args: str) -> Result:
    return CliRunner().invoke(command, [*args], standalone_mode=False)


def test_what_was_seen_is_listed(store: HistoryStore) -> None:
    text = _run("production").output
    assert "mysql.table-missing" in text and "triage report r-abc" in text
    assert "\x1b" not in text


def test_it_is_there_for_programs(store: HistoryStore) -> None:
    (found,) = json.loads(_run("production", "--format", "json").output)
    assert (found["environment"], found["account"], found["region"]) == ("production", "111122223333", "eu-west-1")
    assert found["things"][0]["sightings"][0]["records"] == 4


def test_without_a_name_the_environments_are_listed(store: HistoryStore) -> None:
    assert _run().output.startswith("production · eu-west-1 · account 111122223333: since 2026-03-01")


def test_an_unknown_environment_names_the_known_ones(store: HistoryStore) -> None:
    result = _run("staging")
    assert isinstance(result.exception, UsageError)
    assert "production" in result.exception.hint


def test_a_damaged_history_is_an_error_of_this_command_alone(store: HistoryStore) -> None:
    store.path.write_bytes(b"no database" * 500)
    result = _run("production")
    assert isinstance(result.exception, InputError)
    assert "damaged" in result.exception.message


def test_no_history_at_all_says_how_one_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIAGE_STATE_DIR", str(tmp_path / "none"))
    assert "No environment has a history yet" in _run().output
