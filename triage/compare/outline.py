"""What every format shows of a comparison, and in which order."""

from collections.abc import Sequence

from triage.compare.model import CheckPair, Comparison, Difference, RouteDifference, Setting, SideFacts, Tell
from triage.compare.wording import counted
from triage.model.report import CheckVerdict
from triage.render.words import CHECK_WORDS, status_word, window_text

SETTING_ROWS = 60
FAULT_ROWS = 30
ROUTE_ROWS = 20
SECTIONS = (
    ("only", "What tells the two apart"),
    ("explains", "What explains it"),
    ("ruled_out", "Equal in both, and thereby ruled out"),
    ("not_explaining", "Different or wrong in both, and no explanation"),
    ("unsure", "What could not be told"),
)
"""Part of the conclusion -> its heading."""


def parts(comparison: Comparison) -> list[tuple[str, str, tuple[str, ...]]]:
    """(part, heading, sentences) of the conclusion, the empty ones left out."""
    found = [(name, title, getattr(comparison.conclusion, name)) for name, title in SECTIONS]
    return [one for one in found if one[2]]


def title(comparison: Comparison) -> str:
    return f"{comparison.a.label} compared with {comparison.b.label}"


def side_text(side: SideFacts) -> str:
    """Verdict, what was read, where and when."""
    place = " · ".join(part for part in (side.region, side.account and f"account {side.account}") if part)
    read = f"{counted(side.records, 'record')}, {counted(side.requests, 'request')}"
    whole = "" if side.complete else f" · INCOMPLETE: {counted(len(side.gaps), 'gap')}"
    text = f"{status_word(side.verdict)} · {read} · {window_text(side.window)}"
    return f"{text}{' · ' + place if place else ''}{whole}"


def faults(comparison: Comparison) -> tuple[Difference, ...]:
    """Findings, then unknown signatures."""
    return (*comparison.findings, *comparison.signatures)


def telling_settings(comparison: Comparison) -> list[Setting]:
    return [row for row in comparison.settings if not row.same]


def setting_note(row: Setting) -> str:
    """Equal, or in which way not."""
    if row.same:
        return "equal"
    if named := dict.fromkeys(name for name, _ in (*row.names_a, *row.names_b)):
        return f"DIFFERS, and names the {' and the '.join(named)} of a finding"
    return "by the environments' names alone" if row.only_names else "DIFFERS"


def verdict_word(verdict: CheckVerdict) -> str:
    return CHECK_WORDS[verdict]


def check_note(pair: CheckPair) -> str:
    """What both verdicts say together."""
    return "the same verdict" if pair.verdict_a is pair.verdict_b else "DIFFERS"


def equal_text(rows: Sequence[Setting]) -> str:
    """How many settings are equal."""
    equal = sum(1 for row in rows if row.same)
    return f"{equal} of {counted(len(rows), 'setting')} are equal."


def telling_routes(comparison: Comparison) -> list[RouteDifference]:
    """Those that failed on a side, then the busiest ones."""
    return list(comparison.routes[:ROUTE_ROWS])


def word(comparison: Comparison) -> str:
    """The answer in one word."""
    if not (comparison.a.events and comparison.b.events):
        return "NOT KNOWN"
    return "DIFFER" if differs(comparison) else "ALIKE"


def differs(comparison: Comparison) -> bool:
    """A finding, an unknown error or a route tells the sides apart."""
    findings = any(one.tell is not Tell.SAME and (one.severity >= 2 or one.role_a == "root_cause") for one in
                   comparison.findings)  # fmt: skip
    unknown = any(one.tell is not Tell.SAME and one.is_error for one in comparison.signatures)
    return findings or unknown or any(row.tell is not Tell.SAME for row in comparison.routes)
