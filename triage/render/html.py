"""The report as one HTML page: no script, no request, a content policy that allows only its own style."""

import base64
import hashlib
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from triage import resources
from triage.model.findings import Evidence
from triage.model.report import Report
from triage.model.rules import Layer, StepKind
from triage.render import safe_text, words
from triage.render.console_link import console_link
from triage.render.options import RenderOptions
from triage.render.outline import READING, excerpt, next_step, outline, proof, steps_of, way_on
from triage.render.pages import templates
from triage.render.timeline import timeline

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

_BOUNDS = {
    "leads": 8, "folded": 40, "rows": 100, "evidence": 4, "proof": 9, "excerpt": 3, "lines": 60, "text": 6_000,
}  # fmt: skip


def render(report: Report, options: RenderOptions) -> str:
    """One self-contained page; long lists are bounded and say what they left out."""
    from markupsafe import Markup

    style = resources.template("html/style.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    plan = outline(report)
    page = _templates().get_template("report.html.j2")
    return page.render(
        report=report,
        timeless=words.is_timeless(report.window),
        options=options,
        plan=plan,
        timeline=timeline(report, plan),
        style=Markup(style),  # noqa: S704 our own file, shipped with the product
        style_hash=digest,
        bounds=_BOUNDS,
        words=_word_tables(),
        reading=READING,
        layers=list(Layer),
        step_kinds=list(StepKind),
    )


@cache
def _templates() -> "SandboxedEnvironment":
    return templates("html", _filters())


def _filters() -> dict[str, Callable[..., Any]]:
    """What templates may call; times are told in the report's own window."""
    from jinja2 import pass_context

    return {
        "clock": pass_context(lambda page, value: words.clock(value, page["report"].window)),
        "exact_clock": pass_context(lambda page, value: words.exact_clock(value, page["report"].window)),
        "happening": pass_context(lambda page, finding: words.happening(finding, page["report"])),
        "since_text": pass_context(lambda page, finding: words.since_text(finding, page["report"])),
        "console_link": pass_context(lambda page, evidence: console_link(evidence, page["report"].target)),
        "sureness": pass_context(lambda page, finding: words.sureness(finding, page["report"].complete)),
        "iso": words.iso,
        "number": words.number,
        "counted": words.counted,
        "nature": words.nature,
        "entities": words.entity_texts,
        "needs": words.needs_text,
        "way_on": pass_context(lambda page, finding: way_on(page["report"], finding)),
        "window_text": words.window_text,
        "target_text": words.target_text,
        "tally": words.tally,
        "completeness": words.completeness,
        "coverage_text": words.coverage_text,
        "share_text": words.share_text,
        "gap_text": words.plural_gap,
        "headline": words.headline,
        "status_word": words.status_word,
        "notice": words.note_text,
        "full_hint": words.full_report_hint,
        "proof": proof,
        "next_step": next_step,
        "steps_of": steps_of,
        "quoted": _quoted,
        "short": _short,
    }


def _quoted(evidence: Evidence, lines: int) -> dict[str, object]:
    """The lines to show with the matched part apart, already escaped."""
    from markupsafe import escape

    part = excerpt(evidence, lines)
    before, inside, after = safe_text.marked(part.text[: _BOUNDS["text"]], part.span)
    return {
        "before": escape(before),
        "inside": escape(inside),
        "after": escape(after),
        "above": part.above,
        "below": part.below,
        "cut": max(0, len(part.text) - _BOUNDS["text"]),
    }


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]} … ({words.number(len(text) - most)} more characters)"


def _word_tables() -> dict[str, Any]:
    return {
        "role": words.ROLE_WORDS,
        "check": words.CHECK_WORDS,
        "step": words.STEP_WORDS,
    }
