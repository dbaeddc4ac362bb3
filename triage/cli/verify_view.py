"""The answer of a verification as text and as JSON."""

import json

from triage.model.report import Report
from triage.render.safe_text import json_escaped, line
from triage.render.words import clock, completeness, counted, coverage_text, duration, iso, window_text
from triage.verification import Outcome, PathEvidence, Verification

_WORDS = {Outcome.REPAIRED: "REPAIRED", Outcome.MATCHED: "STILL MATCHING", Outcome.UNPROVEN: "NOT PROVEN"}


def as_text(answer: Verification, report: Report) -> str:
    """One line that says it, then what was seen."""
    rows = [
        ("last match", _last_match(answer)),
        *(("since then" if not at else "", _path(path, answer)) for at, path in enumerate(answer.paths)),
    ]
    if not answer.paths:
        rows.append(("since then", "no request on the failing path or service is in what was read"))
    if answer.needed > 1:
        rows.append(("proof", f"{answer.needed} successes: the path also answered while the fault was there"))
    rows.append(("read", f"{window_text(answer.window)} · {completeness(report)}"))
    rows.append(("", coverage_text(report)))
    rows += [("not read", line(f"{gap.scope}: {gap.reason} {gap.hint}".strip())) for gap in report.gaps[:5]]
    name = report.target.environment
    head = f"{_WORDS[answer.outcome]}  {answer.rule_id}{f' in {line(name)}' if name else ''}: {line(answer.reason)}"
    body = "".join(f"  {label:<11} {text}\n" for label, text in rows)
    return f"{head}\n{body}{_next(answer)}"


def _last_match(answer: Verification) -> str:
    if not answer.last_match:
        return "none known: not in this window, not in a saved run"
    at = clock(answer.last_match, answer.window)
    before = duration(answer.window.end - answer.last_match)
    where = f"in saved run {answer.last_match_run}" if answer.last_match_run else "in this window"
    return (
        f"{at} UTC, {before} before the end of what was read, {where}; {counted(answer.matches, 'record')} match here"
    )


def _path(path: PathEvidence, answer: Verification) -> str:
    good = f"{counted(path.answered, 'request')} answered"
    good += f", last {clock(path.last_answered, answer.window)}" if path.last_answered else ""
    bad = f"{path.failed} failed with 5xx" if path.failed else "none failed"
    return f"{line(path.name)}: {good}; {bad}"


def _next(answer: Verification) -> str:
    if answer.outcome is Outcome.MATCHED:
        return "  If the repair came after the last match, say when with --after TIME, or wait and verify again.\n"
    if answer.outcome is Outcome.UNPROVEN:
        return "  Send a request to the path that failed, wait until its log line has arrived, and verify again.\n"
    return ""


def as_json(answer: Verification, report: Report) -> str:
    document = {
        "format_version": "1.0",
        "rule_id": answer.rule_id,
        "environment": report.target.environment or None,
        "outcome": answer.outcome.value,
        "reason": answer.reason,
        "window": {"start": iso(answer.window.start), "end": iso(answer.window.end)},
        "complete": report.complete,
        "last_match": iso(answer.last_match) if answer.last_match else None,
        "last_match_run": answer.last_match_run or None,
        "matches": answer.matches,
        "since": iso(answer.since) if answer.since else None,
        "paths": [
            {
                "name": path.name,
                "answered": path.answered,
                "last_answered": iso(path.last_answered) if path.last_answered else None,
                "failed": path.failed,
                "last_failed": iso(path.last_failed) if path.last_failed else None,
            }
            for path in answer.paths
        ],
        "needed": answer.needed,
        "run": report.run.id if report.run else None,
    }
    return json_escaped(json.dumps(document, indent=2)) + "\n"
