"""A comparison in every format."""

import json

import pytest

from tests.compare.making import access, compared, event, missing_table, side, topology
from triage.compare.cleaning import cleaned
from triage.compare.model import Comparison
from triage.compare.views import VIEWS, render
from triage.errors import UsageError
from triage.render.options import RenderOptions

HOSTILE = "ERROR \x1b[2J<script>alert(1)</script> `code` | ::error::x \u202e @everyone"


def _comparison(text: str = "ERROR widget exploded") -> Comparison:
    events = [*access("production", "/a", 500, 8), *missing_table("production", "shop_prod", 8)]
    events += [event("production", 3 * at, text) for at in range(5)]
    a = side("production", events, topology("production", DB_NAME="shop_prod"))
    b = side("staging", access("staging", "/a", 200, 8), topology("staging", DB_NAME="shop_staging"))
    return cleaned(compared(a, b), a.report, b.report)


@pytest.mark.parametrize("form", sorted(VIEWS))
def test_every_format_leads_with_the_conclusion(form: str) -> None:
    text = render(_comparison(), form, RenderOptions(width=90))
    assert text.endswith("\n")
    assert "only in production" in " ".join(text.split())
    assert "DB_NAME" in text


@pytest.mark.parametrize("form", sorted(VIEWS))
def test_every_format_names_the_next_step(form: str) -> None:
    found = _comparison()
    assert found.next is not None
    assert found.next.title in " ".join(render(found, form, RenderOptions(width=200)).split())


@pytest.mark.parametrize("form", sorted(VIEWS))
def test_no_format_passes_on_what_a_terminal_or_reader_obeys(form: str) -> None:
    text = render(_comparison(HOSTILE), form)
    assert "\x1b" not in text and "\u202e" not in text
    assert "<script>" not in text or form in ("json", "terminal", "markdown")
    assert not any(row.lstrip().startswith("::error::") for row in text.splitlines())


def test_the_page_allows_no_script_and_no_request() -> None:
    text = render(_comparison(), "html")
    assert "default-src 'none'" in text
    assert "<script" not in text and "http://" not in text and "https://" not in text


def test_a_secret_in_a_template_is_redacted() -> None:
    text = render(_comparison("ERROR login failed for password=hunter2000xyz"), "json")
    assert "hunter2000xyz" not in text


def test_json_holds_every_row() -> None:
    found = json.loads(render(_comparison(), "json"))
    assert found["format_version"] == "1.0"
    assert found["findings"][0]["tell"] == "only_a"
    assert found["findings"][0]["rate"]["low"] > 1
    assert {"conclusion", "routes", "settings", "checks", "a", "b"} <= set(found)


@pytest.mark.parametrize("width", [50, 80, 200])
def test_rows_keep_to_the_width(width: int) -> None:
    text = render(_comparison(), "terminal", RenderOptions(width=width))
    assert max(map(len, text.splitlines())) <= width


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(UsageError) as told:
        render(_comparison(), "slack")
    assert "markdown" in told.value.hint
