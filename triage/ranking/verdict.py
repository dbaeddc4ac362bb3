"""The verdict: one status by the contract's table, and one line that says it."""

from collections.abc import Sequence

from triage.model.findings import Finding, Role
from triage.model.report import Coverage, Gap, UnmatchedCluster, Verdict, VerdictStatus
from triage.model.rules import Severity
from triage.timespan import iso


def verdict(
    findings: Sequence[Finding],
    unmatched: Sequence[UnmatchedCluster],
    unknown_errors: int,
    gaps: Sequence[Gap],
    coverage: Coverage,
    searched: bool = False,
) -> Verdict:
    """The status and the headline; `unknown_errors` counts unmatched signatures of errors that nothing explains.

    `searched`: queries looked for signs of errors, and only what stands around these was read."""
    roots = [f for f in findings if f.role is Role.ROOT_CAUSE]
    open_findings = [f for f in findings if f.severity >= Severity.MEDIUM]
    if roots:
        return Verdict(VerdictStatus.INCIDENT, _incident(roots, findings, gaps))
    if open_findings or unknown_errors:
        return Verdict(VerdictStatus.UNEXPLAINED, _unexplained(open_findings, unmatched, unknown_errors, gaps))
    if searched and not gaps:
        return Verdict(
            VerdictStatus.UNEXPLAINED, "No fault where queries found signs of errors; the window was not read whole"
        )
    if not gaps and coverage.events:
        return Verdict(VerdictStatus.HEALTHY, _healthy(findings, coverage))
    if not coverage.events:
        why = f" ({gaps[0].reason})" if gaps else ""
        return Verdict(VerdictStatus.NO_DATA, f"Read 0 events{why}: nothing can be said about this window")
    return Verdict(
        VerdictStatus.UNEXPLAINED,
        f"No known error in what was read, but the window was not read whole: {len(gaps)} {_many(len(gaps), 'gap')}",
    )


def _incident(roots: list[Finding], findings: Sequence[Finding], gaps: Sequence[Gap]) -> str:
    first = roots[0]
    folded = sum(f.count for f in findings if f.explained_by)
    parts = [first.title]
    if first.services:
        parts.append(f"in {', '.join(first.services[:3])}")
    if first.first_seen:
        parts.append(f"since {iso(first.first_seen)[11:19]} UTC")
    text = " ".join(parts)
    if len(roots) > 1:
        text += f"; and {len(roots) - 1} more {_many(len(roots) - 1, 'root cause')}"
    if folded:
        text += f"; explains {folded} symptom {_many(folded, 'record')}"
    return text + (" (the window was not read whole)" if gaps else "")


def _unexplained(
    findings: list[Finding], unmatched: Sequence[UnmatchedCluster], unknown_errors: int, gaps: Sequence[Gap]
) -> str:
    parts = []
    if findings:
        parts.append(f"{len(findings)} {_many(len(findings), 'finding')}, first: {findings[0].title}")
    if unknown_errors:
        first = unmatched[0].template if unmatched else ""
        parts.append(f"{unknown_errors} unknown error {_many(unknown_errors, 'signature')}, first: {first[:100]}")
    tail = " (the window was not read whole)" if gaps else ""
    return f"Errors without a proven cause: {'; '.join(parts)}{tail}"


def _healthy(findings: Sequence[Finding], coverage: Coverage) -> str:
    noise = sum(f.count for f in findings)
    seen = f"; {noise} harmless {_many(noise, 'record')} recognised" if noise else ""
    return f"No fault among {coverage.records} records of {coverage.streams} {_many(coverage.streams, 'stream')}{seen}"


def _many(n: int, word: str) -> str:
    return word if n == 1 else f"{word}s"
