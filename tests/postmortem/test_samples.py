"""The case study of each sample is made of its own facts, and of no other sample's."""

import json
import re

import pytest

from tests.postmortem.builders import NAMES, SAMPLES, sample
from triage.authoring.export.terraform import slug
from triage.postmortem import STYLES, write
from triage.postmortem.alarm import pattern_of
from triage.postmortem.blocks import parts
from triage.timespan import iso

OF_THE_STORY = ("contacts", "tfplayground", "tf-playground", "bootstrap", "flask-app", "mysql.table-missing")
"""Words that only the story's own logs can bring in."""


def test_the_story_holds_its_facts() -> None:
    case = sample("story")
    text = write(case, "case-study", "markdown")
    assert case.lead is not None and case.proof is not None
    assert case.lead.rule_id == "mysql.table-missing"
    for fact in (case.proof.log_stream, case.proof.log_group, iso(case.first_seen), iso(case.last_seen), "contacts"):
        assert fact in text
    assert "Table 'tfplayground_prod.contacts' doesn't exist" in text
    assert "triage verify mysql.table-missing production" in text


@pytest.mark.parametrize("name", [name for name in NAMES if name != "story"])
@pytest.mark.parametrize("style", STYLES)
def test_another_sample_says_nothing_of_the_story(name: str, style: str) -> None:
    text = write(sample(name), style, "markdown").lower()
    logged = (SAMPLES / name / "events.jsonl").read_text("utf-8").lower()
    assert [word for word in OF_THE_STORY if word in text and word not in logged] == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("style", STYLES)
def test_every_sample_becomes_a_document(name: str, style: str) -> None:
    for form in ("markdown", "html"):
        keys = [part.key for part in parts(write(sample(name), style, form)) if part.kind]
        assert len(keys) == len(set(keys)) > 15


@pytest.mark.parametrize("name", NAMES)
def test_the_alarm_fires_on_an_event_of_the_sample(name: str) -> None:
    case = sample(name)
    pattern = pattern_of(case)
    if pattern is None:
        return
    lines = (SAMPLES / name / "events.jsonl").read_text("utf-8").splitlines()
    events = [json.loads(line)["message"] for line in lines]
    fired = [event for event in events if all(phrase in event for phrase in pattern.phrases)]
    assert 0 < len(fired) < len(events)
    assert len(pattern.text) <= 1024


def test_most_incidents_get_an_alarm() -> None:
    with_lead = [name for name in NAMES if sample(name).lead is not None]
    assert len([name for name in with_lead if pattern_of(sample(name))]) >= 0.8 * len(with_lead)


@pytest.mark.parametrize("text", ['a ${b} %{c} "d" \\ \n \x1b é', "${jndi:x}", "%{ if true }"])
def test_terraform_evaluates_nothing_of_a_log(text: str) -> None:
    from triage.authoring.export.terraform import hcl

    shown = hcl(text)
    assert shown[0] == shown[-1] == '"' and "\n" not in shown
    assert not re.search(r"(?<!\$)\$\{|(?<!%)%\{", shown)
    assert not re.search(r'(?<!\\)(?:\\\\)*"', shown[1:-1])


@pytest.mark.parametrize(
    ("text", "expected"), [("Prod mysql.table", "prod-mysql-table"), ("1 2", "fault-1-2"), ("", "fault")]
)
def test_names_of_resources_are_plain(text: str, expected: str) -> None:
    assert slug(text) == expected
