"""Planted secrets never leave; what a responder needs stays."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile.payloads import EVERY, LONG, NEEDED, SECRETS
from tests.render.builders import incident, log, span_of
from triage.redaction import Redactor, redact_report, typed_values


@pytest.mark.parametrize(("text", "secret"), SECRETS.values(), ids=SECRETS)
def test_planted_secret_is_gone(text: str, secret: str) -> None:
    redacted = Redactor().redact(text)
    assert secret not in redacted
    assert "#1]" in redacted


@pytest.mark.parametrize("text", NEEDED)
def test_what_a_responder_needs_stays(text: str) -> None:
    assert Redactor().redact(text) == text


@pytest.mark.parametrize(("text", "secret"), SECRETS.values(), ids=SECRETS)
def test_redacting_twice_changes_nothing_more(text: str, secret: str) -> None:
    once = Redactor().redact(text)
    again = Redactor()
    assert again.redact(once) == once
    assert again.counts == {}


def test_codes_of_a_few_digits_are_hidden() -> None:
    shown = Redactor().redact('{"cvv": 987, "pin": "1234"} otp=123456')
    assert shown == '{"cvv": [secret#1], "pin": "[secret#2]"} otp=[secret#3]'


def test_only_the_values_of_an_object_of_secrets_are_hidden() -> None:
    text = '{"secrets": {"db": "pgpass77x", "type": "static", "mail": {"smtp": "mx55pass"}}, "host": "db.internal"}'
    assert Redactor().redact(text) == (
        '{"secrets": {"db": "[secret#1]", "type": "static", "mail": {"smtp": "[secret#2]"}}, "host": "db.internal"}'
    )


def test_surroundings_of_a_secret_stay() -> None:
    text = "mysql://app:hunter2x@db.internal:3306/shop?a=1, password=other99, host=db, table=t"
    assert Redactor().redact(text) == (
        "mysql://app:[password#1]@db.internal:3306/shop?a=1, password=[password#2], host=db, table=t"
    )


def test_same_secret_has_the_same_tag_and_each_place_counts() -> None:
    redactor = Redactor()
    first = redactor.redact("password=hunter2x token=abc12345")
    second = redactor.redact('{"password": "hunter2x"} mysql://u:hunter2x@h/')
    assert first == "password=[password#1] token=[token#1]"
    assert second == '{"password": "[password#1]"} mysql://u:[password#1]@h/'
    assert redactor.counts == {"password": 3, "token": 1}


def test_typed_captures_survive() -> None:
    text = 'no such mailbox "ops@example.com" for jane@example.com'
    assert Redactor(keep=["ops@example.com"]).redact(text) == 'no such mailbox "ops@example.com" for [email#1]'


def test_mark_moves_with_the_text() -> None:
    text = "password=hunter2x then Table 'shop.t' doesn't exist for jane@example.com"
    part = "Table 'shop.t' doesn't exist"
    redacted, (start, end) = Redactor().redact_marked(text, span_of(text, part))
    assert redacted[start:end] == part


def test_report_is_clean_in_every_text_and_counts_by_kind() -> None:
    base = incident()
    dirty = "postgres://app:hunter2x@db/shop failed for jane@example.com"
    finding = msgspec.structs.replace(
        base.findings[0],
        title=dirty,
        evidence=(log(dirty, base.window.start, "db/shop"),),
        entities=(("user", ("jane@example.com", "ops@example.com")),),
        remediation=(
            msgspec.structs.replace(base.findings[0].remediation[0], command=f"psql {dirty}", argv=(("psql", dirty),)),
        ),
    )
    cluster = msgspec.structs.replace(
        base.unmatched[0], sample=dirty, template=dirty, values=(("1", (("jane@example.com", 2),)),)
    )
    report = msgspec.structs.replace(base, findings=(finding,), unmatched=(cluster,), redactions=())
    clean = redact_report(report, Redactor(keep=["ops@example.com"]))
    text = repr(clean)
    assert "hunter2x" not in text
    assert "jane@example.com" not in text
    assert clean.findings[0].entities == (("user", ("[email#1]", "ops@example.com")),)
    shown = clean.findings[0].evidence[0]
    assert shown.message[shown.span[0] : shown.span[1]] == "db/shop"
    assert (clean.findings[0].remediation[0].command, clean.findings[0].remediation[0].argv) == ("", ())
    assert dict(clean.redactions) == {"email": 7, "password": 5}


def test_a_value_that_may_be_the_secret_of_its_wildcard_is_hidden() -> None:
    base = incident()
    made = {"template": "widget broke: <*>", "values": (("1", (("hunter2x", 3), ("shelf", 2))),)}
    cluster = msgspec.structs.replace(base.unmatched[0], sample="widget broke: DB_PASSWORD=other99", **made)
    plain = msgspec.structs.replace(base.unmatched[0], sample="widget broke: jane@example.com", **made)
    report = msgspec.structs.replace(base, unmatched=(cluster, plain))
    hidden, kept = (one.values for one in redact_report(report, Redactor()).unmatched)
    assert hidden == (("1", (("[hidden]", 3), ("shelf", 2))),)
    assert kept == made["values"]


def test_captured_user_is_kept_and_captured_key_is_not() -> None:
    base = incident()
    entities = (("key", ("AKIAIOSFODNN7EXAMPLE",)), ("user", ("ops@example.com",)))
    finding = msgspec.structs.replace(base.findings[0], entities=entities)
    report = msgspec.structs.replace(base, findings=(finding,))
    clean = redact_report(report, Redactor(keep=typed_values(report)))
    assert clean.findings[0].entities == (("key", ("[aws_key#1]",)), ("user", ("ops@example.com",)))


def test_clean_report_stays_the_same() -> None:
    report = msgspec.structs.replace(incident(), redactions=())
    assert redact_report(report, Redactor()) == report


@given(
    st.lists(
        st.sampled_from([*(text for text, _ in SECRETS.values()), *EVERY, *NEEDED, " ", "\n", '"', ",", "=", ": "])
    )
)
def test_any_mixture_is_clean_after_one_pass(parts: list[str]) -> None:
    once = Redactor().redact("".join(parts))
    assert Redactor().redact(once) == once


@given(st.text(alphabet="pasword=:\"'\\@/ \nBIGN-{}[],eyJ.token#1", max_size=300))
def test_any_text_can_be_redacted(text: str) -> None:
    Redactor().redact(text)


SHAPES = (
    "password=", 'password="', "://a:", "://a:b@", "eyJaaaaaa.", "-----BEGIN PRIVATE KEY-----", "a@", "token: {",
    "4111 ", "AKIA", "<password>", "--password ", "A1b", "@tcp(", "Bearer ", '\\"', "password: |\n ",
)  # fmt: skip


@pytest.mark.parametrize("shape", (*SHAPES, *LONG), ids=lambda shape: repr(shape[:12]))
def test_hostile_repetition_ends(shape: str) -> None:
    """A third of a megabyte of each shape: work that grew with its square would not end within the test's life."""
    Redactor().redact(shape * (300_000 // len(shape) + 1))
