"""Ordinary lines of every layout: the engine and the obvious path come to the same, and the engine reads few."""

import pytest

from tests.benchmarks.layouts import LAYOUTS, lines
from tests.engine.test_same_summary import matcher, same
from triage.model.events import LogEvent
from triage.summary import summarizing
from triage.summary.summarizing import Summarizer

KNOWN_TO_RULES = {"MySQL"}
"""Their lines hold what a rule looks for, and are read once a form."""


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout(name: str) -> None:
    events = [LogEvent(at, text, "/ecs/shop", f"web/shop/{at % 3}") for at, text in lines(LAYOUTS[name], 250)]
    same(events, 64)


@pytest.mark.parametrize("name", LAYOUTS)
def test_few_ordinary_lines_are_read(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read, seen = summarizing.read, []
    monkeypatch.setattr(summarizing, "read", lambda joined: seen.append(joined) or read(joined))
    events = [LogEvent(at, text, "/ecs/shop", "web/shop/1") for at, text in lines(LAYOUTS[name], 600)]
    summarizer = Summarizer(matcher())
    for start in range(0, len(events), 100):
        summarizer.add(events[start : start + 100])
    assert summarizer.close().records == 600
    assert len(seen) <= (120 if name in KNOWN_TO_RULES or name == "alarming words" else 2)
