"""The faults that are injected, what each must come to, and how a reading is held against what was planted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from tests.sources.fakes import HOUR, T0, steady, twice
from tests.stub.scenario import Group, Knobs, StubEvent
from triage.config import Settings
from triage.exit_codes import exit_code
from triage.model.events import LogEvent
from triage.model.report import Report, Target, VerdictStatus, Window
from triage.model.rules import Severity
from triage.pipeline import investigate
from triage.ruleset.library import shipped_rules
from triage.sources.reading import Batch, LogSource, ReadLog

EVENTS = steady(1_000)
PAGE = 50
LATE_CLOCK = HOUR.end + 1_000
SAME_TIME = tuple(StubEvent(T0 + 1_000 * (i // 400), f"same {i}") for i in range(1_000))
LATE = tuple(StubEvent(HOUR.end - 90_000 + i, f"late {i}", from_call=21) for i in range(5))
LARGE = tuple(StubEvent(T0 + 60_000 * i, f"{i}".ljust(262_118 if i % 5 else 1_000_000, "x")) for i in range(40))


class Row(NamedTuple):
    """One line of the table."""

    fault: str
    events: int
    read: int
    in_gaps: int
    lost: int
    twice: int
    complete: bool
    exit_code: int


@dataclass(frozen=True)
class Fault:
    """A group and what happens to it. `gap`: words of the gap and its hint; none: everything is read."""

    group: Group
    gap: tuple[str, ...] = ()
    prefix: str = ""
    expired: bool = False
    now: int = 0
    """The clock of the reading machine; 0: long after the window."""


def _paged(gap: tuple[str, ...] = (), prefix: str = "", expired: bool = False, **knobs: object) -> Fault:
    made = replace(Knobs(page_events=PAGE), **knobs)  # type: ignore[arg-type]
    return Fault(Group(EVENTS, knobs=made), gap, prefix, expired)


def _refused(code: str, *gap: str, message: str = "") -> Fault:
    return Fault(Group(EVENTS, refuse=code, refuse_message=message), gap)


def _odd(events: tuple[StubEvent, ...], now: int = 0, **knobs: object) -> Fault:
    return Fault(Group(events, knobs=replace(Knobs(page_events=PAGE), **knobs)), now=now)  # type: ignore[arg-type]


THIRD = {
    "throttled": "ThrottlingException",
    "503": "ServiceUnavailableException",
    "500 of the service": "InternalFailure",
    "500 with a proxy's HTML": "html-500",
    "200 with a proxy's HTML": "html-200",
    "200 without `events`": "no-events",
    "connection reset": "reset",
    "truncated body": "truncated",
    "no answer in time": "stall",
    "bytes that are not UTF-8": "not-utf-8",
}
PASSING = {f"every 3rd call: {name}": _paged(fail_every=3, fail_with=code) for name, code in THIRD.items()} | {
    "7th page: fails twice": _paged(fail_page=7, fail_page_times=2),
    "a burst of 4 requests, then throttled at 60 a second": _paged(rate=60.0, burst=4.0),
    "runs of 20 empty pages with tokens": _paged(empty_run=20),
    "runs of 50 empty pages with tokens": _odd(steady(200), empty_run=50),
    "duplicate event ids: pages repeat 5 events": _paged(duplicate=5),
    "pages in no order": _paged(shuffle_pages=True),
    "pages overlap in time": _paged(overlap_pages=True),
    "a token expires": _paged(token_dies_at=4),
    "slow bodies that drip": _paged(drip=0.004),
    "stream prefix ignored": _paged(prefix="ecs/web/", ignore_prefix=True),
    "late arrivals during the reading": _odd(EVENTS + LATE, now=LATE_CLOCK),
    "stream metadata an hour behind": _odd(steady(300)),
    "equal timestamps: 400 events in one millisecond": _odd(SAME_TIME),
    "150 streams": _odd(steady(1_000, streams=150)),
    "pages cut at their size": _odd(EVENTS, page_bytes=1_000),
    "messages of 256 KB and 1 MB": _odd(LARGE, page_events=10_000),
    "no events": _odd(()),
}
LASTING = {
    "every call: throttled": _paged(("throttled", "--quota-share"), fail_every=1, fail_with="ThrottlingException"),
    "every call: 503": _paged(("failed again and again",), fail_every=1),
    "every call: 200 with a proxy's HTML": _paged(("no events at all", "proxy"), fail_every=1, fail_with="html-200"),
    "every call: 200 without `events`": _paged(("no events at all", "proxy"), fail_every=1, fail_with="no-events"),
    "every call: connection reset": _paged(("connection",), fail_every=1, fail_with="reset"),
    "every call: truncated body": _paged(("no events at all",), fail_every=1, fail_with="truncated"),
    "5th page: always fails": _paged(("failed again and again",), fail_page=5, fail_page_times=999),
    "the same token again": _paged(("repeated a page token",), same_token_at=5),
    "empty pages for ever": _paged(("empty pages without end",), endless=True),
    "credentials expire at call 6": _paged(
        ("expired", "log in again"), expired=True, fail_after=6, fail_with="ExpiredTokenException"
    ),
    "credentials are withdrawn at call 6": _paged(
        ("does not accept", "log in again"), expired=True, fail_after=6, fail_with="UnrecognizedClientException"
    ),
    "group deleted at call 6": _paged(
        ("does not exist", "deleted"), fail_after=6, fail_with="ResourceNotFoundException"
    ),
    "access withdrawn at call 6": _paged(
        ("not authorized", "logs:FilterLogEvents"), fail_after=6, fail_with="AccessDeniedException"
    ),
    "access denied": _refused("AccessDeniedException", "not authorized", "logs:FilterLogEvents"),
    "Infrequent Access class, events only": _refused("infrequent", "Infrequent Access", "Insights"),
    "group does not exist": _refused("ResourceNotFoundException", "does not exist", "Region"),
    "KMS key disabled": _refused(
        "InvalidOperationException", "key", "kms:Decrypt", message="The KMS key of the log group is disabled."
    ),
    "KMS key refused": _refused(
        "AccessDeniedException", "key", "kms:Decrypt", message="The ciphertext refers to a KMS key you may not use."
    ),
}
FAULTS = PASSING | LASTING
ELSEWHERE = {
    "single sign-on ends at call 6": ("expired", "aws sso login"),
    "clock 10 minutes ahead": (),
    "Insights: row limit, still running, refused at first": (),
}
"""Faults with tests of their own, and words of their gaps."""


def table() -> list[str]:
    """The faults as the documentation lists them."""
    words = {name: fault.gap for name, fault in PASSING.items()} | ELSEWHERE
    whole = [name for name in words if not words[name]]
    gaps = {name: fault.gap for name, fault in LASTING.items()} | {n: w for n, w in ELSEWHERE.items() if w}
    rows = ["| Fault | Read | Lost in silence | Counted twice | Exit |", "| --- | --- | --- | --- | --- |"]
    for name in sorted(whole):
        rows.append(f"| {name} | all of it | 0 | 0 | {0 if name != 'no events' else 3} |")
    for name, said in sorted(gaps.items()):
        told = ", ".join(f"*{word}*" for word in said)
        rows.append(f"| {name} | the rest is a gap: {told} | 0 | 0 | 3 |")
    return rows


class Recorded:
    """A source that remembers what it handed out."""

    def __init__(self, source: LogSource) -> None:
        self.events_read: list[LogEvent] = []
        self._source = source

    def describe(self) -> Target:
        return self._source.describe()

    def events(self, window: Window, log: ReadLog) -> Iterator[Batch]:
        for batch in self._source.events(window, log):
            self.events_read += batch
            yield batch


def held(name: str, source: LogSource, planted: tuple[StubEvent, ...]) -> tuple[Row, list[LogEvent], Report, ReadLog]:
    """Read and report as the product does, and compare with what was planted."""
    recorded, log = Recorded(source), ReadLog()
    report = investigate(recorded, HOUR, shipped_rules(), Settings(), log=log)
    got = {(event.timestamp, event.event_id) for event in recorded.events_read}
    places = {(e.timestamp, e.id or f"{i:056d}") for i, e in enumerate(planted)}
    missing = places - {(at, one.removeprefix("ptr-")) for at, one in got}
    unseen = [at for at, _ in missing if any(gap.start <= at < gap.end for gap in report.gaps)]
    unexplained = report.verdict.status is VerdictStatus.UNEXPLAINED
    row = Row(
        name,
        len(planted),
        len(places) - len(missing),
        len(unseen),
        len(missing) - len(unseen),
        twice(recorded.events_read),
        report.complete,
        exit_code(report, Severity.MEDIUM, unexplained),
    )
    return row, recorded.events_read, report, log
