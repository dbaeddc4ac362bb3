"""A report of an input that holds no times, for people: nothing in it that only times can tell."""

import msgspec

from triage.model.findings import Finding, Trend
from triage.model.report import Report

_ORDER = "onset"


def without_times(report: Report) -> Report:
    """The report without trends and without the factor of what began first."""
    still = Trend(60_000)
    return msgspec.structs.replace(
        report,
        findings=tuple(_finding(one, still) for one in report.findings),
        unmatched=tuple(msgspec.structs.replace(one, trend=still) for one in report.unmatched),
    )


def _finding(finding: Finding, still: Trend) -> Finding:
    why = tuple(one for one in finding.why if one.factor != _ORDER)
    return msgspec.structs.replace(finding, trend=still, why=why)
