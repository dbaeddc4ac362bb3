"""The recordings in `sample_logs/` keep the shape that everything which reads them relies on."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from triage.model.taxonomy import CATEGORIES, ENTITIES

SAMPLES = Path(__file__).resolve().parents[2] / "sample_logs"
SCENARIOS = sorted(path.parent for path in SAMPLES.glob("*/truth.json"))
RECORDINGS = sorted(SAMPLES.glob("*/events*.jsonl"))
KEYS = {"environment": str, "logGroup": str, "logStream": str, "timestamp": int, "message": str}
CAUSE_KEYS = {
    "title": str,
    "root_cause_category": str,
    "entities": dict,
    "faulty_service": str,
    "fault_at": str,
    "first_error_at": str,
    "symptoms": list,
    "remediation_must_mention": list,
    "evidence_pattern": str,
}
STREAM = re.compile(r"[a-z0-9-]+/[a-z0-9-]+/[0-9a-f]{32}")
MACHINE_PATHS = re.compile(r"/work/|/root/|/home/|\.pyenv|tests/lab|/\.lab|/tmp/lab")
MOST_BYTES, MOST_EVENTS = 600_000, 3_000


def events_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def truth_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "truth.json").read_text("utf-8"))


def causes_of(truth: dict[str, Any]) -> list[dict[str, Any]]:
    if truth["root_cause_category"] == "healthy":
        return []
    return truth.get("causes") or [truth]


def milliseconds(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def name(path: Path) -> str:
    return str(path.relative_to(SAMPLES))


def test_there_are_samples() -> None:
    assert (SAMPLES / "story") in SCENARIOS


@pytest.mark.parametrize("path", RECORDINGS, ids=name)
def test_every_event_has_the_keys_and_types_of_a_log_event(path: Path) -> None:
    for event in events_of(path):
        assert list(event) == list(KEYS)
        assert all(type(event[key]) is kind for key, kind in KEYS.items())
        assert event["message"] and "\n" not in event["message"]
        assert STREAM.fullmatch(event["logStream"])


@pytest.mark.parametrize("path", RECORDINGS, ids=name)
def test_events_are_in_order_of_time(path: Path) -> None:
    times = [event["timestamp"] for event in events_of(path)]
    assert times and times == sorted(times)


@pytest.mark.parametrize("path", RECORDINGS, ids=name)
def test_a_recording_is_small_and_of_one_environment(path: Path) -> None:
    events = events_of(path)
    assert path.stat().st_size <= MOST_BYTES
    assert len(events) <= MOST_EVENTS
    assert len({event["environment"] for event in events}) == 1


@pytest.mark.parametrize("path", sorted(SAMPLES.rglob("*.json*")), ids=name)
def test_no_path_of_the_recording_machine_is_shown(path: Path) -> None:
    assert not MACHINE_PATHS.findall(path.read_text("utf-8"))


@pytest.mark.parametrize("folder", SCENARIOS, ids=name)
def test_a_truth_names_known_categories_and_recorded_services(folder: Path) -> None:
    truth = truth_of(folder)
    recorded = {event["logStream"].split("/")[1] for event in events_of(folder / "events.jsonl")}
    assert truth["note"] and set(truth["services"]) == recorded
    for cause in causes_of(truth):
        assert all(isinstance(cause[key], kind) for key, kind in CAUSE_KEYS.items())
        assert cause["root_cause_category"] in CATEGORIES
        assert set(cause.get("also_accept", [])) <= set(CATEGORIES)
        assert set(cause["entities"]) <= set(ENTITIES)


@pytest.mark.parametrize("folder", SCENARIOS, ids=name)
def test_the_evidence_pattern_first_matches_at_the_first_error(folder: Path) -> None:
    events = events_of(folder / "events.jsonl")
    for cause in causes_of(truth_of(folder)):
        shown = [event for event in events if re.search(cause["evidence_pattern"], event["message"])]
        assert shown[0]["timestamp"] == milliseconds(cause["first_error_at"])
        assert milliseconds(cause["fault_at"]) <= shown[0]["timestamp"]


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*/events-staging.jsonl")), ids=name)
def test_a_healthy_twin_shows_no_cause(path: Path) -> None:
    messages = [event["message"] for event in events_of(path)]
    for cause in causes_of(truth_of(path.parent)):
        assert not any(re.search(cause["evidence_pattern"], message) for message in messages)


def test_the_topology_of_the_story_names_the_recorded_streams() -> None:
    topology = json.loads((SAMPLES / "story" / "environment.json").read_text("utf-8"))
    files = {"production": "events.jsonl", "staging": "events-staging.jsonl"}
    for environment in topology["environments"]:
        recorded = {event["logStream"] for event in events_of(SAMPLES / "story" / files[environment["name"]])}
        described = {
            f"{container['log_options']['awslogs-stream-prefix']}/{container['name']}/{task['id']}"
            for container in environment["containers"]
            for task in environment["tasks"]
        }
        assert described == recorded
