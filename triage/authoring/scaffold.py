"""The text of a new rule file: it lints, and its examples pass, before a word is changed."""

from collections.abc import Iterator

import msgspec
import yaml

from triage.authoring.doubt import Doubt
from triage.authoring.proposing import Proposal, propose
from triage.errors import UsageError
from triage.model.report import UnmatchedCluster
from triage.model.rules import Rule
from triage.parsing.reading import read_text

MAX_LOG = 4_000
"""Characters of the sample that become the example."""
_ORDINARY = "INFO all is well: write here the nearest text that means something else"
_EXPLAIN = "Say in two to four sentences why this happens, and what it rules out."


def unwritten(rule: Rule) -> Iterator[Doubt]:
    """Texts of a new file that nobody has replaced yet."""
    if rule.explain == _EXPLAIN:
        yield Doubt("scaffold", ("explain",), "still says what to write here", _EXPLAIN, "warning")
    for place, counter in enumerate(rule.counter_examples):
        if counter.log == _ORDINARY:
            where = ("examples", "no_match", place, "log")
            fix = "Write the nearest text that means something else, and below it why."
            yield Doubt("scaffold", where, "the counter-example is still the one of a new file", fix, "warning")


_HOW_TO_CAPTURE = """\
# To read a value out, name it in the pattern, (?P<resource>\\S{1,200}), and say of what type it is:
# captures: {resource: {type: aws_name}}
"""


class Start(msgspec.Struct, frozen=True):
    """What a new rule begins with."""

    title: str
    match: str
    """One line of YAML: a condition."""
    captures: str
    log: str
    values: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    exception: bool = False


def empty(rule_id: str) -> Start:
    """A rule for a message that is still to be written."""
    technology, _, fault = rule_id.partition(".")
    words = fault.replace("-", " ")
    title = f"{technology.capitalize()}: {words}"[:72]
    pattern = rf"{technology} {words}: (?P<resource>\S{{1,200}})"
    return Start(
        title,
        f"{{regex: {_single(pattern)}}}",
        "{resource: {type: aws_name}}",
        f"2026-01-01T00:00:00Z ERROR {technology} {words}: orders-1",
        (("resource", "orders-1"),),
    )


def from_cluster(cluster: UnmatchedCluster) -> Start:
    """A rule for a signature that no rule knows: pattern, captures and a redacted example out of its sample.

    Raises UsageError for a signature without four fixed characters."""
    log = cluster.sample[:MAX_LOG].rstrip()
    record = read_text(log)
    proposal = propose(cluster.template, record.text) or _longest(cluster.template, record.text)
    if proposal is None:
        raise UsageError(
            f"the signature {cluster.signature} has too little fixed text for a rule",
            "Start with `triage rules new ID` and write the pattern by hand.",
        )
    kinds = ", ".join(f"{c.name}: {{type: {c.type}}}" for c in proposal.captures)
    return Start(
        title=_title(cluster.template),
        match=f"{{regex: {_single(proposal.pattern)}}}",
        captures=f"{{{kinds}}}",
        log=log,
        values=_values(proposal, record.text),
        notes=tuple(_notes(cluster)),
        exception=bool(record.exceptions),
    )


def _title(template: str) -> str:
    """The template's words before its bound, wildcards as dots."""
    words = template.replace("<*>", "…").split()
    kept = ""
    for word in words:
        if len(kept) + len(word) > 70:
            return f"{kept} …"
        kept = f"{kept} {word}".strip()
    return kept if len(kept) >= 4 else f"{kept} (new)"


def _longest(template: str, text: str) -> Proposal | None:
    """The longest fixed part alone."""
    pieces = sorted((piece.strip() for piece in template.split("<*>")), key=lambda p: (-len(p), p))
    return next((found for piece in pieces if len(piece) >= 4 and (found := propose(piece, text))), None)


def _values(proposal: Proposal, text: str) -> tuple[tuple[str, str], ...]:
    import re

    found = re.search(proposal.pattern, text, re.ASCII)
    return tuple((c.name, found.group(c.name)) for c in proposal.captures) if found else ()


def _notes(cluster: UnmatchedCluster) -> Iterator[str]:
    services = ", ".join(cluster.services) or "unknown services"
    yield f"Signature {cluster.signature}: {cluster.count} records in {services}."
    for place, values in cluster.values:
        seen = ", ".join(f"{value[:60]} ({count})" for value, count in values[:3])
        yield f"<*> {place}: {seen}"


def text(rule_id: str, start: Start, today: str) -> str:
    """The rule file; `today` is an ISO date."""
    technology = rule_id.partition(".")[0]
    notes = "".join(f"# {' '.join(_visible(note).split())}\n" for note in start.notes)
    values = "".join(f"        {name}: {_double(value)}\n" for name, value in start.values)
    captures = f"captures: {start.captures}\n" if start.captures != "{}" else ""
    return f"""\
{notes}schema: 1
id: {rule_id}
title: {_double(start.title)}
status: experimental  # never named the root cause for sure; stable: two examples of each kind
severity: medium  # critical: data loss or outage; high: users fail; medium: degraded; low: noise
layer: application  # infrastructure, application or data
category: code.exception  # what broke: write x, and lint lists all words; `benign` for noise
tags: [{technology}]
match: {start.match}
{_HOW_TO_CAPTURE if not captures else ""}{captures}explain: >
  {_EXPLAIN}
remediation:
  - id: look
    kind: inspect
    title: Read what the service logged just before
    argv: [aws, logs, tail, "{{ctx.log_group}}", --since, 30m]
  - id: confirm
    kind: verify
    title: No new match since the change
    argv: [triage, verify, {rule_id}, "{{ctx.environment}}"]
examples:
  match:
    - name: as it was seen
      log: {_double(start.log)}
{f"      captures:{chr(10)}{values}" if values else ""}  no_match:
    - name: a healthy line
      log: {_double(_ORDINARY)}
      why: nothing is wrong
metadata: {{author: us, created: "{today}", updated: "{today}", version: 1}}
"""


def _double(value: str) -> str:
    """A double-quoted scalar on one line."""
    dumped: str = yaml.safe_dump(value, default_style='"', allow_unicode=True, width=10**9)
    return dumped.rstrip("\n")


def _single(value: str) -> str:
    """A single-quoted scalar, in which backslashes stand for themselves."""
    return _double(value) if not value.isprintable() else "'" + value.replace("'", "''") + "'"


def _visible(note: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in note)
