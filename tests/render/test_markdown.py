"""Markdown and the job summary: a parser sees our structure alone, and the size is bounded."""

import re

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.hostile.payloads import EVERY, LONG
from tests.render.builders import SCENARIOS, incident, unknown
from tests.render.strategies import hostile, reports
from tests.render.test_terminal import controls, runner_obeys
from triage.model.report import Report
from triage.render import RenderOptions, render
from triage.render.markdown import LIMIT
from triage.render.markdown_text import cell, fence, prose, span

FORMS = ("markdown", "github")
WORD = re.compile(r"\w+")
BLOCKS = frozenset(
    WORD.findall(
        "heading_open heading_close paragraph_open paragraph_close inline fence table_open table_close "
        "thead_open thead_close tbody_open tbody_close tr_open tr_close th_open th_close td_open td_close "
        "ordered_list_open ordered_list_close bullet_list_open bullet_list_close list_item_open "
        "list_item_close blockquote_open blockquote_close html_block "
    )
)
INLINE = frozenset(
    WORD.findall("text code_inline strong_open strong_close em_open em_close hardbreak softbreak link_open link_close ")
)
OUR_HTML = frozenset({"<details><summary>Other findings, unknown signatures, checks</summary>\n", "</details>\n"})
# What the code hosts turn into links or pings after parsing: it may stand in code only.
PING = re.compile(r"(?i)(?<![\w`])@\w|https?://|www\.|(?<!\w)[#!]\d|\bgh-\d|\b[0-9a-f]{7,40}\b(?<=\d)")


def parsed(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


def inline(tokens: list[Token]) -> list[Token]:
    return [child for token in tokens for child in token.children or []]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("payload", (*EVERY, *LONG), ids=lambda payload: repr(payload[:16]))
def test_payload_is_only_ever_code_or_plain_words(payload: str, form: str) -> None:
    _harmless(render(hostile(payload), form, RenderOptions(explain=True)))


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(report=reports())
def test_no_mixture_becomes_markup(report: Report) -> None:
    for form in FORMS:
        _harmless(render(report, form))


@pytest.mark.parametrize("payload", EVERY)
def test_fence_holds_every_payload_as_one_block(payload: str) -> None:
    tokens = parsed("\n".join(["before", "", *fence(payload), "", "after"]))
    assert [token.type for token in tokens].count("fence") == 1
    assert tokens[-2].content == "after"


@pytest.mark.parametrize("payload", [*EVERY, "`", "``", " ` ", "a|b", "\\|", "\\\\|", "|\\"])
def test_cell_holds_every_payload_as_one_piece_of_code(payload: str) -> None:
    tokens = parsed(f"| a | b |\n| --- | --- |\n| {cell(span(payload))} | last |\n")
    cells = [token for token in tokens if token.type == "inline"][2:]
    assert [[child.type for child in one.children or []] for one in cells] == [["code_inline"], ["text"]]
    assert cells[1].content == "last"


@pytest.mark.parametrize("payload", EVERY)
def test_running_text_holds_no_markup(payload: str) -> None:
    tokens = inline(parsed(f"Reason: {prose(payload)}"))
    assert {token.type for token in tokens} <= {"text", "code_inline", "softbreak"}


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("after deadlock_timeout.", "after `deadlock_timeout`."),
        ("the revision (of <api>)", "the revision (of `<api>`)"),
        ("(max_connections), then", "(`max_connections`), then"),
        ("call get_rates() again", "call `get_rates()` again"),
        ("(see get_rates())", "(see `get_rates()`)"),
    ],
)
def test_the_punctuation_of_a_sentence_is_no_code(text: str, made: str) -> None:
    assert prose(text) == made


def test_plain_words_stay_plain() -> None:
    assert prose("MySQL table does not exist (error 1146)") == "MySQL table does not exist (error 1146)"
    assert (
        prose("set lower_case_table_names to 1, then ask @ops") == "set `lower_case_table_names` to 1, then ask `@ops`"
    )


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("after deadlock_timeout. Then", "after `deadlock_timeout`. Then"),
        ("live (deployments of <service>).", "live (deployments of `<service>`)."),
        ("call load_all().", "call `load_all()`."),
    ],
)
def test_what_ends_a_sentence_stays_out_of_code(text: str, markdown: str) -> None:
    assert prose(text) == markdown


@pytest.mark.parametrize("form", FORMS)
def test_what_is_cut_says_so_and_how_to_get_it(form: str) -> None:
    base = incident()
    big = msgspec.structs.replace(unknown(), template="x " * 400, sample="y " * 400, services=("a" * 900,) * 4)
    causes = tuple(msgspec.structs.replace(base.findings[0], id=f"c{at}", explain="why " * 2_000) for at in range(40))
    text = render(msgspec.structs.replace(base, findings=causes, unmatched=(big,) * 200), form)
    assert len(text) < LIMIT
    assert "**Cut:**" in text
    assert "`triage report k3v9xq --format json`" in text
    assert "## Coverage" in text


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_job_summary_says_what_markdown_says(scenario: str) -> None:
    report = SCENARIOS[scenario]()
    summary = render(report, "github")
    missing = [row for row in render(report, "markdown").split("\n") if row and row not in summary]
    assert missing == []


def _harmless(text: str) -> None:
    assert controls(text) == []
    assert [row for row in text.split("\n") if runner_obeys(row)] == []
    tokens = parsed(text)
    assert {token.type for token in tokens} <= BLOCKS
    assert {token.content for token in tokens if token.type == "html_block"} <= OUR_HTML
    children = inline(tokens)
    assert {token.type for token in children} <= INLINE
    targets = [str(token.attrs["href"]) for token in children if token.type == "link_open"]
    assert all(target.startswith("https://eu-west-1.console.aws.amazon.com/cloudwatch/") for target in targets)
    assert [token.content for token in children if token.type == "text" and PING.search(token.content)] == []
    assert len(text) < LIMIT
