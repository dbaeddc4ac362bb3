"""A report of ten thousand findings stays usable in every format, and says what it left out and how to get it."""

import json
import re
from functools import cache

import msgspec
import pytest

from tests.render.builders import START, checks, incident, missing_table, symptom, unknown
from triage.model.findings import Role
from triage.model.report import Change, Diagnostic, Gap, Report
from triage.render import RenderOptions, render

MANY = 10_000
LARGEST = {"terminal": 120_000, "markdown": 60_000, "github": 60_000, "slack": 16_000, "html": 1_000_000}


@cache
def report(shape: str) -> Report:
    whole = incident()
    causes = MANY if shape == "causes" else 1
    leads = [
        msgspec.structs.replace(missing_table(), id=f"c{at}", title=f"Fault {at}", services=(f"service-{at}",))
        for at in range(causes)
    ]
    role = Role.SYMPTOM if shape == "symptoms" else Role.INDEPENDENT
    others = [
        msgspec.structs.replace(
            symptom(f"s{at}", f"Symptom {at}", 36 + at, 12, "c0" if role is Role.SYMPTOM else ""), role=role
        )
        for at in range(0 if shape == "causes" else MANY)
    ]
    return msgspec.structs.replace(
        whole,
        findings=(*leads, *others),
        unmatched=tuple(msgspec.structs.replace(unknown(), signature=f"v1:{at:012x}") for at in range(MANY)),
        checks=checks() * 50,
        gaps=tuple(Gap(f"/group/{at}", "refused") for at in range(MANY)),
        changes=tuple(Change(START + at, f"change {at}", "ecs") for at in range(MANY)),
        diagnostics=tuple(Diagnostic("x", f"notice {at}") for at in range(MANY)),
    )


@pytest.mark.parametrize("form", LARGEST)
@pytest.mark.parametrize("shape", ["causes", "symptoms", "others"])
def test_it_is_bounded_and_says_what_is_missing(shape: str, form: str) -> None:
    text = render(report(shape), form, RenderOptions(explain=True))
    assert len(text) <= LARGEST[form]
    assert re.search(r"[Aa]nd \d{1,2},\d{3} more|cut to fit|left out|, folded", text)
    assert "triage report k3v9xq --format json" in text


def test_json_leaves_nothing_out() -> None:
    document = json.loads(render(report("others"), "json"))
    assert (len(document["findings"]), len(document["unmatched"])) == (MANY + 1, MANY)
