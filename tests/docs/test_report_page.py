"""The page about the report uses the words, factors and codes that the report uses."""

import json

from tests.docs.pages import page
from tests.render.builders import incident
from triage import exit_codes
from triage.model.findings import Role, Source
from triage.model.report import FORMAT_VERSION, CheckVerdict, VerdictStatus
from triage.model.rules import Severity, StepKind
from triage.ranking.scoring import FACTORS
from triage.render import RENDERERS, render


def test_every_word_of_a_closed_vocabulary_is_explained() -> None:
    text = page("report.md")
    words = [*VerdictStatus, *Role, *CheckVerdict, *StepKind, *(set(Source) - {Source.LOGS}), *FACTORS, *RENDERERS]
    words += [severity.word for severity in Severity]

    assert [str(word) for word in words if f"`{word}`" not in text] == []


def test_every_key_of_the_json_report_is_named() -> None:
    text = page("report.md")

    assert [key for key in json.loads(render(incident(), "json")) if f"`{key}`" not in text] == []
    assert f"`format_version` is `{FORMAT_VERSION}`" in text


def test_every_exit_code_is_explained_on_both_pages() -> None:
    codes = [value for name, value in vars(exit_codes).items() if name.isupper()]

    assert len(codes) == 5
    for name in ("report.md", "commands.md"):
        assert [code for code in codes if f"\n| {code} | " not in page(name)] == [], name
