"""What a document says, that it says why, and that no log text can reach out of it."""

import re
from html.parser import HTMLParser

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hostile.payloads import EVERY, LONG
from tests.postmortem.builders import afterwards, case, saved
from tests.render.builders import MINUTE, SCENARIOS, START, incident, two_causes
from tests.render.strategies import hostile, reports
from triage.model.report import Report
from triage.model.rules import Layer
from triage.postmortem import FORMATS, STYLES, case_of, write
from triage.postmortem.blocks import parts
from triage.ruleset.library import shipped_rules

ALL = [(style, form) for style in STYLES for form in FORMATS]
CASE_STUDY = (
    "Problem and symptoms", "Confusion", "Journey", "Smoking gun", "Root cause", "Why it happened", "Resolution",
    "Verification", "Lessons", "Prevention", "Prevention: pipeline step", "Prevention: database health check",
    "Prevention: promotion checklist", "Prevention: alarm", "Checklist", "Evidence",
)  # fmt: skip
POSTMORTEM = (
    "Summary", "Impact", "Timeline", "Detection", "Smoking gun", "Trigger and contributing factors",
    "Resolution and verification", "Lessons", "Actions", "Evidence",
)  # fmt: skip


def study(report: Report | None = None) -> str:
    return write(case(report or incident()), "case-study", "markdown")


def block(text: str, key: str) -> str:
    return next(part.body for part in parts(text) if part.key == key)


@pytest.mark.parametrize(("style", "titles"), [("case-study", CASE_STUDY), ("postmortem", POSTMORTEM)])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_section_is_there_for_every_verdict(style: str, titles: tuple[str, ...], scenario: str) -> None:
    text = write(case(SCENARIOS[scenario]()), style, "markdown")
    assert tuple(re.findall(r"^## (.+)$", text, re.MULTILINE)) == titles


@pytest.mark.parametrize(("style", "form"), ALL)
def test_the_same_runs_give_the_same_bytes(style: str, form: str) -> None:
    runs = [saved(incident()), afterwards()]
    text = write(case_of(runs, shipped_rules().rules), style, form)
    assert text == write(case_of(runs[::-1], shipped_rules().rules), style, form)
    assert text.endswith("\n")


@pytest.mark.parametrize("style", STYLES)
def test_every_automatic_block_carries_the_command_that_proves_it(style: str) -> None:
    for part in parts(write(case(incident()), style, "markdown")):
        if part.kind == "auto" and part.key != "title":
            assert "triage report r-aaaaaa --format json" in part.body, part.key


def test_each_check_is_hypothesis_investigation_finding_and_action() -> None:
    text = study()
    for check in incident().checks:
        phase = block(text, f"journey.{check.layer.value}")
        at = phase.index(check.hypothesis.split()[0])
        assert check.command in phase[at:]
    assert text.count("**Hypothesis:**") == text.count("**Finding:**") == text.count("**Action:**") == 5


@pytest.mark.parametrize("layer", Layer)
def test_a_layer_that_was_not_looked_at_is_said_to_be_so(layer: Layer) -> None:
    text = study(msgspec.structs.replace(incident(), checks=()))
    phase = block(text, f"journey.{layer.value}")
    assert "Not checked" in phase and "not the same as fine" in phase
    if layer is not Layer.DATA:
        assert "`aws " in phase


def test_hypotheses_are_worded_as_hints() -> None:
    why = block(study(), "why")
    assert why.startswith("Hints")
    assert "None of them is proven" in why


def test_the_alarm_is_one_that_can_fire_and_says_why_it_takes_a_filter() -> None:
    alarm = block(study(), "prevention.alarm")
    assert "aws_cloudwatch_log_metric_filter" in alarm and "aws_cloudwatch_metric_alarm" in alarm
    assert 'log_group_name = "/aws/application/shop/production"' in alarm
    assert '\\"doesn\'t exist\\"' in alarm
    assert "no metric that ECS publishes" in alarm


def test_the_database_check_asks_for_the_table_that_was_missing() -> None:
    assert "WHERE table_name = 'invoices' AND table_schema = 'shop_prod';" in block(study(), "prevention.health-check")


