"""The report as JSON: the shape that other programs rely on."""

import json
from collections.abc import Iterable
from importlib.resources import files

import msgspec

from triage.model.findings import Evidence, Finding, Step, Trend
from triage.model.report import FORMAT_VERSION, Check, Gap, Report, UnmatchedCluster, Window
from triage.render.options import RenderOptions
from triage.render.safe_text import json_escaped
from triage.render.words import iso

Json = dict[str, object]


def render(report: Report, options: RenderOptions) -> str:
    """One object; the exact text of the report, with hidden characters and CI commands written as escapes."""
    del options
    return json_escaped(_encoded(document(report))) + "\n"


def _encoded(document: Json) -> str:
    try:
        return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()
    except UnicodeEncodeError:  # a lone surrogate, which only JSON's own escape can carry
        return json.dumps(document, indent=2)


def document(report: Report) -> Json:
    """The report as plain values, in the order of the schema."""
    target = report.target
    return {
        "format_version": FORMAT_VERSION,
        "tool": {
            "name": report.tool.name,
            "version": report.tool.version,
            "ruleset_version": report.tool.ruleset_version,
        },
        "run": {"id": report.run.id, "saved": report.run.saved} if report.run else None,
        "target": {
            "environment": target.environment or None,
            "region": target.region or None,
            "account": target.account or None,
            "source": target.source,
            "log_groups": target.log_groups,
        },
        "window": {"start": iso(report.window.start), "end": iso(report.window.end)},
        "complete": report.complete,
        "gaps": [_gap(gap, report.window) for gap in report.gaps],
        "verdict": {"status": report.verdict.status.value, "headline": report.verdict.headline},
        "findings": [_finding(finding) for finding in report.findings],
        "unmatched": [_unmatched(cluster) for cluster in report.unmatched],
        "checks": [_check(check) for check in report.checks],
        "changes": [
            {"timestamp": iso(change.timestamp), "what": change.what, "source": change.source}
            for change in report.changes
        ],
        "coverage": msgspec.to_builtins(report.coverage),
        "suppressed": msgspec.to_builtins(report.suppressed),
        "redactions": dict(report.redactions),
        "diagnostics": msgspec.to_builtins(report.diagnostics),
    }


def _gap(gap: Gap, window: Window) -> Json:
    whole = not gap.start and not gap.end
    return {
        "scope": gap.scope,
        "start": iso(window.start if whole else gap.start),
        "end": iso(window.end if whole else gap.end),
        "reason": gap.reason,
        "hint": gap.hint,
    }


def _finding(finding: Finding) -> Json:
    return {
        "id": finding.id,
        "role": finding.role.value,
        "category": finding.category or None,
        "rule_id": finding.rule_id or None,
        "title": finding.title,
        "severity": finding.severity.word,
        "layer": finding.layer.value if finding.layer else None,
        "explain": finding.explain,
        "services": finding.services,
        "tasks": finding.tasks,
        "revisions": finding.revisions,
        "count": finding.count,
        "first_seen": iso(finding.first_seen),
        "last_seen": iso(finding.last_seen),
        "trend": _trend(finding.trend),
        "entities": dict(finding.entities),
        "explained_by": finding.explained_by or None,
        "seen": finding.seen or None,
        "score": finding.score,
        "why": msgspec.to_builtins(finding.why),
        "hypotheses": [
            {"id": one.id, "says": one.says, "supported_by": one.supported_by, "check": one.check or None}
            for one in finding.hypotheses
        ],
        "evidence": [_evidence(evidence) for evidence in finding.evidence],
        "remediation": [_step(step) for step in finding.remediation],
        "prevention": msgspec.to_builtins(finding.prevention),
    }


def _trend(trend: Trend) -> Json:
    return {
        "width_ms": trend.width,
        "buckets": [{"start": iso(bucket.start), "count": bucket.count} for bucket in trend.buckets],
        "still_happening": trend.still_happening,
    }


def _evidence(evidence: Evidence) -> Json:
    return {
        "source": evidence.source.value,
        "log_group": evidence.log_group or None,
        "log_stream": evidence.log_stream or None,
        "ref": evidence.ref or None,
        "timestamp": iso(evidence.timestamp),
        "message": evidence.message,
        "span": evidence.span if evidence.span[1] > evidence.span[0] else None,
    }


def _step(step: Step) -> Json:
    """One argument list, or a list of them for a pipeline, as rule files write them."""
    argv: object = step.argv[0] if len(step.argv) == 1 else step.argv
    return {
        "kind": step.kind.value,
        "title": step.title,
        "argv": argv or None,
        "command": step.command or None,
        "needs": step.needs,
        "risk": step.risk or None,
        "undo": step.undo or None,
    }


def _unmatched(cluster: UnmatchedCluster) -> Json:
    return {
        "signature": cluster.signature,
        "template": cluster.template,
        "count": cluster.count,
        "services": cluster.services,
        "first_seen": iso(cluster.first_seen),
        "last_seen": iso(cluster.last_seen),
        "level": cluster.level,
        "new": cluster.new,
        "seen": cluster.seen or None,
        "values": {place: _values(values) for place, values in cluster.values},
        "sample": cluster.sample,
        "trend": _trend(cluster.trend),
    }


def _values(values: Iterable[tuple[str, int]]) -> list[Json]:
    return [{"value": value, "count": count} for value, count in values]


def _check(check: Check) -> Json:
    return {
        "layer": check.layer.value,
        "hypothesis": check.hypothesis,
        "command": check.command,
        "finding": check.finding,
        "verdict": check.verdict.value,
        "reason": check.reason or None,
    }


def schema() -> str:
    """The published JSON Schema of this format version, as text."""
    return files("triage.render").joinpath(f"report-{FORMAT_VERSION}.schema.json").read_text(encoding="utf-8")
