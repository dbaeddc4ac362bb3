"""The terminal report: the first screen, widths, and nothing that a terminal or a CI runner obeys."""

import re
import unicodedata

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from tests.hostile.payloads import CI_COMMANDS, CONSOLE_MARKUP, EVERY, LONG
from tests.render.builders import SCENARIOS, START, incident, log, span_of, two_causes, unexplained
from tests.render.strategies import hostile, reports
from triage.model.report import Report
from triage.render import RenderOptions, render

SGR = re.compile(r"\x1b\[[0-9;]*m")
WIDTHS = (80, 100, 160)


def runner_obeys(row: str) -> bool:
    """As the runners read a line: `::` after white space, or `##[`, `##vso[`, `##teamcity[` anywhere."""
    return row.lstrip().startswith("::") or re.search(r"##[a-z]*\[", row, re.IGNORECASE) is not None


def controls(text: str) -> list[str]:
    """Characters that move, hide or reorder what is drawn."""
    wanted = {"\n"}
    return [one for one in text if one not in wanted and unicodedata.category(one) in ("Cc", "Cf", "Cs", "Zl", "Zp")]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("make", [incident, two_causes])
def test_cause_proof_and_next_command_stand_on_the_first_screen(make: object, width: int) -> None:
    report = incident() if make is incident else two_causes()
    rows = render(report, "terminal", RenderOptions(width=width)).split("\n")
    first = "\n".join(rows[:24])
    assert "ROOT CAUSE" in first
    assert "MySQL table does not exist (error 1146)" in first
    assert "doesn't exist" in first
    assert "$ aws ecs describe-services" in first
    assert "services[0].deployments" in first
    assert "INCOMPLETE" in first or report.complete


def test_long_command_leaves_room_for_one_row_of_proof() -> None:
    finding = incident().findings[0]
    long = " ".join(f"--option-{at} value-{at}-{'x' * 40}" for at in range(6))
    step = msgspec.structs.replace(finding.remediation[0], command=f"aws ecs describe-services {long}")
    finding = msgspec.structs.replace(finding, remediation=(step,))
    report = msgspec.structs.replace(incident(), findings=(finding,))
    first = "\n".join(render(report, "terminal").split("\n")[:24])
    assert "doesn't exist" in first or "ProgrammingError" in first
    assert "--option-5" in first


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_rows_fit_the_width_but_for_commands_and_links(scenario: str, width: int) -> None:
    text = render(SCENARIOS[scenario](), "terminal", RenderOptions(width=width))
    long = [row for row in text.split("\n") if len(row) > width and "https://" not in row and "arn:aws" not in row]
    assert long == []


def test_text_is_the_same_with_and_without_colour() -> None:
    plain = render(incident(), "terminal")
    painted = render(incident(), "terminal", RenderOptions(colour=True))
    assert "\x1b" not in plain
    assert SGR.sub("", painted) == plain


def test_only_ascii_where_nothing_else_can_be_shown() -> None:
    text = render(two_causes(), "terminal", RenderOptions(unicode=False))
    assert text.isascii()
    assert "most 31" in text


def test_mark_of_onset_stands_under_its_minute() -> None:
    rows = render(incident(), "terminal").split("\n")
    at = next(place for place, row in enumerate(rows) if "per minute" in row)
    onset = rows[at + 1].index("▲")
    assert rows[at][onset] == "▁"
    assert rows[at][onset - 1] == "·"
    assert rows[at + 1].index("◆") == onset - 2


def test_unexplained_report_shows_the_signature_and_what_to_do() -> None:
    text = render(unexplained(), "terminal")
    first = "\n".join(text.split("\n")[:24])
    assert "ERRORS WITHOUT A KNOWN CAUSE" in first
    assert "rounding drift" in first
    assert "LOOK HERE FIRST" in first
    assert "$ triage run production --since 2026-03-01T09:00:00Z" in first or "$ triage rules new" in first


def test_proof_shows_the_matched_line_of_a_long_trace() -> None:
    trace = "\n".join(f'  File "x.py", line {at}' for at in range(300)) + "\nKeyError: 'region'"
    finding = msgspec.structs.replace(
        incident().findings[0], evidence=(log(trace, START + 5, "KeyError: 'region'"),), remediation=()
    )
    report = msgspec.structs.replace(incident(), findings=(finding,))
    assert "KeyError: 'region'" in "\n".join(render(report, "terminal").split("\n")[:24])
    assert span_of(trace, "KeyError: 'region'")[0] > 0


def test_proof_shows_the_matched_part_of_a_long_json_line() -> None:
    line = (
        '{"level":"error","headers":"'
        + "h" * 2_000
        + '","message":"no such bucket: photos","after":"'
        + "z" * 900
        + '"}'
    )
    finding = msgspec.structs.replace(
        incident().findings[0], evidence=(log(line, START + 5, "no such bucket: photos"),), remediation=()
    )
    first = render(msgspec.structs.replace(incident(), findings=(finding,)), "terminal").split("\n")[:24]
    assert "no such bucket: photos" in "\n".join(first)


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("payload", (*EVERY, *LONG), ids=lambda payload: repr(payload[:16]))
def test_no_payload_reaches_the_terminal_or_the_runner(payload: str, colour: bool) -> None:
    _harmless(hostile(payload), colour)


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(report=reports())
def test_no_mixture_reaches_the_terminal_or_the_runner(report: Report) -> None:
    _harmless(report, True)


@pytest.mark.parametrize("payload", CONSOLE_MARKUP)
def test_console_markup_prints_literally(payload: str) -> None:
    assert payload in render(hostile(payload), "terminal")


@pytest.mark.parametrize("payload", CI_COMMANDS)
def test_ci_command_stays_readable(payload: str) -> None:
    text = render(hostile(payload), "terminal", RenderOptions(width=160))
    word = payload.split("\n")[-1].split("::")[-1].split("]")[-1].strip()[:8]
    assert word in text


def _harmless(report: Report, colour: bool) -> None:
    text = render(report, "terminal", RenderOptions(colour=colour, explain=True))
    if colour:
        text = SGR.sub("", text)
    assert controls(text) == []
    assert [row for row in text.split("\n") if runner_obeys(row)] == []
