"""`triage verify` ends with 0, 1 or 3, and shows what it saw."""

import json

import msgspec
import pytest
from click.testing import CliRunner, Result

from tests.postmortem.builders import sample
from tests.verification.test_judging import RULE, SECOND, START, answer, failing
from triage.cli import verify
from triage.cli.examine import Examined
from triage.cli.main import cli
from triage.cli.saving import run_store
from triage.model.events import LogEvent
from triage.model.report import Target, Window
from triage.pipeline import context
from triage.ranking.rank import rank
from triage.ruleset.library import RuleSet, shipped_matcher, shipped_rules
from triage.summary.summarizing import summarize

WINDOW = Window(START, START + 30 * 60 * SECOND)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> list[LogEvent]:
    """Its events: what is put in is read by the command."""
    events: list[LogEvent] = []

    def read(*_arguments: object, **_options: object) -> Examined:
        summary = summarize(sorted(events, key=lambda event: event.timestamp), shipped_matcher())
        report = rank(summary, context(shipped_rules(), WINDOW, Target("cloudwatch", "production")))
        return Examined(report, summary, WINDOW)

    def rules(_settings: object) -> RuleSet:
        return shipped_rules()

    monkeypatch.setattr(verify, "examine", read)
    monkeypatch.setattr(verify, "rules_of", rules)
    monkeypatch.setattr("triage.timespan.window", lambda *_: WINDOW)
    return events


def run(*more: str) -> Result:
    return CliRunner().invoke(cli, ["verify", RULE, "production", *more])


def test_a_repair_ends_with_0_and_shows_the_evidence(environment: list[LogEvent]) -> None:
    environment += [*failing(), *(answer(second, 200) for second in range(200, 230, 5))]
    result = run()
    assert result.exit_code == 0
    assert result.stdout.startswith(f"REPAIRED  {RULE} in production")
    assert "GET /invoices (api): 6 requests answered, last 09:03:45; none failed" in result.stdout


def test_a_match_after_the_change_ends_with_1(environment: list[LogEvent]) -> None:
    environment += failing()
    result = run("--after", "2026-03-01T09:00:30Z")
    assert result.exit_code == 1
    assert "it matched after the change" in result.stdout


def test_silence_ends_with_3(environment: list[LogEvent]) -> None:
    environment += failing()
    assert run().exit_code == 3


def test_the_last_match_comes_from_a_saved_run(environment: list[LogEvent]) -> None:
    environment += failing()
    run()
    (stamp,) = run_store().stamps()
    environment[:] = [answer(second, 200) for second in range(300, 330, 5)]
    result = run("--format", "json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["outcome"]) == (0, "repaired")
    assert told["last_match_run"] == stamp.id and told["matches"] == 0


def test_runs_of_another_environment_do_not_count(environment: list[LogEvent]) -> None:
    environment += failing()
    run()
    environment[:] = [answer(300, 200)]
    result = CliRunner().invoke(cli, ["verify", RULE, "staging", "--no-save"])
    assert result.exit_code in (0, 3)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["mysql.tabel-missing", "production"], "there is no rule"),
        ([RULE, "production", "--after", "tomorrow"], "--after"),
        ([RULE, "production", "--after", "2999-01-01"], "lies in the future"),
    ],
)
def test_what_cannot_be_meant_is_an_error(arguments: list[str], said: str, environment: list[LogEvent]) -> None:
    result = CliRunner().invoke(cli, ["verify", *arguments])
    assert result.exception is not None and said in str(result.exception)


def test_runs_of_another_account_do_not_count() -> None:
    kept = sample("story").primary
    target = msgspec.structs.replace(kept.report.target, account="111122223333")
    run_store().save(msgspec.structs.replace(kept.report, target=target))
    names, rule = {"prod"}, "mysql.table-missing"
    assert verify.known_matches(rule, names, (), "111122223333", 2**53).last_match
    assert verify.known_matches(rule, names, (), "", 2**53).last_match
    assert not verify.known_matches(rule, names, (), "999999999999", 2**53).last_match
