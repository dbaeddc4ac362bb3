"""The words and figures that every format shares."""

from datetime import UTC, datetime

from triage.model.findings import Finding, Role, Step, Trend
from triage.model.report import (
    CheckVerdict,
    Diagnostic,
    Report,
    Target,
    UnmatchedCluster,
    Verdict,
    VerdictStatus,
    Window,
)
from triage.model.rules import StepKind
from triage.remediation import is_safe_context

_CARRYING = ("explains", "impact", "task_life", "new_release", "onset", "specific")
"""Factors that tell a reader why a finding stands first."""
_FIRST = 20
"""The value of the factor onset for what began first."""
_SOON = 10_000
"""A silence shorter than this tells nothing."""
_LAST_MOMENT = 253_402_300_799_999

_VERDICTS = {
    VerdictStatus.INCIDENT: "Incident",
    VerdictStatus.UNEXPLAINED: "Errors without a known cause",
    VerdictStatus.HEALTHY: "Healthy",
    VerdictStatus.NO_DATA: "No data",
}
ROLE_WORDS = {
    Role.ROOT_CAUSE: "Root cause",
    Role.CONTRIBUTING: "Contributing",
    Role.SYMPTOM: "Symptom",
    Role.INDEPENDENT: "Independent",
}
CHECK_WORDS = {
    CheckVerdict.RULED_OUT: "ruled out",
    CheckVerdict.IMPLICATED: "IMPLICATED",
    CheckVerdict.UNKNOWN: "could not tell",
    CheckVerdict.NOT_APPLICABLE: "not applicable",
}
STEP_WORDS = {
    StepKind.INSPECT: "Inspect (changes nothing)",
    StepKind.CHANGE: "Changes things",
    StepKind.VERIFY: "Verify",
}


def moment(milliseconds: int) -> datetime:
    """Aware UTC; a time out of the calendar becomes its nearest end."""
    return datetime.fromtimestamp(min(max(milliseconds, 0), _LAST_MOMENT) / 1000, UTC)


