"""The verdict where a window was searched rather than read, and where no service is named."""

from __future__ import annotations

import msgspec

from triage.model.events import LogEvent
from triage.model.report import ONLY_ERRORS, Diagnostic, Report, Target, Tool, VerdictStatus, Window
from triage.ranking.context import RankContext
from triage.ranking.rank import rank
from triage.ruleset.library import shipped_rules
from triage.summary.summarizing import summarize

QUIET = "2026-11-22 15:00:00 INFO shop - order priced"
BROKEN = "pymysql.err.ProgrammingError: (1146, \"Table 'shop.orders' doesn't exist\")"


def _report(message: str, *codes: str) -> Report:
    rules = shipped_rules()
    summary = summarize([LogEvent(1_000, message, "/ecs/shop", "shop/shop/1")], rules.matcher())
    context = RankContext({r.id: r for r in rules.rules}, Window(0, 2_000), Target("insights"), Tool("0", "0"))
    context = msgspec.structs.replace(context, diagnostics=tuple(Diagnostic(code, "") for code in codes))
    return rank(summary, context)


def test_what_queries_did_not_find_is_not_called_healthy() -> None:
    assert _report(QUIET).verdict.status is VerdictStatus.HEALTHY
    searched = _report(QUIET, "insights_cost", ONLY_ERRORS).verdict
    assert searched.status is VerdictStatus.UNEXPLAINED
    assert "not read whole" in searched.headline


def test_a_fault_that_queries_found_is_told_like_any_other() -> None:
    assert _report(BROKEN, ONLY_ERRORS).verdict == _report(BROKEN).verdict


def test_logs_that_name_no_service_are_of_none() -> None:
    rules = shipped_rules()
    events = [LogEvent(1_000, BROKEN), LogEvent(1_900, "ERROR shop - the ledger is closed")]
    context = RankContext({r.id: r for r in rules.rules}, Window(0, 2_000), Target("files"), Tool("0", "0"))

    report = rank(summarize(events, rules.matcher()), context)

    assert [finding.services for finding in report.findings] == [()]
    assert [cluster.services for cluster in report.unmatched] == [()]
    assert "  " not in report.verdict.headline
