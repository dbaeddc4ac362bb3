"""What the exit code of a run says; the table of the contract."""

from triage.model.report import Report, VerdictStatus
from triage.model.rules import Severity

OK = 0
FINDINGS = 1
COULD_NOT_RUN = 2
INCOMPLETE = 3
INTERRUPTED = 130


def exit_code(report: Report, fail_on: Severity | None, unexplained_errors: bool) -> int:
    """3 when something was not read, else 1 for findings at or above `fail_on` (None: never), else 0.

    Unmatched errors that nothing explains count as medium.
    """
    if report.gaps or report.verdict.status is VerdictStatus.NO_DATA:
        return INCOMPLETE
    if fail_on is None:
        return OK
    worst = max((f.severity for f in report.findings), default=Severity.INFO)
    if unexplained_errors:
        worst = max(worst, Severity.MEDIUM)
    has_any = bool(report.findings) or unexplained_errors
    return FINDINGS if has_any and worst >= fail_on else OK
