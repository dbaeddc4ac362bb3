"""The history beside a run: what is told of a finding from before, and what is kept for the next time."""

import os

import msgspec

from triage.history import HistoryStore
from triage.history.marking import recalled, remembered
from triage.model.report import Report
from triage.runs import state_folder

_LIVE = ("cloudwatch", "insights")


def history_store() -> HistoryStore:
    """The history of this user, or of `TRIAGE_STATE_DIR`."""
    return HistoryStore(state_folder(os.environ))


def with_history(report: Report) -> Report:
    """The report with what is known from before. Files have no history: whose logs they are is not known."""
    return recalled(report, history_store()) if _has_history(report) else report


def remember(shown: Report, clean: Report) -> Report:
    """Keep the findings of a redacted report; gives the report to show, with a notice when that was not possible."""
    notice = remembered(clean, history_store()) if _has_history(clean) else None
    return msgspec.structs.replace(shown, diagnostics=(*shown.diagnostics, notice)) if notice else shown


def _has_history(report: Report) -> bool:
    return bool(report.target.environment) and report.target.source in _LIVE
