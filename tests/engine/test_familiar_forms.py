"""Lines of one form with other values: what the first one came to holds for the next, or is not taken over."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.test_same_on_examples import CARRIERS
from tests.engine.test_same_summary import matcher, same
from tests.summary.snapshot import snapshot
from triage.engine.familiar import Familiar
from triage.model.events import LogEvent
from triage.summary.summarizing import Summarizer

FORMS = (
    "worker exited with code {}",
    "process exit code: {}",
    "received signal {}",
    "listening on port {}",
    "job running on {} nodes",
    "running on {}",
    "release {} started",
    "starting version {}",
    "finished with {} errors",
    "{} orders failed to price",
    "error {} while pricing",
    "Error {}: could not price",
    "errno: {}, 'nothing'",
    "ORA-{}: nothing was found",
    "SQLSTATE[{}]: invalid",
    "status {} after the crash",
    "invalid order {} left out",
    "cause: {}",
    "KeyError: {}",
    "a timeout of {} ms is set",
    "at depth {} (failed)",
    "GET /failed/{} 404 1 ms",
    "upstream answered {} after an error",
    "{}: error in the bucket",
    "{} was raised, an error",
)
VALUES = (
    "0",
    "1",
    "7",
    "10",
    "137",
    "139",
    "200",
    "404",
    "503",
    "1146",
    "1045",
    "8080",
    "42000",
    "99999",
    "1234567890",
    "1.4.2",
    "4f2a81c0d9e6",
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(FORMS), st.sampled_from(VALUES)), max_size=30),
    st.sampled_from(CARRIERS),
    st.integers(1, 9),
)
def test_forms_whose_values_decide(lines: list[tuple[str, str]], carrier: object, size: int) -> None:
    assert callable(carrier)
    same([LogEvent(200 * n, carrier(form.format(value)), "g", "a/b/1") for n, (form, value) in enumerate(lines)], size)


@pytest.mark.parametrize("turn", range(0, len(CARRIERS), 3))
def test_each_form_once_more_with_every_value(turn: int) -> None:
    texts = [form.format(value) for form in FORMS for value in VALUES]
    same(
        [LogEvent(5_000 * n, CARRIERS[(n + turn) % len(CARRIERS)](text), "g", "a/b/1") for n, text in enumerate(texts)],
        16,
    )


def test_a_form_that_came_to_nothing_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from triage.summary import summarizing

    read, seen = summarizing.read, []
    monkeypatch.setattr(summarizing, "read", lambda joined: seen.append(joined.lines[0]) or read(joined))
    summarizer = Summarizer(matcher())
    for n in range(6):
        summarizer.add(
            [LogEvent(9_000 * n, f"2025-03-12 06:00:0{n} INFO shop - {n} errors in order {n}", "g", "a/b/1")]
        )
    assert summarizer.close().records == 6
    assert len(seen) == 1


def test_what_is_remembered_is_bounded() -> None:
    familiar = Familiar()
    for batch in range(30):
        lines = [f"failed {chr(97 + n % 26)}{'x' * (n // 26)} {batch * 'y'}" for n in range(1_000)]
        familiar.meet(lines, [], {})
        for line in lines:
            familiar.learn(line)
    assert familiar.is_quiet(lines[0])
    assert len(familiar._quiet) <= 20_000


def test_the_next_line_of_a_trace_makes_a_familiar_line_worth_reading() -> None:
    head = "2025-03-12 06:00:00 INFO shop - done with error handling"
    lines = [
        head,
        head,
        head,
        "Traceback (most recent call last):",
        '  File "/app/a.py", line 3, in f',
        "KeyError: 'a'",
        head,
    ]
    events = [LogEvent(40 * n, line, "g", "a/b/1") for n, line in enumerate(lines)]
    for size in (1, 2, 9):
        engine, obvious = Summarizer(matcher()), Summarizer(matcher(), screened=False)
        for start in range(0, len(events), size):
            engine.add(events[start : start + size])
            obvious.add(events[start : start + size])
        assert snapshot(engine.close()) == snapshot(obvious.close())


@pytest.mark.parametrize("name", ["Q1Exception", "Q1Fault", "Q1Interrupt", "Q1Throwable", "Q1Conflict", "Q1Exit"])
def test_a_value_that_names_a_fault_is_no_value(name: str) -> None:
    texts = ["A1Value: error in the bucket"] * 3 + [f"{name}: error in the bucket"] * 2
    head = "2025-03-12 06:00:00 INFO shop - "
    same([LogEvent(9_000 * n, head + text, "g", "a/b/1") for n, text in enumerate(texts)], 1)
