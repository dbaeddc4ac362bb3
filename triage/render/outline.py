"""The order in which every human format tells a report: leads first, each with what it explains."""

import re

import msgspec

from triage.model.findings import Evidence, Finding, Role, Source, Step
from triage.model.report import Report
from triage.model.rules import Severity, StepKind
from triage.render.words import reading_command

READING = "Reading the environment itself may fill in what is missing, and checks what stands around it"

_ERROR = re.compile(r"[ |+]{0,40}[\w.]{0,200}(?:Error|Exception|Exit|Interrupt|Warning)\b")
_FRAME = re.compile(r"[ \t]+(?:(File) \"|at )")
_LEAD = 30
"""Characters before the matched part that stay where what is before them is cut."""


class Branch(msgspec.Struct, frozen=True):
    """A finding with the findings that it explains, directly or through another."""

    finding: Finding
    folded: tuple[Finding, ...] = ()


class Outline(msgspec.Struct, frozen=True):
    """`leads`: the root causes, or without one the best candidate; `rest`: the other branches, in report order."""

    leads: tuple[Branch, ...] = ()
    rest: tuple[Branch, ...] = ()


class Excerpt(msgspec.Struct, frozen=True):
    """Some whole lines of a message around its matched part."""

    text: str
    span: tuple[int, int]
    above: int = 0
    """Lines left out before."""
    below: int = 0


def outline(report: Report) -> Outline:
    """Every finding of the report exactly once."""
    roots = _roots(report.findings)
    folded: dict[str, list[Finding]] = {}
    for finding in report.findings:
        if roots[finding.id] != finding.id:
            folded.setdefault(roots[finding.id], []).append(finding)
    branches = [
        Branch(finding, tuple(folded.get(finding.id, ())))
        for finding in report.findings
        if roots[finding.id] == finding.id
    ]
    leads = [branch for branch in branches if branch.finding.role is Role.ROOT_CAUSE]
    if not leads:
        leads = [branch for branch in branches if _leads(branch.finding)][:1]
    led = {branch.finding.id for branch in leads}
    rest = [branch for branch in branches if branch.finding.id not in led]
    return Outline(tuple(leads), tuple(rest))


def _leads(finding: Finding) -> bool:
    return finding.severity >= Severity.MEDIUM


def _roots(findings: tuple[Finding, ...]) -> dict[str, str]:
    """Each finding's id -> id of the finding at the top of its chain; a chain that turns in a circle has no top."""
    parents = {finding.id: finding.explained_by for finding in findings}
    roots: dict[str, str] = {}
    for finding in findings:
        trail: list[str] = []
        seen: set[str] = set()
        here = finding.id
        while here not in roots and here not in seen and parents.get(parents[here]) is not None:
            trail.append(here)
            seen.add(here)
            here = parents[here]
        circle = here in seen
        top = roots.get(here, here)
        for one in trail:
            roots[one] = one if circle else top
        roots.setdefault(here, here)
    return roots


def proof(finding: Finding) -> Evidence | None:
    """The smoking gun: the first log event, or the first evidence at all."""
    for evidence in finding.evidence:
        if evidence.source is Source.LOGS:
            return evidence
    return finding.evidence[0] if finding.evidence else None


def next_step(finding: Finding) -> Step | None:
    """The first command that changes nothing; else the first step of any words."""
    for step in finding.remediation:
        if step.kind is StepKind.INSPECT and step.command:
            return step
    return finding.remediation[0] if finding.remediation else None


def way_on(report: Report, finding: Finding) -> tuple[str, str]:
    """Title and command of the next step; where it lacks values, the command that may find them; empty without one."""
    step = next_step(finding)
    if step is not None and step.command:
        return step.title, step.command
    command = reading_command(report)
    return (READING, command) if step is not None and command else ("", "")


def steps_of(finding: Finding, kind: StepKind) -> list[Step]:
    return [step for step in finding.remediation if step.kind is kind]


def excerpt(evidence: Evidence, lines: int, room: int = 0) -> Excerpt:
    """At most `lines` lines of the message, the matched part among them where it is known; where that would lie past
    `room` characters, the text from just before it, behind a mark."""
    part = _some_lines(evidence, lines)
    (start, end), cut = part.span, part.span[0] - _LEAD
    if cut <= 0 or not 0 < room < end:
        return part
    rest = part.text[cut:].lstrip()
    cut = len(part.text) - len(rest)
    return msgspec.structs.replace(part, text=f"…{rest}", span=(start - cut + 1, end - cut + 1))


def _some_lines(evidence: Evidence, lines: int) -> Excerpt:
    message = evidence.message.rstrip("\n")
    start, end = _told(message, evidence.span)
    known = 0 <= start < end <= len(message)
    parts = message.split("\n")
    if len(parts) <= lines:
        return Excerpt(message, (start, end) if known else (0, 0))
    at = message.count("\n", 0, start) if known else _telling_line(parts)
    last = message.count("\n", 0, end) if known else at
    first = max(0, min(at - max(0, (lines - 1 - (last - at)) // 2), len(parts) - lines))
    chosen = parts[first : first + lines]
    offset = sum(len(part) + 1 for part in parts[:first])
    text = "\n".join(chosen)
    span = (max(0, start - offset), min(end - offset, len(text))) if known else (0, 0)
    return Excerpt(text, span, first, len(parts) - first - len(chosen))


def _told(message: str, span: tuple[int, int]) -> tuple[int, int]:
    """The matched part; where that is a frame of a trace, the error whose trace it is: below in Python, else above."""
    start = message.rfind("\n", 0, span[0] + 1) + 1
    frame = _FRAME.match(message, start)
    if frame is None or span[1] <= span[0]:
        return span
    parts = message.split("\n")
    at = message.count("\n", 0, start)
    if frame[1]:
        found = next((n for n in range(at + 1, len(parts)) if _ERROR.match(parts[n])), at)
    else:
        found = next((n for n in range(at - 1, -1, -1) if not _FRAME.match(parts[n])), at)
    if found == at:
        return span
    begin = sum(len(part) + 1 for part in parts[:found])
    return begin, begin + len(parts[found])


def _telling_line(parts: list[str]) -> int:
    """A Python trace ends with its error; other texts begin with it."""
    if not any("Traceback (most recent" in part for part in parts[:12]):
        return 0
    errors = (at for at in range(len(parts) - 1, -1, -1) if _ERROR.match(parts[at]))
    return next(errors, len(parts) - 1)
