"""The first screen where no rule knows what is wrong: the loudest unknown signature, and how to get further."""

from triage.model.report import Report, UnmatchedCluster, VerdictStatus
from triage.remediation import is_safe_context
from triage.render.columns import clip, pad
from triage.render.histogram import bars, histogram, unit
from triage.render.paper import LABEL, Paper
from triage.render.words import clock, counted, is_timeless, span_flags

_SAMPLE_ROWS = 6


def signature_screen(paper: Paper, report: Report, cluster: UnmatchedCluster) -> None:
    """Since when, how often, one sample in full, and the command that leads on."""
    if report.verdict.status is not VerdictStatus.UNEXPLAINED:
        return
    paper.blank()
    paper.titled("LOOK HERE FIRST", cluster.template, "yellow", most=2)
    window = report.window
    times = f"{clock(cluster.first_seen, window)} to {clock(cluster.last_seen, window)} UTC"
    seen = "" if is_timeless(window) else times
    known = {True: "new in this window", False: "seen before this window", None: cluster.seen}[cluster.new]
    facts = [seen, counted(cluster.count, "record"), cluster.level, known]
    paper.labelled("seen", " · ".join(part for part in facts if part), "bold", most=1)
    paper.labelled("where", ", ".join(cluster.services) or "not told by the logs", most=1)
    paper.labelled("how sure", "no rule knows this text, so nothing here is called a cause", most=1)
    shape = histogram(cluster.trend, window, paper.width - LABEL - 25)
    if shape.most:
        name = paper.paint(pad("  " + clip(unit(shape), LABEL - 3), LABEL), "dim")
        paper.raw(f"{name}{bars(shape)}  most {shape.most:,}")
    paper.labelled("sample", f"signature {cluster.signature}", "dim", most=1)
    paper.quoted(cluster.sample, (0, 0), _SAMPLE_ROWS, LABEL)
    title, command = _way_on(report, cluster)
    paper.labelled("next", title, most=1)
    paper.command(command, LABEL)


def _way_on(report: Report, cluster: UnmatchedCluster) -> tuple[str, str]:
    target, window = report.target, report.window
    if cluster.new is None and target.source != "files" and is_safe_context(target.environment):
        return "See whether it is new: compare with the time before", (
            f"triage run {target.environment} {span_flags(window)} --baseline previous"
        )
    begun = f" --from-signature {cluster.signature} --run {report.run.id}" if report.run else ""
    return (
        "Once its cause is known, make it a rule: it is recognised from then on",
        f"triage rules new app.fault-name{begun}",
    )
