"""The sections of the Markdown report, each a list of lines."""

from triage.model.findings import Evidence, Finding, Role, Step
from triage.model.report import Report
from triage.model.rules import StepKind
from triage.render.console_link import console_link
from triage.render.histogram import bars, histogram, unit, unread
from triage.render.markdown_text import fence, prose, span, table
from triage.render.options import RenderOptions
from triage.render.outline import READING, Branch, excerpt, next_step, proof, steps_of, way_on
from triage.render.words import (
    CHECK_WORDS,
    ROLE_WORDS,
    STEP_WORDS,
    clock,
    completeness,
    counted,
    coverage_text,
    entity_texts,
    exact_clock,
    full_report_hint,
    headline,
    is_timeless,
    nature,
    needs_text,
    note_text,
    number,
    plural_gap,
    seen_text,
    share_text,
    since_text,
    status_word,
    tally,
    target_text,
    window_text,
)

_ROWS = 40
_EVIDENCE = 3
_TEXT = 4_000


def verdict(report: Report) -> list[str]:
    lines = [
        f"# {status_word(report.verdict)}: {prose(_short(headline(report), 400))}",
        "",
        f"{prose(target_text(report))}  ",
        f"{window_text(report.window)} · **{completeness(report)}**  ",
        tally(report),
    ]
    return lines if report.complete else [*lines, "", f"> **{plural_gap(report)}** See “Not read” below."]


def cause(report: Report, branch: Branch, place: int, options: RenderOptions) -> list[str]:
    """One lead with all that is known about it."""
    finding = branch.finding
    sure = finding.role is Role.ROOT_CAUSE
    name = f"Root cause {place}" if sure else "Most likely place to look"
    lines = [f"## {name}: {prose(finding.title)}", "", *_facts(report, finding), ""]
    if finding.explain:
        lines += [prose(finding.explain), ""]
    for at, one in enumerate(finding.hypotheses, 1):
        support = f" For it: {prose('; '.join(one.supported_by))}." if one.supported_by else ""
        lines.append(f"{at}. {prose(one.says)}{support}")
    if (evidence := proof(finding)) is not None:
        lines += ["", "### Proof", "", *_evidence(report, evidence)]
    title, command = way_on(report, finding)
    if title == READING:
        lines += ["", f"**{title}**", "", *fence(command, "sh")]
    lines += _steps(finding)
    others = [one for one in finding.evidence if one is not evidence][: _EVIDENCE - 1]
    if others:
        lines += ["", "### More evidence"]
        for other in others:
            lines += ["", *_evidence(report, other)]
    lines += _folded(report, branch)
    if options.explain:
        lines += _factors(finding)
    return lines


def _facts(report: Report, finding: Finding) -> list[str]:
    rows = [
        ["What", prose(nature(finding))],
        ["Since", since_text(finding, report)],
        ["Records", number(finding.count)],
    ]
    rows += [[prose(name.capitalize()), span(values)] for name, values in entity_texts(finding)]
    for name, values in (("Services", finding.services), ("Tasks", finding.tasks), ("Revisions", finding.revisions)):
        if values:
            more = f" and {number(len(values) - 5)} more" if len(values) > 5 else ""
            rows.append([name, ", ".join(span(value) for value in values[:5]) + more])
    shape = histogram(finding.trend, report.window, 60)
    if shape.most:
        rows.append([f"Trend, {unit(shape)}", f"`{bars(shape, unread(shape, report.gaps))}` most {number(shape.most)}"])
    return table(["Fact", "Value"], rows)


def _evidence(report: Report, evidence: Evidence) -> list[str]:
    place = " ".join(span(part) for part in (evidence.log_group, evidence.log_stream or evidence.ref) if part)
    link = console_link(evidence, report.target)
    opened = f" ([open in the console]({link}))" if link else ""
    part = excerpt(evidence, 30)
    cut = [f"*{counted(part.above + part.below, 'line')} left out.*"] if part.above or part.below else []
    when = "" if is_timeless(report.window) else f"{exact_clock(evidence.timestamp, report.window)} UTC, "
    head = f"{when}{evidence.source.value}: {place}{opened}"
    return [head, "", *fence(_short(part.text, _TEXT)), *cut]


def _steps(finding: Finding) -> list[str]:
    lines: list[str] = []
    for kind in StepKind:
        steps = steps_of(finding, kind)
        if not steps:
            continue
        lines += ["", f"### {STEP_WORDS[kind]}"]
        for step in steps:
            lines += ["", *_step(step)]
    return lines


def _step(step: Step) -> list[str]:
    lines = [f"**{prose(step.title) or 'Command'}**", ""]
    lines += fence(step.command, "sh") if step.command else [prose(needs_text(step))]
    for label, text in (("Risk", step.risk), ("Undo", step.undo)):
        if text:
            lines += ["", f"{label}: {prose(text)}"]
    return lines


def _folded(report: Report, branch: Branch) -> list[str]:
    if not branch.folded:
        return []
    word = "Symptoms of it" if report.complete else "Possibly symptoms of it"
    return ["", f"### {word}", "", *_finding_table(report, branch.folded)]


