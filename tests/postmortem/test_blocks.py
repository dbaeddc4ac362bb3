"""Refreshing a document replaces automatic blocks and never loses a person's word."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.postmortem.builders import afterwards, case, saved
from tests.render.builders import incident, unexplained
from triage.errors import InputError
from triage.postmortem import FORMATS, STYLES, case_of, empty_fields, field_keys, header_of, refresh, write
from triage.postmortem.blocks import auto, parts

OLD = {(style, form): write(case(incident()), style, form) for style in STYLES for form in FORMATS}
NEW = {key: write(case_of([saved(incident()), afterwards()]), *key) for key in OLD}

words = st.text(st.characters(blacklist_characters="\n\r", blacklist_categories=["Cs"]), max_size=40).filter(
    lambda text: "<!--" not in text
)
"""What a person may write on one line."""


@pytest.mark.parametrize("key", OLD)
def test_an_untouched_document_becomes_the_new_one(key: tuple[str, str]) -> None:
    result = refresh(OLD[key], NEW[key])
    assert result.text == NEW[key] and not result.edited and not result.absent
    assert refresh(result.text, NEW[key]).text == result.text


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), key=st.sampled_from(sorted(OLD)))
def test_no_word_of_a_person_is_lost(data: st.DataObject, key: tuple[str, str]) -> None:
    rows = OLD[key].split("\n")
    places = data.draw(st.lists(st.tuples(st.integers(1, len(rows)), words), max_size=12))
    for number, (place, text) in enumerate(sorted(places, reverse=True)):
        rows.insert(place, f"person {number}: {text}")
    written = "\n".join(rows)
    kept = [row for row in refresh(written, NEW[key]).text.split("\n") if row.startswith("person ")]
    assert kept == [row for row in rows if row.startswith("person ")]


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(words, min_size=1, max_size=20))
def test_everything_outside_automatic_blocks_stays_byte_for_byte(texts: list[str]) -> None:
    pieces = [part.text for part in parts(OLD["postmortem", "markdown"])]
    mine = "".join(piece + texts[at % len(texts)] + "\n" for at, piece in enumerate(pieces))
    before = [part.text for part in parts(mine) if part.kind != "auto"]
    after = [part.text for part in parts(refresh(mine, NEW["postmortem", "markdown"]).text) if part.kind != "auto"]
    assert before == after


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=200))
def test_the_parts_are_the_text(text: str) -> None:
    assert "".join(part.text for part in parts(text)) == text


def test_a_block_that_a_person_changed_is_left_alone_and_named() -> None:
    mine = OLD["postmortem", "markdown"].replace("| Environment | `production` |", "| Environment | production, blue |")
    result = refresh(mine, NEW["postmortem", "markdown"])
    assert result.edited == ("summary",)
    assert "production, blue" in result.text


def test_a_block_that_a_person_took_out_stays_out() -> None:
    whole = OLD["postmortem", "markdown"]
    mine = "".join(part.text for part in parts(whole) if part.key != "timeline")
    result = refresh(mine, NEW["postmortem", "markdown"])
    assert result.absent == ("timeline",)
    assert "triage:auto timeline" not in result.text


def test_line_ends_of_another_system_are_kept() -> None:
    mine = OLD["case-study", "markdown"].replace("\n", "\r\n")
    result = refresh(mine, NEW["case-study", "markdown"])
    assert not result.edited
    assert result.text == NEW["case-study", "markdown"].replace("\n", "\r\n")


@pytest.mark.parametrize("lost", ["<!-- /triage:auto timeline -->", "<!-- triage:auto impact"])
def test_a_lost_mark_is_named_and_nothing_changes(lost: str) -> None:
    rows = [row for row in OLD["postmortem", "markdown"].split("\n") if not row.startswith(lost)]
    with pytest.raises(InputError, match=r"line \d+: the block") as caught:
        refresh("\n".join(rows), NEW["postmortem", "markdown"])
    assert "Nothing was changed" in caught.value.hint


def test_marks_inside_a_log_text_are_defused() -> None:
    body = "```text\n<!-- /triage:auto summary -->\n<!-- triage:human x required -->\n```\n"
    (part,) = parts(auto("summary", body))
    assert part.kind == "auto" and part.text == auto("summary", body)


@pytest.mark.parametrize("key", OLD)
def test_required_fields_are_empty_until_people_fill_them(key: tuple[str, str]) -> None:
    style, text = key[0], OLD[key]
    keys = field_keys(style)
    assert {name for _, name in empty_fields(text, keys)} == set(keys)
    filled = text.replace("TODO(human):", "Role on call:")
    assert empty_fields(filled, keys) == []
    assert "TODO(human), optional" in filled


def test_an_emptied_or_removed_field_is_empty_too() -> None:
    filled = OLD["postmortem", "markdown"].replace("TODO(human):", "Words:")
    blank = "".join(
        part.text.replace(part.body, "\n  \n") if part.key == "owner" else part.text
        for part in parts(filled)
        if part.key != "impact.users"
    )
    keys = field_keys("postmortem")
    assert [key for _, key in empty_fields(blank, keys)] == ["impact.users", "owner"]


def test_the_fields_of_a_style_are_those_of_any_case() -> None:
    for style in STYLES:
        for report in (incident(), unexplained()):
            found = [part for part in parts(write(case(report), style, "markdown")) if part.note == "required"]
            assert tuple(part.key for part in found) == field_keys(style)


def test_a_document_says_what_it_is() -> None:
    for (style, form), text in OLD.items():
        header = header_of(text)
        assert header is not None and (header.style, header.format_) == (style, form)
    assert header_of("# Some notes\n") is None
