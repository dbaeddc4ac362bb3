"""The acceptance test of the product: every recorded incident, and every healthy system."""

import functools
import re
from typing import Any

import pytest

from tests.shipped.scenarios import SAMPLES, SCENARIOS, causes_of, report_of

FAULTS = [name for name in SCENARIOS if causes_of(name)]
HEALTHY = [name for name in SCENARIOS if not causes_of(name)]
CONTROLS = [name for name in SCENARIOS if (SAMPLES / name / "events-staging.jsonl").exists()]


@functools.cache
def _report(name: str, file: str = "events.jsonl") -> dict[str, Any]:
    return report_of(SAMPLES / name / file)


def _roots(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [finding for finding in report["findings"] if finding["role"] == "root_cause"]


def _accepted(cause: dict[str, Any]) -> set[str]:
    return {cause["root_cause_category"], *cause.get("also_accept", [])}


@pytest.mark.parametrize("name", FAULTS)
def test_the_root_causes_are_named_and_nothing_else_is(name: str) -> None:
    report = _report(name)
    wanted = [_accepted(cause) for cause in causes_of(name)]
    found = [root["category"] for root in _roots(report)]

    assert report["verdict"]["status"] == "incident"
    assert all(any(category in want for category in found) for want in wanted), found
    assert all(any(category in want for want in wanted) for category in found), found
    assert report["findings"][0]["role"] == "root_cause"


@pytest.mark.parametrize("name", FAULTS)
def test_entities_and_service_of_the_cause_are_named(name: str) -> None:
    for cause in causes_of(name):
        root = next((r for r in _roots(_report(name)) if r["category"] in _accepted(cause)), None)
        assert root is not None
        for entity, values in cause["entities"].items():
            found = " ".join(root["entities"].get(entity, []))
            for value in values if isinstance(values, list) else [values]:
                assert re.search(rf"(?<![\w-]){re.escape(value)}(?![\w-])", found), root["entities"]
        assert root["services"], "a root cause without a service"


@pytest.mark.parametrize("name", FAULTS)
def test_the_remedy_speaks_of_the_cure(name: str) -> None:
    for cause in causes_of(name):
        root = next(r for r in _roots(_report(name)) if r["category"] in _accepted(cause))
        steps = [" ".join([s["title"], s["command"] or "", *s["needs"]]) for s in root["remediation"]]
        said = " ".join([root["title"], *steps]).lower()
        assert all(word.lower() in said for word in cause["remediation_must_mention"]), said
        assert {"inspect", "verify"} <= {step["kind"] for step in root["remediation"]}


@pytest.mark.parametrize("name", HEALTHY)
def test_a_healthy_system_is_healthy(name: str) -> None:
    report = _report(name)

    assert report["verdict"]["status"] == "healthy", report["verdict"]
    assert all(finding["severity"] in ("low", "info") for finding in report["findings"])


@pytest.mark.parametrize("name", CONTROLS)
def test_the_healthy_twin_is_healthy(name: str) -> None:
    assert _report(name, "events-staging.jsonl")["verdict"]["status"] == "healthy"