def _finding_table(report: Report, findings: tuple[Finding, ...]) -> list[str]:
    rows = [
        [
            number(one.count),
            prose(one.title),
            ", ".join(span(service) for service in one.services[:4]),
            clock(one.first_seen, report.window),
        ]
        for one in findings[:_ROWS]
    ]
    return [*table(["Records", "Finding", "Services", "Since (UTC)"], rows), *_more(report, len(findings))]


def others(report: Report, branches: tuple[Branch, ...], options: RenderOptions) -> list[str]:
    """The findings that are not leads, a row each, with their next command."""
    if not branches:
        return []
    lines = ["## Other findings", ""]
    rows = []
    for branch in branches[:_ROWS]:
        one = branch.finding
        step = next_step(one)
        rows.append(
            [
                number(one.count),
                f"{prose(one.title)} ({ROLE_WORDS[one.role].lower()}, {one.severity.word})",
                ", ".join(span(service) for service in one.services[:4]),
                clock(one.first_seen, report.window),
                span(step.command) if step and step.command else "",
            ]
        )
    lines += table(["Records", "Finding", "Services", "Since (UTC)", "Next"], rows) + _more(report, len(branches))
    if options.explain:
        for branch in branches[:_ROWS]:
            lines += _factors(branch.finding)
    return lines


def unmatched(report: Report) -> list[str]:
    if not report.unmatched:
        return []
    lines = ["## Unknown signatures", ""]
    rows = [
        [
            number(one.count),
            prose(one.level),
            span(_short(one.template, 300)),
            ", ".join(span(service) for service in one.services[:4]),
            clock(one.first_seen, report.window),
            prose(_short(seen_text(one), 200)),
            span(_short(one.sample, 300)),
        ]
        for one in report.unmatched[:_ROWS]
    ]
    heads = ["Records", "Level", "Template", "Services", "Since (UTC)", "Before", "Sample"]
    return [*lines, *table(heads, rows), *_more(report, len(report.unmatched))]


def checks(report: Report) -> list[str]:
    if not report.checks:
        return []
    rows = [
        [
            check.layer.value,
            prose(check.hypothesis),
            f"**{CHECK_WORDS[check.verdict]}**",
            prose(check.finding + (f" ({check.reason})" if check.reason else "")),
            span(check.command),
        ]
        for check in report.checks[:_ROWS]
    ]
    return ["## Checks", "", *table(["Layer", "Hypothesis", "Verdict", "Finding", "Command"], rows)]


def changes(report: Report) -> list[str]:
    if not report.changes:
        return []
    rows = [[clock(one.timestamp, report.window), prose(one.what), prose(one.source)] for one in report.changes[:_ROWS]]
    return ["## Changes", "", *table(["Time (UTC)", "What", "Source"], rows), *_more(report, len(report.changes))]


def gaps(report: Report) -> list[str]:
    if report.complete:
        return []
    rows = []
    for gap in report.gaps[:_ROWS]:
        when = "the whole window"
        if gap.end > gap.start:
            when = f"{clock(gap.start, report.window)} to {clock(gap.end, report.window)}"
        rows.append([span(_short(gap.scope, 200)), when, prose(_short(gap.reason, 300)), prose(_short(gap.hint, 300))])
    lines = ["## Not read", "", f"**{plural_gap(report)}**", ""]
    return [*lines, *table(["Scope", "Time (UTC)", "Reason", "Way out"], rows), *_more(report, len(report.gaps))]


def coverage(report: Report) -> list[str]:
    """What was read, kept out and redacted."""
    lines = ["## Coverage", "", f"{coverage_text(report)} {share_text(report)}", ""]
    lines += [f"- Note: {prose(_short(note_text(one), 400))}" for one in report.diagnostics[:_ROWS]]
    lines += [
        f"- Kept out: {span(one.rule_id)} until {prose(one.until)}, {counted(one.count, 'record')}: "
        f"{prose(_short(one.reason, 300))}"
        for one in report.suppressed[:_ROWS]
    ]
    if report.redactions:
        lines.append(f"- Redacted: {', '.join(f'{number(count)} {prose(kind)}' for kind, count in report.redactions)}")
    version = f"{report.tool.name} {report.tool.version}, rules {report.tool.ruleset_version}"
    run = f"; run {span(report.run.id)}" if report.run else ""
    return [*lines, f"- {prose(version)}{run}"]


def _factors(finding: Finding) -> list[str]:
    rows = [[f"{one.value:+g}", prose(one.factor), prose(one.text)] for one in finding.why]
    title = f"### Why {prose(finding.title)} ranks here (score {finding.score:g})"
    return ["", title, "", *table(["Value", "Factor", "Reason"], rows)]


def _more(report: Report, total: int) -> list[str]:
    if total <= _ROWS:
        return []
    return ["", f"*And {number(total - _ROWS)} more: `{full_report_hint(report)}`.*"]


def _short(text: str, most: int) -> str:
    """At most `most` characters, the cut said."""
    return text if len(text) <= most else f"{text[:most]} … ({number(len(text) - most)} more characters)"
