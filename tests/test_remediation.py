"""Commands are filled only with values that are safe where they stand."""

import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.model.rules import Capture, RuleStep, StepKind
from triage.remediation import Values, command_line, fill, is_safe, is_safe_context

TABLE = Capture("table", "sql_identifier")


def _step(*argv: str, title: str = "Look") -> RuleStep:
    return RuleStep("look", StepKind.INSPECT, title, (argv,))


def test_values_are_filled_and_quoted() -> None:
    step = _step("mysql", "--host={param.db_host}", "--execute=SELECT 1 FROM {table}")
    values = Values({"table": "contacts"}, {"table": TABLE}, {"param.db_host": "db.example"})

    assert fill(step, values).command == "mysql --host=db.example '--execute=SELECT 1 FROM contacts'"


def test_an_unknown_value_is_listed_and_no_command_is_offered() -> None:
    filled = fill(_step("nc", "{ctx.cluster}", "{param.db_host}"), Values({}, {}, {"ctx.cluster": "prod"}))

    assert (filled.command, filled.argv, filled.needs) == ("", (), ("db host",))


def test_a_hostile_value_blocks_the_command_and_says_so() -> None:
    filled = fill(_step("show", "{table}"), Values({"table": "x;reboot"}, {"table": TABLE}))

    assert filled.command == ""
    assert filled.needs == ("table (the logged value is not safe in a command)",)


def test_a_pipeline_is_joined() -> None:
    step = RuleStep("p", StepKind.INSPECT, "Pipe", (("a", "{table}"), ("wc", "-l")))

    assert fill(step, Values({"table": "t"}, {"table": TABLE})).command == "a t | wc -l"


def test_titles_show_values_of_any_type() -> None:
    filled = fill(_step(title="Grant on {table}"), Values({"table": "order items"}, {"table": TABLE}))

    assert filled.title == "Grant on order items"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Grant on {table}", "Grant on the table"),
        ("Look for the table {table} in every schema", "Look for the table in every schema"),
        ("{host} answers on port {port}", "The host answers on the port"),
        ("Try the port {host}:{port} from the task", "Try the port from the task"),
        ("Roll back release {release}; look at {function}", "Roll back the release"),
        ("See the revision (release {release})", "See the revision"),
        ("Read the log: {known} in {function} ({file}:{line})", "Read the log: KeyError"),
        ("List the policies, where one must allow {action}", "List the policies"),
        ("Set the scheme, port or policy for {host}", "Set the scheme, port or policy for the host"),
        ("See what {ctx.service} logged (service {ctx.service})", "See what api logged (service api)"),
    ],
)
def test_a_title_leaves_out_what_hangs_on_an_unknown_value(text: str, told: str) -> None:
    known = Values({"known": "KeyError"}, {}, {"ctx.container": "api"})

    assert fill(_step(title=text), known).title == told


@pytest.mark.parametrize(
    ("type_", "good", "bad"),
    [
        ("sql_identifier", "order_items", "-x"),
        ("hostname", "db.prod.internal", "db host"),
        ("port", "3306", "33o6"),
        ("arn", "arn:aws:s3:::acme-docs/a", "arn:aws:s3:::acme*"),
        ("path", "/etc/app.yaml", "/etc/$(id)"),
        ("uuid", "123e4567-e89b-12d3-a456-426614174000", "123e4567"),
        ("integer", "42", "4 2"),
        ("ip", "10.0.0.1", "10.0.0.1;"),
        ("aws_name", "prod/api", "-prod"),
    ],
)
def test_each_type_knows_good_from_bad(type_: str, good: str, bad: str) -> None:
    assert is_safe(good, Capture("x", type_))
    assert not is_safe(bad, Capture("x", type_))


def test_text_never_enters_a_command() -> None:
    assert not is_safe("word", Capture("x", "text"))


@given(st.text(max_size=40))
def test_a_shell_gets_exactly_one_argument_per_value(value: str) -> None:
    types = ("sql_identifier", "hostname", "aws_name", "path", "arn")
    accepted = [t for t in types if is_safe(value, Capture("x", t))]
    for type_ in accepted:
        filled = fill(_step("printf", "{x}"), Values({"x": value}, {"x": Capture("x", type_)}))
        assert shlex.split(filled.command) == ["printf", value]
    if is_safe_context(value):
        assert shlex.split(f"echo {value}") == ["echo", value]


@pytest.mark.parametrize(
    "value", ["a b", "$(id)", "`id`", "a;b", "a|b", "a&b", "a\nb", "-rf", "a'b", 'a"b', "a\\b", "~x", "a>b"]
)
def test_shell_characters_never_pass(value: str) -> None:
    assert not is_safe_context(value)
    for type_ in ("sql_identifier", "hostname", "aws_name", "path", "arn", "port", "integer", "ip", "uuid"):
        assert not is_safe(value, Capture("x", type_))


def test_a_real_shell_sees_the_same_arguments() -> None:
    argv = ("printf", "%s\\n", "it's", "a b", "$HOME", "*")
    filled = fill(RuleStep("s", StepKind.INSPECT, "Say", (argv,)), Values({}, {}))

    out = subprocess.run(["/bin/sh", "-c", filled.command], capture_output=True, text=True, check=True).stdout
    assert out == "it's\na b\n$HOME\n*\n"


@pytest.mark.parametrize(
    "argument", ["--execute=SELECT 'a'", "it's $HOME", "it's `x`", 'it\'s \\ "x"', "don't!", "'", "''", "a b", ""]
)
def test_every_way_of_quoting_is_one_argument(argument: str) -> None:
    line = command_line((("printf", "%s.", argument),))
    assert shlex.split(line)[2] == argument
    assert subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=True).stdout == f"{argument}."
