"""Rules on logs of systems in which nothing is wrong: none may say more than low."""

import json
from collections.abc import Iterable
from pathlib import Path

import msgspec

from triage import __version__
from triage.authoring.testing import Failure
from triage.errors import InputError
from triage.model.findings import Finding
from triage.model.report import Target, Tool, Window
from triage.model.rules import Severity
from triage.ranking.context import RankContext
from triage.ranking.rank import rank
from triage.ruleset.library import RuleSet
from triage.sources.files import FileSource
from triage.sources.reading import ALL_TIME, ReadLog
from triage.summary.summarizing import Summarizer
from triage.summary.value import Summary


class HealthyLog(msgspec.Struct, frozen=True):
    """A recording in which nothing is wrong."""

    name: str
    path: Path


def shipped_corpus() -> list[HealthyLog]:
    """The recordings of a checkout: healthy systems, and the healthy twins of broken ones; none in a wheel."""
    folder = Path(__file__).parents[2] / "sample_logs"
    return corpus(folder) if folder.is_dir() else []


def corpus(folder: Path) -> list[HealthyLog]:
    """Healthy recordings under a folder: `healthy-*/events.jsonl` and `*/events-staging.jsonl`, or else all its files.

    Raises InputError for a path that holds nothing to read."""
    if folder.is_file():
        return [HealthyLog(folder.name, folder)]
    named = [*folder.glob("healthy-*/events.jsonl"), *folder.glob("*/events-staging.jsonl")]
    found = sorted(named) or sorted(path for path in folder.rglob("*") if path.is_file())
    if not found:
        raise InputError(f"no healthy logs under {folder}", "Give a log file, or a folder of them.")
    return [HealthyLog(str(path.relative_to(folder)), path) for path in found]


def check_healthy(rules: RuleSet, logs: Iterable[HealthyLog]) -> tuple[list[Failure], int]:
    """Failures, one per finding above low, and how many records were read. Unreadable parts are failures."""
    failures: list[Failure] = []
    records = 0
    for log in logs:
        told = ReadLog()
        summarizer = Summarizer(rules.matcher())
        for batch in FileSource([str(log.path)]).events(ALL_TIME, told):
            summarizer.add(batch)
        summary = summarizer.close()
        records += summary.records
        failures += [_failure(log, finding) for finding in _findings(rules, summary)]
        failures += [Failure("", log.name, f"could not be read: {gap.reason}") for gap in told.gaps]
    return sorted(failures), records


def _findings(rules: RuleSet, summary: Summary) -> list[Finding]:
    window = Window(summary.span.first, summary.span.last + 1)
    known = {rule.id: rule for rule in rules.rules}
    context = RankContext(rules=known, window=window, target=Target("files"), tool=Tool(__version__, rules.version))
    return [finding for finding in rank(summary, context).findings if finding.severity > Severity.LOW]


def _failure(log: HealthyLog, finding: Finding) -> Failure:
    said = json.dumps(finding.evidence[0].message[:120], ensure_ascii=False) if finding.evidence else ""
    return Failure(
        finding.rule_id, log.name, f"a finding of severity {finding.severity.word} on a healthy system: {said}"
    )
