"""`triage postmortem` writes, refreshes in place, and checks."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.postmortem.builders import sample
from triage.cli import postmortem
from triage.cli.main import cli
from triage.cli.saving import run_store
from triage.ruleset.library import RuleSet, shipped_rules


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


@pytest.fixture
def saved(monkeypatch: pytest.MonkeyPatch) -> str:
    def rules(_settings: object) -> RuleSet:
        return shipped_rules()

    monkeypatch.setattr(postmortem, "rules_of", rules)
    kept = sample("story").primary
    return run_store().save(kept.report, kept.traffic).id


def test_a_saved_run_becomes_a_document(saved: str) -> None:
    result = run("postmortem", saved, "--style", "case-study")
    assert result.exit_code == 0
    assert result.stdout.startswith("<!-- triage:postmortem style=case-study format=markdown")
    assert "## Smoking gun" in result.stdout


def test_the_saved_runs_of_an_environment_and_time_are_found(saved: str) -> None:
    result = run("postmortem", "prod", "--since", "2026-11-22T17:00Z", "--until", "2026-11-22T18:00Z")
    assert result.exit_code == 0 and saved in result.stdout


def test_refreshing_keeps_what_people_wrote(saved: str, tmp_path: Path) -> None:
    target = tmp_path / "incident.md"
    assert run("postmortem", saved, "--output", str(target)).exit_code == 0
    written = target.read_text("utf-8").replace(
        "TODO(human): one paragraph", "People could not see their contacts. One"
    )
    target.write_text(written, "utf-8")
    result = run("postmortem", saved, "--output", str(target))
    assert result.exit_code == 0 and result.stderr == ""
    assert target.read_text("utf-8") == written


def test_a_refreshed_file_keeps_its_style(saved: str, tmp_path: Path) -> None:
    target = tmp_path / "incident.html"
    run("postmortem", saved, "--style", "case-study", "--output", str(target))
    before = target.read_text("utf-8")
    assert "<!DOCTYPE html>" in before
    assert run("postmortem", saved, "--output", str(target)).exit_code == 0
    assert target.read_text("utf-8") == before
    clash = run("postmortem", saved, "--style", "postmortem", "--output", str(target))
    assert clash.exception is not None and "cannot become" in str(clash.exception)


def test_a_hand_made_change_inside_a_block_stays_and_is_said(saved: str, tmp_path: Path) -> None:
    target = tmp_path / "incident.md"
    run("postmortem", saved, "--output", str(target))
    target.write_text(target.read_text("utf-8").replace("| Verdict | Incident |", "| Verdict | Outage |"), "utf-8")
    result = run("postmortem", saved, "--output", str(target))
    assert "the block summary was changed by hand" in result.stderr
    assert "| Verdict | Outage |" in target.read_text("utf-8")


def test_a_damaged_document_is_left_as_it_is(saved: str, tmp_path: Path) -> None:
    target = tmp_path / "incident.md"
    run("postmortem", saved, "--output", str(target))
    broken = target.read_text("utf-8").replace("<!-- /triage:auto timeline -->\n", "")
    target.write_text(broken, "utf-8")
    result = run("postmortem", saved, "--output", str(target))
    assert result.exception is not None and "has no end before line" in str(result.exception)
    assert target.read_text("utf-8") == broken


def test_another_file_is_never_overwritten(saved: str, tmp_path: Path) -> None:
    target = tmp_path / "notes.md"
    target.write_text("# My notes\n")
    result = run("postmortem", saved, "--output", str(target))
    assert result.exception is not None and "no document of triage" in str(result.exception)
    link = tmp_path / "link.md"
    link.symlink_to(target)
    assert "symbolic link" in str(run("postmortem", saved, "--output", str(link)).exception)
    assert target.read_text() == "# My notes\n"


def test_check_fails_while_required_fields_are_empty(saved: str, tmp_path: Path) -> None:
    target = tmp_path / "incident.md"
    run("postmortem", saved, "--output", str(target))
    result = run("postmortem", "check", str(target))
    assert result.exit_code == 1
    assert f"{target}:" in result.stdout and "summary.words is empty" in result.stdout
    target.write_text(target.read_text("utf-8").replace("TODO(human):", "Written:"), "utf-8")
    filled = run("postmortem", "check", str(target))
    assert filled.exit_code == 0 and "Every required field" in filled.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["r-ffffff"], "no saved run"),
        (["check", "/nonexistent.md"], "there is no file"),
        (["a", "b"], "no saved run is called 'a'"),
    ],
)
def test_what_cannot_be_meant_is_an_error(arguments: list[str], said: str, saved: str) -> None:
    result = run("postmortem", *arguments)
    assert result.exception is not None and said in str(result.exception)


def test_times_do_not_go_with_runs(saved: str) -> None:
    result = run("postmortem", saved, "--since", "3h")
    assert result.exception is not None and "go with an environment" in str(result.exception)
