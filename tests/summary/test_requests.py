"""Answers to requests are counted, whatever their line names."""

from __future__ import annotations

from triage.model.events import LogEvent
from triage.ruleset.library import shipped_rules
from triage.summary.summarizing import summarize


def test_answers_that_name_no_path_are_counted_without_a_route() -> None:
    answer = '{"level":30,"reqId":"r1","res":{"statusCode":%d},"responseTime":3.5,"msg":"request completed"}'
    events = [LogEvent(n, answer % (500 if n < 3 else 200), "/ecs/shop", "web/web/1") for n in range(10)]
    (route,) = (one for _, one in summarize(events, shipped_rules().matcher()).routes.items())
    assert (route.failures.count, route.answers.count) == (3, 7)
    assert not route.route.startswith("/")
    assert list(route.paths.top(5)) == []