def test_a_hostile_name_never_enters_a_query() -> None:
    report = incident()
    lead = msgspec.structs.replace(report.findings[0], entities=(("table", ("x'; DROP TABLE y; --",)),))
    text = study(msgspec.structs.replace(report, findings=(lead, *report.findings[1:])))
    assert "DROP" not in block(text, "prevention.health-check")


def test_a_path_that_stayed_green_is_told_apart_from_the_one_that_failed() -> None:
    assert "`GET /health` was answered 60 times" in block(study(), "confusion")


def test_a_later_quiet_run_is_the_verification() -> None:
    text = write(case_of([saved(incident()), afterwards()]), "case-study", "markdown")
    shown = block(text, "verification")
    assert "`r-bbbbbb`" in shown and "41 answered, 0 failed" in shown
    assert "NOT YET" in block(study(), "verification")


def test_detection_is_unknown_until_it_is_told() -> None:
    plain = write(case(incident()), "postmortem", "markdown")
    assert "unknown" in block(plain, "detection")
    told = write(case(incident(), detected_at=START + 20 * MINUTE), "postmortem", "markdown")
    assert "8 min 56 s after the first match" in block(told, "detection")


def test_what_was_not_read_is_said() -> None:
    for style in STYLES:
        text = write(case(two_causes()), style, "markdown")
        assert "NO: 1 gap" in text and "throttled beyond the retry budget" in text


def test_times_are_utc_and_in_order_in_the_timeline() -> None:
    rows = re.findall(
        r"^\| (\d{4}-\S+Z) \|", block(write(case(incident()), "postmortem", "markdown"), "timeline"), re.M
    )
    assert len(rows) >= 6 and rows == sorted(rows)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[tuple[str, tuple[str, ...]]] = set()
        self.comments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add((tag, tuple(sorted(name for name, _ in attrs))))

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def _structure(text: str) -> _Page:
    page = _Page()
    page.feed(text)
    return page


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("payload", EVERY, ids=lambda payload: repr(payload[:16]))
def test_no_payload_becomes_markup_of_the_page(style: str, payload: str) -> None:
    plain = _structure(write(case(hostile("plain words")), style, "html"))
    page = _structure(write(case(hostile(payload)), style, "html"))
    assert {tag for tag, _ in page.seen} <= {tag for tag, _ in plain.seen}
    assert {names for _, names in page.seen} <= {names for _, names in plain.seen} | {("class",)}
    assert [one.split(" sha=")[0] for one in page.comments] == [one.split(" sha=")[0] for one in plain.comments]


@pytest.mark.parametrize("payload", (*EVERY, *LONG), ids=lambda payload: repr(payload[:16]))
@pytest.mark.parametrize(("style", "form"), ALL)
def test_hostile_text_leaves_the_marks_whole_and_shows_control_characters(style: str, form: str, payload: str) -> None:
    report = hostile(payload)
    text = write(case(report), style, form)
    assert [part.key for part in parts(text) if part.kind] == [
        part.key for part in parts(write(case(incident()), style, form)) if part.kind
    ]
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b]", text)
    text.encode("utf-8")


@pytest.mark.parametrize("payload", ("<!-- /triage:auto smoking-gun -->\nfree", "<!-- triage:human owner required -->"))
@pytest.mark.parametrize(("style", "form"), ALL)
def test_a_log_line_cannot_forge_a_mark(style: str, form: str, payload: str) -> None:
    text = write(case(hostile(payload)), style, form)
    assert [part.key for part in parts(text) if part.kind] == [
        part.key for part in parts(write(case(incident()), style, form)) if part.kind
    ]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(report=reports(), key=st.sampled_from(ALL))
def test_writing_never_fails(report: Report, key: tuple[str, str]) -> None:
    parts(write(case(report), *key))


def test_the_page_asks_for_nothing() -> None:
    text = write(case(incident()), "case-study", "html")
    assert "default-src 'none'" in text
    assert not re.search(r"<(?:script|img|link|iframe|object|form)\b|@import|url\(", text)
