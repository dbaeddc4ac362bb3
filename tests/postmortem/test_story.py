"""The case study of the story, written by the demo: every section, with facts of the run in it."""

import re
import subprocess
import sys
from functools import cache

import pytest

from triage.postmortem import empty_fields, field_keys
from triage.postmortem.blocks import parts

pytest.importorskip("moto")

SECTIONS = (
    "Problem and symptoms",
    "Confusion",
    "Journey",
    "Smoking gun",
    "Root cause",
    "Why it happened",
    "Resolution",
    "Verification",
    "Lessons",
    "Prevention",
    "Prevention: pipeline step",
    "Prevention: database health check",
    "Prevention: promotion checklist",
    "Prevention: alarm",
    "Checklist",
    "Evidence",
)
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@cache
def study() -> str:
    command = "demo -- postmortem production --since 30m --style case-study"
    done = subprocess.run(
        [sys.executable, "-m", "triage.cli.main", *command.split()],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def section(name: str) -> str:
    """A section without what people are asked to write."""
    text = study().split(f"\n## {name}\n", 1)[1].split("\n## ", 1)[0]
    return "".join(part.text for part in parts(text) if part.kind != "human")


def test_every_section_is_there_in_order_and_says_something() -> None:
    heads = re.findall(r"^## (.+)$", study(), re.MULTILINE)
    assert tuple(heads) == SECTIONS
    assert [name for name in SECTIONS if len(section(name).split()) < 20 and name != "Lessons"] == []


def test_the_journey_tells_at_least_four_checks_with_their_commands() -> None:
    steps = re.split(r"^#### Step ", section("Journey"), flags=re.MULTILINE)[1:]
    told = [
        one for one in steps if all(f"**{word}" in one for word in ("Hypothesis", "Investigation", "Finding", "Action"))
    ]
    commands = [found[1] for one in told if (found := re.search(r"```sh\n(.+)\n```", one))]
    assert len(told) == len(steps) >= 8
    assert len({one.split(" --")[0] for one in commands if one.startswith("aws ")}) >= 4
    assert {"1", "2", "3"} == {one[0] for one in steps}
    assert "IMPLICATED" in section("Journey") and "ruled out" in section("Journey")


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("Problem and symptoms", ("GET /contacts", "nginx", "flask-app")),
        ("Confusion", ("It showed in `nginx`", "Plausible, and ruled out")),
        ("Smoking gun", ("Table 'tfplayground_prod.contacts' doesn't exist", "ecs-blue/flask-app/", "/aws/application/tf-playground/production")),
        ("Root cause", ("contacts", "tfplayground_prod")),
        ("Why it happened", ("The schema was never created",)),
        ("Resolution", ("./ecs-database-bootstrap.sh production", "Undo")),
        ("Verification", ("triage verify mysql.table-missing production", "curl ")),
        ("Prevention: pipeline step", ("triage",)),
        ("Prevention: database health check", ("contacts",)),
        ("Prevention: alarm", ("aws_cloudwatch_log_metric_filter", "aws_cloudwatch_metric_alarm", "AWS/ECS", "doesn't exist")),
        ("Checklist", ("Infrastructure", "Application", "Data")),
    ],
)  # fmt: skip
def test_a_section_holds_facts_of_the_run(name: str, facts: tuple[str, ...]) -> None:
    assert [fact for fact in facts if fact not in section(name)] == []


def test_times_of_the_run_stand_where_they_belong() -> None:
    for name in ("Problem and symptoms", "Smoking gun", "Evidence"):
        assert TIME.search(section(name)), name


def test_it_cannot_be_closed_before_people_wrote_their_part() -> None:
    keys = field_keys("case-study")
    assert {key for _, key in empty_fields(study(), keys)} == set(keys)
