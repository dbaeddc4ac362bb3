"""What of a report is remembered, under which ids, and what is told of it from before."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from triage.history.model import HistoryNote, Known, Mark, Sighting
from triage.history.store import TOUCHING_MS, HistoryStore
from triage.model.findings import Finding
from triage.model.report import Diagnostic, Report, Target, UnmatchedCluster
from triage.model.taxonomy import BENIGN
from triage.timespan import iso

VERSION = "h1"
"""Of the ids of findings: another way to build them needs another one."""
_NAMING = (
    *("table", "column", "index", "constraint", "database", "host", "queue", "topic", "exchange", "vhost", "bucket"),
    *("env_var", "module", "image", "secret", "file", "resource", "function", "exception", "path"),
)
"""The first of these that a finding names tells it from others of its rule."""
_MOST_ALIASES = 64
SEPARATOR = "\x1f"
CODE = "history"
"""Of the notices that say why the history could not be used."""


def history_key(target: Target) -> str:
    """The name under which an environment is kept: production of one account and Region is not that of another."""
    return SEPARATOR.join((target.environment, target.account, target.region))


def finding_mark(finding: Finding) -> Mark:
    """Rule, service, and the most telling thing that is named; further services and names are aliases."""
    named = dict(finding.entities)
    name = next((one for one in _NAMING if named.get(one)), "")
    values = sorted(named[name])[:8] if name else [""]
    ids = [
        _id(finding.rule_id, service, name, value)
        for service in sorted(finding.services)[:8] or [""]
        for value in values
    ]
    ids = ids[:_MOST_ALIASES]
    return Mark(ids[0], "finding", finding.rule_id, finding.title, finding.services, tuple(ids[1:]))


def cluster_mark(cluster: UnmatchedCluster) -> Mark:
    """The signature; those merged into it are aliases."""
    ids = tuple(sorted({cluster.signature, *cluster.aliases}))
    others = tuple(one for one in ids if one != cluster.signature)
    return Mark(cluster.signature, "signature", cluster.signature, cluster.template, cluster.services, others)


def sightings(report: Report) -> list[tuple[Mark, Sighting]]:
    """Everything of a redacted report that is remembered; benign matches are not."""
    run = report.run.id if report.run else ""
    found = [
        (finding_mark(one), Sighting(one.first_seen, one.last_seen, one.count, run))
        for one in report.findings
        if one.category != BENIGN and one.rule_id
    ]
    found += [(cluster_mark(one), Sighting(one.first_seen, one.last_seen, one.count, run)) for one in report.unmatched]
    return found


def recalled(report: Report, store: HistoryStore) -> Report:
    """The report with what the history knows of its findings and signatures, or with a notice why it knows nothing."""
    environment = history_key(report.target)
    every = store.environments()
    if isinstance(every, HistoryNote):
        return _noticed(report, every)
    began = every.get(environment)
    if began is None:
        text = f"No earlier run of {report.target.environment} is remembered: its history begins with this one"
        return msgspec.structs.replace(report, diagnostics=(*report.diagnostics, Diagnostic("history_begins", text)))
    marks = [mark for mark, _ in sightings(report)]
    known = store.known(environment, marks)
    if isinstance(known, HistoryNote):
        return _noticed(report, known)
    return msgspec.structs.replace(
        report,
        findings=tuple(
            msgspec.structs.replace(one, seen=_both(one.seen, _told(finding_mark(one), one.first_seen, known, began)))
            if one.category != BENIGN and one.rule_id
            else one
            for one in report.findings
        ),
        unmatched=tuple(
            msgspec.structs.replace(one, seen=_both(one.seen, _told(cluster_mark(one), one.first_seen, known, began)))
            for one in report.unmatched
        ),
    )


def remembered(report: Report, store: HistoryStore) -> Diagnostic | None:
    """Keep the report's findings and signatures; a notice when that is not possible and the report has none yet."""
    note = store.remember(history_key(report.target), report.window.start, sightings(report))
    if note is None or any(one.code == CODE for one in report.diagnostics):
        return None
    return Diagnostic(CODE, f"This run is not added to the history: {note.text}", note.hint)


def _told(mark: Mark, first: int, known: Mapping[str, Known], began: int) -> str:
    """How often it was seen and since when; the sighting that goes on now does not count."""
    found = known.get(mark.id)
    earlier = [one for one in found.sightings if one.last + TOUCHING_MS < first] if found else []
    if earlier:
        if len(earlier) == 1:
            return f"seen once before, on {_day(earlier[0].first)}"
        return f"seen {len(earlier)} times since {_day(earlier[0].first)}, last on {_day(earlier[-1].last)}"
    if found and found.first < first:
        return f"known since {_day(found.first)} {iso(found.first)[11:16]}"
    return f"never seen before (history since {_day(began)})" if began + TOUCHING_MS < first else ""


def _both(one: str, two: str) -> str:
    return "; ".join(filter(None, (one, two)))


def _noticed(report: Report, note: HistoryNote) -> Report:
    notice = Diagnostic(CODE, f"What was seen before is not known: {note.text}", note.hint)
    return msgspec.structs.replace(report, diagnostics=(*report.diagnostics, notice))


def _day(milliseconds: int) -> str:
    return f"{datetime.fromtimestamp(max(0, milliseconds) / 1000, UTC):%Y-%m-%d}"


def _id(*parts: str) -> str:
    raw = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return f"{VERSION}:{hashlib.blake2b(raw, digest_size=8).hexdigest()}"
