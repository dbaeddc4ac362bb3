"""What holds for every format: it never fails, is the same for the same report, and carries what matters."""

import json

import jsonschema
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hostile.payloads import EVERY, LONG
from tests.render.builders import SCENARIOS, START, healthy, incident, no_data, two_causes, unknown
from tests.render.strategies import hostile, reports
from triage.errors import UsageError
from triage.model.events import LogEvent
from triage.model.report import Coverage, Gap, Window
from triage.pipeline import analyze
from triage.ranking.verdict import verdict
from triage.render import RENDERERS, RenderOptions, render
from triage.render.json_report import schema

OPTIONS = (
    RenderOptions(),
    RenderOptions(width=40, colour=True, explain=True),
    RenderOptions(width=160, unicode=False, explain=True),
)


@pytest.mark.parametrize("form", RENDERERS)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_same_report_gives_the_same_bytes_and_ends_with_a_newline(form: str, scenario: str) -> None:
    report = SCENARIOS[scenario]()
    for options in OPTIONS:
        text = render(report, form, options)
        assert text == render(SCENARIOS[scenario](), form, options)
        assert text.endswith("\n")
        text.encode("utf-8")


@pytest.mark.parametrize("form", RENDERERS)
@pytest.mark.parametrize("make", [no_data, two_causes])
def test_incomplete_reading_is_loud(form: str, make: object) -> None:
    report = no_data() if make is no_data else two_causes()
    text = render(report, form)
    assert report.gaps[0].reason[:20] in text
    if form == "json":
        assert json.loads(text)["complete"] is False
    else:
        assert "INCOMPLETE" in text
        assert "absence proves nothing here" in text


@pytest.mark.parametrize("form", [form for form in RENDERERS if form != "json"])
def test_where_nothing_was_found_no_error_is_named(form: str) -> None:
    gaps = (Gap("app.log.gz", "the archive ends early"),)
    coverage = Coverage(events=9, records=9)
    for searched in (False, True):
        said = verdict((), (), 0, () if searched else gaps, coverage, searched)
        report = msgspec.structs.replace(healthy(), verdict=said, coverage=coverage, findings=(), gaps=gaps)
        text = render(report, form).lower()
        assert "not read whole" in text
        assert "without a known cause" not in text


@pytest.mark.parametrize("form", [form for form in RENDERERS if form != "json"])
def test_an_input_without_times_tells_none(form: str) -> None:
    text = (
        "starting\nERROR (pymysql.err.ProgrammingError) (1146, \"Table 'shop.pears' doesn't exist\")\nERROR odd thing"
    )
    report = analyze([LogEvent(0, line) for line in text.split("\n")])
    shown = " ".join(render(report, form).split())
    assert "the input holds no times" in shown
    assert "pears" in shown
    seen = [word for word in ("1970", "00:00", "still happening", "began first", "first seen") if word in shown]
    assert seen == []


@pytest.mark.parametrize("form", [form for form in RENDERERS if form != "json"])
def test_factors_are_told_only_when_asked_for(form: str) -> None:
    report = incident()
    fact = "the server's own error code stands in the innermost exception".replace(
        "'", "&#39;" if form == "html" else "'"
    )
    assert fact not in render(report, form)
    assert fact in render(report, form, RenderOptions(explain=True))


@pytest.mark.parametrize("form", RENDERERS)
def test_cause_proof_and_next_command_are_in_every_format(form: str) -> None:
    text = render(incident(), form)
    for part in (
        "MySQL table does not exist",
        "shop_prod.invoices",
        "aws ecs describe-services --cluster shop-production",
    ):
        assert part in text


@pytest.mark.parametrize("form", RENDERERS)
@pytest.mark.parametrize("payload", (*EVERY, *LONG), ids=lambda payload: repr(payload[:16]))
def test_payload_in_every_field_renders(form: str, payload: str) -> None:
    for options in OPTIONS:
        render(hostile(payload), form, options).encode("utf-8")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(report=reports(), form=st.sampled_from(sorted(RENDERERS)), options=st.sampled_from(OPTIONS))
def test_rendering_never_fails(report: object, form: str, options: RenderOptions) -> None:
    render(report, form, options).encode("utf-8")  # type: ignore[arg-type]


@pytest.mark.parametrize("form", RENDERERS)
@pytest.mark.parametrize(
    "window", [Window(0, 0), Window(START, START - 5), Window(0, 10**18), Window(-(10**18), 10**18)]
)
def test_odd_windows_render(form: str, window: Window) -> None:
    render(msgspec.structs.replace(two_causes(), window=window), form)


@pytest.mark.parametrize("form", RENDERERS)
def test_ten_thousand_findings_stay_usable(form: str) -> None:
    base = incident()
    many = tuple(
        msgspec.structs.replace(
            base.findings[at % 3], id=f"n{at}", explained_by="" if at % 7 else f"n{at - 1}" if at else ""
        )
        for at in range(10_000)
    )
    text = render(msgspec.structs.replace(base, findings=many, unmatched=(unknown(),) * 2_000), form)
    limits = {"html": 1_000_000, "markdown": 60_000, "github": 60_000, "slack": 20_000, "terminal": 60_000}
    assert len(text) < limits.get(form, 10**9)
    if form != "json":
        assert "triage report k3v9xq --format json" in text


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_json_follows_the_published_schema(scenario: str) -> None:
    _validate(render(SCENARIOS[scenario](), "json"))


@pytest.mark.parametrize("payload", EVERY)
def test_json_of_hostile_text_follows_the_schema_and_keeps_the_text(payload: str) -> None:
    text = render(hostile(payload), "json")
    _validate(text)
    assert json.loads(text)["findings"][0]["title"] == payload


def test_schema_refuses_what_is_not_in_the_contract() -> None:
    document = json.loads(render(incident(), "json"))
    document["findings"][0]["surprise"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, json.loads(schema()))


def test_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(UsageError) as caught:
        render(incident(), "pdf")
    assert "terminal" in caught.value.hint


def _validate(text: str) -> None:
    document = json.loads(schema())
    jsonschema.Draft202012Validator.check_schema(document)
    jsonschema.Draft202012Validator(document).validate(json.loads(text))
