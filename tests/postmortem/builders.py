"""Cases out of hand-made reports and out of the sample logs."""

import json
from functools import cache
from pathlib import Path

import msgspec

from tests.render.builders import MINUTE, START, incident
from triage.model.events import LogEvent
from triage.model.report import Report, Target, Verdict, VerdictStatus, Window
from triage.pipeline import context
from triage.postmortem import Case, case_of
from triage.ranking.rank import rank
from triage.redaction import Redactor, redact_report
from triage.ruleset.library import shipped_matcher, shipped_rules
from triage.runs import Place, SavedRun, Traffic
from triage.runs.model import FORMAT_VERSION
from triage.summary.summarizing import summarize
from triage.verification import traffic_of

SAMPLES = Path(__file__).resolve().parents[2] / "sample_logs"
TRAFFIC = (
    Traffic("orders-api", "GET", "/invoices", Place(), Place(388, START + 11 * MINUTE, START + 29 * MINUTE)),
    Traffic("nginx", "GET", "/invoices", Place(), Place(388, START + 11 * MINUTE, START + 29 * MINUTE)),
    Traffic("orders-api", "GET", "/health", Place(60, START, START + 29 * MINUTE), Place()),
)


def saved(report: Report, run_id: str = "r-aaaaaa", traffic: tuple[Traffic, ...] = TRAFFIC) -> SavedRun:
    return SavedRun(FORMAT_VERSION, run_id, "2026-03-01T09:30:04Z", report, traffic)


def case(report: Report, **options: int) -> Case:
    return case_of([saved(report)], shipped_rules().rules, **options)


def afterwards() -> SavedRun:
    """A run of the same environment an hour later: no match, and the path answers."""
    window = Window(START + 60 * MINUTE, START + 90 * MINUTE)
    report = msgspec.structs.replace(
        incident(), window=window, findings=(), unmatched=(), verdict=Verdict(VerdictStatus.HEALTHY, "No fault")
    )
    traffic = (Traffic("orders-api", "GET", "/invoices", Place(41, window.start, window.end - 1), Place()),)
    return saved(report, "r-bbbbbb", traffic)


@cache
def sample(name: str) -> Case:
    """The case of one of the sample logs, as `triage files` would save it."""
    lines = (SAMPLES / name / "events.jsonl").read_text("utf-8").splitlines()
    events = [
        LogEvent(one["timestamp"], one["message"], one["logGroup"], one["logStream"], environment=one["environment"])
        for one in map(json.loads, lines)
    ]
    summary = summarize(events, shipped_matcher())
    window = Window(summary.span.first, summary.span.last + 1)
    report = redact_report(rank(summary, context(shipped_rules(), window, Target("files"))), Redactor())
    return case_of([saved(report, "r-cccccc", traffic_of(summary))], shipped_rules().rules)


NAMES = sorted(path.parent.name for path in SAMPLES.glob("*/events.jsonl"))
