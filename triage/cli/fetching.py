"""How the logs of an environment are read: flags and settings -> a source, and the candidates shown meanwhile."""

from __future__ import annotations

import time
from collections.abc import Sequence

import click
import msgspec

from triage.aws.session import AwsSession
from triage.cli.options import fetch_option, together
from triage.config import Settings
from triage.errors import UsageError
from triage.model.environment import Environment
from triage.model.report import Target, Window
from triage.model.rules import Severity
from triage.ruleset.library import RuleSet
from triage.sources.cloudwatch.keeping import Keeper, Kept
from triage.sources.reading import LogSource, ProgressCall, ReadLog
from triage.summary.value import Summary


def _seconds(_context: click.Context, _option: click.Parameter, value: str) -> float:
    """Seconds of a duration; 0 for none."""
    from triage.timespan import parse_duration

    if not value:
        return 0.0
    try:
        return parse_duration(value).total_seconds()
    except UsageError as error:
        raise click.BadParameter(error.message) from error


_NOTABLE_SKEW_MS = 10_000
_MOST_SKEW_MS = 300_000

quota_share_option = click.option(
    "--quota-share", type=click.FloatRange(0, 1, min_open=True), default=None,
    help="Part of the account's CloudWatch Logs quota to use, such as 0.5. Else triage.toml, else 0.8.",
)  # fmt: skip


resume_option = click.option(
    "--resume", is_flag=True,
    help="Take up the last run of ENVIRONMENT that was not complete: same window, and only what is missing is read.",
)  # fmt: skip


budget_option = click.option(
    "--budget", metavar="TIME", default="", callback=_seconds,
    help="With --fetch auto: where reading all events would take longer than TIME (such as 60s), find errors through "
    "Logs Insights instead, and read what stands around them.",
)  # fmt: skip


fetching_options = together(fetch_option, budget_option, quota_share_option, resume_option)
"""fetch, budget, quota_share, resume"""


class FetchChoice(msgspec.Struct, frozen=True):
    """What the flags of a run say about reading."""

    quota_share: float = 0.0
    """0: as the settings say."""
    resume: bool = False
    fetch: str = "auto"
    budget: float = 0.0
    """Seconds that reading may take before Insights looks for errors instead; 0: as long as it takes."""
    keep: bool = False
    """Keep on disk what was read until the run is complete."""


class Keeping(msgspec.Struct, frozen=True):
    """What is kept of this run, what an earlier one left, and so the window."""

    window: Window
    keeper: Keeper | None = None
    kept: Kept | None = None


def keeping_of(question: Sequence[str], window: Window, choice: FetchChoice) -> Keeping:
    """`question`: environment, and all that decides which log groups are read. Raises UsageError when there is
    nothing to take up."""
    from triage.redaction import Redactor
    from triage.ruleset.keeping import folder as cache_folder
    from triage.sources.cloudwatch.keeping import Keeper, Kept, drop_expired, folder_of

    if not (choice.keep or choice.resume):
        return Keeping(window)
    root = cache_folder()
    drop_expired(root)
    asked = "\x1f".join(question)
    folder, kept = folder_of(root, asked), None
    if choice.resume:
        kept = Kept(folder)
        if kept.manifest is None:
            raise UsageError(
                f"no run of {question[0][:60]!a} is waiting to be taken up",
                "Run it without --resume; runs are kept for a day, until they are complete.",
            )
        window = kept.manifest.window
    keeper = Keeper(folder, asked, window, Redactor().redact, more=choice.resume) if choice.keep else None
    return Keeping(window, keeper, kept)


def source_of(
    session: AwsSession,
    found: Environment,
    settings: Settings,
    choice: FetchChoice,
    progress: ProgressCall | None = None,
    keeping: Keeping | None = None,
    library: RuleSet | None = None,
) -> LogSource:
    """The logs of an environment as they are to be read: Infrequent Access groups through Logs Insights. Where it
    looks for errors, it asks for all that `library` knows."""
    from triage.sources.cloudwatch import CloudWatchSource
    from triage.sources.cloudwatch.pacing import Quotas
    from triage.sources.insights import ByVolume, ErrorsFirst, InsightsSource
    from triage.sources.together import Together

    quotas = Quotas(choice.quota_share or settings.quota_share)
    by_queries = choice.fetch != "events"
    rare = [target for target in found.targets if by_queries and target.log_class == "INFREQUENT_ACCESS"]
    usual = [target for target in found.targets if target not in rare]
    sources: list[LogSource] = []
    errors = ErrorsFirst(session, usual, quotas, found.name, found.account, progress, lambda: _asked(library))
    if usual and choice.fetch == "insights":
        sources.append(errors)
    elif usual or not rare:
        kept = (keeping.keeper, keeping.kept) if keeping else (None, None)
        whole = CloudWatchSource(
            session, usual, quotas, None, found.name, found.account, progress,
            clock=lambda: int(time.time() * 1000) - session.ahead, keeper=kept[0], kept=kept[1],
        )  # fmt: skip
        by_volume = bool(choice.budget) and choice.fetch == "auto" and kept[1] is None
        budgeted = (session, usual, whole, errors, choice.budget, quotas, found.account, progress)
        sources.append(ByVolume(*budgeted) if by_volume else whole)
    if rare:
        sources.append(InsightsSource(session, rare, quotas, found.name, found.account))
    return sources[0] if len(sources) == 1 else Together(sources)


def _asked(library: RuleSet | None) -> Sequence[str]:
    from triage.authoring.export.wanted import wanted

    return wanted(library.rules if library is not None else ())


def by_the_service(span: Window, ahead: int, live: bool, log: ReadLog, keeping: Keeping | None) -> Window:
    """The window as AWS's clock cuts it, where it ends now: a machine that is behind would miss the latest events.

    `ahead`: milliseconds that this machine is ahead. A difference that matters is told in `log`."""
    from triage.timespan import humane

    told = f"the clock of this machine is {humane(abs(ahead))} {'ahead of' if ahead > 0 else 'behind'} AWS"
    if live and abs(ahead) > _NOTABLE_SKEW_MS:
        span = Window(span.start - ahead, span.end - ahead)
        if keeping is not None and keeping.keeper is not None:
            keeping.keeper.move(span)
        log.notice("clock_skew", f"{told}; the window ends when AWS says that it is now", "set it")
    elif abs(ahead) > _MOST_SKEW_MS:
        log.notice("clock_skew", told, "set it")
    return span


def candidates_in(summary: Summary, rules: RuleSet, window: Window) -> Sequence[str]:
    """What a growing summary points at, best first. None of it is called a cause: the rest is not read yet."""
    from triage.pipeline import context
    from triage.ranking.rank import rank
    from triage.redaction import Redactor
    from triage.render.safe_text import line
    from triage.timespan import iso

    report = rank(summary, context(rules, window, Target("cloudwatch")))
    redactor = Redactor()
    rows = []
    for finding in report.findings[:8]:
        if finding.severity >= Severity.MEDIUM:
            where = ", ".join(finding.services[:3])
            rows.append((finding.title, where, finding.count, finding.first_seen))
    for cluster in report.unmatched[:3]:
        if cluster.level in ("", "error", "critical"):
            rows.append((cluster.template, ", ".join(cluster.services[:3]), cluster.count, cluster.first_seen))
    return [
        f"{count:>6,}x  {line(redactor.redact(title))[:120]}  {line(where)}  since {iso(first)[11:19]}"
        for title, where, count, first in rows
    ]
