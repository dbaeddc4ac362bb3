"""The same incident in other clothes: the same root cause, the same count."""

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

from tests.shipped.scenarios import SAMPLES, report_of

STORY = SAMPLES / "story" / "events.jsonl"
STAMP = re.compile(r"^\[?\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[^ \]]*( [+-]\d{4})?\]? ")


def _events() -> list[dict[str, Any]]:
    return [json.loads(line) for line in STORY.read_text(encoding="utf-8").splitlines()]


def _first(tmp_path: Path, events: list[dict[str, Any]]) -> dict[str, Any]:
    file = tmp_path / "input.jsonl"
    file.write_text("".join(json.dumps(e) + "\n" for e in events), encoding="utf-8")
    report = report_of(file)
    roots = [f for f in report["findings"] if f["role"] == "root_cause"]
    assert len(roots) == 1, [f["title"] for f in roots]
    found: dict[str, Any] = report["findings"][0]
    return found


def _named(finding: dict[str, Any]) -> tuple[str, int, list[str], list[str]]:
    return (finding["rule_id"], finding["count"], finding["entities"]["table"], finding["entities"]["database"])


def _without_stamps(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**e, "message": STAMP.sub("", e["message"])} for e in events]


def _shuffled(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    spread = list(events)
    by_time: dict[int, list[dict[str, Any]]] = {}
    for event in spread:
        by_time.setdefault(event["timestamp"], []).append(event)
    times = list(by_time)
    random.Random(7).shuffle(times)
    return [event for time in times for event in by_time[time]]


@pytest.mark.parametrize("change", [_without_stamps, _shuffled], ids=["without time stamps", "shuffled"])
def test_the_story_is_one_fault_in_every_form(tmp_path: Path, change: Any) -> None:
    plain = _first(tmp_path, _events())

    assert _named(_first(tmp_path, change(_events()))) == _named(plain)


def test_merged_streams_still_show_one_fault(tmp_path: Path) -> None:
    plain = _first(tmp_path, _events())
    merged = _first(tmp_path, [{"timestamp": e["timestamp"], "message": e["message"]} for e in _events()])

    assert _named(merged)[0] == _named(plain)[0]
    assert _named(merged)[2:] == _named(plain)[2:]


def test_a_hundred_failures_are_one_finding(tmp_path: Path) -> None:
    events = _events()
    start = next(i for i, e in enumerate(events) if "Exception on /contacts" in e["message"])
    stream = events[start]["logStream"]
    first = [e for e in events[start:] if e["logStream"] == stream]
    end = next(i for i, e in enumerate(first) if (i and STAMP.match(e["message"])) or " - - [" in e["message"])
    burst = first[:end]
    copies = [
        {**event, "timestamp": burst[0]["timestamp"] + 1000 * n + i // 40}
        for n in range(100)
        for i, event in enumerate(burst)
    ]
    found = _first(tmp_path, copies)

    assert (found["count"], found["rule_id"]) == (100, "mysql.table-missing")


def test_nothing_is_hard_coded(tmp_path: Path) -> None:
    renamed = [
        {**e, "message": e["message"].replace("tfplayground_prod", "shop_live").replace("contacts", "parcels")}
        for e in _events()
    ]
    found = _first(tmp_path, renamed)

    assert found["entities"]["table"] == ["parcels"]
    assert found["entities"]["database"] == ["shop_live"]
    assert "contacts" not in json.dumps(found)
    assert "tfplayground_prod" not in json.dumps(found)


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    assert json.dumps(report_of(STORY)) == json.dumps(report_of(STORY))
