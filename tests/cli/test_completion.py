"""A shell completes the values that a command takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from triage.cli.main import cli

PROJECT = '[environments.production]\naliases = ["live"]\n[environments.staging]\n["environments"."$(id)"]\n'


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRIAGE_STATE_DIR", str(tmp_path / "state"))
    (tmp_path / "triage.toml").write_text(PROJECT)
    return tmp_path


def completed(*words: str) -> list[str]:
    """What a shell offers for the last word."""
    *before, begun = words
    return [item.value for item in ShellComplete(cli, {}, "triage", "_X").get_completions(before, begun)]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("pr",), ["production"]),
        (("r",), ["run", "report", "rules"]),
        (("run", "s"), ["staging"]),
        (("compare", "production", "l"), ["live"]),
        (("production", "--since", "3"), ["30m"]),
        (("production", "--baseline", "p"), ["previous", "production"]),
        (("verify", "mysql.table-"), ["mysql.table-missing"]),
        (("rules", "show", "mysql.table-"), ["mysql.table-missing"]),
        (("postmortem", "st"), ["staging"]),
        (("history", "st"), ["staging"]),
        (("production", "--fo"), ["--format"]),
        (("rules", "list", "--category", "db.missing_t"), ["db.missing_table"]),
        (("rules", "list", "--category", "searc"), ["search", "search.index_blocked", "search.index_missing"]),
    ],
)
def test_the_values_that_fit_are_offered(words: tuple[str, ...], offered: list[str]) -> None:
    assert completed(*words) == offered


def test_a_name_that_a_shell_would_run_is_not_offered() -> None:
    assert completed("run", "") == ["live", "production", "staging"]


def test_a_project_file_that_cannot_be_read_completes_nothing(project: Path) -> None:
    (project / "triage.toml").write_text("[[[")
    assert completed("run", "pr") == []
    assert completed("ru") == ["run", "rules"]
