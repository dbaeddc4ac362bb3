"""The way on: a command that works, in every format, and what is still happening."""

import msgspec
import pytest

from tests.render.builders import START, TARGET, incident, missing_table, symptom, trend, unexplained, unknown
from triage.model.report import Report, RunRef, Target
from triage.model.rules import StepKind
from triage.render import RenderOptions, render
from triage.render.words import happening

READ = "triage run production --since 2026-03-01T09:00:00Z --until 2026-03-01T09:30:00Z"


def _of_files() -> Report:
    """Whose first step needs what files do not tell."""
    steps = tuple(
        msgspec.structs.replace(step, argv=(), command="", needs=("cluster",))
        for step in missing_table().remediation
        if step.kind is StepKind.INSPECT
    )
    finding = msgspec.structs.replace(missing_table(), remediation=steps)
    return msgspec.structs.replace(incident(), target=Target("files", "production"), findings=(finding,))


@pytest.mark.parametrize("form", ["markdown", "html", "slack", "github"])
def test_where_values_are_missing_the_command_that_may_find_them_is_shown(form: str) -> None:
    assert READ in render(_of_files(), form)


def test_the_end_of_the_terminal_report_names_it_too() -> None:
    text = render(_of_files(), "terminal", RenderOptions(width=140))

    assert READ in text[text.index("IN SHORT") :]


def test_a_step_of_words_does_not_say_that_it_has_no_command_twice() -> None:
    step = msgspec.structs.replace(missing_table().remediation[0], argv=(), command="", needs=())
    finding = msgspec.structs.replace(missing_table(), remediation=(step,))

    assert "No command to copy</p>" in render(msgspec.structs.replace(incident(), findings=(finding,)), "html")


def test_the_hint_of_a_new_rule_names_the_run_that_knows_the_signature() -> None:
    report = msgspec.structs.replace(unexplained(), target=msgspec.structs.replace(TARGET, source="files"))
    signature = unknown().signature
    saved = render(msgspec.structs.replace(report, run=RunRef("r-0c0ffe", "")), "terminal", RenderOptions(width=140))

    assert f"--from-signature {signature} --run r-0c0ffe" in saved
    assert "--from-signature" not in render(msgspec.structs.replace(report, run=None), "terminal")


def test_one_record_is_not_still_happening_but_its_symptoms_may_go_on() -> None:
    once = msgspec.structs.replace(missing_table(), count=1, last_seen=START + 11 * 60_000, trend=trend([1], first=11))
    going_on = symptom("f2", "HTTP 500", 388, 11)
    report = msgspec.structs.replace(incident(), findings=(once, going_on))

    assert happening(once, report) == "quiet for the last 19 min, its symptoms go on"
    assert happening(once, msgspec.structs.replace(report, findings=(once,))) == "quiet for the last 19 min"


@pytest.mark.parametrize("width", [80, 100])
def test_the_revision_is_shown_whole(width: int) -> None:
    finding = msgspec.structs.replace(
        missing_table(),
        tasks=("4f1c0e9a7b3d4c55a0c2f6d1e8b79a31", "5f1c0e9a7b3d4c55a0c2f6d1e8b79a31"),
        revisions=("production-orders-blue:417",),
    )
    text = render(msgspec.structs.replace(incident(), findings=(finding,)), "terminal", RenderOptions(width=width))

    assert "production-orders-blue:417" in text.split("proof")[0]
