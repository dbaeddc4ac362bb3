"""Every scenario in every format reads exactly as the file beside this test; `--update-golden` rewrites them."""

from pathlib import Path

import pytest

from tests.hostile.payloads import CI_COMMANDS, HTML, MARKDOWN, TERMINAL
from tests.postmortem.builders import case
from tests.render.builders import SCENARIOS
from tests.render.strategies import hostile
from triage.model.report import Report
from triage.postmortem import STYLES, write
from triage.render import RenderOptions, render

HERE = Path(__file__).parent
ENDINGS = {
    "terminal": "txt",
    "markdown": "md",
    "html": "html",
    "json": "json",
    "slack": "slack.json",
    "github": "job.md",
}
WIDTHS = {"narrow": 80, "wide": 160}


def hostile_report() -> Report:
    """One payload of each kind in every text field."""
    return hostile(f"{TERMINAL[0]} {HTML[0]} {MARKDOWN[3]} {CI_COMMANDS[4]}\n{CI_COMMANDS[0]}")


REPORTS = {**SCENARIOS, "hostile": hostile_report}


@pytest.mark.parametrize("form", ENDINGS)
@pytest.mark.parametrize("scenario", REPORTS)
def test_reads_as_the_golden_file(scenario: str, form: str, update_golden: bool) -> None:
    _same(f"{scenario}.{ENDINGS[form]}", render(REPORTS[scenario](), form), update_golden)


@pytest.mark.parametrize("name", WIDTHS)
def test_other_widths_read_as_the_golden_file(name: str, update_golden: bool) -> None:
    options = RenderOptions(width=WIDTHS[name], explain=True, unicode=name == "wide")
    _same(f"incident.{name}.txt", render(SCENARIOS["incident"](), "terminal", options), update_golden)


@pytest.mark.parametrize("style", STYLES)
def test_documents_read_as_the_golden_file(style: str, update_golden: bool) -> None:
    _same(f"incident.{style}.md", write(case(SCENARIOS["incident"]()), style, "markdown"), update_golden)


def _same(name: str, text: str, update: bool) -> None:
    path = HERE / name
    if update:
        path.write_text(text, encoding="utf-8", newline="\n")
    assert path.is_file(), f"{name} is not there: run pytest tests/golden --update-golden and read what it wrote"
    assert text == path.read_text(encoding="utf-8"), f"{name} differs: read the change, then run with --update-golden"