def iso(milliseconds: int) -> str:
    """`2026-03-01T09:30:00.000Z`."""
    bounded = min(max(milliseconds, 0), _LAST_MOMENT)
    second = datetime.fromtimestamp(bounded // 1000, UTC)
    return f"{second:%Y-%m-%dT%H:%M:%S}.{bounded % 1000:03d}Z"


def day_and_clock(milliseconds: int) -> str:
    """`2026-03-01 09:30:00`."""
    return f"{moment(milliseconds):%Y-%m-%d %H:%M:%S}"


def is_timeless(window: Window) -> bool:
    """True for the window of an input that holds no times."""
    return window.end <= 1


def clock(milliseconds: int, window: Window) -> str:
    """The time of day, with its date where the window is not all of that day."""
    if is_timeless(window):
        return "no time"
    days = {moment(window.start).date(), moment(max(window.start, window.end - 1)).date()}
    at = moment(milliseconds)
    return f"{at:%H:%M:%S}" if days == {at.date()} else f"{at:%Y-%m-%d %H:%M:%S}"


def exact_clock(milliseconds: int, window: Window) -> str:
    """As `clock`, with milliseconds."""
    if is_timeless(window):
        return "no time"
    return f"{clock(milliseconds, window)}.{min(max(milliseconds, 0), _LAST_MOMENT) % 1000:03d}"


def number(count: int) -> str:
    return f"{count:,}"


def counted(count: int, one: str, many: str = "") -> str:
    """`1 record`, `1,204 records`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def size(count: int) -> str:
    """Bytes in decimal units."""
    amount = float(count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            break
        amount /= 1000
    return f"{amount:,.0f} {unit}" if amount >= 10 or unit == "bytes" else f"{amount:.1f} {unit}"


def duration(milliseconds: int) -> str:
    """`45 s`, `12 min`, `3 h 20 min`, `2 d 4 h`."""
    seconds = max(0, milliseconds) // 1000
    days, hours, minutes = seconds // 86_400, seconds % 86_400 // 3600, seconds % 3600 // 60
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    if minutes:
        rest = seconds % 60
        return f"{minutes} min {rest} s" if rest and minutes < 10 else f"{minutes} min"
    return f"{seconds} s"


def window_text(window: Window) -> str:
    """`2026-03-01 09:00:00 to 09:30:00 UTC (30 min)`."""
    if is_timeless(window):
        return "the input holds no times"
    start, end = moment(window.start), moment(window.end)
    until = f"{end:%H:%M:%S}" if start.date() == end.date() else f"{end:%Y-%m-%d %H:%M:%S}"
    return f"{start:%Y-%m-%d %H:%M:%S} to {until} UTC ({duration(window.end - window.start)})"


def files_text(target: Target) -> str:
    """`app.log`, `app.log and others`."""
    return target.files[0] + (" and others" if len(target.files) > 1 else "") if target.files else ""


def target_text(report: Report) -> str:
    """Environment, Region, account and what was read, as far as known."""
    target = report.target
    groups = report.coverage.log_groups or len(target.log_groups)
    parts = [target.environment, target.region, target.account and f"account {target.account}"]
    parts.append(counted(groups, "log group") if groups else files_text(target) or target.source)
    return " · ".join(part for part in parts if part)


def completeness(report: Report) -> str:
    """`complete`, or how many gaps there are."""
    return "complete" if report.complete else f"INCOMPLETE: {counted(len(report.gaps), 'gap')}"


def status_word(verdict: Verdict) -> str:
    """The status in words: where nothing was found, that not all was read is all there is to say."""
    nothing = verdict.headline.startswith(("No known error", "No fault"))
    return "Not read whole" if nothing and verdict.status is VerdictStatus.UNEXPLAINED else _VERDICTS[verdict.status]


def tally(report: Report) -> str:
    """How many root causes, symptoms and unknown signatures."""
    causes = sum(1 for finding in report.findings if finding.role is Role.ROOT_CAUSE)
    symptoms = sum(1 for finding in report.findings if finding.explained_by)
    others = len(report.findings) - causes - symptoms
    link = "explained" if report.complete else "possibly explained"
    if report.verdict.status is VerdictStatus.NO_DATA:
        return "nothing read, nothing known"
    parts = [
        counted(causes, "root cause") if causes else "no root cause",
        f"{counted(symptoms, 'symptom')} {link}" if symptoms else "",
        counted(others, "other finding") if others else "",
        counted(len(report.unmatched), "unknown signature") if report.unmatched else "",
    ]
    return ", ".join(part for part in parts if part)


def headline(report: Report) -> str:
    """The verdict's one line, without what the status beside it says already."""
    return report.verdict.headline.removeprefix("Errors without a proven cause: ")


def tasks_text(finding: Finding, most: int = 2) -> str:
    """`2 tasks 8a4d3c4bb817…, dbdfb918af7a…`: enough of each id to find it by."""
    if not finding.tasks:
        return ""
    shown = [task if len(task) <= 16 else f"{task[:12]}…" for task in finding.tasks[:most]]
    more = f" and {number(len(finding.tasks) - most)} more" if len(finding.tasks) > most else ""
    return f"{counted(len(finding.tasks), 'task')} {', '.join(shown)}{more}"


def sureness(finding: Finding, complete: bool = True) -> str:
    """How sure the finding is, and the factors that carry it."""
    sure = finding.role is Role.ROOT_CAUSE
    word = ("sure" if complete else "sure, of what was read") if sure else "not proven"
    texts = {one.factor: one.text for one in finding.why if one.factor != "onset" or one.value >= _FIRST}
    told = _CARRYING if sure else ("depth", *_CARRYING)
    return " · ".join([word, *(texts[name].replace("_", " ") for name in told if texts.get(name))])


def coverage_text(report: Report) -> str:
    """What was read, in one sentence."""
    read = report.coverage
    text = (
        f"Read {counted(read.events, 'event')} as {counted(read.records, 'record')} ({size(read.bytes)}) from "
        f"{counted(read.log_groups, 'log group')}, {counted(read.streams, 'stream')}"
    )
    if read.requests:
        text += f", in {counted(read.requests, 'request')}"
    return text + (f" ({number(read.throttled)} throttled)." if read.throttled else ".")


def share_text(report: Report) -> str:
    """How much of the error volume the rules know."""
    errors, known = report.coverage.error_records, report.coverage.matched_error_records
    if not errors:
        return "No error records." if report.coverage.records else ""
    return f"Rules know {number(known)} of {counted(errors, 'error record')} ({100 * known // errors}%)."


def since_text(finding: Finding, report: Report) -> str:
    """`09:00:00 UTC, still happening, rising`; of an input without times only what is known from before."""
    if is_timeless(report.window):
        return ", ".join(part for part in ("not told: the input holds no times", finding.seen) if part)
    return f"{clock(finding.first_seen, report.window)} UTC, {happening(finding, report)}"


def happening(finding: Finding, report: Report) -> str:
    """`still happening, rising`, or for how long it has been quiet and whether its symptoms go on; then what is known
    of it from before."""
    return ", ".join(part for part in (*_activity(finding, report), finding.seen) if part)


def seen_text(cluster: UnmatchedCluster) -> str:
    """What is known of an unknown signature from before."""
    return cluster.seen or {True: "new", False: "seen before", None: ""}[cluster.new]


def note_text(note: Diagnostic) -> str:
    """A notice, and what to do about it."""
    if not note.hint:
        return note.text
    return f"{note.text}{' ' if note.text.endswith('.') else ': '}{note.hint}"


def _activity(finding: Finding, report: Report) -> tuple[str, str]:
    """One record alone tells of no going on."""
    window = report.window
    if finding.trend.still_happening and finding.count > 1:
        return "still happening", direction(finding.trend, window)
    quiet = window.end - finding.last_seen
    told = f"quiet for the last {duration(quiet)}" if quiet >= _SOON else "last seen at the end of the window"
    goes_on = any(
        one.trend.still_happening and one.last_seen > finding.last_seen
        for one in report.findings
        if one.explained_by == finding.id
    )
    return told, "its symptoms go on" if goes_on else ""


def direction(trend: Trend, window: Window) -> str:
    """rising, steady or falling: the later half of its time against the earlier; empty where too short to say."""
    if len(trend.buckets) < 3:
        return ""
    start = trend.buckets[0].start
    middle = (start + max(window.end, trend.buckets[-1].start)) / 2
    early = sum(bucket.count for bucket in trend.buckets if bucket.start < middle)
    late = sum(bucket.count for bucket in trend.buckets) - early
    if late > early * 1.5:
        return "rising"
    return "falling" if late < early * 0.67 else "steady"


def kind_text(finding: Finding) -> str:
    """The named things and the severity; a release that is told as a revision is left out."""
    named = [
        f"{name} {values}"
        for name, values in entity_texts(finding)[:6]
        if not (name == "release" and values in finding.revisions)
    ]
    return " · ".join([f"{finding.severity.word} severity", *named])


def nature(finding: Finding) -> str:
    """Severity, layer and category."""
    layer = finding.layer.value if finding.layer else ""
    return " · ".join(part for part in (finding.severity.word, layer, finding.category) if part)


def entity_texts(finding: Finding) -> list[tuple[str, str]]:
    """Name and values of each entity, in their order."""
    return [(name.replace("_", " "), ", ".join(values)) for name, values in finding.entities if values]


def needs_text(step: Step) -> str:
    """Why a step has no command to copy."""
    return f"needs {', '.join(step.needs)}" if step.needs else "no command: see the text"


def full_report_hint(report: Report, form: str = "json") -> str:
    """The command that shows what a bounded format left out."""
    if report.run:
        return f"triage report {report.run.id} --format {form}"
    return f"run again with --format {form}"


def reading_command(report: Report) -> str:
    """The command that reads the report's window from the account; empty where it was read there, or is unknown."""
    target = report.target
    if target.source != "files" or not is_safe_context(target.environment):
        return ""
    return f"triage run {target.environment} {span_flags(report.window)}"


def span_flags(window: Window) -> str:
    """`--since ... --until ...` around the window, in whole seconds."""
    first, last = window.start // 1000 * 1000, -(-window.end // 1000) * 1000
    return f"--since {moment(first):%Y-%m-%dT%H:%M:%SZ} --until {moment(last):%Y-%m-%dT%H:%M:%SZ}"


def plural_gap(report: Report) -> str:
    """The sentence that makes an incomplete reading loud."""
    return f"Not everything could be read ({counted(len(report.gaps), 'gap')}): absence proves nothing here."
