"""Every language in every layout: one record, with the whole chain."""

import json
from collections.abc import Callable

import pytest

from tests.parsing.cases import (
    Case,
    dotnet,
    golayouts,
    jvm,
    jvmlayouts,
    node,
    nodelayouts,
    others,
    pylayouts,
    python,
    scripts,
)
from triage.model.events import LogEvent, LogRecord
from triage.parsing.reading import read_text
from triage.parsing.records import records

BEFORE = "2026-11-22 17:46:40,000 INFO [1] quay.app: before it"
AFTER = "2026-11-22 17:46:50,000 INFO [1] quay.app: after it"
MODULES = (python, pylayouts, jvm, jvmlayouts, node, nodelayouts, golayouts, scripts, dotnet, others)
ALL = [
    pytest.param(case, id=f"{module.__name__.rpartition('.')[2]}: {case.name}")
    for module in MODULES
    for case in module.CASES
]
HEADS = ("2026", "[202", "Nov ", "10:0", "17:4", "E, [", "F, [", "ERRO", "fail")
HEADLESS = [param for param in ALL if isinstance(param.values[0], Case) and not param.values[0].text.startswith(HEADS)]
"""Without the header of a log line, which a field never holds."""
AT_ONCE = {"Phoenix"}
"""Layouts whose plain lines are only known to belong together when they come in one burst."""


def events(lines: list[str], gap: int = 0) -> list[LogEvent]:
    return [
        LogEvent(1_795_000_000_000 + gap * place, line, log_group="/ecs/quay", log_stream="quay/api/0f")
        for place, line in enumerate(lines)
    ]


def lines_of(case: Case, blanks: bool = True) -> list[str]:
    lines = case.text.rstrip("\n").split("\n")
    return lines if blanks else [line for line in lines if line.strip()]


def assert_tells(record: LogRecord, case: Case) -> None:
    assert tuple(found.type for found in record.exceptions) == case.types
    root = record.root_exception
    assert root is not None
    assert case.root_message in root.message
    if case.function:
        assert [frame.function for frame in root.frames if frame.in_app][-1] == case.function
    assert set(case.codes) <= set(record.codes)


def assert_one_of_three(found: list[LogRecord], case: Case) -> None:
    assert [record.raw[:60] for record in found[1:2]] and len(found) == 3, [record.raw[:60] for record in found]
    assert not found[0].exceptions and not found[2].exceptions
    assert_tells(found[1], case)


@pytest.mark.parametrize("case", ALL)
@pytest.mark.parametrize("blanks", [True, False], ids=["blank lines kept", "blank lines dropped"])
@pytest.mark.parametrize("gap", [0, 1, 40])
def test_lines_of_a_trace_become_one_record(case: Case, blanks: bool, gap: int) -> None:
    gap = min(gap, 1) if case.name in AT_ONCE else gap
    assert_one_of_three(list(records(events([BEFORE, *lines_of(case, blanks), AFTER], gap))), case)


@pytest.mark.parametrize("case", ALL)
@pytest.mark.parametrize("blanks", [True, False], ids=["blank lines kept", "blank lines dropped"])
def test_a_time_stamp_on_each_line_changes_nothing(case: Case, blanks: bool) -> None:
    lines = [BEFORE, *lines_of(case, blanks), AFTER]
    stamped = [f"2026-11-22T17:46:45.{place:03}Z {line}" for place, line in enumerate(lines)]
    found = list(records(events(stamped)))
    told = [record for record in found if record.exceptions]
    assert_tells(told[0], case)
    assert len(told) == 1


PREFIXES = {
    "docker compose": "quay-api-1  | ",
    "pm2": "0|quay  | ",
    "kubectl": "[pod/quay-7c9/api] ",
    "container runtime": "2026-11-22T17:46:45.844123456Z stderr F ",
    "its colour": "\x1b[36mquay-api-1  |\x1b[0m ",
}


@pytest.mark.parametrize("case", ALL)
@pytest.mark.parametrize("prefix", PREFIXES.values(), ids=PREFIXES)
def test_a_prefix_on_each_line_changes_nothing(case: Case, prefix: str) -> None:
    assert_one_of_three(list(records(events([prefix + line for line in [BEFORE, *lines_of(case), AFTER]]))), case)


ENDS: dict[str, Callable[[str], str]] = {
    "carriage returns": lambda line: line + "\r",
    "eight spaces for a tab": lambda line: line.replace("\t", " " * 8),
    "four spaces for a tab": lambda line: line.replace("\t", " " * 4),
}


@pytest.mark.parametrize("case", ALL)
@pytest.mark.parametrize("change", ENDS.values(), ids=ENDS)
def test_other_blanks_change_nothing(case: Case, change: Callable[[str], str]) -> None:
    assert_one_of_three(list(records(events([change(line) for line in [BEFORE, *lines_of(case), AFTER]]))), case)


@pytest.mark.parametrize("case", ALL)
def test_carriage_returns_for_line_ends_keep_a_trace_in_one_event(case: Case) -> None:
    assert_one_of_three(list(records(events([BEFORE, "\r".join(lines_of(case)), AFTER]))), case)


@pytest.mark.parametrize("case", ALL)
def test_firelens_objects_are_unwrapped(case: Case) -> None:
    wrapped = [
        json.dumps({"log": line, "container_name": "quay", "container_id": "ab12", "source": "stderr"})
        for line in [BEFORE, *lines_of(case), AFTER]
    ]
    found = list(records(events(wrapped)))
    assert_one_of_three(found, case)
    assert ("container_name", "quay") in found[1].fields


@pytest.mark.parametrize("case", ALL)
def test_a_trace_in_one_event_is_read_as_well(case: Case) -> None:
    assert_one_of_three(list(records(events([BEFORE, case.text, AFTER]))), case)


@pytest.mark.parametrize("case", ALL)
def test_colours_do_not_matter(case: Case) -> None:
    coloured = [f"\x1b[31m{line}\x1b[0m" for line in lines_of(case)]
    assert_one_of_three(list(records(events([BEFORE, *coloured, AFTER]))), case)


@pytest.mark.parametrize("case", ALL)
@pytest.mark.parametrize("prefix", ["", "quay-api-1  | ", "[pod/quay-7c9/api] "])
def test_a_lone_text_is_one_record(case: Case, prefix: str) -> None:
    record = read_text("\n".join(prefix + line for line in lines_of(case)))
    assert_tells(record, case)
    assert record.timestamp == 0


@pytest.mark.parametrize("case", HEADLESS)
@pytest.mark.parametrize("field", ["stack", "exc_info", "error.stack_trace", "err"])
def test_a_trace_in_a_field_of_json_is_read(case: Case, field: str) -> None:
    value: object = {"message": "outer words", "stack": case.text} if field == "err" else case.text
    line = json.dumps({"level": "error", "msg": "request failed", field: value})
    (record,) = records(events([line]))
    assert tuple(found.type for found in record.exceptions) == case.types
    assert case.root_message in (record.exceptions[-1].message)
    assert case.text.strip().split("\n")[-1] in record.text
    assert record.message == "request failed"


def test_a_property_above_the_frames_is_no_exception() -> None:
    record = read_text(
        '[vite] Internal server error: Failed to resolve import "./tide" from "src/main.ts".\n  Plugin: vite:import-analysis\n'
        "  File: /app/src/main.ts:1:22\n      at formatError (file:///app/node_modules/vite/dist/node/chunks/dep-1.js:50830:46)"
    )
    assert record.exceptions == ()
