"""The shared flags are one vocabulary."""

import click
import pytest
from click.testing import CliRunner

from triage.cli.options import all_options, flags_of
from triage.config import Flags

FLAGS = [
    "--since",
    "--until",
    "--region",
    "--profile",
    "--endpoint-url",
    "--service",
    "--log-group",
    "--format",
    "--output",
    "--save",
    "--baseline",
    "--fetch",
    "--engine",
    "--no-checks",
    "--explain",
    "--fail-on",
    "--rules",
    "--config",
    "--no-redact",
    "--quiet",
    "--debug",
]


@click.command()
@all_options
def command(**parameters: object) -> None:
    click.echo(sorted(parameters.items()))


def test_all_flags_are_there_and_each_says_what_it_does() -> None:
    options = {option.opts[0]: option for option in command.params if isinstance(option, click.Option)}
    assert sorted(options) == sorted(FLAGS)
    assert [name for name, option in options.items() if not option.help] == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--no-checks"], ("checks", False)),
        ([], ("checks", True)),
        (["--no-redact"], ("redact", False)),
        ([], ("redact", True)),
        (["--no-save"], ("save", False)),
        (["--service", "a", "--service", "b"], ("services", ("a", "b"))),
        ([], ("since", "30m")),
    ],
)
def test_flags_become_parameters(arguments: list[str], expected: tuple[str, object]) -> None:
    assert str(expected) in CliRunner().invoke(command, arguments).output


def test_a_wrong_choice_lists_the_right_ones() -> None:
    result = CliRunner().invoke(command, ["--format", "pdf"])
    assert result.exit_code == 2
    assert "'terminal', 'markdown', 'html', 'json', 'slack', 'github'" in result.output


def test_settings_take_what_they_need_of_the_parameters() -> None:
    assert flags_of(region="r", rules=("a",), quiet=True) == Flags(region="r", rules=("a",))


def test_an_output_without_a_name_is_refused_before_anything_is_read() -> None:
    result = CliRunner().invoke(command, ["--output", ""])
    assert result.exit_code == 2
    assert "an empty name is no file" in result.output
