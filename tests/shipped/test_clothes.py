"""Every recording in other clothes: the same faults, and with its streams apart the same records."""

import functools
from collections import Counter
from pathlib import Path

import pytest

from tests.shipped.clothes import APART, MERGED, events_of, plain
from tests.shipped.scenarios import SAMPLES
from triage.config import Settings
from triage.model.events import LogEvent, LogRecord
from triage.model.findings import Finding, Role
from triage.model.report import Report
from triage.parsing.records import records
from triage.pipeline import investigate
from triage.ruleset.library import RuleSet, shipped_rules
from triage.sources.files import FileSource
from triage.sources.reading import ALL_TIME, ReadLog

RECORDINGS = sorted(f"{path.parent.name}/{path.name}" for path in SAMPLES.glob("*/events*.jsonl"))

TAKEN_FOR_ONE_SERVICE = {"two-faults/events.jsonl": {"rabbitmq.broker-unreachable"}}
"""Without streams two services are one, so that harm beside the second cause is no longer seen to be its own: the
finding stands, without being called a root cause."""

MIXED_PARALLEL_TRACES = {("missing-column/events.jsonl", "merged, in another order of arrival")}
"""Two services wrote the same trace in one millisecond, and nothing in the lines tells which of them goes on."""


@functools.cache
def _rules() -> RuleSet:
    return shipped_rules()


def _clothed(recording: str, form: str, folder: Path) -> Path:
    events = events_of(SAMPLES / recording)
    file = folder / "input.log"
    file.write_text({**APART, **MERGED}[form](events) if form else plain(events), encoding="utf-8")
    return file


def _report(file: Path) -> Report:
    return investigate(FileSource([str(file)]), ALL_TIME, _rules(), Settings(), None, ReadLog())


def _records(file: Path) -> list[LogRecord]:
    events: list[LogEvent] = [e for batch in FileSource([str(file)]).events(ALL_TIME, ReadLog()) for e in batch]
    return sorted(records(events), key=lambda record: (record.log_stream, record.timestamp))


@functools.cache
def _plain_report(recording: str, folder: Path) -> Report:
    return _report(_clothed(recording, "", folder))


@functools.cache
def _plain_records(recording: str, folder: Path) -> list[LogRecord]:
    return _records(_clothed(recording, "", folder))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clothes")


def _told(finding: Finding) -> tuple[object, ...]:
    return finding.role, finding.rule_id, finding.entities, finding.services, finding.count


def _cause(finding: Finding) -> tuple[object, ...]:
    """Rule and entities; a release is that of a task, which nameless lines do not tell."""
    return finding.rule_id, tuple((name, values) for name, values in finding.entities if name != "release")


def _roots(report: Report, left_out: set[str]) -> list[tuple[object, ...]]:
    return [_cause(f) for f in report.findings if f.role is Role.ROOT_CAUSE and f.rule_id not in left_out]


def _counts(report: Report) -> Counter[str | None]:
    counts: Counter[str | None] = Counter()
    for finding in report.findings:
        counts[finding.rule_id] += finding.count
    return counts


def _read(record: LogRecord) -> tuple[object, ...]:
    root = record.root_exception
    types = [error.type for error in record.exceptions]
    return record.log_stream, record.timestamp, record.events, record.level, types, root.message if root else ""


def _traces(found: list[LogRecord]) -> Counter[tuple[object, ...]]:
    return Counter(
        (record.events, tuple(e.type for e in record.exceptions), record.exceptions[-1].message)
        for record in found
        if record.exceptions
    )


@pytest.mark.parametrize("form", APART)
@pytest.mark.parametrize("recording", RECORDINGS)
def test_with_streams_apart_every_finding_is_the_same(recording: str, form: str, folder: Path) -> None:
    expected = _plain_report(recording, folder)
    report = _report(_clothed(recording, form, folder))

    assert report.verdict.status == expected.verdict.status
    assert [_told(finding) for finding in report.findings] == [_told(finding) for finding in expected.findings]


@pytest.mark.parametrize("form", APART)
@pytest.mark.parametrize("recording", RECORDINGS)
def test_with_streams_apart_every_record_is_the_same(recording: str, form: str, folder: Path) -> None:
    expected = _plain_records(recording, folder)
    found = _records(_clothed(recording, form, folder))

    assert [_read(record) for record in found] == [_read(record) for record in expected]


@pytest.mark.parametrize("form", MERGED)
@pytest.mark.parametrize("recording", RECORDINGS)
def test_merged_the_faults_are_the_same(recording: str, form: str, folder: Path) -> None:
    expected = _plain_report(recording, folder)
    report = _report(_clothed(recording, form, folder))
    left_out = TAKEN_FOR_ONE_SERVICE.get(recording, set())

    assert report.verdict.status == expected.verdict.status
    assert _roots(report, set()) == _roots(expected, left_out)
    assert _counts(report) == _counts(expected)


@pytest.mark.parametrize("form", MERGED)
@pytest.mark.parametrize("recording", RECORDINGS)
def test_merged_the_traces_are_the_same(recording: str, form: str, folder: Path) -> None:
    expected = _traces(_plain_records(recording, folder))
    found = _traces(_records(_clothed(recording, form, folder)))

    if (recording, form) in MIXED_PARALLEL_TRACES:
        assert {trace[1:] for trace in found} == {trace[1:] for trace in expected}
    else:
        assert found == expected
