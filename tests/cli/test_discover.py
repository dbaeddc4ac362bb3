"""`triage discover` from its arguments to its output and exit code."""

import json
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from moto import mock_aws
from rich.console import Console

from tests.discovery.account import REGION, Account
from tests.discovery.test_find import story
from triage.cli.discover import command
from triage.cli.discover_table import print_tables
from triage.cli.discover_view import as_json, as_text
from triage.errors import CredentialsError, EnvironmentUnknown, SettingsError
from triage.model.environment import Container, EcsService, Environment, LoadBalancer, LogTarget, Note

HOSTILE = "/ecs/\x1b[2J\u202eprod\n::error::x"

WHOLE = Environment(
    name="production",
    region=REGION,
    account="123456789012",
    targets=(
        LogTarget("/ecs/a", REGION, "web/app/", why="container app of task definition web:3"),
        LogTarget("/ecs/b", "us-east-1", log_class="INFREQUENT_ACCESS", why="its path carries production"),
    ),
    services=(
        EcsService(
            "blue",
            "web",
            family="web",
            revision=3,
            desired=2,
            running=1,
            containers=(Container("app", environment=(("DB_PASSWORD", "hunter2"),), secrets=(("KEY", "arn:x"),)),),
            why="its tag Environment is production",
        ),
    ),
    load_balancers=(LoadBalancer("front", "arn:lb", "front.example.net", "https", 8443, True, why="in front of web"),),
    notes=(
        Note("ambiguous", "cluster production-like", "its name is not clear", "tag it"),
        Note("refused", "ecs:ListClusters", "not authorized", "allow it", may_hide_logs=True),
    ),
    values=(("db_host", "db.internal"),),
)

TEXT = """\
production in eu-west-1, account 123456789012: 2 log targets, 1 service

Read
  /ecs/a
    streams: web/app/*
    how it was found: container app of task definition web:3
  /ecs/b
    streams: all (us-east-1) (INFREQUENT_ACCESS)
    how it was found: its path carries production

Services
  blue/web
    task definition: web:3
    running: 1 of 2
    how it was found: its tag Environment is production

Load balancers
  https://front.example.net:8443
    reach: only inside the network
    how it was found: in front of web

Values for commands
  db_host
    value: db.internal

Ambiguous
  cluster production-like
    why: its name is not clear
    what helps: tag it

Refused
  ecs:ListClusters
    why: not authorized
    what helps: allow it

Next: triage production --since 30m
"""


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):  # type: ignore[no-untyped-def]
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    monkeypatch.setenv("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    with mock_aws():
        yield Account()


def test_everything_is_printed_with_its_reason() -> None:
    assert as_text(WHOLE, 100) == TEXT


def test_the_tables_say_the_same() -> None:
    out = StringIO()
    print_tables(WHOLE, Console(file=out, width=300, highlight=False))
    cells = [line.split(": ", 1)[-1].strip() for line in TEXT.splitlines()[2:-1] if line.startswith("  ")]
    assert [cell for cell in cells if cell not in out.getvalue()] == []


def test_json_tells_names_of_variables_and_never_their_values() -> None:
    encoded = as_json(WHOLE)
    containers = json.loads(encoded)["services"][0]["containers"]
    assert (containers[0]["environment"], containers[0]["secrets"]) == (["DB_PASSWORD"], ["KEY"])
    assert "hunter2" not in encoded
    assert json.loads(encoded)["values"] == {"db_host": "db.internal"}


def test_hostile_names_are_inert_in_every_form() -> None:
    hostile = Environment(HOSTILE, REGION, targets=(LogTarget(HOSTILE, REGION, why=HOSTILE),))
    out = StringIO()
    print_tables(hostile, Console(file=out, width=100, force_terminal=False))
    for text in (as_text(hostile, 100), out.getvalue(), as_json(hostile)):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "\n::" not in text


def test_markup_in_names_is_text() -> None:
    out = StringIO()
    print_tables(Environment("[red]p[/red]", REGION), Console(file=out, width=100))
    assert "[red]p[/red]" in out.getvalue()


def test_the_command_finds_and_exits_with_0(account: Account) -> None:
    story(account, "production")
    result = invoke("production", "--region", REGION)
    assert result.exit_code == 0
    assert "/aws/application/tf-playground/production" in result.output
    assert result.output.endswith("Next: triage production --since 30m\n")


def test_json_is_alone_on_standard_output(account: Account) -> None:
    story(account, "production")
    result = invoke("production", "--region", REGION, "--format", "json")
    assert json.loads(result.stdout)["name"] == "production"


def test_the_output_can_go_to_a_file(account: Account, tmp_path: Path) -> None:
    story(account, "production")
    result = invoke("production", "--region", REGION, "--output", str(tmp_path / "found.txt"))
    assert result.stdout == ""
    assert (tmp_path / "found.txt").read_text().startswith("production in eu-west-1")


def test_something_that_may_hide_logs_exits_with_3(account: Account, tmp_path: Path) -> None:
    story(account, "production")
    (tmp_path / "triage.toml").write_text('[environments.production.terraform]\nstate = "gone"\n')
    assert invoke("production", "--region", REGION).exit_code == 3


def test_an_unknown_environment_is_an_error_with_exit_code_2(account: Account) -> None:
    result = invoke("production", "--region", REGION)
    assert isinstance(result.exception, EnvironmentUnknown)
    assert result.exception.exit_code == 2


def test_missing_credentials_are_an_error(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert isinstance(invoke("production", "--region", REGION).exception, CredentialsError)


def test_a_broken_project_file_is_an_error_before_any_call(account: Account, tmp_path: Path) -> None:
    (tmp_path / "triage.toml").write_text("regoin = 'x'\n")
    error = invoke("production").exception
    assert isinstance(error, SettingsError)
    assert str(error) == "triage.toml:1: unknown key regoin; did you mean 'region'?"
