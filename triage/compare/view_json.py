"""A comparison as one JSON object."""

import json

import msgspec

from triage.compare.model import Comparison, Difference, RouteDifference, SideFacts
from triage.render.options import RenderOptions
from triage.render.safe_text import json_escaped
from triage.render.words import iso

FORMAT_VERSION = "1.0"

Json = dict[str, object]


def render(comparison: Comparison, options: RenderOptions) -> str:
    """Everything that was compared; hidden characters written as escapes."""
    del options
    return json_escaped(json.dumps(document(comparison), indent=2, ensure_ascii=False)) + "\n"


def document(comparison: Comparison) -> Json:
    """The comparison as plain values."""
    step = comparison.next
    return {
        "format_version": FORMAT_VERSION,
        "tool": msgspec.to_builtins(comparison.tool),
        "kind": comparison.kind.value,
        "a": _side(comparison.a),
        "b": _side(comparison.b),
        "complete": comparison.complete,
        "conclusion": msgspec.to_builtins(comparison.conclusion),
        "next": {"title": step.title, "command": step.command or None} if step else None,
        "findings": [_fault(one) for one in comparison.findings],
        "signatures": [_fault(one) for one in comparison.signatures],
        "routes": [_route(one) for one in comparison.routes],
        "settings": [msgspec.to_builtins(one) for one in comparison.settings],
        "checks": [msgspec.to_builtins(one) for one in comparison.checks],
    }


def _side(side: SideFacts) -> Json:
    return {
        "label": side.label,
        "environment": side.environment or None,
        "region": side.region or None,
        "account": side.account or None,
        "window": {"start": iso(side.window.start), "end": iso(side.window.end)},
        "verdict": {"status": side.verdict.status.value, "headline": side.verdict.headline},
        "complete": side.complete,
        "gaps": [msgspec.to_builtins(gap) for gap in side.gaps],
        "events": side.events,
        "records": side.records,
        "requests": side.requests,
    }


def _fault(one: Difference) -> Json:
    found: Json = msgspec.to_builtins(one)
    found["severity"] = one.severity.word
    found["names"] = [{"name": name, "a": mine, "b": theirs} for name, mine, theirs in one.names]
    return found


def _route(one: RouteDifference) -> Json:
    found: Json = msgspec.to_builtins(one)
    return found
