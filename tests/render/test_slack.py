"""The Slack message: within the documented limits, and no text of a log mentions, links or leaves its block."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from tests.hostile.payloads import EVERY, LONG
from tests.render.builders import SCENARIOS, incident
from tests.render.strategies import hostile, reports
from tests.render.test_terminal import controls, runner_obeys
from triage.model.report import Report
from triage.render import RenderOptions, render

# https://docs.slack.dev/reference/block-kit/blocks/
HEADER, SECTION, ELEMENTS, BLOCKS, WHOLE = 150, 3_000, 10, 50, 12_000


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_scenario_keeps_the_limits(scenario: str) -> None:
    _sound(render(SCENARIOS[scenario](), "slack", RenderOptions(explain=True)))


@pytest.mark.parametrize("payload", (*EVERY, *LONG), ids=lambda payload: repr(payload[:16]))
def test_payload_keeps_the_limits_and_stays_text(payload: str) -> None:
    _sound(render(hostile(payload), "slack", RenderOptions(explain=True)))


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(report=reports())
def test_no_mixture_breaks_the_message(report: Report) -> None:
    _sound(render(report, "slack"))


def test_what_is_cut_says_so_and_how_to_get_it() -> None:
    base = incident()
    steps = tuple(msgspec.structs.replace(step, command=f"aws {'x' * 1_700}") for step in base.findings[0].remediation)
    causes = tuple(
        msgspec.structs.replace(base.findings[0], id=f"c{at}", explain="why " * 2_000, remediation=steps)
        for at in range(40)
    )
    text = render(msgspec.structs.replace(base, findings=causes, unmatched=base.unmatched * 100), "slack")
    _sound(text)
    assert "cut to fit a message: triage report k3v9xq --format json" in text


def test_command_stands_whole_or_not_at_all() -> None:
    finding = incident().findings[0]
    step = msgspec.structs.replace(finding.remediation[0], command=f"aws ecs {'y' * 4_000}")
    report = msgspec.structs.replace(incident(), findings=(msgspec.structs.replace(finding, remediation=(step,)),))
    text = render(report, "slack")
    _sound(text)
    assert "aws ecs yyy" not in text
    assert "Too long here: triage report k3v9xq --format json" in text


def _sound(text: str) -> None:
    assert controls(text) == []
    assert [row for row in text.split("\n") if runner_obeys(row)] == []
    message = json.loads(text)
    assert set(message) == {"text", "blocks"}
    assert 1 <= len(message["blocks"]) <= BLOCKS
    assert len(json.dumps(message["blocks"], ensure_ascii=False)) <= WHOLE
    _no_control(message["text"])
    for block in message["blocks"]:
        for part in _texts(block):
            assert 0 < len(part["text"]) <= (HEADER if block["type"] == "header" else SECTION)
            _no_control(part["text"])
            if part["type"] == "mrkdwn":
                assert part["verbatim"] is True
                assert part["text"].count("```") == 2
                assert part["text"].endswith("\n```")
            else:
                assert part["emoji"] is False


def _texts(block: dict[str, Any]) -> list[dict[str, Any]]:
    assert block["type"] in ("header", "section", "context", "divider")
    if block["type"] == "context":
        assert 1 <= len(block["elements"]) <= ELEMENTS
        return list(block["elements"])
    return [block["text"]] if "text" in block else []


def _no_control(text: str) -> None:
    """`<` opens a mention or link in Slack; `&` may only begin one of its three escapes."""
    assert "<" not in text
    assert ">" not in text
    assert all(piece.startswith(("amp;", "lt;", "gt;")) for piece in text.split("&")[1:])
