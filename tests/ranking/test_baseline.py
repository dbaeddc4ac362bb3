"""A run measured against an earlier window."""

import msgspec

from triage.model.events import LogEvent
from triage.model.report import Gap, Report, Target, Window
from triage.pipeline import context
from triage.ranking.context import Baseline
from triage.ranking.rank import rank
from triage.ruleset.library import shipped_rules
from triage.summary.summarizing import summarize
from triage.summary.value import Summary

HALF_HOUR = 1_800_000
START = 1_772_355_600_000
NOW = Window(START, START + HALF_HOUR)
THEN = Window(START - HALF_HOUR, START)
KNOWN = "ERROR (1146, \"Table 'shop.{}' doesn't exist\")"
UNKNOWN = "ERROR the frobnicator {} came loose"


def _summary(window: Window, messages: list[str]) -> Summary:
    events = [
        LogEvent(window.start + 1_000 * at, text, "/ecs/shop", "ecs/orders/t1") for at, text in enumerate(messages)
    ]
    return summarize(events, shipped_rules().matcher())


def _report(now: list[str], then: list[str], gaps: tuple[Gap, ...] = ()) -> Report:
    rules = shipped_rules()
    made = context(rules, NOW, Target("cloudwatch", "production"))
    baseline = Baseline(_summary(THEN, then), THEN, "the window before", gaps)
    return rank(_summary(NOW, now), msgspec.structs.replace(made, baseline=baseline))


def test_what_the_baseline_lacks_is_new() -> None:
    report = _report([KNOWN.format("invoices")] * 4 + [UNKNOWN.format("A")] * 3, ["INFO fine"])
    assert report.findings[0].seen == "new: not in the baseline"
    assert report.findings[0].why[-1].factor == "baseline"
    assert report.unmatched[0].new is True


def test_what_the_baseline_holds_is_as_before() -> None:
    lines = [KNOWN.format("invoices")] * 4 + [UNKNOWN.format("A")] * 3
    report = _report(lines, lines)
    assert report.findings[0].seen == "as before: 4 in the baseline"
    assert report.unmatched[0].new is False


def test_a_rate_beyond_chance_is_more_than_before() -> None:
    report = _report([KNOWN.format("invoices")] * 60, [KNOWN.format("invoices")] * 5)
    assert report.findings[0].seen == "more than before: 12× the rate, 5 in the baseline"
    report = _report([KNOWN.format("invoices")] * 5, [KNOWN.format("invoices")] * 60)
    assert report.findings[0].seen == "less than before: 0.083× the rate, 60 in the baseline"


def test_another_missing_table_is_new() -> None:
    report = _report([KNOWN.format("invoices")] * 4, [KNOWN.format("customers")] * 4)
    assert report.findings[0].seen == "new: not in the baseline"


def test_a_baseline_that_was_not_read_whole_calls_nothing_new() -> None:
    gaps = (Gap("/ecs/shop", "AccessDenied"),)
    report = _report([KNOWN.format("a1")] * 2 + [UNKNOWN.format("A")] * 2, ["INFO fine"], gaps)
    assert [cluster.new for cluster in report.unmatched] == [None]
    assert not any("new" in finding.seen for finding in report.findings)
    (notice,) = [one for one in report.diagnostics if one.code == "baseline"]
    assert "not read whole (AccessDenied)" in notice.text
    assert report.complete


def test_an_empty_baseline_calls_nothing_new() -> None:
    report = _report([UNKNOWN.format("A")] * 2, [])
    assert report.unmatched[0].new is None


def test_what_part_of_a_baseline_shows_was_there_before() -> None:
    gaps = (Gap("/ecs/shop", "AccessDenied"),)
    report = _report([KNOWN.format("a1")] * 9, [KNOWN.format("a1")] * 2, gaps)
    assert report.findings[0].seen == "in the baseline too: at least 2 there"


def test_one_burst_is_no_rate() -> None:
    """Twenty records of one minute are one event as much as twenty."""
    one, quiet = [KNOWN.format("a1")], ["INFO fine"] * 400
    burst = [*one, *quiet, *one * 20, *quiet, *one]
    rare = [*one, *one, *quiet, *quiet, *one, *one]
    assert _report(burst, rare).findings[0].seen == "as before: 4 in the baseline"


def test_a_log_group_that_the_baseline_lacks_proves_nothing_by_absence() -> None:
    rules = shipped_rules().matcher()
    now = [LogEvent(START + at, KNOWN.format("a1"), "/ecs/new", "ecs/orders/t1") for at in range(4)]
    then = [LogEvent(THEN.start + at, "INFO fine", "/ecs/shop", "ecs/orders/t1") for at in range(4)]
    made = context(shipped_rules(), NOW, Target("cloudwatch", "production"))
    baseline = Baseline(summarize(then, rules), THEN, "the window before")
    report = rank(summarize(now, rules), msgspec.structs.replace(made, baseline=baseline))
    assert report.findings[0].seen == ""


def test_what_is_gone_is_told() -> None:
    report = _report(["INFO fine"], [KNOWN.format("invoices")] * 4 + [UNKNOWN.format("A")] * 3)
    (notice,) = [one for one in report.diagnostics if one.code == "baseline_gone"]
    assert "(4×)" in notice.text and "frobnicator" in notice.text


def test_the_score_stays_the_sum_of_its_factors() -> None:
    report = _report([KNOWN.format("invoices")] * 4, ["INFO fine"])
    first = report.findings[0]
    assert round(sum(factor.value for factor in first.why), 2) == first.score


def test_without_a_baseline_nothing_is_said() -> None:
    made = context(shipped_rules(), NOW, Target("cloudwatch", "production"))
    report = rank(_summary(NOW, [KNOWN.format("invoices")] * 4), made)
    assert report.findings[0].seen == "" and not report.diagnostics
