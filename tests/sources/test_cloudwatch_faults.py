"""Every fault of the service: nothing is lost outside a named gap, and nothing is counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.sources.conftest import FAULTS
from tests.sources.fakes import HOUR, T0, cloudwatch, read, steady, target, twice
from tests.stub.running import Stub, stub
from tests.stub.scenario import Group, Knobs, Scenario, StubEvent

EVENTS = steady(1_000)
PAGE = 50
SAME_TIME = tuple(StubEvent(T0 + 1_000 * (i // 400), f"same {i}") for i in range(1_000))

HEALED = {
    "every 3rd call: throttled": Knobs(fail_every=3, fail_with="ThrottlingException"),
    "every 3rd call: 503": Knobs(fail_every=3),
    "every 3rd call: 500 with HTML": Knobs(fail_every=3, fail_with="html-500"),
    "every 3rd call: 200 with HTML": Knobs(fail_every=3, fail_with="html-200"),
    "every 3rd call: 200 without events": Knobs(fail_every=3, fail_with="no-events"),
    "every 3rd call: connection reset": Knobs(fail_every=3, fail_with="reset"),
    "every 3rd call: truncated body": Knobs(fail_every=3, fail_with="truncated"),
    "7th page: fails twice": Knobs(fail_page=7, fail_page_times=2),
    "runs of 20 empty pages": Knobs(empty_run=20),
    "pages repeat 5 events": Knobs(duplicate=5),
    "pages in no order": Knobs(shuffle_pages=True),
    "pages overlap in time": Knobs(overlap_pages=True),
    "a token expires": Knobs(token_dies_at=4),
    "answers drip": Knobs(drip=0.004),
    "prefix ignored": Knobs(ignore_prefix=True),
}
GAPS = {
    "every call: throttled": (Knobs(fail_every=1, fail_with="ThrottlingException"), "throttled"),
    "every call: 503": (Knobs(fail_every=1), "failed again and again"),
    "every call: 200 with HTML": (Knobs(fail_every=1, fail_with="html-200"), "no events at all"),
    "every call: connection reset": (Knobs(fail_every=1, fail_with="reset"), "connection"),
    "every call: truncated body": (Knobs(fail_every=1, fail_with="truncated"), "no events at all"),
    "5th page: always fails": (Knobs(fail_page=5, fail_page_times=999), "failed again and again"),
    "the same token again": (Knobs(same_token_at=5), "repeated a page token"),
    "empty pages for ever": (Knobs(endless=True), "empty pages without end"),
    "credentials expire at call 6": (Knobs(fail_after=6, fail_with="ExpiredTokenException"), "expired"),
}
REFUSALS = {
    "access denied": ("AccessDeniedException", "not authorized", "logs:FilterLogEvents"),
    "Infrequent Access class": ("infrequent", "Infrequent Access", "Insights"),
    "group is gone": ("ResourceNotFoundException", "does not exist", "Region"),
}
ODD = {
    "400 events in one millisecond": Group(SAME_TIME, knobs=Knobs(page_events=PAGE)),
    "150 streams": Group(steady(1_000, streams=150), knobs=Knobs(page_events=PAGE)),
    "pages cut at their size": Group(EVENTS, knobs=Knobs(page_bytes=1_000)),
    "no events": Group(()),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Stub]:
    groups = {name: Group(EVENTS, knobs=_paged(knobs)) for name, knobs in HEALED.items()}
    groups |= {name: Group(EVENTS, knobs=_paged(knobs)) for name, (knobs, _) in GAPS.items()}
    groups |= {name: Group(EVENTS, refuse=code) for name, (code, _, _) in REFUSALS.items()}
    with stub(Scenario(groups | ODD)) as running:
        yield running


def _paged(knobs: Knobs) -> Knobs:
    return replace(knobs, page_events=PAGE)


def _check(name: str, server: Stub, config: pytest.Config, prefix: str = "") -> tuple[int, int, list[str], bool]:
    """Read a group and hold it against what was planted: events read, events in gaps, reasons, expired."""
    group = ODD.get(name) or Group(EVENTS)
    events, log = read(cloudwatch(server.session(), [target(name, prefix)]))
    got = {(event.timestamp, event.message) for event in events}
    missing = [e for e in group.events if (e.timestamp, e.message) not in got]
    unseen = [e for e in missing if any(gap.start <= e.timestamp < gap.end for gap in log.gaps)]
    repeated = len(events) - len(got)
    rows = config.stash.setdefault(FAULTS, [])
    rows.append((name, len(group.events), len(got), len(unseen), repeated))
    assert len(unseen) == len(missing), "events lost outside of every gap"
    assert repeated == twice(events) == 0
    assert all(gap.scope.startswith(name) for gap in log.gaps)
    last: dict[str, int] = {}
    for event in events:
        assert last.get(event.log_stream, 0) <= event.timestamp, "a stream is out of order"
        last[event.log_stream] = event.timestamp
    return len(events), len(missing), [f"{gap.reason} {gap.hint}" for gap in log.gaps], log.credentials_expired


@pytest.mark.parametrize("name", [*HEALED, *ODD])
def test_a_fault_that_passes_loses_nothing(
    name: str, server: Stub, aws_keys: None, pytestconfig: pytest.Config
) -> None:
    prefix = "ecs/web/" if name == "prefix ignored" else ""
    _, missing, reasons, expired = _check(name, server, pytestconfig, prefix)
    assert (missing, reasons, expired) == (0, [], False)


@pytest.mark.parametrize("name", GAPS)
def test_a_fault_that_stays_is_a_named_gap(
    name: str, server: Stub, aws_keys: None, pytestconfig: pytest.Config
) -> None:
    _, missing, reasons, expired = _check(name, server, pytestconfig)
    assert missing
    assert all(GAPS[name][1] in reason for reason in reasons), reasons
    assert expired is ("expire" in name)


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refused_group_is_a_gap_that_says_what_would_help(
    name: str, server: Stub, aws_keys: None, pytestconfig: pytest.Config
) -> None:
    read_events, missing, reasons, _ = _check(name, server, pytestconfig)
    assert (read_events, missing) == (0, len(EVENTS))
    assert len(reasons) == 1
    assert all(word in reasons[0] for word in REFUSALS[name][1:]), reasons


def test_other_groups_go_on_when_one_is_refused(server: Stub, aws_keys: None) -> None:
    events, log = read(cloudwatch(server.session(), [target("access denied"), target("150 streams")]))
    assert len(events) == 1_000
    assert [(gap.scope, gap.start, gap.end) for gap in log.gaps] == [("access denied", HOUR.start, HOUR.end)]


def test_throttled_calls_are_counted_and_retried(server: Stub, aws_keys: None) -> None:
    _, log = read(cloudwatch(server.session(), [target("every 3rd call: throttled")]))
    assert log.throttled
    assert log.retries == log.throttled
